"""A password goes to its host alone, and a cookie to the site that set it."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from crawler.middlewares import Cookies, Credentials, Redirects
from crawler.private_addresses import endpoint
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


OWN = "https://desk.example"


def credentials() -> Credentials:
    """Return the middleware of a crawl that was given a password for one host."""
    spider: Any = NewsSpider()
    spider.credentials = {endpoint(OWN): "ann:p:ss"}
    crawler = Crawler(NewsSpider)
    crawler.spider = spider
    return Credentials.from_crawler(crawler)


@pytest.mark.parametrize(
    ("url", "is_told"),
    [
        ("https://desk.example/1", True),
        ("https://desk.example:443/", True),
        ("https://desk.example:8443/", False),
        ("http://desk.example/", False),
        ("https://www.desk.example/", False),
    ],
)
def test_a_password_goes_to_its_host_and_port_alone(url: str, *, is_told: bool) -> None:
    request = Request(url)

    credentials().process_request(request)

    said = request.headers.get("Authorization")
    assert said == (b"Basic " + base64.b64encode(b"ann:p:ss") if is_told else None)


def test_a_redirect_takes_no_password_along() -> None:
    middleware = credentials()
    headers = {"Authorization": "Basic x"}
    other = Request("https://other.example/", headers=headers, meta={"redirect_urls": [OWN]})
    asked_so = Request("https://other.example/", headers=headers)

    middleware.process_request(other)
    middleware.process_request(asked_so)

    assert "Authorization" not in other.headers
    assert "Authorization" in asked_so.headers, "what a site's own setting says stays"
