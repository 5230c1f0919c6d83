"""A difference between two texts is the two texts, and nothing but."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.compare.changes import changes, marked

TEXT = st.text(st.sampled_from("ab 三五天雨。\n") | st.characters(), max_size=60)


@given(TEXT, TEXT)
def test_the_parts_joined_are_the_texts(before: str, after: str) -> None:
    parts = changes(before, after)

    assert "".join(part.before for part in parts) == before
    assert "".join(part.after for part in parts) == after


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("", "", ""),
        ("同一句话", "同一句话", "同一句话"),
        ("市长周一视察港口", "市长周二视察新港口", "市长周[-一-]{+二+}视察{+新+}港口"),
        ("costs 1,200 crowns", "costs 1,300 crowns", "costs 1,[-200-]{+300+} crowns"),
        ("line one\nline two", "line one", "line one[-\nline two-]"),
    ],
)
def test_a_difference_reads_well(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown
