"""An archive is what it says, or the check names file, place and fault."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from crawler.archive.jsonl import to_line
from crawler.archive.segments import Segments
from tests.archive.checked import STORY, found
from tests.crawling import scrapy


def test_a_sealed_file_that_was_changed_is_named(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)
    shelf.segment("articles", "1").append(to_line(STORY).encode() + b"\n")
    [name] = shelf.seal()
    shelf.close()
    assert found(tmp_path) == ["no ledger: run --mend"]

    (tmp_path / name).write_text(to_line(STORY) + "\n\n", "utf-8")

    assert f"{Path(name).name} is not as it was sealed" in found(tmp_path)


def test_the_command_says_what_is_wrong_and_exits_with_one(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n", "utf-8")
    done = scrapy("check-archive", str(tmp_path))

    assert done.returncode == 1
    assert f"{tmp_path / 'a.jsonl'}, offset 0: the record lacks '@context'" in done.stdout


def test_an_independent_reader_finds_the_same(archive: Path) -> None:
    indexed: dict[tuple[str, str], dict[str, str]] = {}
    for path in (archive / "cdx").iterdir():
        for line in path.read_text("utf-8").splitlines():
            entry = json.loads(line.split(" ", 2)[2])
            indexed[entry["filename"], entry["offset"]] = entry
    read = {}
    for path in (archive / "warc").iterdir():
        with path.open("rb") as stream:
            records_of: Any = ArchiveIterator(stream, check_digests="raise")
            for record in records_of:
                record.content_stream().read()
                place = (path.name, str(records_of.get_record_offset()))
                if record.rec_type in {"response", "revisit"}:
                    read[place] = {
                        "url": record.rec_headers["WARC-Target-URI"],
                        "status": record.http_headers.get_statuscode(),
                        "digest": record.rec_headers["WARC-Payload-Digest"],
                        "length": str(records_of.get_record_length()),
                    }

    assert read.keys() == indexed.keys()
    for place, said in read.items():
        assert said.items() <= indexed[place].items()
