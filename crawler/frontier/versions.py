"""Which version of a story a capture is: decided by the dates of captures, in whatever order
they are read.

A story has one reading for each of its captures. Put in the order of their dates, a run of
readings with the same content is one version; a reading without content says that the story was
withdrawn. So a replay of last year's captures after this year's gives the same history as the
crawls gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


class Version(NamedTuple):
    """One version of a story: the first reading of a content that differs from the one before."""

    number: int
    reading: ReadingRow


class Event(NamedTuple):
    """A story that was withdrawn, or appeared again."""

    status: str
    """``Withdrawn`` or ``Published``: the values of ``creativeWorkStatus`` that we use."""

    captured_at: float
    reason: str = ""
    """Why it counts as withdrawn: ``http-410``."""


class Change(NamedTuple):
    """What one more reading does to the history of a story."""

    version: Version | None
    """The version that the reading begins; None where it is one that is held already."""

    again: tuple[Version, ...]
    """Versions to be written again: their number or their predecessor is another now."""

    before: Version | None
    """The version before the one that the reading begins."""

    is_newest: bool
    """Whether no later capture of the story was read."""


def versions_of(readings: Iterable[ReadingRow]) -> list[Version]:
    """Return the versions of a story, oldest first.

    >>> looks = [ReadingRow("/1", at, "", content) for at, content in ((3, "b"), (1, "a"), (2, "a"))]
    >>> [(version.number, version.reading.captured_at) for version in versions_of(looks)]
    [(1, 1), (2, 3)]
    """
    versions: list[Version] = []
    for reading in _in_order(readings):
        is_new = not versions or versions[-1].reading.content != reading.content
        if reading.content and is_new:
            versions.append(Version(len(versions) + 1, reading))
    return versions


def events_of(readings: Iterable[ReadingRow]) -> list[Event]:
    """Return when a story was withdrawn and when it appeared again, oldest first.

    >>> looks = [ReadingRow("/1", at, "", content) for at, content in enumerate(("a", "", "a"))]
    >>> [(event.status, event.captured_at) for event in events_of(looks)]
    [('Withdrawn', 1), ('Published', 2)]
    """
    events: list[Event] = []
    for reading in _in_order(readings):
        status = "Published" if reading.content else "Withdrawn"
        last = events[-1].status if events else "Published"
        if status != last:
            reason = "" if reading.content else reading.payload
            events.append(Event(status, reading.captured_at, reason))
    return events


def change(readings: Sequence[ReadingRow], new: ReadingRow) -> Change:
    """Return what a reading that is not among `readings` does to the versions of its story."""
    held, after = versions_of(readings), versions_of([*readings, new])
    begun = next((each for each in after if each.reading == new), None)
    known = {each.reading: each for each in held}
    if begun and (joined := _joined(held, after, begun)):
        # The same content is held from a later capture: its version began earlier than we knew.
        known[begun.reading], begun = joined, None
    again = tuple(
        each
        for n, each in enumerate(after)
        if each != begun and _is_another(each, after[:n], known.get(each.reading), held)
    )
    place = after.index(begun) if begun else 0
    return Change(
        begun,
        again,
        after[place - 1] if begun and place else None,
        all(each.captured_at <= new.captured_at for each in readings),
    )


def _joined(held: Sequence[Version], after: Sequence[Version], begun: Version) -> Version | None:
    """Return the version held that a reading only dates back."""
    kept = {each.reading for each in after}
    return next(
        (each for each in held
         if each.reading not in kept and each.reading.content == begun.reading.content),
        None,
    )  # fmt: skip


def _is_another(
    version: Version, earlier: Sequence[Version], known: Version | None, held: Sequence[Version]
) -> bool:
    """Return True where a version was not held, or not under this number and predecessor."""
    if known is None or known.number != version.number:
        return True
    was = held[known.number - 2].reading.content if known.number > 1 else ""
    return was != (earlier[-1].reading.content if earlier else "")


def _in_order(readings: Iterable[ReadingRow]) -> list[ReadingRow]:
    return sorted(readings, key=lambda reading: reading.captured_at)
