"""Which files are read again: named one by one, in folders, in a store, or in a list.

    files_of(["warc/", "s3://bucket/archive"]) -> WantedFile, WantedFile, …
    files_listed("s3://bucket/archive/manifests/0a1b.jsonl")

A list is a manifest of ours (JSON lines), or has a path or an address a line, as Common Crawl's
``warc.paths.gz``; what is relative there stands beside the list, or below another address.
"""

from __future__ import annotations

import gzip
import json
import zlib
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.archive.check_lines import PARTS
from crawler.archive.containers import sources
from crawler.archive.object_store import OffsiteError, Store, is_address
from crawler.archive.offsite import sealed_there

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CAPTURES = re.compile(r"\.(?:warc|arc)(?:\.gz|\.zst)?$|\.wacz$", re.IGNORECASE)


class WantedFile(NamedTuple):
    """A file of web archives."""

    place: str
    """Path, or address."""

    named: str
    """How lines call it: relative to what it was found in."""

    sha256: str = ""
    """What it has to be, where a list says so."""

    @property
    def is_stored(self) -> bool:
        """Return True if it is in a store, and has to be fetched."""
        return is_address(self.place)

    @property
    def lines(self) -> str:
        """Return the name of the file of lines for it.

        >>> WantedFile("/a/CC-NEWS-20260205.warc.gz", "").lines
        'CC-NEWS-20260205-43dc7670.jsonl'
        """
        plain = _CAPTURES.sub("", self.place.rpartition("/")[2])
        return f"{plain}-{sha256(self.place.encode()).hexdigest()[:8]}.jsonl"

    def parted(self) -> tuple[str, str]:
        """Return the address of the folder of a file in a store, and its name there."""
        folder, _, name = self.place.rpartition("/")
        return folder, name


def files_of(places: Iterable[str]) -> list[WantedFile]:
    """Return the files in these places. Raises OffsiteError, and OSError for a path."""
    found: dict[str, WantedFile] = {}
    for place in places:
        for each in _stored(place.rstrip("/")) if is_address(place) else _here(Path(place)):
            found.setdefault(each.place, each)
    return [*found.values()]


def _here(path: Path) -> Iterator[WantedFile]:
    folder = path if path.is_dir() else path.parent
    for source in sources(path, lambda _: None, lambda _: None):
        named = source.path.relative_to(folder).as_posix()
        yield WantedFile(str(source.path.resolve()), named)


def _stored(url: str) -> Iterator[WantedFile]:
    """Yield the files of a store: those that its archives list, or else all below its address."""
    if _CAPTURES.search(url):
        yield WantedFile(url, url.rpartition("/")[2])
        return
    store = Store(url)
    if listed := sealed_there(store):
        for sealed, line in listed:
            if sealed.file.startswith("warc/") and "expired" not in json.loads(line):
                yield WantedFile(f"{url}/{sealed.file}", sealed.file, sealed.sha256)
        return
    for name in store.below():
        if _CAPTURES.search(name):
            yield WantedFile(f"{url}/{name}", name)


def files_listed(place: str, base: str = "") -> list[WantedFile]:
    """Return the files that a list names. Raises OffsiteError, OSError and ValueError."""
    folder, _, name = place.rpartition("/")
    if is_address(place):
        data = Store(folder).read(name)
        if data is None:
            raise OffsiteError(f"{Store(folder)} has no {name}")
    else:
        data = Path(place).read_bytes()
        folder = str(Path(place).resolve().parent)
    if data.startswith(b"\x1f\x8b"):
        data = _unpacked(data, place)
    base = base.rstrip("/") or folder.removesuffix(f"/{PARTS}")
    found = (_of_line(line.strip(), base) for line in data.decode().splitlines())
    return [*{each.place: each for each in found if each}.values()]


def _unpacked(data: bytes, place: str) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(f"{place} cannot be unpacked: {error}") from None


def _of_line(line: str, base: str) -> WantedFile | None:
    digest = ""
    if line.startswith("{"):
        entry = json.loads(line)
        if not isinstance(entry, dict) or not isinstance(entry.get("file"), str):
            raise ValueError(f"no line of a manifest: {line[:80]}")
        if "expired" in entry:
            return None
        line, digest = entry["file"], str(entry.get("sha256", ""))
    if not _CAPTURES.search(line):
        return None
    if is_address(line) or line.startswith("/"):
        return WantedFile(line, line.rpartition("/")[2], digest)
    return WantedFile(f"{base}/{line}", line, digest)
