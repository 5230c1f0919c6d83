"""Sealed files reach a consumer in order, none left out, whatever fails in between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from unittest.mock import Mock

import pytest

from crawler.archive import outbox
from crawler.archive.check_lines import Sealed, sealed_in
from crawler.archive.outbox import Outbox, OutboxError

FILES = ["articles/1.jsonl", "warc/1.warc.gz", "events/1.jsonl", "articles/2.jsonl"]
HANDED_OUT = [FILES[0], FILES[2], FILES[3]]


def seal(root: Path, *names: str) -> Path:
    with (root / "manifest.jsonl").open("a", encoding="utf-8") as manifest:
        for name in names:
            digest = sha256(name.encode()).hexdigest()
            entry = {
                "file": name,
                "length": 1,
                "sha256": digest,
                "sealed": "2026-02-05T08:30:00+00:00",
            }
            manifest.write(json.dumps(entry) + "\n")
    return root


def waiting(root: Path, consumer: str = "library") -> list[str]:
    return [each.file for each in Outbox(root, consumer).waiting()]


def test_files_come_in_the_order_in_which_they_were_sealed(tmp_path: Path) -> None:
    assert waiting(seal(tmp_path, *FILES)) == HANDED_OUT


def test_a_file_comes_again_until_it_is_acknowledged(tmp_path: Path) -> None:
    seal(tmp_path, *FILES)
    Outbox(tmp_path, "library").acknowledge(FILES[2])
    assert waiting(tmp_path) == [FILES[0], FILES[3]]
    # Another consumer has a place of its own.
    assert waiting(tmp_path, "newsroom") == HANDED_OUT
    for _ in range(2):
        Outbox(tmp_path, "library").acknowledge(FILES[0])
    seal(tmp_path, "articles/3.jsonl")
    assert waiting(tmp_path) == [FILES[3], "articles/3.jsonl"]


def test_a_manifest_made_anew_hands_nothing_out_twice(tmp_path: Path) -> None:
    seal(tmp_path, *FILES)
    Outbox(tmp_path, "library").acknowledge(FILES[0])
    (tmp_path / "manifest.jsonl").unlink()
    seal(tmp_path, *reversed(FILES))
    assert waiting(tmp_path) == [FILES[3], FILES[2]]


def test_a_file_whose_bytes_are_others_now_is_handed_out_again(tmp_path: Path) -> None:
    seal(tmp_path, *FILES)
    Outbox(tmp_path, "library").acknowledge(FILES[0])
    manifest = tmp_path / "manifest.jsonl"
    before = sha256(FILES[0].encode()).hexdigest()
    manifest.write_text(manifest.read_text("utf-8").replace(before, "0" * 64), "utf-8")
    assert waiting(tmp_path) == HANDED_OUT


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_line_that_a_crash_tore_was_no_acknowledgement(cut: int, tmp_path: Path) -> None:
    seal(tmp_path, *FILES)
    box = Outbox(tmp_path, "library")
    box.acknowledge(FILES[0])
    box.acknowledge(FILES[2])
    log = tmp_path / "outbox" / "library.jsonl"
    log.write_bytes(log.read_bytes()[:-cut])
    assert waiting(tmp_path) == [FILES[2], FILES[3]]
    box.acknowledge(FILES[2])
    assert waiting(tmp_path) == [FILES[3]]


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "a" * 99, "a\n"])
def test_a_consumer_has_a_plain_name(name: str, tmp_path: Path) -> None:
    with pytest.raises(OutboxError, match="is no name"):
        Outbox(tmp_path, name)


def test_only_what_is_sealed_can_be_acknowledged(tmp_path: Path) -> None:
    box = Outbox(seal(tmp_path, *FILES), "library")
    for file in ("articles/9.jsonl", "warc/1.warc.gz", "../articles/1.jsonl"):
        with pytest.raises(OutboxError, match="no sealed file"):
            box.acknowledge(file)
    assert waiting(tmp_path) == HANDED_OUT


def test_an_archive_without_a_sealed_file_hands_out_nothing(tmp_path: Path) -> None:
    assert waiting(tmp_path) == []


def test_to_acknowledge_many_files_reads_each_list_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"articles/{n}.jsonl" for n in range(50)]
    box, read = Outbox(seal(tmp_path, *names), "library"), 0
    whole = sealed_in

    def counted(root: Path) -> Iterator[tuple[Sealed, bytes]]:
        nonlocal read
        for each in whole(root):
            read += 1
            yield each

    monkeypatch.setattr(outbox, "sealed_in", counted)
    monkeypatch.setattr(json, "loads", parsed := Mock(side_effect=json.loads))
    for each in [*box.waiting()]:
        box.acknowledge(each.file)
    assert read == 50
    assert parsed.call_count == 49 + 50  # of the log, and of the manifest
    assert not [*box.waiting()]


def test_what_others_have_sealed_or_acknowledged_meanwhile_is_seen(tmp_path: Path) -> None:
    box = Outbox(seal(tmp_path, *FILES), "library")
    assert [each.file for each in box.waiting()] == HANDED_OUT
    Outbox(tmp_path, "library").acknowledge(FILES[0])
    seal(tmp_path, "articles/3.jsonl")
    assert [each.file for each in box.waiting()] == [FILES[2], FILES[3], "articles/3.jsonl"]
    box.acknowledge(FILES[0])
    assert (tmp_path / "outbox" / "library.jsonl").read_text().count("\n") == 1

    before = sha256(FILES[0].encode()).hexdigest()
    manifest = tmp_path / "manifest.jsonl"
    other = tmp_path / "other"
    other.write_text(manifest.read_text().replace(before, "1" * 64))
    other.replace(manifest)
    assert next(each.file for each in box.waiting()) == FILES[0]
