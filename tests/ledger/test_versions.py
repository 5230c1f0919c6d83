"""Versions follow from the dates of captures, in whatever order these are read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.ledger.versions import ReadingRow, change, events_of, versions_of


def looks(contents: str) -> list[ReadingRow]:
    """Return a reading a second; a hyphen is an answer that the story is gone."""
    return [ReadingRow("/1", at, str(at), c.strip("-")) for at, c in enumerate(contents)]


def archived(readings: list[ReadingRow]) -> tuple[dict[int, str], int]:
    """Return what the last line of each version says, and how many lines that took."""
    lines: dict[int, str] = {}
    written, known = 0, list[ReadingRow]()
    for new in readings:
        known.append(new)
        told = change(known, new)
        for version in (*([told.version] if told.version else []), *told.again):
            lines[version.number] = version.content
            written += 1
    return lines, written


@given(st.text("abc-", min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_versions(contents: str, chance: object) -> None:
    readings = looks(contents)
    mixed = list(readings)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    assert archived(mixed)[0] == archived(readings)[0]
    assert events_of(mixed) == events_of(readings)


@given(st.text("abc-", min_size=1, max_size=8))
def test_in_the_order_of_their_dates_each_version_is_written_once(contents: str) -> None:
    lines, written = archived(looks(contents))

    assert written == len(lines) == len(versions_of(looks(contents)))


def test_a_story_that_was_away_and_is_back_as_it_was_is_no_new_version() -> None:
    readings = looks("aa-a")

    assert len(versions_of(readings)) == 1
    assert [each.status for each in events_of(readings)] == ["Withdrawn", "Published"]


def test_an_old_capture_with_another_text_moves_the_later_versions_on() -> None:
    first, middle, last = looks("abc")

    told = change([first, last, middle], middle)

    assert told.version
    assert (told.version.number, told.is_newest) == (2, False)
    assert [(each.number, each.content) for each in told.again] == [(3, "c")]


def test_an_old_capture_with_the_text_of_the_next_version_changes_nothing() -> None:
    first, earlier, last = looks("abb")

    told = change([first, last, earlier], earlier)

    assert (told.version, told.again) == (None, ())


def test_an_old_capture_that_reads_like_the_next_gives_it_its_text() -> None:
    first, earlier, later, last = looks("abcd")
    later = later._replace(alike="b")

    told = change([first, later, last, earlier], earlier)

    assert told.version is None
    assert [(each.number, each.content) for each in told.again] == [(2, "b"), (3, "d")]


def test_the_same_payload_is_the_same_version_whatever_was_read_in_it() -> None:
    first, other, again = looks("abc")

    versions = versions_of([first, other, again._replace(payload=first.payload)])

    assert [each.content for each in versions] == ["a", "b", "a"]


def test_a_story_that_was_gone_before_it_was_known_has_no_event() -> None:
    assert events_of(looks("-a")) == []
