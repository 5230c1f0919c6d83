"""A site of one story, one page without a text and one that is gone."""

from __future__ import annotations

from tests.crawling import listing, response, story

ONE, TWO, GONE = (f"/news/2026/0205/10{n}.html" for n in (1, 2, 3))


PAGES = {
    "/": listing(ONE, TWO, GONE, after='<a href="/news/">News</a>'),
    "/news/": listing(ONE),
    ONE: story("Ferry returns"),
    TWO: response("<html><title>The Quay</title><a href=/>Home</a>"),
}
