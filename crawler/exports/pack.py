"""An archive, or a selection of it, in one package that others take in.

    pack(root, Selection(...), Path("stories.wacz"), told)

A package is a WACZ file (WARC files, their index, the stories with their text as pages), or a
BagIt bag: a folder of the archive's own files. Each is written beside its place, file by file;
one that was ended goes on with the next file, and what is whole is given its name.
https://specs.webrecorder.net/wacz/1.1.1/, https://www.rfc-editor.org/rfc/rfc8493
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from crawler import __version__
from crawler.archive.check_inventory import index_of
from crawler.archive.description import descriptions
from crawler.archive.disk import sync_path, sync_paths
from crawler.archive.jsonl import line_of
from crawler.archive.segment import pieces_of
from crawler.exports.held import Selection
from crawler.exports.selected import Entry, Selected, Told, timestamp_of

SOFTWARE = f"crawler {__version__}"
BLOCK = 3000
"""Lines of the index that are compressed together: what pywb and py-wacz take."""


class Package(Protocol):
    """Where the files of a package go, one after the other."""

    def add(self, name: str, pieces: Iterable[bytes], told: Told) -> Entry:
        """Write a file; return what is to be noted of it."""

    def close(self) -> None:
        """End the writing."""


class Packed(NamedTuple):
    """What came of a packing."""

    stories: int
    absent: int
    """WARC files that are not in it: they are kept elsewhere. Those that expired do not count."""


def pack(
    root: Path,
    wanted: Selection,
    out: Path,
    told: Told = lambda *_: None,
    looked: Callable[[int], object] = lambda _: None,
) -> Packed:
    """Write a package; return what is in it. The form is that of the name.

    With no story nothing is written. A name that ends in ``.wacz`` is one file, any other a bag.
    `looked` is called with the bytes of lines that were looked through to choose among them.
    """
    database = out.with_name(out.name + ".packing")
    part = out.with_name(out.name + ".part")
    with closing(Selected(root, wanted, database, looked)) as chosen:
        [count] = chosen.db.execute("SELECT count(*) FROM story").fetchone()
        if count:
            is_file = out.suffix == ".wacz"
            stands = _Zip.stands if is_file else _Folder.stands
            if not (chosen.resumed and stands(part, chosen.done())):
                chosen.begin_again()
                _remove(part)
            kind = _wacz if is_file else _bag
            kind(chosen, part, told)
            part.rename(out)
            sync_path(out.parent)
        absent = len(chosen.absent())
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)
    return Packed(int(count), absent)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _fill(
    package: Package, chosen: Selected, files: Iterable[tuple[str, Iterable[bytes]]], told: Told
) -> None:
    """Write the files that are not whole yet. Their bytes are made when it is their turn."""
    done = {entry.name for entry in chosen.done()}
    for name, pieces in files:
        if name not in done:
            chosen.note(package.add(name, pieces, told))


def _written(file: IO[bytes], name: str, pieces: Iterable[bytes], told: Told) -> Entry:
    """Write a file of a package; return what is to be noted of it."""
    digest, length = sha256(), 0
    for piece in pieces:
        file.write(piece)
        digest.update(piece)
        length += len(piece)
        told(name, len(piece))
    return Entry(name, length, digest.hexdigest())


# --- WACZ


class _Zip:
    """A ZIP file that is gone on with after its last whole entry."""

    @staticmethod
    def stands(path: Path, done: list[Entry]) -> bool:
        """Return True if a file holds the entries that were whole."""
        end = json.loads(done[-1].kept)["end"] if done else 0
        return path.is_file() and path.stat().st_size >= end

    def __init__(self, path: Path, done: list[Entry]) -> None:
        kept = [json.loads(entry.kept) for entry in done]
        path.touch()
        with path.open("r+b") as file:
            file.truncate(kept[-1]["end"] if kept else 0)
        self._path = path
        self._zip = ZipFile(path, "a", allowZip64=True)
        for known in kept:
            info = ZipInfo(known["name"], tuple(known["date"]))
            for name in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(info, name, known[name])
            self._zip.filelist.append(info)
            self._zip.NameToInfo[info.filename] = info

    def add(self, name: str, pieces: Iterable[bytes], told: Told) -> Entry:
        """Write an entry: WARC files and compressed indexes as they are, others deflated."""
        info = ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type = ZIP_STORED if name.endswith(".gz") else ZIP_DEFLATED
        with self._zip.open(info, "w", force_zip64=True) as file:
            entry = _written(file, name, pieces, told)
        assert self._zip.fp
        self._zip.fp.flush()
        sync_path(self._path)  # what is noted as whole is so after a power cut, too
        kept = {"name": name, "date": info.date_time, "end": self._zip.start_dir,
                "CRC": info.CRC, "compress_size": info.compress_size,
                "file_size": info.file_size, "header_offset": info.header_offset,
                "compress_type": info.compress_type}  # fmt: skip
        return entry._replace(kept=json.dumps(kept))

    def close(self) -> None:
        """Write the directory."""
        self._zip.close()


def _wacz(chosen: Selected, part: Path, told: Told) -> None:
    package = _Zip(part, chosen.done())
    warcs = chosen.wanted_warcs()
    archive = ((f"archive/{Path(warc).name}", chosen.pieces(warc)) for warc in warcs)
    _fill(package, chosen, archive, told)
    index = {entry.name: entry for entry in chosen.done()}
    if "indexes/index.idx" not in index:
        blocks: list[str] = []
        _fill(package, chosen, [("indexes/index.cdx.gz", _blocks(chosen, blocks))], told)
        if not blocks:  # it was whole already
            list(_blocks(chosen, blocks))
        head = {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}
        lines = [f"!meta 0 {json.dumps(head)}\n", *blocks]
        _fill(package, chosen, [("indexes/index.idx", [line.encode() for line in lines])], told)
    _fill(package, chosen, [("pages/pages.jsonl", _pages(chosen))], told)
    listed = json.dumps(_datapackage(chosen), indent=2).encode()
    _fill(package, chosen, [("datapackage.json", [listed])], told)
    [own] = [entry for entry in chosen.done() if entry.name == "datapackage.json"]
    digest = {"path": own.name, "hash": f"sha256:{own.sha256}"}
    digested = json.dumps(digest, indent=2).encode()
    _fill(package, chosen, [("datapackage-digest.json", [digested])], told)
    package.close()


def _blocks(chosen: Selected, told_of: list[str]) -> Iterator[bytes]:
    """Yield the index in blocks that are compressed by themselves; note where each stands."""
    at = 0
    rest = chosen.index_lines()
    while lines := list(islice(rest, BLOCK)):
        data = gzip.compress("".join(lines).encode(), mtime=0)
        key, timestamp, _ = lines[0].split(" ", 2)
        place = {"offset": at, "length": len(data), "filename": "index.cdx.gz",
                 "digest": f"sha256:{sha256(data).hexdigest()}"}  # fmt: skip
        told_of.append(f"{key} {timestamp} {json.dumps(place)}\n")
        at += len(data)
        yield data


def _pages(chosen: Selected) -> Iterator[bytes]:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "Stories", "hasText": True}
    yield line_of(head).encode() + b"\n"
    for record in chosen.stories():
        heads = (record.get(name) for name in ("kicker", "headline", "alternativeHeadline"))
        page = {
            "id": record["identifier"],
            "url": record["url"],
            "ts": timestamp_of(record),
            "title": record.get("headline") or record["url"],
            "text": "\n".join([*filter(None, heads), record["articleBody"]]),
        }
        yield line_of(page).encode() + b"\n"


def _datapackage(chosen: Selected) -> dict[str, Any]:
    resources = [
        {"name": Path(entry.name).name, "path": entry.name,
         "hash": f"sha256:{entry.sha256}", "bytes": entry.bytes}
        for entry in chosen.done()
        if not entry.name.startswith("datapackage")
    ]  # fmt: skip
    return {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": "News stories",
        "created": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "software": SOFTWARE,
        "resources": resources,
    }


# --- BagIt


class _Folder:
    """The folder of a bag."""

    @staticmethod
    def stands(path: Path, done: list[Entry]) -> bool:
        """Return True if a folder holds the files that were whole."""
        files = ((path / entry.name, entry.bytes) for entry in done)
        return all(file.is_file() and file.stat().st_size == size for file, size in files)

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, name: str, pieces: Iterable[bytes], told: Told) -> Entry:
        """Write a file."""
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            entry = _written(file, name, pieces, told)
        sync_paths([path])
        return entry

    def close(self) -> None:
        """Do nothing: each file is closed."""


def _bag(chosen: Selected, part: Path, told: Told) -> None:
    package = _Folder(part)
    warcs = chosen.wanted_warcs()
    _fill(package, chosen, ((f"data/{warc}", chosen.pieces(warc)) for warc in warcs), told)
    if chosen.all:
        others = [name for name in chosen.files if not name.startswith("warc/")]
        here = [name for name in others if (chosen.root / name).is_file()]
        _fill(package, chosen, ((f"data/{name}", _copied(chosen, name)) for name in here), told)
        _fill(package, chosen, [("data/manifest.jsonl", [chosen.manifest()])], told)
    else:
        indexes = ((f"data/{index_of(warc)}", _index(chosen, warc)) for warc in warcs)
        _fill(package, chosen, indexes, told)
        lines = (line_of(record).encode() + b"\n" for record in chosen.stories())
        _fill(package, chosen, [("data/articles/stories.jsonl", lines)], told)
        about = ((f"data/{name}", [data]) for name, data in descriptions().items())
        _fill(package, chosen, about, told)
    payload = [entry for entry in chosen.done() if entry.name.startswith("data/")]
    size = sum(entry.bytes for entry in payload)
    info = {
        "Bag-Software-Agent": SOFTWARE,
        "Bagging-Date": datetime.now(UTC).date().isoformat(),
        "External-Description": "News stories, their captures and what is known of both",
        "Payload-Oxum": f"{size}.{len(payload)}",
    }
    tags = {
        "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in info.items()),
        "manifest-sha256.txt": _sums(payload),
    }
    _fill(package, chosen, ((name, [text.encode()]) for name, text in tags.items()), told)
    known = [entry for entry in chosen.done() if entry.name in tags]
    _fill(package, chosen, [("tagmanifest-sha256.txt", [_sums(known).encode()])], told)


def _copied(chosen: Selected, name: str) -> Iterator[bytes]:
    with (chosen.root / name).open("rb") as file:
        yield from pieces_of(file)


def _index(chosen: Selected, warc: str) -> Iterator[bytes]:
    for line in chosen.index_lines(warc):
        yield line.encode()


def _sums(entries: Iterable[Entry]) -> str:
    return "".join(f"{entry.sha256}  {entry.name}\n" for entry in entries)
