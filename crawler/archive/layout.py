"""How an archive is cut into files, and how its lines are stored: what the settings say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Self, TypeVar

from crawler.archive.segment import SegmentError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.settings import BaseSettings

Value = TypeVar("Value")

MAX_SEGMENT = 1024 * 1024 * 1024
"""Bytes after which a segment is sealed: what web archives exchange."""

_LINES = {"plain": "", "gz": ".gz", "zst": ".zst"}
_FILES = {"size": False, "day": True}


class Layout(NamedTuple):
    """Which lines stand in one file."""

    size: int = MAX_SEGMENT
    """Bytes after which a file is sealed."""

    coding: str = ""
    """One of `crawler.archive.stored_lines.CODINGS`, for the lines of articles and events."""

    by_day: bool = False
    """Whether a file is sealed as its day ends (UTC), and holds the lines of one host."""

    keeps_captures: bool = True
    """Whether the bytes as served are kept."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """Return what settings say. Raises `SegmentError` where one is none of its values."""
        return cls(
            int(settings["ARCHIVE_SEGMENT_SIZE"]),
            _chosen(settings, "ARCHIVE_LINES", _LINES),
            _chosen(settings, "ARCHIVE_FILES", _FILES),
            settings.getbool("KEEP_CAPTURES"),
        )


ONE_FILE = Layout()


def _chosen(settings: BaseSettings, name: str, values: Mapping[str, Value]) -> Value:
    said = settings[name]
    if said not in values:
        raise SegmentError(f"{name} is {said!r}, and not one of {', '.join(values)}")
    return values[said]
