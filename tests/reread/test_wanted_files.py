"""What is read again may be named one by one, in a folder, in a store or in a list."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from crawler.archive.object_store import OffsiteError
from crawler.reread.wanted_files import WantedFile, files_listed, files_of
from tests.reread.captures import NAMES


@pytest.mark.parametrize("form", ["ours", "paths", "addresses"])
def test_a_list_names_what_is_read(form: str, url: str, tmp_path: Path) -> None:
    there = tmp_path / "there"
    if form == "ours":
        [path] = (there / "manifests").iterdir()
        place = f"{url}/manifests/{path.name}"
    else:
        lead = f"{url}/" if form == "addresses" else ""
        text = "".join(f"{lead}warc/{name}.warc.gz\n" for name in NAMES)
        (tmp_path / "there/warc.paths").write_text(f"\n{text}cdx/a.cdxj\n")
        place = str(tmp_path / "there/warc.paths")

    files = files_listed(place)

    assert [each.place.rpartition("/")[2] for each in files] == [f"{n}.warc.gz" for n in NAMES]
    assert {each.is_stored for each in files} == {form != "paths"}
    assert [bool(each.sha256) for each in files] == [form == "ours"] * len(NAMES)


def test_what_a_list_names_may_stand_below_another_address(url: str, tmp_path: Path) -> None:
    (tmp_path / "warc.paths").write_text("warc/a.warc.gz\n")
    [file] = files_listed(str(tmp_path / "warc.paths"), f"{url}/")
    assert file.place == f"{url}/warc/a.warc.gz"
    assert [each.named for each in files_of([file.place])] == ["a.warc.gz"]


def test_what_a_folder_and_its_files_name_is_read_once(root: Path) -> None:
    first = root / "warc/a.warc.gz"

    files = files_of([str(first), str(root / "warc"), str(root)])

    assert [each.named for each in files] == ["a.warc.gz", "b.warc.gz", "c.warc.gz", "d.warc.gz"]
    assert not any(each.is_stored for each in files)
    assert [each.named for each in files_of([str(root)])] == [f"warc/{n}.warc.gz" for n in NAMES]


def test_a_store_without_a_list_is_looked_through(tmp_path: Path) -> None:
    for name in ("deep/a.warc.gz", "b.wacz", "notes.txt", "cdx/a.cdxj"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")

    files = files_of([f"file://{tmp_path}/"])

    assert [each.named for each in files] == ["b.wacz", "deep/a.warc.gz"]


def test_what_has_expired_is_not_read(url: str, tmp_path: Path) -> None:
    [path] = (tmp_path / "there/manifests").iterdir()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[1]["expired"] = "2026-02-05T08:00:00+00:00"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))

    assert [each.named[5] for each in files_of([url])] == ["a", "c", "d"]
    assert [each.named[5] for each in files_listed(str(path))] == ["a", "c", "d"]


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"\xff.warc.gz\n", ValueError),
        (b"{\n", ValueError),
        (b'{"length": 7}\n', ValueError),
        (gzip.compress(b"a.warc.gz\n", mtime=0)[:-9], ValueError),
        (gzip.compress(b"a.warc.gz\n", mtime=0)[:-2] + b"xx", ValueError),
        (b"\x1f\x8b\x08 no gzip at all", ValueError),
    ],
)
def test_what_is_no_list_is_refused(data: bytes, error: type[Exception], tmp_path: Path) -> None:
    (tmp_path / "warc.paths.gz").write_bytes(data)

    with pytest.raises(error):
        files_listed(str(tmp_path / "warc.paths.gz"))


def test_a_list_that_is_nowhere_is_told(tmp_path: Path) -> None:
    with pytest.raises(OffsiteError, match=r"has no a\.jsonl"):
        files_listed(f"file://{tmp_path}/a.jsonl")
    with pytest.raises(FileNotFoundError):
        files_listed(str(tmp_path / "a.jsonl"))


def test_files_of_one_name_have_lines_of_their_own() -> None:
    places = ("/a/x.warc.gz", "/b/x.warc.gz", "/a/x.warc", "s3://bucket/warc/x.wacz")
    files = [WantedFile(place, "") for place in places]

    assert len({each.lines for each in files}) == len(files)
    assert {each.lines.partition("-")[0] for each in files} == {"x"}
    assert files[3].parted() == ("s3://bucket/warc", "x.wacz")
    assert [each.is_stored for each in files] == [False, False, False, True]
