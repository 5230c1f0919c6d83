"""What the addresses of a site turned out to be is counted by their shape, each once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from crawler.ledger.url_patterns import taught, verdict_of
from crawler.outcomes import Reason

VERDICTS = {
    "stored": ("stored", None, 200, True),
    "the same story": ("dropped", Reason.SAME_STORY, 200, True),
    "a list": ("source", Reason.LIST, 200, False),
    "no text": ("dropped", "no-text", 200, False),
    "a failure": ("failed", "timeout", None, None),
    "gone": ("dropped", "http-404", 404, None),
    "robots.txt": ("dropped", Reason.ROBOTS, 200, None),
    "a twin": ("dropped", Reason.TWIN, 200, None),
    "sent home": ("dropped", Reason.REDIRECTED_HOME, 200, None),
    "a feed": ("source", "feed", 200, None),
}


def visit(url: str, outcome: str, reason: str | None = None, status: int | None = 200) -> Visit:
    return Visit(url, 1.0, outcome, reason, status=status)


@pytest.mark.parametrize(
    ("outcome", "reason", "status", "is_article"), VERDICTS.values(), ids=VERDICTS
)
def test_a_visit_tells_what_an_address_was_or_nothing(
    outcome: str,
    reason: str | None,
    status: int | None,
    is_article: bool | None,  # noqa: FBT001
) -> None:
    assert verdict_of(visit("https://a.example/1", outcome, reason, status)) is is_article


def test_what_is_taught_is_counted_by_shape_and_leaves_what_was_known() -> None:
    first = taught({}, visit("https://a.example/n/812", "stored"))
    second = taught(first, visit("https://a.example/n/944", "dropped", "no-text"))

    assert first == {"a.example/n/000": (1, 0)}
    assert second == {"a.example/n/000": (1, 1)}
    assert taught(second, visit("https://a.example/n/1", "failed", status=None)) is second


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    """Return a ledger that knows two addresses of one shape."""
    opened = Ledger(place)
    run = opened.begin("news", {}, 0.0, "a.example")
    links = [Link(f"https://a.example/n/{n}", "article") for n in (812, 944)]
    opened.add(links, None, run, 0.0)
    yield opened
    opened.close()


def seen(ledger: Ledger, number: int, outcome: str, reason: str | None = None) -> None:
    found = visit(f"https://a.example/n/{number}", outcome, reason)
    ledger.commit([found._replace(site="a.example")], {}, ledger.run)


def test_an_address_is_counted_once_however_often_it_is_visited(ledger: Ledger) -> None:
    seen(ledger, 812, "stored")
    seen(ledger, 812, "stored")
    seen(ledger, 944, "dropped", "no-text")

    assert ledger.verdicts.learned("a.example") == {"a.example/n/000": (1, 1)}
    assert ledger.verdicts.learned("b.example") == {}


def test_what_was_taken_for_no_story_and_is_one_is_counted_anew(ledger: Ledger) -> None:
    seen(ledger, 812, "dropped", "no-text")

    seen(ledger, 812, "stored")

    assert ledger.verdicts.learned("a.example") == {"a.example/n/000": (1, 0)}


def test_a_story_that_was_one_stays_counted_as_one(ledger: Ledger) -> None:
    seen(ledger, 812, "stored")

    seen(ledger, 812, "dropped", "no-text")

    assert ledger.verdicts.learned("a.example") == {"a.example/n/000": (1, 0)}
