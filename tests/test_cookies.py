"""Cookies, where they are switched on, go to the site that set them and to no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.middlewares import Cookies, Redirects
from crawler.spiders.news import NewsSpider
from tests.in_process import settings_for

SITE, OTHER = "http://news.site.co.uk/1", "http://other.co.uk/1"


def crawler_in(folder: Path, **settings: object) -> Crawler:
    crawler = Crawler(NewsSpider, settings_for(folder, COOKIES_ENABLED=True, **settings))
    crawler.spider = NewsSpider()
    return crawler


def sent(cookies: Cookies, request: Request) -> bytes | None:
    """Return the cookies that a request goes out with."""
    cookies.process_request(request)
    return request.headers.get("Cookie")


def after(cookies: Cookies, url: str, line: str, status: int = 200, to: str = "") -> Response:
    """Return a response that sets a cookie, once it was taken in."""
    request = Request(url)
    headers = {"Set-Cookie": line, **({"Location": to} if to else {})}
    response = Response(url, status=status, headers=headers, request=request)
    assert cookies.process_response(request, response) is response
    return response


@pytest.mark.parametrize("domain", ["", "; Domain=site.co.uk", "; Domain=.site.co.uk"])
def test_a_cookie_goes_back_to_its_site_and_to_no_other(domain: str, tmp_path: Path) -> None:
    cookies = Cookies.from_crawler(crawler_in(tmp_path))

    after(cookies, SITE, f"a=1; Path=/{domain}")

    assert sent(cookies, Request(SITE)) == b"a=1"
    assert sent(cookies, Request(OTHER)) is None
    assert (sent(cookies, Request("http://m.site.co.uk/")) == b"a=1") == bool(domain)


@pytest.mark.parametrize("domain", ["co.uk", ".co.uk", "uk", "other.co.uk", "github.io", ".com"])
def test_a_cookie_for_a_public_suffix_or_another_site_is_set_for_nobody_else(
    domain: str, tmp_path: Path
) -> None:
    cookies = Cookies.from_crawler(crawler_in(tmp_path))

    after(cookies, SITE, f"a=1; Path=/; Domain={domain}")

    assert sent(cookies, Request(OTHER)) is None
    assert sent(cookies, Request("http://site.co.uk/")) is None


def test_a_redirect_to_another_site_takes_no_cookie_along(tmp_path: Path) -> None:
    crawler = crawler_in(tmp_path)
    cookies, redirects = Cookies.from_crawler(crawler), Redirects.from_crawler(crawler)
    request = Request(SITE, cookies={"own": "2"})
    assert sent(cookies, request) == b"own=2"

    response = after(cookies, SITE, "a=1; Path=/", 302, OTHER)
    away = redirects.process_response(request, response)
    assert isinstance(away, Request)
    at_home = redirects.process_response(request, response.replace(headers={"Location": "/2"}))
    assert isinstance(at_home, Request)

    assert away.url == OTHER
    assert sent(cookies, away) is None
    assert sent(cookies, at_home) in {b"a=1; own=2", b"own=2; a=1"}


def test_without_the_setting_there_are_none(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured):
        Cookies.from_crawler(Crawler(NewsSpider, settings_for(tmp_path)))
