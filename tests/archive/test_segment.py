"""A file of an archive grows from a name of its own to a sealed one."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive import segment as module
from crawler.archive.disk import Disk
from crawler.archive.segment import NEW, OPEN, Place, Segment, SegmentError, stem_of

NAME = "articles/20260205083000-00001-000.jsonl"


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        (NAME, NAME.removesuffix(".jsonl")),
        (f"{NAME}.zst", NAME.removesuffix(".jsonl")),
        ("warc/a.b.warc.gz", "warc/a.b"),
        ("cdx/a.cdxj", "cdx/a"),
    ],
)
def test_a_name_without_its_ending(name: str, stem: str) -> None:
    assert stem_of(name) == stem


def test_a_segment_is_new_until_something_in_it_is_committed(tmp_path: Path) -> None:
    segment = Segment.create(Disk(), tmp_path, NAME)
    segment.committed()
    empty = segment.path

    place = segment.append(b"one\n")
    segment.sync()
    segment.committed()

    assert empty.name.endswith(NEW)
    assert segment.path.name.endswith(OPEN)
    assert place == Place(NAME, 0)
    assert segment.append(b"two\n") == Place(NAME, 4)
    segment.close()


def test_a_name_is_given_once(tmp_path: Path) -> None:
    Segment.create(Disk(), tmp_path, NAME).close()

    with pytest.raises(FileExistsError):
        Segment.create(Disk(), tmp_path, NAME)


def test_what_was_not_committed_is_cut_off_when_it_is_resumed(tmp_path: Path) -> None:
    segment = Segment.create(Disk(), tmp_path, NAME)
    segment.append(b"one\ntwo\n")
    segment.close()

    resumed, beyond = Segment.resume(Disk(), tmp_path, NAME, 4)

    assert (resumed.length, beyond) == (4, 4)
    resumed.append(b"2\n")
    resumed.close()
    assert resumed.path.read_bytes() == b"one\n2\n"


@pytest.mark.parametrize("stands", [True, False])
def test_a_segment_that_lost_bytes_is_not_resumed(tmp_path: Path, stands: bool) -> None:  # noqa: FBT001
    if stands:
        segment = Segment.create(Disk(), tmp_path, NAME)
        segment.append(b"one\n")
        segment.close()

    with pytest.raises(SegmentError):
        Segment.resume(Disk(), tmp_path, NAME, 5)


def test_a_sealed_segment_has_its_own_name_and_its_digest_is_told(tmp_path: Path) -> None:
    segment = Segment.create(Disk(), tmp_path, NAME)
    segment.append(b"two\none\n")
    segment.cut(8)
    segment.sort()
    segment.sync()
    segment.committed()

    digest = segment.seal()

    assert (tmp_path / NAME).read_bytes() == b"one\ntwo\n"
    assert digest == sha256(b"one\ntwo\n").hexdigest()
    assert [*(tmp_path / "articles").iterdir()] == [tmp_path / NAME]


WRITTEN = tuple(bytes([65 + n]) * (3 * n + 1) for n in range(12))


def test_a_file_is_sealed_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    segment = Segment.create(Disk(), tmp_path, NAME)
    for data in WRITTEN:
        segment.append(data)
        segment.sync()
    segment.committed()
    monkeypatch.setattr(Path, "open", None)

    assert segment.seal() == sha256(b"".join(WRITTEN)).hexdigest()


@pytest.mark.parametrize("piece", [1, 7, 1000])
@pytest.mark.parametrize("resumed", [0, 1, 20, 100])
@pytest.mark.parametrize("cut", [0, 5, 110])
def test_the_digest_of_a_file_is_that_of_its_bytes(
    resumed: int, cut: int, piece: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PIECE", piece)
    path = tmp_path / (NAME + OPEN)
    path.parent.mkdir()
    path.write_bytes(b"x" * 100)
    segment, _ = Segment.resume(Disk(), tmp_path, NAME, resumed)

    for number, data in enumerate(WRITTEN):
        segment.append(data)
        if number % 2:
            segment.sync()
        if number == 6:
            segment.cut(min(cut, segment.length))
    digest = segment.seal()

    assert digest == sha256((tmp_path / NAME).read_bytes()).hexdigest()


def test_a_file_that_lost_bytes_behind_our_back_is_not_sealed(tmp_path: Path) -> None:
    path = tmp_path / (NAME + OPEN)
    path.parent.mkdir()
    path.write_bytes(b"x" * 100)
    segment, _ = Segment.resume(Disk(), tmp_path, NAME, 100)
    path.write_bytes(b"x" * 40)

    with pytest.raises(SegmentError, match="40 bytes of 100"):
        segment.seal()
