"""One pass over an archive notes where captures stand, and names what it passes over."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler.archive.captures_index import Index
from crawler.archive.containers import ArchiveDamage, sources
from crawler.archive.index_pass import INDEXES, MAX_NOTE, SCHEMA, IndexPass
from tests.archive.foreign import (
    ENDINGS,
    packed,
    page,
    record,
    record_id,
    written,
)

PASSED_OVER = {
    "resource/image/gif": record(2, b"GIF89a", kind="resource", media="image/gif"),
    "conversion": record(3, b"text", kind="conversion", media="text/plain"),
    "response/dns": record(4, b"20240508\nn.example", media="text/dns", url="dns:n.example"),
    "response/ftp": record(5, b"226 done", media="text/plain", url="ftp://n.example/a"),
    "resource/urn": record(6, b"text", kind="resource", media="text/plain", url="urn:text:x"),
}


UNMENTIONED = (
    record(8, b"software: x\r\n", kind="warcinfo", media="application/warc-fields", url=""),
    record(9, b"GET / HTTP/1.1\r\n\r\n", kind="request"),
    record(
        10, b"outlink: http://n.example/a\r\n", kind="metadata", media="application/warc-fields"
    ),
    record(11, b"--x", kind="resource", media="text/plain", url="metadata://gnu.org/wget/log"),
)


def test_what_is_passed_over_is_counted_and_named(tmp_path: Path) -> None:
    odd = [data for data in PASSED_OVER.values() for _ in range(3)]
    path = written(tmp_path, "a.warc", b"".join([page(1), *odd, *UNMENTIONED]))
    named: list[ArchiveDamage] = []

    with Index(path, named.append, named.append) as index:
        captures = list(index.captures())

    assert [capture.url for capture in captures] == ["http://n.example/1"]
    assert index.skipped == dict.fromkeys(PASSED_OVER, 3)
    assert [(each.file, each.offset > 0) for each in named] == [(str(path), True)] * 5
    assert all(kind in str(named) for kind in PASSED_OVER)


def test_kinds_that_an_archive_makes_up_are_told_apart_up_to_a_limit(tmp_path: Path) -> None:
    odd = (record(n, b"x", kind="resource", media=f"x/{n}") for n in range(500))
    path = written(tmp_path, "a.warc", b"".join(odd))
    named: list[ArchiveDamage] = []

    with Index(path, named.append, named.append) as index:
        assert sum(index.skipped.values()) == 500
        assert len(index.skipped) == len(named) == 100


def test_nothing_odd_is_nothing_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.warc", b"".join([page(1), *UNMENTIONED]))
    named: list[ArchiveDamage] = []

    with Index(path, named.append, named.append) as index:
        assert len(list(index.captures())) == 1

    assert (named, dict(index.skipped)) == ([], {})


PLACES = {
    "a member each": ("gzip", [(0, False), (0, False), (0, False)]),
    "one member for all": ("gzip-whole", [(0, False), (1, True), (2, True)]),
    "no members": ("plain", [(0, False), (0, False), (0, False)]),
}


@pytest.mark.parametrize("name", PLACES)
def test_only_what_cannot_be_reached_again_goes_to_the_spool(name: str, tmp_path: Path) -> None:
    packing, expected = PLACES[name]
    path = written(tmp_path, "a" + ENDINGS[packing], packed([*map(page, range(3))], packing))

    with noted(path) as made:
        rows = made.db.execute("SELECT nth, spooled >= 0 FROM place ORDER BY n").fetchall()

    assert rows == expected


NOTES = {
    "a kind and a memory": (b"kind: article\r\nmemory: r7\r\n", ("article", "r7")),
    "a kind alone": (b"kind: page\r\n", ("page", "")),
    "something else": (b"outlink: http://n.example/\r\n", None),
    "a note beyond its length": (b"kind: page\r\n" + b"x" * MAX_NOTE, None),
}


@pytest.mark.parametrize("name", NOTES)
def test_what_an_address_was_asked_as_is_noted_by_the_id_of_its_record(
    name: str, tmp_path: Path
) -> None:
    block, expected = NOTES[name]
    about = f"WARC-Concurrent-To: <{record_id(1)}>"
    note = record("n", block, about, kind="metadata", media="application/warc-fields")

    with noted(written(tmp_path, "a.warc", page(1) + note)) as made:
        rows = made.db.execute("SELECT * FROM said").fetchall()

    assert rows == ([(record_id(1), *expected)] if expected else [])


@pytest.mark.parametrize(
    ("hurt", "reason"),
    [
        ({"url": ""}, "a response record without WARC-Target-URI"),
        ({"date": "yesterday"}, "WARC-Date is 'yesterday'"),
        ({"kind": "continuation"}, "a continuation without WARC-Segment-Number"),
    ],
)
def test_a_record_that_cannot_be_placed_costs_itself_only(
    hurt: dict[str, str], reason: str, tmp_path: Path
) -> None:
    path = written(tmp_path, "a.warc", page(1) + record(2, b"x", **hurt) + page(3))

    with noted(path) as made:
        urls = [url for [url] in made.db.execute("SELECT url FROM place ORDER BY n")]

    assert urls == ["http://n.example/1", "http://n.example/3"]
    assert [each.reason for each in made.damaged] == [reason]


class Noted(NamedTuple):
    """What one pass has noted."""

    db: sqlite3.Connection
    damaged: list[ArchiveDamage]


@contextmanager
def noted(path: Path) -> Iterator[Noted]:
    """Go over a file once."""
    with closing(sqlite3.connect(":memory:")) as db, tempfile.TemporaryFile() as spool:
        made = Noted(db, [])
        db.executescript(SCHEMA)
        going = IndexPass(db, spool, made.damaged.append, made.damaged.append)
        for source in sources(path, made.damaged.append, going.skip_file):
            going.read(source)
        db.executescript(INDEXES)
        yield made
