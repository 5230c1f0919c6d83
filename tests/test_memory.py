"""What the stories of one site teach about each other, and what that may take off a story."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.boilerplate import strip
from crawler.extract import extract, repair_article
from crawler.memory import (
    NO_MEMORY,
    Counts,
    Lesson,
    Memory,
    counts_in,
    dumped,
    learn,
    lines_of,
    loaded,
    memory_of,
)
from crawler.model import Capture, NotAnArticle, undo
from crawler.page.read import read_page
from crawler.site import ANY_SITE, Site
from crawler.sites import site_of

NOTICE = "Our reporters walk the harbour every day so that you know what comes in with the tide."
SUBJECTS = (
    "ferry", "lighthouse", "school", "market", "bakery", "customs house", "slipway", "crane",
)  # fmt: skip
LONG = (
    "The ferry company was founded in 1911 by two brothers who had quarrelled over a boat, and it has "
    "since belonged to the town, to the county, to a bank in the capital and to the town once more."
)


def story(subject: str) -> tuple[str, ...]:
    return (
        f"The {subject} will be closed for repairs until the spring, the town council decided on Monday.",
        f"Not everybody was pleased: the owner of the {subject} had asked for a delay of one more year.",
        f"A vote on what is to become of the {subject} after that will be held in the autumn, the mayor said.",
    )


def page(subject: str, *lines: str) -> Capture:
    body = "".join(line if line.startswith("<") else f"<p>{line}</p>" for line in lines)
    html = (
        f"<html><body><h1>The {subject} closes for the winter</h1><div>{body}</div></body></html>"
    )
    return Capture(
        url=f"http://news.example/{subject.replace(' ', '-')}.html",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=html.encode(),
    )


def capture(subject: str) -> Capture:
    return page(subject, *story(subject), NOTICE)


def lesson(each: Capture) -> Lesson:
    """Return what a story teaches, as the pipelines take it."""
    reading = read_page(each)
    return replace(reading.lesson, lines=lines_of(repair_article(reading.article).article_body))


def taught(*captures: Capture) -> Memory:
    return memory_of(learn(Counts(), map(lesson, captures)))


def body(each: Capture, memory: Memory = NO_MEMORY) -> tuple[str, ...]:
    return extract(each, ANY_SITE, memory).article_body


def test_a_first_page_keeps_what_nobody_knows_to_be_the_sites() -> None:
    assert body(capture("ferry")) == (*story("ferry"), NOTICE)


def test_what_every_story_of_a_site_carries_is_no_part_of_the_next() -> None:
    memory = taught(*map(capture, SUBJECTS[:4]))

    assert [body(capture(each), memory) for each in SUBJECTS[4:]] == list(map(story, SUBJECTS[4:]))


def test_what_goes_is_on_record_and_can_be_taken_back() -> None:
    memory = taught(*map(capture, SUBJECTS[:4]))

    article = extract(capture("crane"), ANY_SITE, memory)

    [edit] = [each for each in article.provenance.edits if each.by == "site:recurring"]
    assert (edit.before, edit.after) == (NOTICE, None)
    assert undo(article).article_body == (*story("crane"), NOTICE)
    assert article.provenance.memory == memory.revision


@pytest.mark.parametrize("others", [0, 1, 2, 3])
def test_too_few_other_stories_show_nothing(others: int) -> None:
    memory = taught(*map(capture, SUBJECTS[:others]))

    assert body(capture("crane"), memory)[-1] == NOTICE


def test_a_storys_own_captures_teach_nothing_about_itself() -> None:
    memory = taught(*(page(each, *story(each), NOTICE) for each in SUBJECTS[:3]), capture("crane"))

    assert body(capture("crane"), memory)[:3] == story("crane")
    assert not taught(capture("crane"))


def test_a_line_between_the_paragraphs_of_a_story_stays() -> None:
    def interrupted(subject: str) -> Capture:
        one, two, three = story(subject)
        return page(subject, one, NOTICE, two, LONG, three)

    memory = taught(*map(interrupted, SUBJECTS[:7]))

    assert body(interrupted("crane"), memory) == body(interrupted("crane"))


@pytest.mark.parametrize("last", [LONG, NOTICE])
def test_the_background_of_a_running_story_stays_at_its_end(last: str) -> None:
    followups = [page(each, *story(each), last) for each in SUBJECTS[:4]]
    others = [page(each, *story(each)) for each in ("mill", "weir", "mole", "quay", "inn", "post")]
    memory = taught(*followups, *others)

    assert body(page("crane", *story("crane"), last), memory)[-1] == last


def test_a_long_paragraph_under_every_story_is_the_sites() -> None:
    memory = taught(*(page(each, *story(each), LONG) for each in SUBJECTS[:4]))

    assert body(page("crane", *story("crane"), LONG), memory) == story("crane")


@pytest.mark.parametrize(
    "line",
    [
        "What is your favourite book, and who gave it to you?",
        "Yes, I do.",
        "01",
        "Correction: an earlier version of this story gave a wrong number.",
    ],
)
def test_what_any_story_may_end_with_stays(line: str) -> None:
    memory = taught(*(page(each, *story(each), line) for each in SUBJECTS[:6]))

    told = page("crane", *story("crane"), line)

    assert body(told, memory) == body(told)


def test_a_live_story_that_grew_keeps_what_it_said_before() -> None:
    memory = taught(*map(capture, SUBJECTS[:3]), page("ferry", *story("ferry")))

    grown = page("ferry", *story("ferry"), *story("weir"))

    assert body(grown, memory) == (*story("ferry"), *story("weir"))


def test_a_story_that_its_site_has_four_times_is_still_a_story() -> None:
    copies = [page(f"copy {n}", *story("ferry")) for n in range(4)]

    assert body(page("ferry", *story("ferry")), taught(*copies)) == story("ferry")


def test_a_line_of_credits_is_left_to_become_data() -> None:
    def signed(subject: str) -> Capture:
        return page(subject, *story(subject), "责任编辑：周山", NOTICE)

    found = extract(signed("crane"), ANY_SITE, taught(*map(signed, SUBJECTS[:5])))

    assert [person.name for person in found.editor] == ["周山"]
    assert found.article_body == story("crane")


def test_the_usual_place_never_costs_a_paragraph() -> None:
    def boxed(subject: str, after: str = "") -> Capture:
        inner = "".join(f"<p>{text}</p>" for text in story(subject))
        return page(subject, f"<div class='text'>{inner}</div>{after}")

    memory = taught(*map(boxed, SUBJECTS[:5]))
    more = "".join(f"<p>{text}</p>" for text in story("weir"))
    rest = f"<div class='rest'>{more}</div>"

    assert memory.places
    assert body(boxed("crane", rest), memory) == body(boxed("crane", rest))


def test_the_order_of_stories_changes_nothing() -> None:
    lessons = [lesson(capture(each)) for each in SUBJECTS]
    shuffled = random.Random(7).sample(lessons, len(lessons))

    assert learn(Counts(), shuffled) == learn(Counts(), lessons)
    assert learn(learn(Counts(), lessons[:3]), lessons[3:]) == learn(Counts(), lessons)


def test_a_memory_goes_into_json_and_comes_back() -> None:
    counts = learn(Counts(), map(lesson, map(capture, SUBJECTS)))
    memory = memory_of(counts)

    assert memory.lines
    assert loaded(dumped(memory)) == memory
    assert counts_in(dumped(counts)) == counts


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[]",
        "{" * 50_000,
        '{"a":' * 15_000,
        '{"revision": "1", "encodings": [["utf-8", Infinity]], "lines": [], "places": []}',
        '{"revision": "1", "encodings": [], "lines": [], "places": ["' + "x" * 100_000 + '"]}',
    ],
    ids=["nothing", "a list", "opened", "nested", "infinite", "too long"],
)
def test_what_is_no_memory_is_refused_whatever_it_is(text: str) -> None:
    with pytest.raises(ValueError, match=r"no site memory"):
        loaded(text)


def test_one_more_story_alike_leaves_the_memory_as_it_was() -> None:
    few, more = (taught(*map(capture, SUBJECTS[:n])) for n in (6, 8))

    assert few.revision == more.revision


def test_what_is_counted_stays_small() -> None:
    lines = (lines_of(f"Line {n} {m} {'x' * n}" for m in "abcdefgh" * 5) for n in range(900))

    counts = learn(Counts(), (Lesson("utf-8", None, each) for each in lines))

    assert counts.stories == 900
    assert len(dumped(counts)) < 60_000
    assert len(dumped(memory_of(counts))) < 1_000


PORTAL = Path(__file__).parents[1] / "fixtures" / "portal"


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


def lines_or_none(each: Capture, site: Site, memory: Memory = NO_MEMORY) -> frozenset[str] | None:
    try:
        return frozenset(extract(each, site, memory).article_body)
    except NotAnArticle:
        return None


def test_a_memory_of_the_portal_loses_nothing_of_it_and_adds_nothing() -> None:
    captures = [each for each in portal() if lines_or_none(each, ANY_SITE) is not None]
    lessons = list(map(lesson, captures))

    for n, each in enumerate(captures):
        memory = memory_of(learn(Counts(), [*lessons[:n], *lessons[n + 1 :]]))
        wanted = lines_or_none(each, site_of(each.url)) or frozenset()
        first = lines_or_none(each, ANY_SITE) or frozenset()
        known = lines_or_none(each, ANY_SITE, memory) or frozenset()
        assert known - wanted <= first - wanted
        assert wanted - known <= wanted - first

    assert len(captures) > 20


def test_lines_of_the_sites_own_under_the_portals_stories_are_learned() -> None:
    own = "北岭新闻网的记者每天走在云河两岸，欢迎把身边的新鲜事讲给我们听。"
    captures = [each for each in portal() if lines_or_none(each, ANY_SITE)]
    articles = [repair_article(read_page(each).article) for each in captures]
    ended = [replace(each, article_body=(*each.article_body, own)) for each in articles]
    lessons = [Lesson("gb18030", None, lines_of(each.article_body)) for each in ended]

    for n, each in enumerate(ended):
        memory = memory_of(learn(Counts(), [*lessons[:n], *lessons[n + 1 :]]))
        assert strip(each, (), memory).article_body == strip(articles[n], (), memory).article_body
