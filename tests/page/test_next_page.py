"""Where a story that is cut over several pages goes on."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.page.next_page import next_page

HERE = "http://news.example/2026/0205/ferry.html"


def link(href: str, text: str, more: str = "") -> str:
    return f"<div><p>Some text.</p><a href='{href}' {more}>{text}</a></div>"


@pytest.mark.parametrize(
    ("url", "html", "expected"),
    [
        (HERE, link("ferry_2.html", "下一页"), "http://news.example/2026/0205/ferry_2.html"),
        (HERE, link("ferry_1.html", "下一页"), "http://news.example/2026/0205/ferry_1.html"),
        (HERE, link("ferry-2.html", "Next page »"), "http://news.example/2026/0205/ferry-2.html"),
        (HERE, link("ferry.html?page=2", "2"), "http://news.example/2026/0205/ferry.html?page=2"),
        (HERE, link("ferry_2.html", "weiter", "rel='next'"), "http://news.example/2026/0205/ferry_2.html"),
        (HERE, link("ferry_all.html", "阅读全文"), "http://news.example/2026/0205/ferry_all.html"),
        (HERE, link("ferry.html?view=all", "View all"), "http://news.example/2026/0205/ferry.html?view=all"),
        ("http://news.example/ferry/", link("/ferry/2/", "次へ"), "http://news.example/ferry/2/"),
        (
            "http://news.example/2026/0205/ferry_2.html",
            link("ferry.html", "上一页") + link("ferry_3.html", "下一页"),
            "http://news.example/2026/0205/ferry_3.html",
        ),
        (HERE, link("school.html", "下一篇"), None),
        (HERE, link("school.html", "Next", "rel='next'"), None),
        (HERE, link("school_2.html", "下一页"), None),
        (HERE, link("ferry_3.html", "3"), None),
        (HERE, link("javascript:next()", "下一页"), None),
        (HERE, link("http://[bad", "下一页"), None),
        ("http://news.example/2026/0205/ferry_2.html", link("ferry.html", "1"), None),
    ],
)  # fmt: skip
def test_a_story_goes_on_where_its_own_address_is_counted_on(
    url: str, html: str, expected: str | None
) -> None:
    assert next_page(lxml.html.fromstring(html).iter("a", "link"), url) == expected
