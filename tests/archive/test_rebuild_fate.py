"""What became of an address follows from its answers, as in the run that asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.archive.rebuild_answers import Answer, Attempt
from crawler.archive.rebuild_fate import (
    Fate,
    kept,
    kind_of,
    published_at,
    reading_of,
    told_visit,
    visit_of,
)
from crawler.ledger.revisit_policy import HOUR, NEVER, next_look
from crawler.ledger.schema import (
    HELD,
    NOT_HELD,
    WITHDRAWN,
    Address,
    ArticleRow,
    CaptureRow,
    Visit,
)
from crawler.ledger.versions import ReadingRow

URL, HOME = "https://a.example/news/2026/0205/101.html", "https://a.example/"
NOW = datetime(2026, 2, 5, 8, tzinfo=UTC).timestamp()
LONG_AGO = NOW - 50 * HOUR


def known(held: int = NOT_HELD, kind: str = "article", **more: float | str | None) -> Address:
    """Return an address before it was asked for."""
    address = Address(1, URL, "a.example", kind, 30, 1, 0, held=held)
    return address._replace(**more)  # type: ignore[arg-type]


def asked(
    status: int = 200, kind: str = "response", *, at: str = URL, memory: str = ""
) -> Attempt:
    """Return an asking and its answer."""
    row = CaptureRow("sha1:A", at, "", "urn:1", kind, "warc/a", 0, 1)
    answer = Answer(at, NOW, NOW, status, "", memory, None, '"1"', None, row)
    return Attempt(URL, (answer,))


VERSION = ArticleRow(URL, 1, "i1", "c1", "articles/a", 0, 9)

SENT_HOME = ("withdrawn", "redirected-home", "gone", WITHDRAWN)
FATES: dict[str, tuple[Attempt, Address, tuple[object, ...]]] = {
    "a page that is no story": (asked(), known(), ("dropped", None, "done", 0)),
    "a story as it was": (asked(), known(HELD), ("unchanged", "same-content", "held", HELD)),
    "a 304": (asked(304), known(HELD), ("unchanged", "not-modified", "held", HELD)),
    "a 304 of a list": (asked(304), known(kind="page"), ("source", "not-modified", "source", 0)),
    "gone": (asked(404), known(HELD), ("withdrawn", "http-404", "gone", WITHDRAWN)),
    "gone for good": (asked(410), known(HELD), ("withdrawn", "http-410", "gone", WITHDRAWN)),
    "still gone": (asked(404), known(WITHDRAWN), ("unchanged", "still-gone", "gone", WITHDRAWN)),
    "back again": (asked(), known(WITHDRAWN), ("unchanged", "same-content", "held", HELD)),
    "sent home": (asked(at=HOME), known(HELD), SENT_HOME),
    "sent home, unheld": (asked(at=HOME), known(), ("dropped", "redirected-home", "done", 0)),
    "sent home by a 304": (asked(304, at=HOME), known(HELD), SENT_HOME),
    "never there": (asked(404), known(), ("failed", "http-404", "gone", 0)),
    "refused": (asked(403), known(), ("failed", "http-403", "failed", 0)),
    "refused, and held": (asked(403), known(HELD), ("failed", "http-403", "held", HELD)),
    "too busy": (asked(503), known(), ("failed", "http-503", "due", 0)),
    "too often": (asked(429), known(), ("failed", "http-429", "due", 0)),
    "no answer": (asked(0), known(), ("failed", "http-0", "due", 0)),
    "a redirect to nowhere": (asked(302), known(), ("failed", None, "failed", 0)),
    "a list": (asked(), known(kind="page"), ("source", "list", "source", 0)),
    "a refused list": (asked(403), known(kind="page"), ("failed", "http-403", "source", 0)),
}  # fmt: skip


@pytest.mark.parametrize("name", FATES)
def test_an_answer_decides_what_an_address_is_from_now_on(name: str) -> None:
    attempt, address, expected = FATES[name]

    visit = visit_of(attempt, address, (), None)

    assert (visit.outcome, visit.reason, visit.state, visit.held) == expected
    assert (visit.status, visit.at, visit.captures) == (
        attempt.last.status, NOW, (attempt.last.row,),
    )  # fmt: skip


def test_a_story_is_looked_at_as_it_ages() -> None:
    first = kept(known(), [VERSION], NOW, LONG_AGO)
    later = kept(known(HELD, since=LONG_AGO), [VERSION._replace(version=2)], NOW, LONG_AGO)
    again = kept(known(WITHDRAWN, since=LONG_AGO), [VERSION], NOW, LONG_AGO)
    early = kept(known(), [VERSION], NOW, NOW + 9 * HOUR)

    assert first == Fate("stored", "held", None, next_look(LONG_AGO, NOW), HELD, LONG_AGO)
    assert (later.outcome, later.since) == ("version", NOW)
    assert (again.outcome, again.since) == ("stored", NOW)
    assert early.since == NOW, "no story came out after it was read"


@pytest.mark.parametrize(
    ("stated", "moment"),
    [
        ("2026-02-05T08:00:00Z", NOW),
        ("2026-02-05T08:00:00", NOW),
        ("2026-02-05T09:00:00+01:00", NOW),
        ("2026-02-04", NOW - 8 * HOUR),
        ("yesterday", None),
        (None, None),
    ],
)
def test_a_story_came_out_when_it_says_by_the_end_of_its_day(
    stated: str | None, moment: float | None
) -> None:
    assert published_at(stated) == moment


def test_what_nothing_says_is_guessed_from_the_spelling_of_an_address() -> None:
    assert kind_of(asked(), known(kind="feed"), is_story=True) == "feed"
    assert kind_of(asked(), None, is_story=False) == "article"
    assert kind_of(Attempt(HOME, asked(at=HOME).answers), None, is_story=False) == "page"
    assert kind_of(Attempt(HOME, asked(at=HOME).answers), None, is_story=True) == "article"


TEXT = ReadingRow(URL, LONG_AGO, "sha1:A", "c1")
OTHER = ReadingRow(URL, LONG_AGO - 1, "sha1:B", "c0")
READ: dict[str, tuple[Attempt, int, list[ReadingRow], tuple[str, str] | None]] = {
    "the same bytes": (asked(), HELD, [TEXT], ("sha1:A", "c1")),
    "an older text's bytes": (asked(), HELD, [TEXT, OTHER], ("sha1:A", "c1")),
    "other bytes, read with a memory": (asked(memory="r7"), HELD, [OTHER], ("sha1:A", "c0")),
    "other bytes, read with none": (asked(), HELD, [OTHER], None),
    "not modified": (asked(304), HELD, [OTHER], ("sha1:B", "c0")),
    "gone": (asked(404), HELD, [TEXT], ("http-404", "")),
    "no text was ever read": (asked(), HELD, [TEXT._replace(content="")], None),
    "not held": (asked(), NOT_HELD, [TEXT], None),
}


@pytest.mark.parametrize("name", READ)
def test_what_a_visit_to_a_story_said_is_told_where_that_is_sure(name: str) -> None:
    attempt, held, readings, expected = READ[name]
    visit = visit_of(attempt, known(held), (), None)

    told = reading_of(visit, attempt, known(held), readings)

    assert [(each.captured_at, each.payload, each.content) for each in told.readings] == (
        [(NOW, *expected)] if expected else []
    )


def test_an_event_tells_that_a_story_went_or_came_back() -> None:
    address = known(HELD, since=LONG_AGO, etag='"1"')

    gone = told_visit(address, NOW, ReadingRow(URL, NOW, "http-410", ""), is_newest=True)
    back = told_visit(known(WITHDRAWN), NOW, TEXT, is_newest=False)

    assert gone == Visit(
        URL, NOW, "withdrawn", "http-410", state="gone", due_at=next_look(NOW, NOW),
        held=WITHDRAWN, since=NOW, readings=(ReadingRow(URL, NOW, "http-410", ""),), etag='"1"',
    )  # fmt: skip
    assert (back.outcome, back.state, back.keeps_schedule) == ("unchanged", "held", True)
    assert gone.due_at < NEVER
