"""How an archive is cut into files is what the settings say, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.archive.layout import ONE_FILE, Layout
from crawler.archive.segment import SegmentError

SETTINGS: dict[str, Any] = {
    "ARCHIVE_SEGMENT_SIZE": "1000",
    "ARCHIVE_LINES": "plain",
    "ARCHIVE_FILES": "size",
    "KEEP_CAPTURES": "True",
}


@pytest.mark.parametrize(
    ("said", "layout"),
    [
        ({}, Layout(1000)),
        ({"ARCHIVE_LINES": "gz"}, Layout(1000, ".gz")),
        ({"ARCHIVE_LINES": "zst"}, Layout(1000, ".zst")),
        ({"ARCHIVE_FILES": "day"}, Layout(1000, by_day=True)),
        ({"KEEP_CAPTURES": "0"}, Layout(1000, keeps_captures=False)),
    ],
)
def test_a_layout_is_what_the_settings_say(said: dict[str, Any], layout: Layout) -> None:
    assert Layout.of(Settings(SETTINGS | said)) == layout


@pytest.mark.parametrize(
    ("name", "value"),
    [("ARCHIVE_LINES", "zip"), ("ARCHIVE_LINES", ".gz"), ("ARCHIVE_FILES", "week")],
)
def test_a_value_that_nobody_knows_is_named(name: str, value: str) -> None:
    with pytest.raises(SegmentError, match=f"{name} is '{value}', and not one of"):
        Layout.of(Settings(SETTINGS | {name: value}))


def test_without_settings_all_lines_stand_in_one_plain_file_and_captures_are_kept() -> None:
    assert (ONE_FILE.coding, ONE_FILE.by_day, ONE_FILE.keeps_captures) == ("", False, True)
