"""Ways to change an archive by hand, each of which a check must notice.

A change that is sealed again gives its file a new line in the manifest and a new length in
the ledger, so that nothing but what the parts say of each other tells of it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

Change = Callable[[Path], None]


def newest(root: Path, folder: str) -> Path:
    return max(path for path in (root / folder).iterdir() if path.stat().st_size)


def seal_again(root: Path, path: Path) -> None:
    """Have manifest and ledger say of a file what it holds now."""
    name, data = str(path.relative_to(root)), path.read_bytes()
    manifest = root / "manifest.jsonl"
    listed = [json.loads(line) for line in manifest.read_text("utf-8").splitlines()]
    for entry in listed:
        if entry["file"] == name:
            entry.update(length=len(data), sha256=hashlib.sha256(data).hexdigest())
    manifest.write_text("".join(json.dumps(entry) + "\n" for entry in listed), "utf-8")
    if path.parent.name != "reports":
        in_ledger("UPDATE segments SET length = ? WHERE file = ?", len(data), name)(root)


def in_ledger(statement: str, *values: Any) -> Change:
    def change(root: Path) -> None:
        with closing(sqlite3.connect(root / "ledger.sqlite")) as db:
            with db:
                assert db.execute(statement, values).rowcount > 0, statement
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    return change


def at(folder: str, change: Callable[[bytes], bytes], *, sealed: bool = False) -> Change:
    """Return the change of the newest file of a folder."""

    def changed(root: Path) -> None:
        path = newest(root, folder) if folder else root / "manifest.jsonl"
        before = path.read_bytes()
        path.write_bytes(change(before))
        assert path.read_bytes() != before
        if sealed:
            seal_again(root, path)

    return changed


def flipped(share: float) -> Callable[[bytes], bytes]:
    """Return the change of one bit at a place of a file, from 0, its begin, to 1, its end."""

    def flip(data: bytes) -> bytes:
        place = min(int(share * len(data)), len(data) - 1)
        return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]

    return flip


def of_lines(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    return lambda data: b"".join(change(data.splitlines(keepends=True)))


def of_records(change: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """Return the change of the gzip members of a WARC file, each a record."""

    def changed(data: bytes) -> bytes:
        members = [b"\x1f\x8b\x08" + part for part in data.split(b"\x1f\x8b\x08")[1:]]
        return b"".join(change(members))

    return changed


def request_in(members: list[bytes]) -> bytes:
    """Return the first request that is kept."""
    return next(x for x in members if b"WARC-Type: request" in gzip.decompress(x))


def in_record(kind: bytes, old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    """Return the change of some bytes of the first record of a type."""

    def change(members: list[bytes]) -> list[bytes]:
        for n, member in enumerate(members):
            record = gzip.decompress(member)
            if b"WARC-Type: " + kind in record and old in record:
                changed = gzip.compress(record.replace(old, new, 1), mtime=0)
                return [*members[:n], changed, *members[n + 1 :]]
        raise AssertionError(old)

    return of_records(change)


def in_json(change: Callable[[dict[str, Any]], Any], nth: int = 0) -> Callable[[bytes], bytes]:
    """Return the change of a line that is a JSON object, or ends in one after two words."""

    def changed(lines: list[bytes]) -> list[bytes]:
        head, brace, rest = lines[nth].partition(b"{")
        record = json.loads(brace + rest)
        change(record)
        line = head + json.dumps(record, ensure_ascii=False).encode() + b"\n"
        return [*lines[:nth], line, *lines[nth + 1 :]]

    return of_lines(changed)


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Return the change that puts a value, the last argument, at a place of an object."""
    *steps, last, value = path

    def change(record: Any) -> None:
        for step in steps:
            record = record[step]
        record[last] = value

    return change


def swapped_offsets(lines: list[bytes]) -> list[bytes]:
    first, second = (json.loads(line.split(b" ", 2)[2])["offset"].encode() for line in lines[:2])
    offset = b'"offset": "%s"'
    return [
        lines[0].replace(offset % first, offset % second),
        lines[1].replace(offset % second, offset % first),
        *lines[2:],
    ]


def gone(folder: str) -> Change:
    return lambda root: newest(root, folder).unlink()


def no_ledger(root: Path) -> None:
    (root / "ledger.sqlite").write_bytes(b"?" * 9_000)


def stray(name: str) -> Change:
    def change(root: Path) -> None:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"")

    return change


FOLDERS = ("warc", "cdx", "articles", "events", "reports", "")
NOT_SEALED: dict[str, Change] = {
    **{f"{folder or 'manifest'}: a bit at {share}": at(folder, flipped(share))
       for folder in FOLDERS for share in (0, 0.3, 0.5, 0.7, 1) if folder or share != 1},
    **{f"{folder}: cut by a byte": at(folder, lambda data: data[:-1]) for folder in FOLDERS},
    **{f"{folder}: cut by half": at(folder, lambda data: data[: len(data) // 2])
       for folder in FOLDERS},
    **{f"{folder}: a byte more": at(folder, lambda data: data + b"\n") for folder in FOLDERS},
    **{f"{folder}: gone": gone(folder)
       for folder in FOLDERS if folder},
    **{f"{name}: not listed": stray(name)
       for name in ("warc/a.warc.gz", "cdx/a.cdxj", "articles/a.jsonl", "events/a.jsonl",
                    "reports/a.json", "warc/notes.txt")},
    "manifest: a line less": at("", of_lines(lambda lines: lines[1:])),
    "manifest: a line twice": at("", of_lines(lambda lines: [*lines, lines[0]])),
    "manifest: another length": at("", in_json(put("length", 7))),
    "manifest: another digest": at("", in_json(put("sha256", "0" * 64))),
    "manifest: another name": at("", in_json(put("file", "warc/other.warc.gz"))),
    "manifest: a name outside": at("", in_json(put("file", "../other.warc.gz"))),
    "manifest: gone": lambda root: (root / "manifest.jsonl").unlink(),
    "ledger: gone": lambda root: (root / "ledger.sqlite").unlink(),
    "ledger: no ledger": no_ledger,
}  # fmt: skip
"""Changes of files of which the manifest tells."""

SEALED: dict[str, Change] = {
    "index: a line less": at("cdx", of_lines(lambda lines: lines[1:]), sealed=True),
    "index: no line": at("cdx", lambda _: b"", sealed=True),
    "index: a line twice": at("cdx", of_lines(lambda lines: [lines[0], *lines]), sealed=True),
    "index: not sorted": at("cdx", of_lines(lambda lines: lines[::-1]), sealed=True),
    "index: two offsets swapped": at("cdx", of_lines(swapped_offsets), sealed=True),
    "index: another key": at(
        "cdx", of_lines(lambda lines: [b"0" + lines[0], *lines[1:]]), sealed=True),
    "index: another time": at(
        "cdx", of_lines(lambda lines: [lines[0].replace(b" 20", b" 19", 1), *lines[1:]]),
        sealed=True),
    **{f"index: another {name}": at("cdx", in_json(put(name, value)), sealed=True)
       for name, value in (("url", "http://a.example/"), ("mime", "text/plain"),
                           ("status", "404"), ("digest", "sha1:A"), ("length", "7"),
                           ("offset", "1"), ("filename", "a.warc.gz"), ("status", 200))},
    "warc: a record less": at(
        "warc", of_records(lambda all_: [x for x in all_ if x is not request_in(all_)]),
        sealed=True),
    "warc: the first record less": at("warc", of_records(lambda all_: all_[1:]), sealed=True),
    "warc: a record twice": at("warc", of_records(lambda all_: [*all_, all_[-1]]), sealed=True),
    "warc: two records swapped": at(
        "warc", of_records(lambda all_: [all_[0], *all_[3:], *all_[1:3]]), sealed=True),
    "warc: another body": at("warc", in_record(b"response", b"Ferry", b"Merry"), sealed=True),
    "warc: another status": at("warc", in_record(b"response", b"200 OK", b"201 OK"), sealed=True),
    "warc: another day": at(
        "warc", in_record(b"response", b"WARC-Date: 20", b"WARC-Date: 21"), sealed=True),
    "warc: another address": at(
        "warc", in_record(b"response", b"WARC-Target-URI: http:", b"WARC-Target-URI: https:"),
        sealed=True),
    "warc: another id": at(
        "warc", in_record(b"response", b"Record-ID: <urn:uuid:", b"Record-ID: <urn:uuid:0"),
        sealed=True),
    "warc: a revisit of another day": at(
        "warc", in_record(b"revisit", b"Refers-To-Date: 20", b"Refers-To-Date: 19"), sealed=True),
    "warc: a revisit of nothing": at(
        "warc", in_record(b"revisit", b"Refers-To: <urn:uuid:", b"Refers-To: <urn:uuid:0"),
        sealed=True),
    "warc: another memory": at(
        "warc", in_record(b"metadata", b"memory: ", b"memory: 9"), sealed=True),
    "article: a line less": at("articles", of_lines(lambda lines: lines[1:]), sealed=True),
    "article: a line twice": at("articles", of_lines(lambda lines: [*lines, lines[0]]),
                                sealed=True),
    "article: another text": at(
        "articles", in_json(lambda it: put("articleBody", it["articleBody"] + "!")(it)),
        sealed=True),
    "article: a field too many": at("articles", in_json(put("mood", "glad")), sealed=True),
    **{f"article: {'.'.join(map(str, path[:-1]))}": at("articles", in_json(put(*path)),
                                                       sealed=True)
       for path in (("version", 1), ("version", 3), ("isBasedOn", "urn:sha256:" + "0" * 64),
                    ("identifier", "urn:sha256:" + "0" * 64), ("url", "http://a.example/"),
                    ("provenance", "captures", ["sha1:A"]),
                    ("provenance", "fetchedAt", "2020-01-01T00:00:00+00:00"),
                    ("provenance", "locations", 0, "offset", 0),
                    ("provenance", "locations", 0, "file", "warc/a.warc.gz"),
                    ("provenance", "locations", 0, "recordId", "urn:uuid:0"))},
    "article: based on nothing": at("articles", in_json(lambda it: it.pop("isBasedOn")),
                                    sealed=True),
    **{f"event: {'.'.join(map(str, path[:-1]))}": at("events", in_json(put(*path)), sealed=True)
       for path in (("identifier", "urn:sha256:" + "0" * 64), ("url", "http://a.example/"),
                    ("creativeWorkStatus", "Lost"), ("provenance", "captures", ["sha1:A"]),
                    ("provenance", "locations", 0, "offset", 0),
                    ("provenance", "fetchedAt", "2020-01-01T00:00:00.000000+00:00"))},
    "event: a line twice": at("events", of_lines(lambda lines: lines * 2), sealed=True),
    "report: no JSON": at("reports", lambda data: data[1:], sealed=True),
    "ledger: a capture less": in_ledger("DELETE FROM captures WHERE rowid = 2"),
    "ledger: a capture twice": in_ledger(
        "INSERT INTO captures SELECT * FROM captures WHERE rowid = 2"),
    **{f"ledger: captures.{column}": in_ledger(
        f"UPDATE captures SET {column} = ? WHERE rowid = 2", value)
       for column, value in (("digest", "sha1:A"), ("url", "x"), ("date", "x"),
                             ("record_id", "x"), ("type", "x"), ("offset", 1), ("length", 1))},
    "ledger: an article less": in_ledger("DELETE FROM articles WHERE version = 2"),
    **{f"ledger: articles.{column}": in_ledger(
        f"UPDATE articles SET {column} = ? WHERE version = 2", value)
       for column, value in (("url", "x"), ("version", 7), ("identifier", "x"), ("content", "x"),
                             ("offset", 1), ("length", 1))},
    "ledger: readings.offset": in_ledger("UPDATE readings SET offset = 7 WHERE content <> ''"),
    "ledger: segments.length": in_ledger("UPDATE segments SET length = length - 1"),
    "ledger: a file that never was": in_ledger(
        "INSERT INTO segments (file, length, sealed) VALUES ('warc/a.warc.gz', 7, 1)"),
}  # fmt: skip
"""Changes of which the manifest says nothing."""
