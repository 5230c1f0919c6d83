"""The profile to copy from tells stories from lists, and its days of layout one from the other."""

from __future__ import annotations

import re
from datetime import date

import pytest

from crawler.boilerplate import footer
from crawler.frontier.link import path_of
from crawler.sites import site_of
from crawler.sites.beiling import SITE

HOST = "http://www.beiling.example"


@pytest.mark.parametrize(
    ("path", "is_story", "is_list"),
    [
        ("/news/yaowen/2026/0207/duhe.html", True, False),
        ("/tiyu/2025/1130/a-1.html", True, False),
        ("/en/2026/0101/old-street.html", True, False),
        ("/news/yaowen/2026/0207/duhe_2.html", False, False),
        ("/news/2026/0207/duhe.html", False, False),
        ("/news/yaowen/", False, True),
        ("/news/yaowen/index_2.html", False, True),
        ("/tiyu/?page=3", False, True),
        ("/video/2026/0207/duhe.html", False, False),
        ("/", False, False),
    ],
)
def test_an_address_is_a_storys_a_lists_or_neither(
    path: str, *, is_story: bool, is_list: bool
) -> None:
    address = path_of(HOST + path)

    assert SITE.article_url
    assert SITE.list_url
    assert bool(re.search(SITE.article_url, address)) is is_story
    assert bool(re.search(SITE.list_url, address)) is is_list


@pytest.mark.parametrize(
    ("day", "layout"),
    [("2019-05-02", "tables"), ("2020-12-31", "tables"), ("2021-01-01", "columns")],
)
def test_a_page_has_the_layout_of_its_day(day: str, layout: str) -> None:
    found = SITE.layout_on(date.fromisoformat(day))

    assert found
    assert found.name == layout


@pytest.mark.parametrize(
    ("host", "ours"),
    [
        ("www.beiling.example", True),
        ("tiyu.beiling.example", True),
        ("beiling.example.com", False),
    ],
)
def test_every_host_below_its_domain_is_its_own(host: str, *, ours: bool) -> None:
    assert (site_of(f"http://{host}/") is SITE) is ours


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("北岭新闻网版权与免责声明：本网转载的稿件不代表本网观点。", False),
        ("记者从北岭新闻网版权与免责声明中了解到，渡口明天复航。", True),
    ],
)
def test_its_own_notice_below_a_story_is_taken_off(line: str, *, stays: bool) -> None:
    story = ("渡口今天早上恢复通航，镇上的居民几乎都来了。", "县长说，下午还有两班船。")

    assert footer((*story, line), SITE.boilerplate) == len(story) + stays
