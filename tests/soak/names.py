"""Names of tests that are all this machine: imported by a crawl before it begins."""

from __future__ import annotations

from typing import Any

import scrapy.resolver
from twisted.internet.address import IPv4Address


class _Here:
    """A cache of look-ups in which every name of ``.example`` stands: none is looked up."""

    limit = 10_000

    def __getitem__(self, name: str) -> list[IPv4Address]:
        if name != "example" and not name.endswith(".example"):
            raise KeyError(name)
        return [IPv4Address("TCP", "127.0.0.1", 0)]

    def __setitem__(self, name: str, addresses: Any) -> None:
        """Forget it: what is not a name of a test is not looked up twice."""


late: Any = scrapy.resolver
late.dnscache = _Here()
