"""What stands for a record that was taken down has its place, its name and its length."""

from __future__ import annotations

import gzip
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawler.archive.tombstone import tombstone
from crawler.archive.warc_reader import read_records
from crawler.model import digest_of

FIELDS = {
    "warc-type": "response",
    "warc-record-id": "<urn:uuid:00000000-0000-4000-8000-000000000001>",
    "warc-date": "2026-02-05T08:30:00Z",
    "warc-target-uri": "https://a.example/ferry",
    "warc-payload-digest": "sha256:abc",
    "warc-block-digest": "sha256:def",
    "content-length": "9000",
}
LOG = "takedowns/20260301.jsonl"


def least() -> int:
    """Return the fewest bytes that a tombstone of these fields takes."""
    for length in range(100, 1000):
        try:
            tombstone(FIELDS, LOG, length)
        except ValueError:
            continue
        return length
    raise AssertionError("no length of these is enough")


@pytest.mark.parametrize("more", [0, 1, 2, 100, 70_000])
def test_it_is_as_long_as_what_stood_there(more: int) -> None:
    length = least() + more

    assert len(tombstone(FIELDS, LOG, length)) == length


def test_a_record_that_was_too_small_for_it_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        tombstone(FIELDS, LOG, least() - 1)


def test_a_reader_finds_a_record_of_the_same_name_and_no_payload(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(tombstone(FIELDS, LOG, 2000))

    [record] = read_records(path)

    kept = ("warc-record-id", "warc-date", "warc-target-uri")
    assert {name: record.fields[name] for name in kept} == {name: FIELDS[name] for name in kept}
    assert record.fields["warc-type"] == "metadata"
    assert b"removed-type: response" in record.block
    assert LOG.encode() in record.block
    assert b"removed-block-digest: sha256:def" in record.block
    assert b"removed-payload-digest: sha256:abc" in record.block


def test_a_field_that_the_record_lacked_is_not_made_up() -> None:
    fields = {name: FIELDS[name] for name in ("warc-type", "warc-record-id", "warc-date")}

    text = gzip.decompress(tombstone(fields, LOG, 2000))

    assert b"WARC-Target-URI" not in text
    assert b"removed-payload-digest" not in text


def test_another_reader_finds_its_block_whole_and_no_payload_to_hold_it_against() -> None:
    fields = {**FIELDS, "warc-payload-digest": digest_of(b"The ferry is back.")}
    [record] = ArchiveIterator(BytesIO(tombstone(fields, LOG, 2000)), check_digests="raise")
    record.content_stream().read()

    assert record.rec_type == "metadata"
    assert record.digest_checker.passed is True
