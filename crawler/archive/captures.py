"""Captures out of archives of any origin, one after the other or from a place that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from crawler.archive.captures_index import Index
from crawler.archive.containers import ArchiveDamage
from crawler.archive.record_capture import bare, capture_of, fits, own_answer, under_head
from crawler.archive.warc_reader import Stored, record_at, report
from crawler.model import Capture, Location


def read_captures(
    path: Path, on_damage: Callable[[ArchiveDamage], None] = report
) -> Iterator[Capture]:
    """Yield the captures of an archive in the order of their dates."""
    with Index(path, on_damage) as index:
        yield from index.captures()


def capture_at(
    root: Path,
    location: Location,
    find: Callable[[str], Location | None] = lambda _: None,
    elsewhere: Callable[[Location], Stored] | None = None,
) -> Capture:
    """Return the capture that stands at a place of our own archive.

    `find` is asked with the payload digest of a revisit where its payload stands, and
    `elsewhere` for a record whose file is not here. A segment that is still being written is
    read as well. Raises OSError, and ValueError where no capture stands there.
    """
    stored = _stored_at(root, location, elsewhere)
    kind = stored.fields.get("warc-type", "")
    if kind in {"response", "resource", "conversion"}:
        capture = capture_of(stored, whole=True)
    elif kind != "revisit":
        raise ValueError(f"{location.file}, offset {location.offset}: no capture")
    elif own := own_answer(stored):
        capture = own
    else:
        digest = stored.fields.get("warc-payload-digest", "")
        place = find(digest)
        if place is None or place == location:
            raise ValueError(f"{location.file}, offset {location.offset}: no payload {digest}")
        referred = _stored_at(root, place, elsewhere)
        base = capture_of(referred, whole=True)
        if not fits(stored.fields, base, referred, verified=True):
            raise ValueError(f"{place.file}, offset {place.offset}: not the payload {digest}")
        capture = under_head(stored, base)
    return replace(capture, location=location)


def is_here(root: Path, file: str) -> bool:
    """Return True if a file that a location names is in the archive, or is being written."""
    return _path_of(root, file.partition("!")[0]).is_file()


def _path_of(root: Path, file: str) -> Path:
    """Return where a file of an archive is: under its name, or under that of a written one."""
    path = root / file
    return path if path.exists() else path.with_name(path.name + ".open")


def _stored_at(
    root: Path, location: Location, elsewhere: Callable[[Location], Stored] | None
) -> Stored:
    if elsewhere and not is_here(root, location.file):
        stored = elsewhere(location)
    else:
        file, _, inner = location.file.partition("!")
        path = _path_of(root, file)
        name = f"{path}!{inner}" if inner else str(path)
        stored = record_at(name, location.offset)
    found = bare(stored.fields.get("warc-record-id", ""))
    if location.record_id and found != location.record_id:
        raise ValueError(f"{location.file}, offset {location.offset}: {found} stands there")
    return stored
