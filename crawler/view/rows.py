"""What is known of stories, versions, events and runs: the rows that pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    Record = dict[str, Any]


class StoryRow(NamedTuple):
    """A story in a list."""

    n: int
    url: str
    host: str
    day: str
    at: str
    headline: str
    lead: str
    picture: str
    language: str
    versions: int
    status: str | None
    """``Withdrawn``, ``Published`` where it appeared again, or None."""


class Hit(NamedTuple):
    """A story that has the words that were looked for."""

    story: StoryRow
    version: int
    newest: int
    line: int
    """Number of the line, from which on older ones are asked for."""

    body: str


class OfSite(NamedTuple):
    """A site on a day."""

    host: str
    many: int
    stories: list[StoryRow]


class VersionRow(NamedTuple):
    """A version of a story."""

    version: int
    captured: str
    line: int


class EventRow(NamedTuple):
    """What happened to a story."""

    url: str
    at: str
    status: str
    reason: str
    headline: str
    is_held: bool


class RunRow(NamedTuple):
    """The report of a run."""

    name: str
    number: int
    at: float
    report: Record | None


@dataclass(frozen=True, slots=True)
class Window:
    """Days between which a search looks, and the site that it looks at."""

    since: str = ""
    until: str = ""
    host: str = ""
