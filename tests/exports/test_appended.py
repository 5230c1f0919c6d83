"""A file that is added to goes on from its mark, and is one file to every other program."""

from __future__ import annotations

import gzip
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from crawler.archive.jsonl import to_record
from crawler.exports.appended import CODINGS, appended
from crawler.exports.held import HeldStory
from tests.exports.archives import story


def held(number: int) -> HeldStory:
    return HeldStory(to_record(story(f"https://a.example/{number}")), "")


def encoded(each: HeldStory, is_first: bool) -> bytes:  # noqa: FBT001 as a form has it
    return b"," * (not is_first) + str(each.record["url"][-1]).encode()


def unpacked(path: Path, coding: str) -> bytes:
    tools = {".gz": ["gzip", "-dc"], ".zst": ["zstd", "-dc"], "": ["cat"]}
    with path.open("rb") as file:
        return subprocess.run(tools[coding], stdin=file, check=True, capture_output=True).stdout


@pytest.mark.parametrize("coding", CODINGS)
def test_a_file_goes_on_from_its_mark(coding: str, tmp_path: Path) -> None:
    path, whole = tmp_path / "a", tmp_path / "b"
    for each, numbers in ((path, (1, 2, 3)), (whole, (1, 2, 4))):
        with appended(each, {}, encoded, head=b"[", tail=b"]", coding=coding) as write:
            for number in numbers[:2]:
                write(held(number))
            mark = write.settle()
            write(held(numbers[2]))

    with appended(path, {"a": mark["b"]}, encoded, head=b"[", tail=b"]", coding=coding) as write:
        write(held(4))

    assert path.read_bytes() == whole.read_bytes()
    assert unpacked(path, coding) == b"[1,2,4]"


@pytest.mark.parametrize("coding", CODINGS)
def test_of_no_story_there_are_head_and_tail(coding: str, tmp_path: Path) -> None:
    with appended(tmp_path / "a", {}, encoded, head=b"[", tail=b"]", coding=coding):
        pass
    assert unpacked(tmp_path / "a", coding) == b"[]"


def test_what_is_not_ended_has_no_tail(tmp_path: Path) -> None:
    with (
        suppress(KeyError),
        appended(tmp_path / "a", {}, encoded, tail=b"]") as write,
    ):
        write(held(1))
        raise KeyError
    assert (tmp_path / "a").read_bytes() == b"1"


def test_the_name_of_the_part_stands_nowhere_in_a_gzip_file(tmp_path: Path) -> None:
    path = tmp_path / "stories.jsonl.gz.part"
    with appended(path, {}, encoded, coding=".gz") as write:
        write(held(1))
    assert b"stories" not in path.read_bytes()
    assert gzip.decompress(path.read_bytes()) == b"1"
