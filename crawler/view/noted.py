"""What the viewer notes of a line, whoever wrote it: of an article, an event, a takedown."""

from __future__ import annotations

import json
import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from crawler.exports.columns import sound, time_of
from crawler.exports.held import day_of
from crawler.view.words import spread

if TYPE_CHECKING:
    Record = dict[str, Any]


LEAD = 300
"""Characters of a text that stand under its headline in a list."""


MAX_WORDS = 400_000
"""Characters of a text that are indexed."""


WEEK = 7 * 86400
"""Seconds after which a story that is met late is one of an old stock, and no late one."""

COUNTER = 1 << 32
"""The number of a line is its day times this and a counter: newest first is FTS5's own order."""


class Noted(NamedTuple):
    """What is noted of one line of an article."""

    url: str
    version: int
    day: str
    at: str
    """When the story came out, in UTC where it is known, or else was captured."""

    captured: str
    late: int | None
    """Seconds from publication to capture, where both are known."""

    headline: str
    lead: str
    picture: str
    language: str
    head: str
    body: str
    place: tuple[int, int, int]
    """File, offset and length."""

    kept: bytes | None
    """The line, packed, where it cannot be reached in its file again."""


def noted(data: bytes, place: tuple[int, int, int], *, keeps: bool = False) -> Noted:
    """Return what is noted of a line. Raises `UNREADABLE` where it is none of an article."""
    record = loaded(data)
    url, version = record["url"], record["version"]
    if not (isinstance(url, str) and url and type(version) is int and 0 < version < COUNTER):
        raise ValueError("no address and version of a story")
    day = day_of(record)
    captured = _text(record["provenance"].get("fetchedAt"))
    published, fetched = time_of(_text(record.get("datePublished"))), time_of(captured)
    body = _text(record.get("articleBody"))
    head = "\n".join(
        _text(record.get(name)) for name in ("kicker", "headline", "alternativeHeadline")
    )
    moment = published or (fetched if not record.get("datePublished") else None)
    return Noted(
        url=url,
        version=version,
        day=day,
        at=moment.isoformat(timespec="seconds") if moment else day,
        captured=captured,
        late=lateness_of(record),
        headline=_text(record.get("headline")),
        lead=body[:LEAD],
        picture=_picture_of(record),
        language=_text(record.get("inLanguage")),
        head=spread(head),
        body=spread(body[:MAX_WORDS]),
        place=place,
        kept=zlib.compress(data, 6) if keeps else None,
    )


def loaded(data: bytes) -> Any:
    """Return what a line holds, in texts that can be written as UTF-8. Raises `UNREADABLE`."""
    value = json.loads(data)
    return sound(value) if b"\\u" in data or b"\xed" in data else value


def lateness_of(record: Record) -> int | None:
    """Return the seconds from the publication of a story to its capture.

    None where either is not known to its zone, or it was captured more than a week later.

    >>> late = {"datePublished": "2026-02-05T09:00:00+08:00"}
    >>> lateness_of({**late, "provenance": {"fetchedAt": "2026-02-05T01:10:00+00:00"}})
    600
    >>> lateness_of({**late, "provenance": {"fetchedAt": "2026-03-05T01:10:00+00:00"}}) is None
    True
    """
    published = time_of(_text(record.get("datePublished")))
    fetched = time_of(_text(record["provenance"].get("fetchedAt")))
    if published is None or fetched is None:
        return None
    late = round((fetched - published).total_seconds())
    return late if 0 <= late <= WEEK else None


def host_of(url: str) -> str:
    """Return the host of an address, without ``www.``; of one that has none, ``unknown``."""
    with suppress(ValueError):
        return (urlsplit(url).hostname or "").removeprefix("www.") or "unknown"
    return "unknown"


def event_of(event: Record, _: str) -> tuple[str, ...]:
    """Return what is noted of a withdrawal or a return."""
    known = event["provenance"]
    told = (event["url"], known["fetchedAt"], event["creativeWorkStatus"],
            known.get("reason", ""), event.get("headline", ""))  # fmt: skip
    return _texts(*told)


def takedown_of(record: Record, name: str) -> tuple[str, ...]:
    """Return what is noted of a takedown that stands in the log of that name."""
    return _texts(record["object"]["url"], record["endTime"], record["description"], name)


def _texts(*values: Any) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise TypeError("no text where one should be")
    return values


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def finite(value: Any) -> float:
    """Return a number as a database takes it; 0 for what is none."""
    is_one = isinstance(value, int | float) and abs(value) < COUNTER
    return float(value) if is_one else 0.0


def _picture_of(record: Record) -> str:
    """Return the digest of the first picture that was kept."""
    images = record.get("image")
    for image in images if isinstance(images, list) else ():
        if isinstance(image, dict) and isinstance(image.get("digest"), str):
            return str(image["digest"])
    return ""


def why_not(error: Exception) -> str:
    """Return what is noted of something that could not be read."""
    return f"{type(error).__name__}: {error}"[:200]
