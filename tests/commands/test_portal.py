"""The portal is served as it would be, and nothing beside it."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from crawler.commands.portal import file_for, serving

ROOT = Path(__file__).parents[2]


PORTAL = ROOT / "fixtures" / "portal"


def test_the_portal_answers_each_file_as_it_would_be_served() -> None:
    with serving(PORTAL) as url, urllib.request.urlopen(f"{url}news/yaowen/") as answer:
        page = answer.read()

    assert answer.headers["Content-Type"] == "text/html; charset=gb2312"
    assert "要闻_北岭新闻网".encode("gb18030") in page


def test_the_portal_gives_its_own_address_for_its_own() -> None:
    with serving(PORTAL) as url, urllib.request.urlopen(f"{url}robots.txt") as answer:
        assert f"Sitemap: {url}sitemap-news.xml" in answer.read().decode()


@pytest.mark.parametrize("path", ["/nothing.html", "/../../pyproject.toml", "//etc/passwd", "/en"])
def test_the_portal_serves_nothing_else(path: str) -> None:
    assert file_for(PORTAL, path) is None


def test_a_portal_is_served_elsewhere_where_its_port_is_taken() -> None:
    with serving(PORTAL) as one, serving(PORTAL, int(one.rsplit(":", 1)[1].strip("/"))) as other:
        assert one != other
