"""Redirects are followed as far as they lead somewhere, and it is said where they do not."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawler.middlewares import Redirects
from crawler.middlewares.redirects import (
    BadRedirectError,
    CookieGateError,
    RedirectLoopError,
    TooManyRedirectsError,
)
from crawler.spiders.news import NewsSpider

URL = "https://a.example/1"


@pytest.fixture
def redirects() -> Redirects:
    crawler = Crawler(NewsSpider, {"REDIRECT_MAX_TIMES": 4})
    crawler.spider = NewsSpider()
    return Redirects.from_crawler(crawler)


def answer(
    redirects: Redirects, request: Request, location: str, *, cookie: bool = False
) -> Request | Response:
    """Return what becomes of a redirect."""
    headers = {"Location": location} | ({"Set-Cookie": "a=1"} if cookie else {})
    response = Response(request.url, status=302, headers=headers, request=request)
    return redirects.process_response(request, response)


def followed(redirects: Redirects, request: Request, location: str, **more: bool) -> Request:
    """Return the request for where a redirect leads."""
    following = answer(redirects, request, location, **more)
    assert isinstance(following, Request)
    return following


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/2", "https://a.example/2"),
        ("//b.example/2?b=1&a=2", "https://b.example/2?b=1&a=2"),
        ("HTTP://B.example:80/a b", "http://b.example/a%20b"),
        ("https://ann:secret@b.example/2", "https://b.example/2"),
    ],
)
def test_it_leads_where_a_link_would_and_takes_no_password_along(
    location: str, target: str, redirects: Redirects
) -> None:
    assert followed(redirects, Request(URL), location).url == target


def test_an_answer_that_redirects_nowhere_is_the_answer(redirects: Redirects) -> None:
    request = Request(URL)
    for response in (Response(URL, request=request), Response(URL, status=302, request=request)):
        assert redirects.process_response(request, response) is response


def test_an_address_may_be_asked_once_more_and_then_it_goes_round(redirects: Redirects) -> None:
    again = followed(redirects, Request(URL), URL)

    with pytest.raises(RedirectLoopError, match=URL) as error:
        answer(redirects, again, URL)

    assert not isinstance(error.value, CookieGateError)


def test_going_round_after_a_cookie_is_a_gate(redirects: Redirects) -> None:
    gate = followed(redirects, Request(URL), "/gate", cookie=True)
    again = followed(redirects, gate, URL)
    there = followed(redirects, again, "/gate")

    with pytest.raises(CookieGateError):
        answer(redirects, there, URL)


def test_a_row_without_an_end_is_given_up(redirects: Redirects) -> None:
    request = Request(URL)
    for n in range(4):
        request = followed(redirects, request, f"/{n}")

    with pytest.raises(TooManyRedirectsError) as error:
        answer(redirects, request, "/4")

    assert not isinstance(error.value, RedirectLoopError)


@pytest.mark.parametrize("location", ["https://", "http://a b.example/", "/" + "x" * 100_000])
def test_what_cannot_be_an_address_is_no_target(location: str, redirects: Redirects) -> None:
    with pytest.raises(BadRedirectError):
        answer(redirects, Request(URL), location)
