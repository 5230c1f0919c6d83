"""What today's reader makes of a capture is held against the line that is held."""

from __future__ import annotations

import json
from pathlib import Path

from crawler.archive.captures import read_captures
from crawler.reread.file_reading import read_file
from crawler.reread.held_lines import digests_of, note_held
from tests.reread.captures import task, warc


def test_differences_are_counted_by_site_and_field(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz")
    read_file(task(tmp_path))
    first, second, third = map(json.loads, (tmp_path / "a.jsonl").read_bytes().splitlines())
    first["headline"] = "Another headline"
    second["author"] = [{"@type": "Person", "name": "Jane Roe"}]
    second["wordCount"] += 1  # follows from the text, and is not compared
    gone = {**third, "url": "https://a.example/empty.html"}
    held = tmp_path / "held.jsonl"

    def differences(*records: dict[str, object]) -> dict[str, int]:
        held.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
        database = tmp_path / f"{len(records)}.sqlite"
        note_held(held, database)
        account = read_file(task(tmp_path, held=database, writes=False))
        return dict(account.differences)

    gone["provenance"] = {**third["provenance"], "captures": _captures_of(tmp_path, "/empty.html")}
    assert differences(first, second, gone) == {
        "a.example headline": 1, "a.example author": 1, "a.example new": 1, "a.example gone": 1,
    }  # fmt: skip
    assert differences(first, second, third, gone)["a.example headline"] == 1


def test_the_same_reader_makes_no_difference(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz")
    read_file(task(tmp_path))
    note_held(tmp_path / "a.jsonl", tmp_path / "held.sqlite")
    account = read_file(task(tmp_path, held=tmp_path / "held.sqlite", writes=False))
    assert not account.differences


def test_that_a_picture_was_kept_is_no_difference_and_another_caption_is() -> None:
    shown = {"contentUrl": "https://a.example/1.jpg", "caption": "It lands."}
    plain = digests_of({"image": [shown]})

    assert digests_of({"image": [{**shown, "digest": "sha1:AAAA"}]}) == plain
    assert digests_of({"image": [{**shown, "caption": "It sails."}]}) != plain
    assert digests_of({"image": ["odd"]}) != plain


def _captures_of(folder: Path, path: str) -> list[str]:

    return [each.digest for each in read_captures(folder / "a.warc.gz") if each.url.endswith(path)]
