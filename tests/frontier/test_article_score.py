"""Is this the address of a story: told by its spelling, and by what the site has taught."""

from __future__ import annotations

import pytest

from crawler.frontier.article_score import is_trap, shape
from crawler.frontier.urls import (
    article_likeness,
)

ARTICLES = [
    "/news/yaowen/2022/0205/223052022.html", "/2024/05/02/ferry-returns-to-the-harbour/",
    "/content/202202/05/c_1234567.htm", "/20220205/t20220205_693227.shtml", "/articles/-/812345",
    "/local/mayor-opens-new-bridge-over-river-12345678", "/news/articleView.html?idxno=223344",
    "/politika/20220205-1733219.html", "/a/20200911/14526474_0.shtml", "/node/123456",
    "/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D8%B9%D9%88%D8%AF%D8%A9-%D8%A7%D9%84%D8%B9%D8%A8%D8%A7%D8%B1%D8%A9",
]  # fmt: skip


NO_ARTICLES = [
    "/", "/index.html", "/news/", "/news/yaowen/index_2.html",
    "/tag/ferry-boats-and-quays-12345/", "/search?q=ferry",

    "/login?return=/2022/0205/1.html",
    "/calendar/2026/01/05", "/about-us", "/author/anna-berg-1234567/", "/2022/02/05/",
    "/photos/2022/0205/1.jpg", "/category/sport/", "/news?page=3", "/video/", "/privacy-policy",
    "/feed.xml", "/2022/0205/1.html?share=weibo", "/wp-login.php", "/print/12345",
]  # fmt: skip


@pytest.mark.parametrize("path", ARTICLES)
def test_an_article_looks_like_one(path: str) -> None:
    assert article_likeness("https://portal.example" + path) >= 0.5


@pytest.mark.parametrize("path", NO_ARTICLES)
def test_a_list_or_a_form_does_not(path: str) -> None:
    assert article_likeness("https://portal.example" + path) < 0.5


def test_a_site_teaches_what_its_articles_look_like() -> None:
    url, other = "https://portal.example/n/812", "https://portal.example/channel/812"
    assert article_likeness(url) < 0.5

    learned = {shape(url): (3, 0)}

    assert article_likeness("https://portal.example/n/977", learned) > 0.5
    assert article_likeness(other, learned) == article_likeness(other)


@pytest.mark.parametrize("piece", ["a-", "%E4%B8%AD", "%e4-", "1", "_a-1", "/a", "&id=1", ".-"])
def test_a_long_address_costs_no_more_than_its_length(piece: str) -> None:
    url = "https://portal.example/" + piece * 600 + "/."

    assert 0 <= article_likeness(url) <= 1


@pytest.mark.parametrize(
    "path", ["/calendar/2031/7", "/search?q=x&page=9", "/login", "/tag/ferry"]
)
def test_a_trap_is_known_by_its_address(path: str) -> None:
    assert is_trap("https://portal.example" + path)


def test_a_channel_is_no_trap() -> None:
    assert not is_trap("https://portal.example/news/yaowen/index_2.html")
