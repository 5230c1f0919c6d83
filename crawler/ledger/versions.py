"""Which version of a story a capture is, whatever the order in which captures are read.

A story has one reading for each of its captures. Put in the order of their dates they make its
history: a run of readings that say the same is one version, and a reading without content says
that the story was withdrawn. So a replay of last year's captures after this year's gives the same
history as the crawls gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import takewhile
from typing import NamedTuple


class ReadingRow(NamedTuple):
    """What one capture of a story said."""

    url: str
    """The address of the story, as its article has it."""

    captured_at: float
    """Seconds since 1970, UTC: when the capture was fetched."""

    payload: str
    """Digests of the payloads it was read from, one a page, joined by a space; of a story that
    was withdrawn the reason for which it counts as that."""

    content: str
    """`crawler.archive.jsonl.content_of` the article; empty where the story was withdrawn."""

    alike: str = ""
    """Contents of the version before it that today's reader could not tell from it, joined by a
    space: the page had changed, but what was read differed only by the reader or its memory."""


class Version(NamedTuple):
    """One version of a story."""

    number: int
    content: str
    """What it says: the content of its first capture."""

    reading: ReadingRow
    """Of its first capture."""


class Event(NamedTuple):
    """A story that was withdrawn, or appeared again."""

    status: str
    """``Withdrawn`` or ``Published``: the values of ``creativeWorkStatus`` that we use."""

    captured_at: float
    reason: str = ""
    """Why it counts as withdrawn: ``http-410``."""

    content: str = ""
    """Of the version that was held when it happened."""


class VersionChange(NamedTuple):
    """What one more reading does to the history of a story."""

    version: Version | None
    """The version that the reading begins; None where the story has as many as before."""

    again: tuple[Version, ...]
    """Versions to be written again: what has their number says another thing now, or follows
    another version."""

    versions: tuple[Version, ...]
    """All versions, as they are now."""

    is_newest: bool
    """Whether no later capture of the story was read."""


def versions_of(readings: Iterable[ReadingRow]) -> tuple[Version, ...]:
    """Return the versions of a story, oldest first.

    >>> told = ((3, "b"), (1, "a"), (2, "a"))
    >>> looks = [ReadingRow("/1", at, "", content) for at, content in told]
    >>> [(version.number, version.reading.captured_at) for version in versions_of(looks)]
    [(1, 1), (2, 3)]
    """
    versions: list[Version] = []
    by_payload: dict[str, str] = {}
    for reading in _in_order(readings):
        if not reading.content:
            continue
        last = versions[-1].content if versions else ""
        is_same = reading.content == last or last in reading.alike.split()
        content = by_payload.get(reading.payload) or (last if is_same else reading.content)
        if reading.payload:
            by_payload[reading.payload] = content
        if content != last:
            versions.append(Version(len(versions) + 1, content, reading))
    return tuple(versions)


def events_of(readings: Iterable[ReadingRow]) -> list[Event]:
    """Return when a story was withdrawn and when it appeared again, oldest first.

    >>> looks = [ReadingRow("/1", at, "", content) for at, content in enumerate(("a", "", "a"))]
    >>> [(event.status, event.captured_at) for event in events_of(looks)]
    [('Withdrawn', 1), ('Published', 2)]
    """
    events: list[Event] = []
    ordered = _in_order(readings)
    begun = next((n for n, each in enumerate(ordered) if each.content), len(ordered))
    last = "Published"
    for n, reading in enumerate(ordered[begun:], begun):
        status = "Published" if reading.content else "Withdrawn"
        if status != last:
            held = versions_of(ordered[: n + 1])[-1].content
            reason = "" if reading.content else reading.payload
            events.append(Event(status, reading.captured_at, reason, held))
        last = status
    return events


def change(readings: Sequence[ReadingRow], new: ReadingRow) -> VersionChange:
    """Return what a reading does to the versions of its story, once it is among `readings`."""
    before = versions_of(each for each in readings if each != new)
    after = versions_of(readings)
    written = dict(_with_predecessors(before))
    differs = [each for each, says in _with_predecessors(after) if written.get(each) != says]
    again = tuple(after[n - 1] for n in differs)
    begun = next((each for each in again if each.reading == new), None)
    if len(after) <= len(before):
        begun = None
    return VersionChange(
        begun,
        tuple(each for each in again if each != begun),
        after,
        all(each.captured_at <= new.captured_at for each in readings),
    )


def _with_predecessors(versions: Sequence[Version]) -> Iterable[tuple[int, tuple[str, str]]]:
    """Yield the number of each version, what it says and what the one before it said."""
    before = ""
    for version in versions:
        yield version.number, (version.content, before)
        before = version.content


def those_after(readings: Iterable[ReadingRow], at: float) -> list[ReadingRow]:
    """Return the readings right after a time that say the same as the first of them."""
    later = [each for each in _in_order(readings) if each.captured_at > at and each.content]
    return list(takewhile(lambda each: each.content == later[0].content, later))


def _in_order(readings: Iterable[ReadingRow]) -> list[ReadingRow]:
    return sorted(readings, key=lambda reading: reading.captured_at)
