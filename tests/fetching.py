"""Fetch addresses through the downloader as the crawler sets it up; say what came, as JSON.

Run as a program of its own: a reactor starts once in a process, and memory is counted
from its start. On stdin: {"urls", "settings", "requests": {url: {...}},
"names": {host: address}, "stopped": whether the process was, before anything went out}; the last
three as wanted.
"""

from __future__ import annotations

import base64
import json
import resource
import sys
import time
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.download import EXCHANGES, SEND_BY, exchange_ended, exchange_sent
from crawler.run.failures import failure_of

ASKED = json.loads(sys.stdin.read()) if __name__ == "__main__" else {}
BASE = Settings()
BASE.setmodule("crawler.settings", priority="project")
PARTS = ("EXTENSIONS", "ITEM_PIPELINES", "SCHEDULER", "SPIDER_MODULES", "COMMANDS_MODULE",
         "LOG_FORMATTER")  # fmt: skip
KEPT = {name: value for name, value in BASE.copy_to_dict().items()
        if name not in PARTS and BASE.getpriority(name) == 20}  # fmt: skip
TOLD = 4 << 20
"""Bytes of a response that are handed on: what is measured is the downloader."""

CAME: dict[str, Any] = {"answers": {}, "robots": [], "lag": 0.0, "sent": 0}


def told(exchange: Any) -> dict[str, Any]:
    return {
        "url": exchange.url,
        "request": base64.b64encode(exchange.request).decode(),
        "response": base64.b64encode(exchange.response[:TOLD]).decode(),
        "fetched_at": exchange.fetched_at.isoformat(),
        "ip_address": exchange.ip_address,
        "truncated": exchange.truncated,
    }


class Fetch(scrapy.Spider):
    """Ask for each address once, and note what came."""

    name = "fetch"

    async def start(self) -> Any:
        for name, address in ASKED.get("names", {}).items():
            of = IPv6Address if ":" in address else IPv4Address
            dnscache[name] = [of("TCP", address, 0)]
        self.crawler.signals.connect(self.ended, exchange_ended)
        self.crawler.signals.connect(self.sent, exchange_sent)
        for url in ASKED["urls"]:
            more = ASKED.get("requests", {}).get(url, {})
            yield scrapy.Request(
                url, self.came, errback=self.failed, dont_filter=True,
                cb_kwargs={"asked": url}, **more,
            )  # fmt: skip

    def sent(self, request: Any) -> None:
        CAME["sent"] += 1
        if ASKED.get("stopped"):
            request.meta[SEND_BY] = 0.0

    def ended(self, exchange: Any) -> None:
        if exchange.url.endswith("/robots.txt"):
            CAME["robots"].append(told(exchange))

    def came(self, response: Any, asked: str) -> None:
        CAME["answers"][asked] = {
            "status": response.status,
            "body": base64.b64encode(response.body).decode(),
            "flags": response.flags,
            "exchanges": [told(each) for each in response.meta.get(EXCHANGES, [])],
        }

    def failed(self, failure: Any) -> None:
        request = failure.request
        CAME["answers"][request.cb_kwargs["asked"]] = {
            "error": type(failure.value).__name__,
            "reason": failure_of(failure.value).reason,
            "exchanges": [told(each) for each in request.meta.get(EXCHANGES, [])],
        }


def main() -> None:
    settings = {
        **KEPT,
        "DOWNLOAD_DELAY": 0,
        "AUTOTHROTTLE_ENABLED": False,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "LOG_LEVEL": "ERROR",
        "HTTPERROR_ALLOW_ALL": True,
        "RETRY_TIMES": 1,
        "RETRY_PRIORITY_ADJUST": 0,
        **ASKED.get("settings", {}),
    }
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    process = CrawlerProcess(settings)
    process.crawl(Fetch)
    process.start()
    CAME["seconds"] = time.monotonic() - began
    CAME["grown"] = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    sys.stdout.write(json.dumps(CAME))


if __name__ == "__main__":
    main()
