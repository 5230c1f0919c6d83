"""The parts of a page's title, and which of them is the site's name."""

from __future__ import annotations

import pytest

from crawler.page.headline.titles import main_segment, without_site


@pytest.mark.parametrize(
    ("title", "sites", "expected"),
    [
        ("Rain ends - The Daily", ["The Daily"], "Rain ends"),
        ("The Daily | Rain ends", ["The Daily"], "Rain ends"),
        ("Rain ends | Weather | The Daily", ["The Daily"], "Rain ends | Weather"),
        ("Rain ends – and then? – The Daily", ["The Daily"], "Rain ends – and then?"),
        ("雨停了_海州网", ["海州网"], "雨停了"),
        ("Well-known: rain", ["rain"], "Well-known: rain"),
        ("Rain ends", ["The Daily"], "Rain ends"),
        ("", [], ""),
    ],
)
def test_a_site_is_cut_from_a_title_and_nothing_else(
    title: str, sites: list[str], expected: str
) -> None:
    assert without_site(title, sites) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("雨停了，明天放晴_要闻_海州网", "雨停了，明天放晴"),
        ("雨停了，明天放晴-海州新闻网", "雨停了，明天放晴"),
        ("비가 그치고 내일은 맑음-날씨ㅣ바다일보", "비가 그치고 내일은 맑음"),
        ("Rain ends after nine days | Weather | The Daily", "Rain ends after nine days"),
        ("Weather", "Weather"),
    ],
)
def test_the_headline_is_the_part_of_a_title_that_says_something(
    title: str, expected: str
) -> None:
    assert main_segment(title, []) == expected
