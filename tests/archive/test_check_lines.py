"""A line of an archive is held against its schema, and against what it says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.archive.check_lines import (
    CheckedLine,
    entry_of,
    faults_of_event,
    faults_of_takedown,
    merged,
    sealed_in,
    sealed_of,
)
from crawler.archive.jsonl import to_line
from tests.archive.checked import STORY, found


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (to_line(STORY), "the line does not end"),
        ("{\n", "JSONDecodeError"),
        (to_line(STORY).replace('"version": 1', '"version": "1"') + "\n", "version is no integer"),
        (to_line(STORY).replace('"One.', '"Mine.') + "\n", "identifier is not that of its text"),
        (to_line(STORY) + "\n", ""),
        (to_line(STORY).replace("Three.", "Four.", 1) + "\n", "ValueError: articleBody[2] holds"),
    ],
)
def test_each_fault_of_a_line_is_named(line: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(line, "utf-8")

    reasons = found(tmp_path)

    assert [reason for reason in reasons if fault and reason.startswith(fault)] or not fault
    assert bool(reasons) is bool(fault)


ENTRY = {
    "url": "https://a.example/1", "mime": "text/html", "status": "200", "digest": "sha1:A",
    "length": "7", "offset": "9", "filename": "a.warc.gz",
}  # fmt: skip


def entry(**more: object) -> str:
    """Return a line of an index, without its end."""
    return f"key 20260205080000 {json.dumps(ENTRY | more)}"


def test_an_entry_of_an_index_is_a_key_a_time_and_an_object() -> None:
    assert entry_of(f"{entry()}\n".encode()) == CheckedLine("key", "20260205080000", ENTRY)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("key 2026 {}", "no line of an index"),
        ("key 20260205080000 []", "no line of an index"),
        ("key", "no line of an index"),
        ("", "no line of an index"),
        ("key 20260205080000 {", "Expecting"),
        (entry(url=7, mime=None), "url, mime is not said"),
        (entry(offset="-9"), "offset is '-9'"),
        (entry(length="²"), "length is '²'"),
    ],
)  # fmt: skip
def test_what_is_no_entry_is_refused_with_its_reason(line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        entry_of(line.encode())


SEALED = {
    "file": "warc/a.warc.gz", "length": 7, "sha256": "0" * 64,
    "sealed": "2026-02-05T08:00:00.000000+00:00",
}  # fmt: skip


def listed(**more: object) -> bytes:
    """Return a line of a manifest."""
    return json.dumps(SEALED | more).encode() + b"\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (listed()[:-1], "does not end"),
        (listed(file="../warc/a.warc.gz"), "file"),
        (listed(file="warc/a/b.warc.gz"), "file"),
        (listed(length=True), "length"),
        (listed(length="7"), "length"),
        (listed(sha256="0" * 63), "sha256"),
        (listed(sealed="2026-02-05T08:00:00+01:00", file=7), "file, sealed"),
        (b"[]\n", "file, length, sha256, sealed"),
    ],
)
def test_what_is_no_line_of_a_manifest_is_refused_with_its_reason(
    line: bytes, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        sealed_of(line)


def test_of_two_lists_that_name_a_file_the_bytes_count_that_replaced_the_others() -> None:
    first, other = listed(sha256="1" * 64), listed(sha256="2" * 64)
    after = listed(sha256="3" * 64, replaces="1" * 64)
    readme = listed(file="README.md", sha256="4" * 64)

    def together(own: list[bytes], *parts: bytes) -> list[str]:
        return [sealed.sha256[0] for sealed, _ in merged(own, parts)]

    assert together([listed()]) == ["0"]
    assert together([listed()], first) == ["1"]
    assert together([], first, after) == ["3"]
    assert together([], after, other) == ["3", "2"], "neither replaced the other"
    assert together([readme], first, readme, b"torn") == ["1"]


def test_they_come_in_the_order_in_which_they_were_sealed(tmp_path: Path) -> None:
    (tmp_path / "manifests").mkdir()
    days = {"a": "2026-02-07", "b": "2026-02-05"}
    for name, day in days.items():
        line = listed(file=f"warc/{name}.warc.gz", sealed=f"{day}T08:00:00+00:00")
        (tmp_path / f"manifests/{name}.jsonl").write_bytes(line + b"no line\n")
    (tmp_path / "manifest.jsonl").write_bytes(
        listed(file="warc/c.warc.gz", sealed="2026-02-06T08:00:00+00:00")
    )

    assert [sealed.file for sealed, _ in sealed_in(tmp_path)] == [
        f"warc/{name}.warc.gz" for name in "bca"
    ]
    assert [*sealed_in(tmp_path / "nowhere")] == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{\n", "JSONDecodeError"),
        (b"7\n", "the record is no object"),
        (b"{}", "the line does not end"),
    ],
)
def test_a_line_of_another_kind_is_no_event_and_no_takedown(line: bytes, fault: str) -> None:
    told, event = faults_of_event(line)

    assert (told[0].startswith(fault), event) == (True, None)
    assert faults_of_takedown(line)[0].startswith(fault)
