"""What the pages of one site teach about each other."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import reduce
from pathlib import Path

import pytest

from crawler.extract import extract
from crawler.model import Capture, NotAnArticle
from crawler.page.read import Reading, read_page
from crawler.page.template import learn
from crawler.site import ANY_SITE, NO_MEMORY, Memory, Site
from crawler.sites import site_of

NOTICE = "Our reporters walk the harbour every day so that you know what comes in with the tide."
SUBJECTS = (
    "ferry",
    "lighthouse",
    "school",
    "market",
    "bakery",
    "customs house",
    "slipway",
    "crane",
)


def story(subject: str) -> tuple[str, ...]:
    return (
        f"The {subject} will be closed for repairs until the spring, the town council decided on Monday.",
        f"Not everybody was pleased: the owner of the {subject} had asked for a delay of one more year.",
        f"A vote on what is to become of the {subject} after that will be held in the autumn, the mayor said.",
    )


def capture(subject: str) -> Capture:
    body = "".join(f"<p>{text}</p>" for text in (*story(subject), NOTICE))
    page = (
        f"<html><body><h1>The {subject} closes for the winter</h1><div>{body}</div></body></html>"
    )
    return Capture(
        url=f"http://news.example/{subject.replace(' ', '-')}.html",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=page.encode(),
    )


def reading(subject: str, memory: Memory = NO_MEMORY) -> Reading:
    return read_page(capture(subject), ANY_SITE, memory)


def taught(*subjects: str) -> Memory:
    return reduce(learn, (reading(subject).lesson for subject in subjects), NO_MEMORY)


def test_a_first_page_keeps_what_nobody_knows_to_be_the_sites() -> None:
    assert reading("ferry").article.article_body == (*story("ferry"), NOTICE)


def test_what_every_page_of_a_site_carries_is_no_part_of_the_next() -> None:
    memory = taught(*SUBJECTS[:4])

    found = [reading(subject, memory).article.article_body for subject in SUBJECTS[4:]]

    assert found == [story(subject) for subject in SUBJECTS[4:]]


def test_a_story_read_again_loses_nothing() -> None:
    memory = taught(*["ferry"] * 5, *SUBJECTS[1:5])

    assert reading("ferry", memory).article.article_body[:3] == story("ferry")


def page(headline: str, *lines: str) -> Capture:
    body = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    return Capture(
        url="http://news.example/1.html",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=f"<html><body><h1>{headline}</h1><div>{body}</div></body></html>".encode(),
    )


def met(*captures: Capture) -> Memory:
    return reduce(learn, (read_page(each).lesson for each in captures), NO_MEMORY)


def body(each: Capture, memory: Memory = NO_MEMORY) -> tuple[str, ...]:
    return read_page(each, ANY_SITE, memory).article.article_body


LONG = (
    "The ferry company was founded in 1911 by two brothers who had quarrelled over a boat, and it has "
    "since belonged to the town, to the county, to a bank in the capital and to the town once more."
)


def test_one_other_story_shows_which_short_line_is_the_sites() -> None:
    memory = met(capture("ferry"))

    assert reading("bakery", memory).article.article_body == story("bakery")


def test_a_long_paragraph_in_two_stories_may_be_their_background() -> None:
    memory = met(page("One", *story("ferry"), LONG), page("Two", *story("crane"), LONG))

    assert LONG in body(page("Three", *story("bakery"), LONG), memory)


def test_a_long_paragraph_in_every_story_is_the_sites() -> None:
    memory = met(*(page(name, *story(name), LONG) for name in SUBJECTS[:4]))

    assert LONG not in body(page("Bakery", *story("bakery"), LONG), memory)


@pytest.mark.parametrize(
    "line",
    ["<h2>What happens next in the harbour</h2>", "What is your favourite book, and who gave it to you?", "Yes, I do.", "01"],
)  # fmt: skip
def test_what_any_story_may_say_stays(line: str) -> None:
    def told(name: str) -> Capture:
        one, two, three = story(name)
        return page(name, one, two, line, three)

    memory = met(*(told(name) for name in SUBJECTS[:4]))

    assert body(told("bakery"), memory) == body(told("bakery"))


def test_a_story_that_grew_keeps_what_it_said_before() -> None:
    lines = (story("ferry")[0], LONG, *story("ferry")[1:])

    grown = page("Ferry", *lines, *story("crane"))

    assert body(grown, met(page("Ferry", *lines))) == body(grown)


def test_a_teaser_on_other_pages_is_the_standfirst_of_its_story() -> None:
    stand = story("ferry")[0]
    teaser = (
        f"<div class='related'><ul><li><a href='/f.html'>Ferry</a><p>{stand}</p></li></ul></div>"
    )

    memory = met(*(page(name, *story(name), teaser) for name in SUBJECTS[1:5]))

    assert stand in body(page("Ferry", *story("ferry")), memory)


def test_a_line_of_credits_is_left_to_become_data() -> None:
    def signed(name: str) -> Capture:
        return page(name, *story(name), "责任编辑：周山")

    memory = met(*(signed(name) for name in SUBJECTS[:4]))

    found = extract(signed("bakery"), ANY_SITE, memory)

    assert [person.name for person in found.editor] == ["周山"]
    assert found.article_body == story("bakery")


def test_the_usual_place_never_costs_a_paragraph() -> None:
    def boxed(name: str, after: str = "") -> Capture:
        inner = "".join(f"<p>{text}</p>" for text in story(name))
        return page(name, f"<div class='text'>{inner}</div>{after}")

    memory = met(*(boxed(name) for name in SUBJECTS[:4]))
    more = "".join(f"<p>{text}</p>" for text in story("crane"))

    assert body(boxed("bakery", f"<div class='rest'>{more}</div>"), memory) == body(
        boxed("bakery", f"<div class='rest'>{more}</div>")
    )


def test_what_was_learned_goes_on_being_learned() -> None:
    memory = NO_MEMORY

    for name in SUBJECTS:
        memory = learn(memory, reading(name, memory).lesson)

    assert memory.blocks[0][1] == len(SUBJECTS)


def test_reading_with_the_same_memory_gives_the_same_article() -> None:
    memory = taught(*SUBJECTS[:4])

    first, second = reading("crane", memory), reading("crane", memory)

    assert first == second
    assert first.article.provenance.memory == memory.revision


def test_the_name_of_a_memory_says_what_it_has_learned() -> None:
    assert taught("ferry", "school").revision == taught("ferry", "school").revision
    assert taught("ferry", "school").revision != taught("ferry", "market").revision


def test_a_memory_stays_small_and_goes_into_json() -> None:
    memory = taught(*SUBJECTS)

    for n in range(300):
        page = "".join(
            f"<p>Line {n} {m} about nothing, which is a subject too.</p>" for m in range(40)
        )
        other = Capture(
            url="http://news.example/x",
            fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
            body=page.encode(),
        )
        if n % 30 == 0:
            memory = learn(memory, read_page(other).lesson)

    assert len(json.dumps(asdict(memory))) < 60_000
    assert memory.pages == len(SUBJECTS) + 10


PORTAL = Path(__file__).parents[2] / "fixtures" / "portal"


def portal() -> list[Capture]:
    """Return the stories of the portal, as its server sends them."""
    return [
        Capture(
            url=f"http://www.beiling.example/{path.relative_to(PORTAL).as_posix().removesuffix('.http')}",
            fetched_at=datetime(2022, 2, 7, tzinfo=UTC),
            body=path.read_bytes().partition(b"\r\n\r\n")[2],
        )
        for path in sorted(PORTAL.rglob("2022/*/*.http"))
    ]


def read_or_none(each: Capture, site: Site, memory: Memory = NO_MEMORY) -> frozenset[str] | None:
    try:
        return frozenset(extract(each, site, memory).article_body)
    except NotAnArticle:
        return None


def test_a_memory_of_the_portal_loses_nothing_of_it_and_adds_nothing() -> None:
    captures = [each for each in portal() if read_or_none(each, ANY_SITE) is not None]
    lessons = [read_page(each).lesson for each in captures]
    missed = {"first": 0, "taught": 0}

    for n, each in enumerate(captures):
        memory = reduce(learn, [*lessons[:n], *lessons[n + 1 :]], NO_MEMORY)
        wanted = read_or_none(each, site_of(each.url)) or frozenset()
        first = read_or_none(each, ANY_SITE) or frozenset()
        taught = read_or_none(each, ANY_SITE, memory) or frozenset()
        assert taught - wanted <= first - wanted
        assert wanted - taught <= wanted - first
        missed["first"] += len(wanted - first)
        missed["taught"] += len(wanted - taught)

    assert len(captures) > 20
    assert missed["taught"] < missed["first"]


def test_lines_of_the_sites_own_in_the_portals_stories_are_learned() -> None:
    own = (
        "北岭新闻网的记者每天走在云河两岸，欢迎把身边的新鲜事讲给我们听。",
        "本栏目每周二、周五与读者见面，由云河广播同步播出。",
    )
    lines = "".join(f"<p>{line}</p>" for line in own).encode("gb18030")
    captures = [
        replace(each, body=each.body.replace(b'<div class="page"', lines + b'<div class="page"'))
        for each in (replace(c, body=_boxed(c.body)) for c in portal())
        if b'<div class="page"' in each.body
    ]
    lessons = [read_page(each).lesson for each in captures]

    for n, each in enumerate(captures):
        memory = reduce(learn, [*lessons[:n], *lessons[n + 1 :]], NO_MEMORY)
        first, taught = body(each), body(each, memory)
        assert set(own) & set(first)
        assert not set(own) & set(taught)
        assert set(first) - set(own) <= set(taught)


def _boxed(html: bytes) -> bytes:
    """Return a page of the portal with a mark at the end of its story's text."""
    start = html.find(b'id="content"')
    end = html.find(b"</div>", start)
    return html[:end] + b'<div class="page"></div>' + html[end:] if start > 0 else html


def test_a_correction_stays_though_a_newsroom_words_all_of_its_alike() -> None:
    note = "<p>Correction: an earlier version gave a wrong number.</p>"
    captures = [
        Capture(
            url=f"https://quay.example/news/{n}",
            fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
            body=(
                f"<html><title>Story {n}</title><h1>Story {n} of the quay</h1>"
                f"<p>{f'The {boat} left the old quay on time, the board said. ' * 5}</p>{note}"
            ).encode(),
        )
        for n, boat in enumerate(("ferry", "barge", "tug", "yawl", "dinghy", "punt"))
    ]
    memory = reduce(learn, [read_page(each).lesson for each in captures[1:]], NO_MEMORY)

    assert read_page(captures[0], memory=memory).article.article_body[-1].startswith("Correction:")
