"""The index of a WARC file: a line a capture, and what of it is found again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.archive.cdx import REVISIT, line, payloads
from crawler.archive.warc import Record

RESPONSE = Record(
    type="response",
    record_id="urn:uuid:1",
    url="https://www.a.example/Ferry?b=2&a=1",
    date="2026-02-05T08:30:00.123456Z",
    data=b"0123456789",
    mime="text/html",
    status=200,
    payload_digest="sha256:ABC",
)
"""What an archive keeps of an answer."""


def test_a_line_says_where_a_capture_is_looked_for_and_where_it_stands() -> None:
    key, timestamp, entry = line(RESPONSE, "a.warc.gz", 7).split(" ", 2)

    assert key.startswith("example,a)/")
    assert timestamp == "20260205083000"
    assert json.loads(entry) == {
        "url": RESPONSE.url,
        "mime": "text/html",
        "status": "200",
        "digest": "sha256:ABC",
        "length": "10",
        "offset": "7",
        "filename": "a.warc.gz",
    }


@pytest.mark.parametrize(
    ("record", "mime"),
    [
        (RESPONSE._replace(type="revisit"), REVISIT),
        (RESPONSE._replace(mime=""), "unk"),
        (RESPONSE._replace(mime="application/pdf"), "application/pdf"),
    ],
)
def test_a_revisit_and_an_unknown_type_have_words_of_their_own(record: Record, mime: str) -> None:
    assert json.loads(line(record, "a", 0).split(" ", 2)[2])["mime"] == mime


def test_the_payloads_of_an_index_are_found_and_what_is_torn_is_passed_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.cdxj"
    lines = (
        line(RESPONSE, "warc/a.warc.gz", 7),
        line(RESPONSE._replace(type="revisit"), "warc/a.warc.gz", 8),
        'example,a)/ 2026 {"digest": "sha256:x"}',
        "a note",
        line(RESPONSE, "warc/a.warc.gz", 9)[:-9],
    )
    path.write_text("\n".join(lines))

    assert [*payloads(path)] == [("sha256:abc", "a.warc.gz", 7)]


@pytest.mark.parametrize(
    "entry",
    [
        '{"mime": "a", "filename": "a", "digest": "a", "offset": Infinity}',
        '{"mime": "a", "filename": "a", "digest": "a", "offset": 9223372036854775808}',
        '{"mime": "a", "filename": "a", "digest": "a", "offset": -1}',
        '{"mime": "a", "filename": "a", "digest": "\\ud800", "offset": 1}',
        '{"mime": "a", "filename": "a", "digest": 1, "offset": 1}',
        '{"a": ' * 100_000,
        "9" * 2_000_000,
        "{" + " " * 2_000_000,
        "[]",
    ],
    ids=["infinite", "too far", "before the file", "half a pair", "no digest", "nested", "digits",
         "too long", "a list"],
)  # fmt: skip
def test_a_line_that_says_what_cannot_be_costs_itself_alone(tmp_path: Path, entry: str) -> None:
    path = tmp_path / "a.cdxj"
    path.write_text(f"a 1 {entry}\n{line(RESPONSE, 'warc/a.warc.gz', 2**63 - 1)}\n")

    assert [*payloads(path)] == [("sha256:abc", "a.warc.gz", 2**63 - 1)]
