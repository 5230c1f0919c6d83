"""What a host alone is told: a password that was given for it, and its own cookies."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

from crawler.frontier.urls import suffixes
from crawler.private_addresses import endpoint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler


class Credentials:
    """Send the user and the password that a start names to that host and port, and nowhere else.

    https://www.rfc-editor.org/rfc/rfc7617
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Add what the host of a request is to be told, or take it off."""
        told: Mapping[str, str] = getattr(self.crawler.spider, "credentials", {})
        if secret := told.get(endpoint(request.url)):
            coded = base64.b64encode(secret.encode()).decode()
            request.headers["Authorization"] = f"Basic {coded}"
        elif told and "redirect_urls" in request.meta:
            request.headers.pop("Authorization", None)


class Cookies(CookiesMiddleware):
    """Scrapy's own, where cookies are switched on; it asks nobody for the public suffixes."""

    def __init__(self, debug: bool = False) -> None:  # noqa: FBT001, FBT002 as Scrapy has it
        super().__init__(debug)
        late: Any = cookies
        late._split_domain = suffixes()  # noqa: SLF001 the one place where it looks them up
