"""What names an address of a private network is refused before anything is connected."""

from __future__ import annotations

import pytest
from scrapy import Request
from scrapy.crawler import Crawler

from crawler.middlewares import RefusePrivateAddresses
from crawler.spiders.news import NewsSpider
from crawler.tap import PrivateAddressError


def middleware(allowed: str = "") -> RefusePrivateAddresses:
    """Return the middleware of a crawl."""
    settings = {"ALLOW_PRIVATE_ADDRESSES": allowed}
    return RefusePrivateAddresses.from_crawler(Crawler(NewsSpider, settings))


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://127.0.0.1/", "127.0.0.1"),
        ("http://localhost:8000/", "localhost"),
        ("http://10.0.0.7/x", "10.0.0.7"),
        ("http://[::1]/", "::1"),
        ("http://169.254.169.254/latest/", "169.254.169.254"),
    ],
)
def test_a_private_address_is_refused_and_named(url: str, host: str) -> None:
    with pytest.raises(PrivateAddressError, match=f"^{host} is no public address$"):
        middleware().process_request(Request(url))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://a.example/", ""),
        ("http://8.8.8.8/", ""),
        ("http://127.0.0.1:8000/x", "127.0.0.1:8000"),
    ],
)
def test_a_public_one_and_one_that_was_opened_pass(url: str, allowed: str) -> None:
    middleware(allowed).process_request(Request(url))


def test_what_was_opened_opens_no_other_port() -> None:
    with pytest.raises(PrivateAddressError):
        middleware("127.0.0.1:8000").process_request(Request("http://127.0.0.1:8001/"))
