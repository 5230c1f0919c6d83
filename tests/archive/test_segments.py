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
from tests.archive.shelves import LINES, manifest, opened, written


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


def test_a_first_commit_that_a_crash_followed_at_once_counts(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    name = shelf.segment("articles", "run").append(LINES).file
    shelf.close()

    assert opened(tmp_path, {name: (len(LINES), False)}) == ()

    assert (tmp_path / (name + OPEN)).read_bytes() == LINES


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
