"""A line of an archive is held against its schema, and against what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

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
