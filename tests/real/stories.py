"""Our own stories, as a publisher has them: what is published, changed and taken down."""

from __future__ import annotations

import struct
import tomllib
import zlib
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Berlin")
"""The time zone of the publisher; some of the stories come from elsewhere."""

FILE = Path(__file__).with_name("stories.toml")


@dataclass(frozen=True, slots=True)
class Story:
    """One story, as it stands in the publisher's own system."""

    slug: str
    language: str
    headline: str
    section: str
    tags: tuple[str, ...]
    author: str
    published: datetime
    body: tuple[str, ...]
    picture: str | None = None
    caption: str | None = None
    changes: tuple[tuple[str, Any], ...] = ()
    """What its publisher writes anew after the first crawls."""

    later: bool = False
    """Whether it comes out after the first crawls."""

    withdrawn: bool = False
    """Whether it is taken down then."""

    @property
    def day(self) -> str:
        """The day on which it came out where the publisher sits, as part of a path."""
        return f"{self.published.astimezone(HOME):%Y/%m/%d}"

    @property
    def edited(self) -> Story:
        """The story as it stands once its publisher has changed it."""
        return replace(self, **dict(self.changes))


def all_stories() -> list[Story]:
    """Return every story that is ever published, the oldest first."""
    told = tomllib.loads(FILE.read_text("utf-8"))["story"]
    return sorted(map(_story, told), key=lambda story: story.published)


def _story(told: dict[str, Any]) -> Story:
    edit = told.pop("edit", {})
    texts = {"body": tuple(edit["body"])} if "body" in edit else {}
    return Story(
        **told
        | {
            "tags": tuple(told["tags"]),
            "body": tuple(told["body"]),
            "published": datetime.fromisoformat(told["published"]),
            "changes": tuple((edit | texts).items()),
        }
    )


def first_edition(stories: list[Story]) -> list[Story]:
    """Return what is on the site when it is crawled for the first time."""
    return [story for story in stories if not story.later]


def second_edition(stories: list[Story]) -> list[Story]:
    """Return what is on the site from then on: three changed, two gone, three new."""
    return [story.edited for story in stories if not story.withdrawn]


def picture(name: str) -> bytes:
    """Return a PNG of 320 by 200, of one colour that its name chooses."""
    row = b"\x00" + bytes(zlib.crc32(name.encode()).to_bytes(4, "big")[:3]) * 320
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 320, 200, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(row * 200)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
