"""Paragraphs of whatever an editor's software keeps a text in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.page.embedded.rich_text import paragraphs


@given(st.text(max_size=300))
def test_any_text_is_cut_into_paragraphs(text: str) -> None:
    paragraphs(text)
