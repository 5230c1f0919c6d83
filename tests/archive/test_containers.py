"""Files that hold web archives are found by what is in them; what is none is named."""

from __future__ import annotations

import bz2
import zipfile
from pathlib import Path

import pytest

from crawler.archive.containers import MOST_DIRECTORY, ArchiveDamage, ByteSource, sources
from tests.archive.foreign import ENDINGS, arc, package, packed, page, written

PAGES = [page(1), page(2)]
WARC = packed(PAGES, "gzip")


def found(path: Path) -> tuple[list[ByteSource], list[ArchiveDamage], list[ArchiveDamage]]:
    damaged: list[ArchiveDamage] = []
    skipped: list[ArchiveDamage] = []
    return list(sources(path, damaged.append, skipped.append)), damaged, skipped


@pytest.mark.parametrize("packing", ENDINGS)
def test_a_file_is_a_source_however_it_is_packed(tmp_path: Path, packing: str) -> None:
    path = written(tmp_path, f"a{ENDINGS[packing]}", packed(PAGES, packing))

    [source], damaged, skipped = found(path)

    assert (source.name, source.start, source.length) == (str(path), 0, path.stat().st_size)
    assert source.packing == packing.partition("-")[0]
    assert not source.is_arc
    assert source.seekable
    assert (damaged, skipped) == ([], [])


def test_a_file_is_known_by_its_bytes_where_its_name_says_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "export-2026", packed(PAGES, "plain"))

    assert [source.packing for source in found(path)[0]] == ["plain"]


@pytest.mark.parametrize("version", [1, 2])
def test_an_arc_is_told_from_a_warc(tmp_path: Path, version: int) -> None:
    path = written(tmp_path, "a.arc.gz", packed(arc(1, version=version), "gzip"))

    assert [source.is_arc for source in found(path)[0]] == [True]


NONE = {
    "empty": ("a.warc.gz", b"", "an empty file"),
    "another format": ("a.warc.bz2", bz2.compress(b"x"), "bzip2, which is not read"),
    "a picture": ("a.png", b"\x89PNG", "holds no web archive"),
    "a page": ("a.html", b"<p>WARC/1.0", "holds no web archive"),
}


@pytest.mark.parametrize(("name", "data", "reason"), NONE.values(), ids=NONE)
def test_what_is_no_archive_is_passed_over_and_named(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = written(tmp_path, name, data)

    assert found(path) == ([], [], [ArchiveDamage(str(path), 0, reason)])


def test_of_a_folder_the_archives_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("warc/b.warc.gz", "warc/a.warc.gz.open", "c.arc"):
        data = packed(arc(1), "plain") if name.endswith("arc") else WARC
        written(tmp_path, name, data)
    for name in ("cdx/a.cdxj", "manifest.jsonl", "lock", "README", "ledger.sqlite-wal", "a.md5"):
        written(tmp_path, name, b"x")
    written(tmp_path, "picture.png", b"\x89PNG")

    found_sources, damaged, skipped = found(tmp_path)

    assert [Path(source.name).name for source in found_sources] == [
        "c.arc", "a.warc.gz.open", "b.warc.gz"
    ]  # fmt: skip
    assert damaged == []
    assert [Path(each.file).name for each in skipped] == ["picture.png"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_archives_in_a_package_are_sources_of_their_own(tmp_path: Path, method: int) -> None:
    entries = {
        "archive/b.warc.gz": WARC,
        "archive/a.warc": packed(PAGES, "plain"),
        "indexes/index.cdx": b"x",
        "datapackage.json": b"{}",
        "archive/picture.png": b"\x89PNG",
    }
    path = written(tmp_path, "a.wacz", package(entries, method))

    inner, damaged, skipped = found(path)

    assert [source.name for source in inner] == [
        f"{path}!archive/a.warc", f"{path}!archive/b.warc.gz"
    ]  # fmt: skip
    assert all(source.seekable is (method == zipfile.ZIP_STORED) for source in inner)
    raw = inner[0].raw()
    assert raw.read(0, 10) == packed(PAGES, "plain")[:10]
    raw.close()
    assert damaged == []
    assert [each.file for each in skipped] == [f"{path}!archive/picture.png"]


def test_a_package_that_cannot_be_read_is_damaged_and_one_without_archives_is_none(
    tmp_path: Path,
) -> None:
    torn = written(tmp_path, "torn.wacz", package({"archive/a.warc": WARC}, 0)[:-30])
    empty = written(tmp_path, "empty.wacz", package({"datapackage.json": b"{}"}, 0))

    [damage] = found(torn)[1]

    assert damage.reason.startswith("no package can be read")
    assert found(empty) == (
        [], [], [ArchiveDamage(str(empty), 0, "a package without a WARC in it")]
    )  # fmt: skip


def test_a_package_with_a_directory_that_is_too_long_is_damaged_and_no_entry_is_read(
    tmp_path: Path,
) -> None:
    long = {f"pages/{n}{'x' * 65_000}.jsonl": b"" for n in range(32)}
    within = written(tmp_path, "a.wacz", package({"archive/a.warc": WARC, **long}, 0))
    beyond = written(tmp_path, "b.wacz", package({"archive/a.warc": WARC, "x.json": b"", **long,
                                                  f"pages/{'x' * 65_000}": b""}, 0))  # fmt: skip

    inner, damaged, _ = found(within)
    refused, [damage], _ = found(beyond)

    assert [source.name for source in inner] == [f"{within}!archive/a.warc"]
    assert damaged == []
    assert refused == []
    assert damage.reason == (
        f"no package can be read: its directory is longer than {MOST_DIRECTORY} bytes"
    )


def test_an_entry_whose_bytes_are_elsewhere_is_damaged(tmp_path: Path) -> None:
    data = bytearray(package({"archive/a.warc": packed(PAGES, "plain")}, zipfile.ZIP_STORED))
    data[:4] = b"\0\0\0\0"
    path = written(tmp_path, "a.wacz", bytes(data))

    inner, [damage], _ = found(path)

    assert inner == []
    assert damage.reason == "no entry begins where the package says"


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        found(tmp_path / "nowhere.warc")
