"""A package holds what was asked for, whole, however often the packing was ended."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import zipfile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import bagit
import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.exports.held import Selection
from crawler.exports.pack import pack
from tests.test_recrawl import FERRY

EVERYTHING = Selection()
LATE = Selection(words=("late",))


@pytest.fixture
def crawled(crawled_twice: tuple[Path, str]) -> Path:
    return crawled_twice[0]


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def records(data: bytes) -> dict[str, tuple[str, str]]:
    found = {}
    for each in ArchiveIterator(BytesIO(data), check_digests="raise"):
        each.content_stream().read()
        header = each.rec_headers
        name = header.get_header("WARC-Record-ID")
        found[name] = header.get_header("WARC-Type"), header.get_header("WARC-Target-URI")
    return found


@pytest.mark.parametrize("wanted", [EVERYTHING, LATE], ids=["all", "some"])
def test_a_wacz_is_what_its_descriptions_say(
    wanted: Selection, crawled: Path, tmp_path: Path
) -> None:
    count = pack(crawled, wanted, out := tmp_path / "stories.wacz").stories

    held = entries(out)
    listed = json.loads(held["datapackage.json"])
    resources = {each["path"]: each for each in listed["resources"]}
    assert resources.keys() == held.keys() - {"datapackage.json", "datapackage-digest.json"}
    for name, each in resources.items():
        assert each["hash"] == f"sha256:{sha256(held[name]).hexdigest()}"
        assert each["bytes"] == len(held[name])
    digest = json.loads(held["datapackage-digest.json"])["hash"]
    assert digest == f"sha256:{sha256(held['datapackage.json']).hexdigest()}"
    head, *pages = [json.loads(line) for line in held["pages/pages.jsonl"].splitlines()]
    assert (head["format"], len(pages)) == ("json-pages-1.0", count)
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


@pytest.mark.parametrize("wanted", [EVERYTHING, LATE], ids=["all", "some"])
def test_each_line_of_the_index_is_found_by_way_of_its_block(
    wanted: Selection, crawled: Path, tmp_path: Path
) -> None:
    pack(crawled, wanted, out := tmp_path / "stories.wacz")

    held = entries(out)
    _, *blocks = held["indexes/index.idx"].decode().splitlines()
    lines: list[str] = []
    for block in blocks:
        place = json.loads(block.split(" ", 2)[2])
        data = held["indexes/index.cdx.gz"][place["offset"] :][: place["length"]]
        lines += gzip.decompress(data).decode().splitlines()
    assert lines == sorted(lines)
    assert lines
    for line in lines:
        entry = json.loads(line.split(" ", 2)[2])
        data = held[f"archive/{entry['filename']}"][int(entry["offset"]) :]
        [(kind, url)] = records(data[: int(entry["length"])]).values()
        assert (kind in {"response", "revisit"}, url) == (True, entry["url"])


def test_of_a_selection_goes_what_its_stories_need_and_nothing_else(
    crawled: Path, tmp_path: Path
) -> None:
    pack(crawled, LATE, out := tmp_path / "late.wacz")

    held = entries(out)
    found: dict[str, tuple[str, str]] = {}
    for name, data in held.items():
        if name.startswith("archive/"):
            found |= records(data)
    urls = {url for kind, url in found.values() if kind in {"response", "revisit"}}
    assert len(urls) == 1
    assert urls.pop().endswith(FERRY)
    kinds = [kind for kind, _ in found.values()]
    assert kinds.count("request") == kinds.count("response") + kinds.count("revisit") >= 2
    assert any(b"a day late" in capture.body for capture in read_captures(out))


@pytest.mark.long
def test_py_wacz_finds_a_package_valid(crawled: Path, tmp_path: Path) -> None:
    judge = shutil.which("wacz") or "/nowhere"
    if not Path(judge).exists():
        pytest.skip("py-wacz is not on the path")
    for wanted, name in ((EVERYTHING, "all.wacz"), (LATE, "late.wacz")):
        pack(crawled, wanted, tmp_path / name)
        done = subprocess.run(
            [judge, "validate", "-f", tmp_path / name], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("wanted", [EVERYTHING, LATE], ids=["all", "some"])
def test_bagit_finds_a_bag_valid_and_a_changed_one_not(
    wanted: Selection, crawled: Path, tmp_path: Path
) -> None:
    pack(crawled, wanted, out := tmp_path / "bag")

    bag = bagit.Bag(str(out))
    bag.validate()
    assert bag.info["Payload-Oxum"].endswith(f".{len(list(bag.payload_files()))}")
    with next(out.glob("data/articles/*")).open("a") as lines:
        lines.write("\n")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(out)).validate()


def test_the_payload_of_a_whole_bag_is_an_archive_that_can_be_proven(
    crawled: Path, tmp_path: Path
) -> None:
    pack(crawled, EVERYTHING, out := tmp_path / "bag")

    reasons = [each.reason for each in check([out / "data"], CheckTally()) if each.wrong]
    assert reasons == ["no ledger: run --mend"]


class Ended(Exception):
    """The packing was ended."""


@pytest.mark.parametrize("name", ["stories.wacz", "bag"])
def test_a_packing_that_is_ended_goes_on_where_it_was(
    name: str, crawled: Path, tmp_path: Path
) -> None:
    out, written, rounds = tmp_path / name, [], 0
    while not out.exists():
        seen: list[str] = []

        def told(file: str, _: int, seen: list[str] = seen) -> None:
            seen.append(file)
            if len(set(seen)) > 2:
                raise Ended

        try:
            pack(crawled, EVERYTHING, out, told)
        except Ended:
            rounds += 1
        written += list(dict.fromkeys(seen))
    whole = tmp_path / f"other-{name}"
    pack(crawled, EVERYTHING, whole)
    assert rounds > 1
    # Only the file in which it was ended is written again.
    assert max(written.count(file) for file in written) == 2
    same = comparable(out)
    assert same == comparable(whole)


@pytest.mark.parametrize("name", ["stories.wacz", "bag"])
@pytest.mark.parametrize("left", ["gone", "cut", "named"])
def test_what_a_packing_had_written_and_is_there_no_more_is_written_again(
    name: str, left: str, crawled: Path, tmp_path: Path
) -> None:
    out, part = tmp_path / name, tmp_path / f"{name}.part"

    def told(file: str, _: int) -> None:
        if "pages" in file or "events" in file:
            raise Ended

    with pytest.raises(Ended):
        pack(crawled, EVERYTHING, out, told)
    warc = max(part.rglob("*.warc.gz"), default=part)
    if left == "cut":
        warc.write_bytes(warc.read_bytes()[:700])
    elif left == "gone" and part.is_dir():
        shutil.rmtree(part)
    else:  # it had its name, and then somebody deleted it
        part.unlink() if part.is_file() else part.rename(tmp_path / "elsewhere")

    pack(crawled, EVERYTHING, out)

    whole = tmp_path / f"other-{name}"
    pack(crawled, EVERYTHING, whole)
    assert comparable(out) == comparable(whole)


def comparable(path: Path) -> dict[str, Any]:
    """Return the files of a package, but for those that say when it was made."""
    if path.is_dir():
        held = {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    else:
        held = entries(path)
    return {name: data for name, data in held.items() if not name.startswith("datapackage")}


def test_nothing_is_written_where_nothing_is_wanted(crawled: Path, tmp_path: Path) -> None:
    assert pack(crawled, Selection(words=("submarine",)), tmp_path / "none.wacz") == (0, 0)
    assert list(tmp_path.iterdir()) == []
