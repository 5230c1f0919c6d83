"""Segments that outlived their ledger are sealed as far as they can be read."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive.segments import NEW, OPEN, Segments
from crawler.archive.warc import Record, records, warcinfo
from crawler.archive.warc_reader import read_records
from crawler.model import Exchange
from tests.archive.shelves import LINES, kept_aside, manifest, opened, written

TAILS = {
    "nothing": b"",
    "half a line": b'{"n": 3, "text": "half a li',
    "a line without its end": b'{"n": 3}',
    "zeros": bytes(4096),
    "lines of no JSON": b"garbage\nlines\n" * 30,
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
@pytest.mark.parametrize("segments", [{}, {"articles/run.jsonl": (0, False)}], ids=["no", "0"])
def test_lines_that_the_ledger_does_not_know_are_sealed_up_to_the_last_whole_one(
    tmp_path: Path, tail: bytes, segments: dict[str, tuple[int, bool]]
) -> None:
    name = written(tmp_path, LINES + tail)

    sealed = opened(tmp_path, segments)

    assert sealed == (name,)
    assert (tmp_path / name).read_bytes() == LINES
    assert manifest(tmp_path) == {name: sha256(LINES).hexdigest()}
    assert kept_aside(tmp_path) == [tail] * bool(tail)
    assert not list(tmp_path.glob(f"*/*{OPEN}"))
    assert opened(tmp_path, segments) == ()


def test_a_segment_in_which_nothing_is_whole_is_put_aside(tmp_path: Path) -> None:
    written(tmp_path, b'{"n": 1')

    assert opened(tmp_path, {}) == ()

    assert kept_aside(tmp_path) == [b'{"n": 1']
    assert not list(tmp_path.glob("articles/*"))


def test_what_was_never_committed_is_put_aside_and_an_empty_segment_goes(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    shelf.segment("articles", "run").append(LINES)
    shelf.segment("warc", "run")
    shelf.close()
    assert {path.name for path in tmp_path.glob("*/*")} == {f"run.jsonl{NEW}", f"run.warc.gz{NEW}"}

    assert opened(tmp_path, {}) == ()

    assert kept_aside(tmp_path) == [LINES]
    assert not (tmp_path / "manifest.jsonl").exists()


def captured(file: str, count: int) -> list[Record]:
    """Return the records of a WARC file with as many captures."""
    made = [warcinfo(file, datetime(2026, 2, 5, tzinfo=UTC), ())]
    for n in range(count):
        response = b"HTTP/1.1 200 OK\r\nContent-Type: text/HTML; x=1\r\n\r\nFerry %d" % n
        exchange = Exchange(
            url=f"http://{'bac'[n % 3]}.example/{n}",
            fetched_at=datetime(2026, 2, 5, n, tzinfo=UTC),
            request=b"GET / HTTP/1.1\r\n\r\n",
            response=response,
        )
        made += records(exchange, made[0].record_id)
    return made


@pytest.mark.parametrize("torn", [0, 1, 40])
def test_captures_that_the_ledger_does_not_know_are_sealed_with_an_index(
    tmp_path: Path, torn: int
) -> None:
    made = captured("run.warc.gz", 4)
    whole = b"".join(record.data for record in made[:-1])
    warc = written(tmp_path, whole + made[-1].data[:torn], "warc")
    written(tmp_path, b"an index of what the crash took\n", "cdx")
    written(tmp_path, line_at(0) + line_at(len(whole)), "articles")

    sealed = opened(tmp_path, {})

    assert sealed == (warc, "cdx/run.cdxj", "articles/run.jsonl")
    assert (tmp_path / warc).read_bytes() == whole
    assert [r.fields["warc-record-id"] for r in read_records(tmp_path / warc)] == [
        f"<{record.record_id}>" for record in made[:-1]
    ]
    index = (tmp_path / "cdx/run.cdxj").read_bytes().splitlines()
    assert index == sorted(index)
    for line in index:
        entry = json.loads(line.split(b" ", 2)[2])
        assert entry["filename"] == "run.warc.gz"
        at, length = int(entry["offset"]), int(entry["length"])
        assert whole[at : at + length] in {r.data for r in made if r.type == "response"}
    assert len(index) == 4
    assert (tmp_path / "articles/run.jsonl").read_bytes() == line_at(0)
    assert set(manifest(tmp_path)) == set(sealed)
    assert sum(map(len, kept_aside(tmp_path))) == torn + len(line_at(len(whole)))


def line_at(offset: int) -> bytes:
    """Return an article line whose capture stands at an offset."""
    places = [{"file": "warc/run.warc.gz", "offset": offset}]
    return json.dumps({"provenance": {"locations": places}}).encode() + b"\n"


def test_damage_amid_whole_records_costs_none_of_those_behind_it(tmp_path: Path) -> None:
    made = captured("run.warc.gz", 3)
    data = b"".join(record.data for record in made)
    at = len(made[0].data) + len(made[1].data) // 2
    warc = written(tmp_path, data[:at] + b"\0" + data[at + 1 :], "warc")

    assert opened(tmp_path, {}) == (warc, "cdx/run.cdxj")

    assert len((tmp_path / "cdx/run.cdxj").read_bytes().splitlines()) == 2


def test_a_recovered_segment_whose_name_is_taken_has_another(tmp_path: Path) -> None:
    name = written(tmp_path)
    (tmp_path / name).write_bytes(b'{"n": 0}\n')
    assert set(opened(tmp_path, {})) == {name, "articles/run-2.jsonl"}

    written(tmp_path, b'{"n": 9}\n', name="run-3")
    (tmp_path / name).rename(tmp_path / "elsewhere")
    (tmp_path / f"articles/run-3.jsonl{OPEN}").rename(tmp_path / (name + OPEN))
    assert opened(tmp_path, {}) == ("articles/run-3.jsonl",)

    assert (tmp_path / "articles/run-2.jsonl").read_bytes() == LINES
    assert set(manifest(tmp_path)) == {name, "articles/run-2.jsonl", "articles/run-3.jsonl"}


def test_a_file_that_was_sealed_and_not_listed_is_listed(tmp_path: Path) -> None:
    name = written(tmp_path)
    os.link(tmp_path / (name + OPEN), tmp_path / name)

    assert opened(tmp_path, {}) == (name,)

    assert manifest(tmp_path) == {name: sha256(LINES).hexdigest()}
    assert [path.name for path in tmp_path.glob("articles/*")] == ["run.jsonl"]
