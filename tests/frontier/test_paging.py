"""The further pages of a list, however it leads to them."""

from __future__ import annotations

import pytest

from tests.frontier.listed import SITE, STORY, listed

PAGING = {
    "rel next": '<link rel="next" href="/news/page/2/">',
    "a word": '<a href="/news/page/2/">Older posts »</a>',
    "an arrow": '<a href="/news/page/2/">→</a>',
    "a Japanese word": '<a href="/news/page/2/">次へ</a>',
    "a Russian word": '<a href="/news/page/2/">Далее</a>',
    "an Arabic word": '<a href="/news/page/2/">التالي</a>',
    "a menu of numbers": '<select><option value="/news/page/2/">2</option></select>',
    "a button": '<button class="load-more" data-url="/news/page/2/">Load more</button>',
    "a button with a number": '<a class="more" data-url="/news/page/{page}/">More</a>',
    "a script": "<script>var nextPageUrl = '/news/page/2/';</script>",
    "a refresh": '<meta http-equiv="Refresh" content="0; URL=/news/page/2/">',
    "frames": '<frameset><frame src="/news/page/2/"></frameset>',
}


@pytest.mark.parametrize("html", PAGING.values(), ids=PAGING)
def test_a_list_leads_to_its_further_pages(html: str) -> None:
    assert listed(f"<html>{html}</html>", "/news/") == [("page", "/news/page/2/")]


def test_the_paging_that_a_chinese_cms_prints_by_script_is_followed() -> None:
    page = '<html><body><script>createPageHTML(3, 0, "index", "html");</script></body></html>'

    assert listed(page, "/yw/") == [("page", "/yw/index_1.html"), ("page", "/yw/index_2.html")]


def test_the_second_page_of_an_article_is_no_list() -> None:
    page = '<html><a href="223052022_2.html">2</a><a href="223052022_2.html">下一页</a></html>'

    assert listed(page, STORY[len(SITE) :]) == []
