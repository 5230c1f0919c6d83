"""Segments hold what was committed and nothing else; once sealed they stay."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive.disk import Disk
from crawler.archive.segments import NEW, OPEN, SegmentError, Segments
from crawler.archive.warc import Record, records, warcinfo
from crawler.archive.warc_reader import read_records
from crawler.model import Exchange

LINES = b'{"n": 1}\n{"n": 2}\n'


def written(root: Path, data: bytes = LINES, kind: str = "articles", name: str = "run") -> str:
    """Leave a segment as a crash leaves it; return its name."""
    shelf = Segments(root)
    segment = shelf.segment(kind, name)
    segment.append(data)
    shelf.sync()
    shelf.committed()
    shelf.close()
    return segment.name


def opened(root: Path, segments: dict[str, tuple[int, bool]]) -> tuple[str, ...]:
    """Open an archive and close it again; return what was sealed for want of a ledger."""
    shelf = Segments(root)
    try:
        return shelf.recover(segments).sealed
    finally:
        shelf.close()


def manifest(root: Path) -> dict[str, str]:
    """Return the digests of the files that the manifest lists; each is listed once."""
    lines = [json.loads(line) for line in (root / "manifest.jsonl").read_text().splitlines()]
    listed = {line["file"]: line["sha256"] for line in lines}
    assert len(listed) == len(lines)
    return listed


def kept_aside(root: Path) -> list[bytes]:
    """Return what stands in the folder of bytes that could not be placed."""
    return [path.read_bytes() for path in sorted((root / "recovered").glob("*"))]


@pytest.mark.parametrize("tail", range(len(LINES) + 1))
def test_a_segment_is_cut_to_what_was_committed_at_every_byte(tmp_path: Path, tail: int) -> None:
    name = written(tmp_path, LINES + LINES[:tail])

    shelf = Segments(tmp_path)
    cut = shelf.recover({name: (len(LINES), False)}).cut
    shelf.segment("articles", "run").append(b'{"n": 3}\n')
    shelf.sync()
    shelf.close()

    assert cut == tail
    assert (tmp_path / (name + OPEN)).read_bytes() == LINES + b'{"n": 3}\n'


@pytest.mark.parametrize("left", [0, 1, len(LINES) - 1])
def test_a_segment_shorter_than_committed_is_refused_and_left_alone(
    tmp_path: Path, left: int
) -> None:
    name = written(tmp_path)
    (tmp_path / (name + OPEN)).write_bytes(LINES[:left])

    shelf = Segments(tmp_path)
    with pytest.raises(SegmentError, match=f"{len(LINES)} were committed"):
        shelf.recover({name: (len(LINES), False)})
    shelf.close()

    assert (tmp_path / (name + OPEN)).read_bytes() == LINES[:left]


def test_sealed_files_that_were_moved_away_are_noted_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = {f"warc/{n}.warc.gz": (10, True) for n in range(5)}
    caplog.set_level("INFO")

    shelf = Segments(tmp_path)
    recovery = shelf.recover(gone)
    shelf.close()

    assert (recovery.missing, recovery.sealed) == (5, ())
    assert [r.getMessage() for r in caplog.records] == [
        f"5 sealed files are not in {tmp_path}: they were moved"
    ]


@pytest.mark.parametrize("there", [b"", LINES[:-1], LINES + b"{}\n"])
def test_a_sealed_file_of_another_length_is_refused(tmp_path: Path, there: bytes) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/run.jsonl").write_bytes(there)

    with pytest.raises(SegmentError, match=f"{len(LINES)} were committed"):
        opened(tmp_path, {"articles/run.jsonl": (len(LINES), True)})

    assert (tmp_path / "articles/run.jsonl").read_bytes() == there


def test_an_open_segment_that_is_gone_is_refused_unless_it_is_listed_as_sealed(
    tmp_path: Path,
) -> None:
    name = written(tmp_path)
    assert opened(tmp_path, {}) == (name,)
    (tmp_path / name).rename(tmp_path / "elsewhere")
    assert opened(tmp_path, {name: (len(LINES), False)}) == ()

    with pytest.raises(SegmentError, match="holds 0 bytes"):
        opened(tmp_path, {"articles/other.jsonl": (len(LINES), False)})


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


def test_a_first_commit_that_a_crash_followed_at_once_counts(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    name = shelf.segment("articles", "run").append(LINES).file
    shelf.close()

    assert opened(tmp_path, {name: (len(LINES), False)}) == ()

    assert (tmp_path / (name + OPEN)).read_bytes() == LINES


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


@pytest.mark.parametrize("ending", ["", OPEN, NEW])
def test_a_segment_takes_no_name_that_is_on_the_disk(tmp_path: Path, ending: str) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / f"articles/run.jsonl{ending}").write_bytes(b"{}\n")

    shelf = Segments(tmp_path)
    place = shelf.segment("articles", "run").append(LINES)
    sealed = shelf.seal()
    shelf.close()

    assert place.file == "articles/run-2.jsonl"
    assert sealed == ["articles/run-2.jsonl"]
    assert (tmp_path / f"articles/run.jsonl{ending}").read_bytes() == b"{}\n"
    assert (tmp_path / "articles/run-2.jsonl").read_bytes() == LINES


def test_a_segment_takes_no_name_of_a_file_that_was_moved_away(tmp_path: Path) -> None:
    name = written(tmp_path)
    opened(tmp_path, {})
    (tmp_path / name).unlink()

    shelf = Segments(tmp_path)
    shelf.recover({"warc/run.warc.gz": (10, True)})
    names = [shelf.segment(kind, "run").name for kind in ("articles", "warc", "cdx")]
    shelf.close()

    assert names == ["articles/run-2.jsonl", "warc/run-2.warc.gz", "cdx/run.cdxj"]


def test_a_report_takes_no_name_that_is_taken(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)

    names = [shelf.put("reports", "run", data) for data in (b"1", b"2", b"1")]
    shelf.close()

    assert names == ["reports/run.json", "reports/run-2.json", "reports/run-3.json"]
    assert [(tmp_path / name).read_bytes() for name in names] == [b"1", b"2", b"1"]
    assert set(manifest(tmp_path)) == set(names)


def test_runs_of_the_same_second_and_number_have_names_of_their_own(tmp_path: Path) -> None:
    begun = datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    shelf = Segments(tmp_path)
    assert shelf.run_name(begun, 1) == "20261231235959-00001"
    shelf.put("reports", "20261231235959-00001", b"{}")
    shelf.segment("warc", "20270101000000-00001-000")

    assert shelf.run_name(begun, 1) == "20270101000001-00001"
    assert shelf.run_name(begun, 2) == "20261231235959-00002"
    shelf.close()


class WithoutLinks(Disk):
    """A disk of exFAT."""

    def link(self, old: Path, new: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted", str(old), None, str(new))


@pytest.mark.parametrize("disk", [Disk, WithoutLinks])
def test_a_final_name_that_was_taken_in_the_meantime_is_left_to_its_file(
    tmp_path: Path, disk: type[Disk]
) -> None:
    shelf = Segments(tmp_path, disk())
    shelf.segment("articles", "run").append(LINES)
    (tmp_path / "articles/run.jsonl").write_bytes(b"another's")

    with pytest.raises(SegmentError, match="is there already"):
        shelf.seal()
    shelf.close()

    assert (tmp_path / "articles/run.jsonl").read_bytes() == b"another's"
    assert (tmp_path / f"articles/run.jsonl{NEW}").read_bytes() == LINES


def test_a_disk_without_links_holds_an_archive(tmp_path: Path) -> None:
    shelf = Segments(tmp_path, WithoutLinks())
    name = shelf.segment("articles", "run").append(LINES).file
    assert shelf.seal() == [name]
    shelf.close()

    assert (tmp_path / name).read_bytes() == LINES
    assert [path.name for path in tmp_path.glob("articles/*")] == ["run.jsonl"]


def test_a_torn_line_of_the_manifest_is_written_anew(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    names = [shelf.put("reports", name, b"{}") for name in "ab"]
    shelf.close()
    path = tmp_path / "manifest.jsonl"
    path.write_bytes(path.read_bytes()[:-20])

    assert opened(tmp_path, {}) == (names[1],)

    assert set(manifest(tmp_path)) == set(names)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("")

    with pytest.raises(SegmentError, match="is a file, and an archive is a folder"):
        Segments(tmp_path / "archive")


class ReadOnly(Disk):
    """A disk that takes nothing."""

    def make_folder(self, path: Path) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))


def test_a_disk_that_takes_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SegmentError, match=r"cannot hold an archive.*Read-only"):
        Segments(tmp_path / "archive", ReadOnly())


def test_sealing_names_the_file_and_lists_its_digest(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    shelf.segment("articles", "run").append(LINES)
    shelf.segment("warc", "run")

    sealed = shelf.seal()
    shelf.close()

    assert sealed == ["articles/run.jsonl"]
    assert (tmp_path / "articles/run.jsonl").read_bytes() == LINES
    assert not list(tmp_path.glob(f"*/*{OPEN}"))
    [entry] = map(json.loads, (tmp_path / "manifest.jsonl").read_text().splitlines())
    assert (entry["file"], entry["length"]) == ("articles/run.jsonl", len(LINES))
    assert entry["sha256"] == sha256(LINES).hexdigest()


def test_an_index_is_sealed_in_order(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    shelf.segment("cdx", "run").append(b"com,b)/ 2\ncom,a)/ 1\n")

    shelf.seal()
    shelf.close()

    assert (tmp_path / "cdx/run.cdxj").read_bytes() == b"com,a)/ 1\ncom,b)/ 2\n"


def test_a_seal_that_a_crash_interrupted_is_finished(tmp_path: Path) -> None:
    name = written(tmp_path)
    (tmp_path / (name + OPEN)).rename(tmp_path / name)

    shelf = Segments(tmp_path)
    assert shelf.recover({name: (len(LINES), False)}) == (0, (), 0)
    sealed = shelf.seal()
    shelf.close()

    assert sealed == [name]
    assert name in (tmp_path / "manifest.jsonl").read_text()


def test_two_cannot_hold_one_archive(tmp_path: Path) -> None:
    first = Segments(tmp_path)

    with pytest.raises(SegmentError, match="in use by process"):
        Segments(tmp_path)
    first.close()
    Segments(tmp_path).close()


def test_what_was_appended_beyond_a_length_can_be_taken_back(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    segment = shelf.segment("articles", "run")
    segment.append(LINES)
    shelf.sync()
    shelf.committed()
    segment.append(b"half a li")

    shelf.cut({segment.name: len(LINES)})
    segment.append(b'{"n": 3}\n')
    shelf.sync()
    shelf.close()

    assert (tmp_path / (segment.name + OPEN)).read_bytes() == LINES + b'{"n": 3}\n'


def test_a_ledger_that_is_older_than_a_sealed_file_goes_on_from_there(tmp_path: Path) -> None:
    name = written(tmp_path)
    assert opened(tmp_path, {}) == (name,)
    older = {name: (LINES.index(b"\n") + 1, False)}

    for _ in range(2):
        shelf = Segments(tmp_path)
        assert shelf.recover(older) == (0, (), 0)
        assert shelf.segment("articles", "run").name == "articles/run-2.jsonl"
        shelf.seal()
        shelf.close()

    assert manifest(tmp_path) == {name: sha256(LINES).hexdigest()}
    (tmp_path / name).write_bytes(LINES + LINES)
    with pytest.raises(SegmentError, match="were committed"):
        opened(tmp_path, older)
