"""What every witness of a page looks at: complete from the start, and never changed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from crawler.page.findings.findings import Findings
from tests.page.read_pages import PROSE, evidence_in


def found(html: str = f"<h1>Rain</h1>{PROSE}") -> Findings:
    return evidence_in(html).findings


@pytest.mark.parametrize(
    ("language", "is_chinese"),
    [("zh-Hans", True), ("zh", True), ("ja", False), ("za", False), (None, False)],
)
def test_a_page_is_chinese_by_its_language(language: str | None, *, is_chinese: bool) -> None:
    assert replace(found(), language=language).is_chinese is is_chinese


def test_what_one_witness_finds_no_other_changes() -> None:
    page = found()

    with pytest.raises(FrozenInstanceError):
        page.title = "Snow"  # type: ignore[misc]


def test_before_it_is_asked_a_page_says_nothing_and_each_value_is_its_own() -> None:
    page = found()
    first, second = (
        Findings(
            document=page.document,
            blocks=page.blocks,
            site=page.site,
            structured=page.structured,
            site_names=(),
        )
        for _ in range(2)
    )

    assert (first.headline.text, first.language, first.text) == ("", None, None)
    assert not first.is_chinese
    assert first.lines.head is not second.lines.head
