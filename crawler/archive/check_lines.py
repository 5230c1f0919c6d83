"""What is wrong with one line of an archive, seen by itself: an article, an event, an entry."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from crawler import patterns as re
from crawler.archive.description import DESCRIPTIONS
from crawler.archive.jsonl import content_of, from_line, identifier_of, schema
from crawler.archive.schema import faults
from crawler.model import Article, undo

UNREADABLE = (ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError)
"""What reading a line raises that is not what it should be."""

MANIFEST = "manifest.jsonl"
"""The list of sealed files, in the folder of an archive."""

PARTS = "manifests"
"""The folder, in a store, of the lists of those archives that brought files to it."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEGMENT_NAME = re.compile(
    r"(?:warc|cdx|articles|reports|events|takedowns)/[^/\\\0]+|"
    + "|".join(map(re.escape, DESCRIPTIONS))
)
_IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_TIMESTAMP = re.compile(r"\d{14}")
ENTRY_FIELDS = ("url", "mime", "status", "digest", "length", "offset", "filename")
"""What a line of an index says of a record, each a string: https://specs.webrecorder.net/cdxj/0.1.0/"""


class ArticleLine(NamedTuple):
    """What other parts of an archive can be held against a line for."""

    url: str
    version: int
    identifier: str
    content: str
    based_on: str | None
    fetched_at: str
    captures: tuple[str, ...]
    locations: tuple[tuple[str, int, str], ...]
    """File, offset and record id of each."""


class EventLine(NamedTuple):
    """What is known of a story that was withdrawn, or appeared again."""

    url: str
    identifier: str
    status: str
    reason: str
    fetched_at: str
    captures: tuple[str, ...]
    locations: tuple[tuple[str, int, str], ...]


class CheckedLine(NamedTuple):
    """One line of an index: where a capture stands."""

    key: str
    timestamp: str
    fields: dict[str, str]


class Sealed(NamedTuple):
    """One line of ``manifest.jsonl``."""

    file: str
    length: int
    sha256: str


@cache
def event_schema() -> dict[str, Any]:
    """Return the JSON Schema that every line of ``events/`` is valid against."""
    text = files(__package__).joinpath("event.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def takedown_schema() -> dict[str, Any]:
    """Return the JSON Schema that every line of ``takedowns/`` is valid against."""
    text = files(__package__).joinpath("takedown.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def faults_of_line(line: bytes) -> tuple[list[str], ArticleLine | None]:
    """Return what is wrong with the line of an article, and what it says where it can be read."""
    found = [] if line.endswith(b"\n") else ["the line does not end"]
    try:
        record = json.loads(line)
        against_schema = [*faults(record, schema(), schema())]
        if against_schema:
            return found + against_schema, None
        article = from_line(line.decode())
        undo(article)
        if record["identifier"] != identifier_of(article):
            found.append(f"identifier is not that of its text, {identifier_of(article)}")
        return found, article_line(article, record["identifier"])
    except UNREADABLE as error:
        return [*found, f"{type(error).__name__}: {error}"], None


def article_line(article: Article, identifier: str) -> ArticleLine:
    """Return what a line says of itself and of the captures that it was read from."""
    known = article.provenance
    return ArticleLine(
        article.url,
        article.version,
        identifier,
        content_of(article),
        article.is_based_on,
        known.fetched_at.isoformat(),
        known.captures,
        tuple((each.file, each.offset, each.record_id) for each in known.locations),
    )


def faults_of_event(line: bytes) -> tuple[list[str], EventLine | None]:
    """Return what is wrong with a line of ``events/``, and what it says where it can be read."""
    found = [] if line.endswith(b"\n") else ["the line does not end"]
    try:
        record = json.loads(line)
        against_schema = [*faults(record, event_schema(), event_schema())]
        if against_schema:
            return found + against_schema, None
        known = record["provenance"]
        places = known.get("locations", ())
        return found, EventLine(
            record["url"],
            record["identifier"],
            record["creativeWorkStatus"],
            known.get("reason", ""),
            known["fetchedAt"],
            tuple(known.get("captures", ())),
            tuple((each["file"], each["offset"], each["recordId"]) for each in places),
        )
    except UNREADABLE as error:
        return [*found, f"{type(error).__name__}: {error}"], None


def faults_of_takedown(line: bytes) -> list[str]:
    """Return what is wrong with a line of ``takedowns/``."""
    found = [] if line.endswith(b"\n") else ["the line does not end"]
    try:
        record = json.loads(line)
        return [*found, *faults(record, takedown_schema(), takedown_schema())]
    except UNREADABLE as error:
        return [*found, f"{type(error).__name__}: {error}"]


def entry_of(line: bytes) -> CheckedLine:
    """Return what a line of an index says. Raises ValueError where it is none."""
    key, timestamp, rest = ([*line.decode().removesuffix("\n").split(" ", 2), "", ""])[:3]
    fields = json.loads(rest or "null")
    if not (isinstance(fields, dict) and _TIMESTAMP.fullmatch(timestamp)):
        raise ValueError("no line of an index: a key, 14 digits and an object")
    lacking = [name for name in ENTRY_FIELDS if not isinstance(fields.get(name), str)]
    if lacking:
        raise ValueError(f"{', '.join(lacking)} is not said")
    for name in ("length", "offset"):
        if not (fields[name].isascii() and fields[name].isdecimal()):
            raise ValueError(f"{name} is {fields[name][:20]!r}")
    return CheckedLine(key, timestamp, fields)


def entries_in(path: Path) -> Iterator[tuple[CheckedLine, bytes]]:
    """Yield what each sound line of an index says, and the line; nothing without an index."""
    if not path.exists():
        return
    with path.open("rb") as lines:
        for line in lines:
            with suppress(*UNREADABLE):
                yield entry_of(line), line


def sealed_in(root: Path) -> Iterator[tuple[Sealed, bytes]]:
    """Yield what each sound line of an archive's manifest says, and the line.

    A store that several archives bring files to has a list of each in ``manifests/``: then what
    all of them say together.
    """
    parts = sorted((root / PARTS).glob("*.jsonl"))
    own = _lines_in(root / MANIFEST)
    if not parts:
        yield from _sound(own)
        return
    yield from merged(own, (line for part in parts for line in _lines_in(part)))


def _lines_in(path: Path) -> Iterator[bytes]:
    if path.exists():
        with path.open("rb") as lines:
            yield from lines


def _sound(lines: Iterable[bytes]) -> Iterator[tuple[Sealed, bytes]]:
    for line in lines:
        with suppress(*UNREADABLE):
            yield sealed_of(line), line


def merged(own: Iterable[bytes], parts: Iterable[bytes]) -> list[tuple[Sealed, bytes]]:
    """Return what several lists of sealed files say together, the first sealed first.

    A file that `parts` list is as they say, whatever `own` says of it. Of two that list a file
    with other bytes the one counts whose bytes replaced the other's; where neither did, both are
    returned. What an archive says of itself (README.md) is each archive's own, and no part of it.
    """
    by_name: dict[str, dict[str, bytes]] = {}
    for sealed, line in _sound(parts):
        by_name.setdefault(sealed.file, {})[sealed.sha256] = line
    for sealed, line in _sound(own):
        if sealed.file not in by_name:
            by_name[sealed.file] = {sealed.sha256: line}
    for lines in by_name.values():
        replaced = {json.loads(line).get("replaces") for line in lines.values()}
        for gone in replaced & lines.keys() if len(lines) > 1 else ():
            del lines[gone]
    kept = [line for lines in by_name.values() for line in lines.values()]
    kept.sort(key=lambda line: str(json.loads(line)["sealed"]))
    return [each for each in _sound(kept) if each[0].file not in DESCRIPTIONS]


def sealed_of(line: bytes) -> Sealed:
    """Return what a line of the manifest says. Raises ValueError where it is none."""
    if not line.endswith(b"\n"):
        raise ValueError("the line does not end")
    entry = json.loads(line)
    checks: dict[str, Callable[[Any], object]] = {
        "file": lambda value: isinstance(value, str) and _SEGMENT_NAME.fullmatch(value),
        "length": lambda value: isinstance(value, int) and not isinstance(value, bool),
        "sha256": lambda value: isinstance(value, str) and _SHA256.fullmatch(value),
        "sealed": lambda value: isinstance(value, str) and _IN_UTC.fullmatch(value),
    }
    wrong = [
        name
        for name, is_right in checks.items()
        if not (isinstance(entry, dict) and is_right(entry.get(name)))
    ]
    if wrong:
        raise ValueError(f"no line of a manifest: {', '.join(wrong)}")
    return Sealed(entry["file"], entry["length"], entry["sha256"])
