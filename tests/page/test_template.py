"""What the pages of one site teach about each other."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from functools import reduce

from crawler.model import Capture
from crawler.page.read import Reading, read_page
from crawler.page.template import learn
from crawler.site import ANY_SITE, NO_MEMORY, Memory

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


def test_two_pages_teach_nothing_yet() -> None:
    memory = taught(*SUBJECTS[:2])

    assert reading("bakery", memory).article.article_body == (*story("bakery"), NOTICE)


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
