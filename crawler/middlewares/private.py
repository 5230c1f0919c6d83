"""Whom a crawl may name: nothing on this machine or in its network."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.private_addresses import Leave
from crawler.tap import PrivateAddressError

if TYPE_CHECKING:
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class RefusePrivateAddresses:
    """Refuse, before any connection, what names an address of a private network.

    A name that only resolves to one is refused by the download handler. What both let pass says
    `crawler.private_addresses`.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Raise `PrivateAddressError` where the host is a private address."""
        leave = Leave.of(self.crawler.settings.get("ALLOW_PRIVATE_ADDRESSES"))
        if not leave.may_name(request.url):
            raise PrivateAddressError(f"{urlsplit(request.url).hostname} is no public address")
