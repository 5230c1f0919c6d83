"""What robots.txt allows, asked for once a day and kept from run to run: RFC 9309."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.robotstxt import RobotParser as ScrapyRobotParser
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.python import to_unicode

from crawler.download import (
    MAX_ROBOTS,
    NotNowError,
)
from crawler.engine import slow_down
from crawler.frontier.robots import Rules, product, rules_of
from crawler.ledger.hosts import ROBOTS_FRESH, UNREACHABLE_FOR, Host
from crawler.middlewares.pace import FIRST_SERVER_ERROR, OVERLOADED
from crawler.middlewares.redirects import TooManyRedirectsError
from crawler.run.store import store_of

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

FOUND = 302

MAX_ROBOTS_REDIRECTS = 5
"""From one robots.txt to the next; beyond, there is none:
https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.2."""
_ASKING = "asking as %r; robots.txt is read for %r (-s USER_AGENT=, -s ROBOTSTXT_USER_AGENT=)"


class RobotsUnreachableError(Exception):
    """Nobody knows what robots.txt says, and so nothing is asked for."""


class _Unreachable(NamedTuple):
    """Stands for the rules of a robots.txt that could not be had."""

    cause: Exception
    again: bool
    """Whether this run asks once more when the host may be asked."""


class Robots(RobotsTxtMiddleware):
    """Scrapy's own, with the rules kept from run to run, and nothing asked where none can be had.

    Any 4xx is a robots.txt that is not there, and all is allowed; after any 5xx, and where
    there is no answer, the rules of the day before hold, or all is forbidden for now:
    https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1. A 429 does not say that there is
    none, and counts with the latter.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        store = store_of(crawler)
        self.hosts, self.clock, self.state = store.hosts, store.clock, store.state
        self.most_delay = crawler.settings.getfloat("MAX_CRAWL_DELAY")
        self.name = product(self._robotstxt_useragent or self._default_useragent)
        self._robotstxt_useragent = self.name
        self._is_told = False
        # What Scrapy says with a traceback, `_robots_error` says in a line.
        logging.getLogger(RobotsTxtMiddleware.__module__).addFilter(_is_no_failed_download)

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Raise where a request is not allowed; a robots.txt itself is followed a little way."""
        if _is_for_robots(request):
            request.meta.setdefault("redirect_ttl", MAX_ROBOTS_REDIRECTS)
        del spider
        if not self._is_told:
            self._is_told = True
            logger.info(_ASKING, self._default_useragent, self.name)
        await super().process_request(request)

    async def robot_parser(self, request: Request) -> Any:
        """Return the rules of the host, from the ledger while they are fresh."""
        if urlsplit(request.url).scheme not in {"http", "https"}:
            return None
        host = urlsplit(request.url).netloc
        if self._is_worth_asking_again(host):
            del self._parsers[host]
        if host not in self._parsers:
            known, now = self.hosts.of(host), self.clock.now()
            if known.robots_status and now - (known.robots_at or 0) < ROBOTS_FRESH:
                self._parsers[host] = await self._rules(known, request)
        return await super().robot_parser(request)

    def _is_worth_asking_again(self, host: str) -> bool:
        rules: Any = self._parsers.get(host)
        may_ask = self.hosts.may_ask(host)
        return isinstance(rules, _Unreachable) and rules.again and may_ask

    async def _parse_robots(self, response: Response, netloc: str, request: Request) -> None:
        if response.status >= FIRST_SERVER_ERROR or response.status in OVERLOADED:
            self._robots_error(RobotsUnreachableError(f"http-{response.status}"), netloc)
            return
        is_there = response.status // 100 == 2  # noqa: PLR2004 RFC 9110
        body = response.body[:MAX_ROBOTS] if is_there else b""
        known = self.hosts.of(netloc)._replace(
            robots=body, robots_status=response.status, robots_at=self.clock.now()
        )
        self._settle(netloc, await self._rules(known, request))

    def _robots_error(self, exc: Exception, netloc: str) -> None:
        known, now = self.hosts.of(netloc), self.clock.now()
        if isinstance(exc, NotNowError) or self.state.aborted:
            self._settle(netloc, _Unreachable(exc, again=True))
            return
        if isinstance(exc, TooManyRedirectsError):
            gone_round = known._replace(robots=b"", robots_status=FOUND, robots_at=now)
            self.hosts.note(gone_round)
            self._settle(netloc, None)
            return
        if known.robots is not None:
            logger.warning("robots.txt of %s cannot be had (%s): its old rules hold", netloc, exc)
            rules = build_from_crawler(self._parserimpl, self.crawler, known.robots)
            self._settle(netloc, rules)
            return
        since = known.robots_at or now
        self.hosts.note(known._replace(robots_status=0, robots_at=since))
        if now - since > UNREACHABLE_FOR:
            self._settle(netloc, None)
            return
        logger.warning("robots.txt of %s cannot be had (%s): nothing is asked", netloc, exc)
        self._settle(netloc, _Unreachable(exc, again=self.hosts.rest(netloc) > 0))

    def _settle(self, netloc: str, rules: Any) -> None:
        waiting: Any = self._parsers[netloc]
        self._parsers[netloc] = rules
        waiting.callback(rules)

    async def _rules(self, known: Host, request: Request) -> Any:
        rules = build_from_crawler(self._parserimpl, self.crawler, known.robots or b"")
        wanted = rules.crawl_delay(self.name)
        if wanted is not None:
            wanted = min(float(wanted), self.most_delay)
        self.hosts.note(known._replace(crawl_delay=wanted))
        if wanted:
            slow_down(self.crawler, request, wanted)
        await self.crawler.signals.send_catch_log_async(
            signal=signals.robots_parsed, robotparser=rules, request=request
        )
        return rules

    def process_request_2(self, rp: Any, request: Request) -> None:
        """Raise where the rules forbid a request, or nobody knows them."""
        if isinstance(rp, _Unreachable):
            if isinstance(rp.cause, NotNowError):
                raise NotNowError(str(rp.cause)) from rp.cause
            raise RobotsUnreachableError(f"no robots.txt for {request.url}") from rp.cause
        super().process_request_2(rp, request)


def _is_no_failed_download(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Error downloading")


def _is_for_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt")) and (
        urlsplit(request.url).path == "/robots.txt"
    )


class RobotParser(ScrapyRobotParser):
    """The reading of robots.txt by `crawler.frontier.robots`, as Scrapy asks for it."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._rules: dict[str, Rules] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, robotstxt_body: bytes) -> Self:
        """Return the rules of a robots.txt."""
        del crawler
        return cls(robotstxt_body)

    def rules(self, user_agent: str | bytes = "") -> Rules:
        """Return what it says to an agent."""
        token = product(to_unicode(user_agent))
        if token not in self._rules:
            self._rules[token] = rules_of(self._body, token)
        return self._rules[token]

    def allowed(self, url: str | bytes, user_agent: str | bytes) -> bool:
        """Return True if an agent may ask for an address."""
        return self.rules(user_agent).allow(to_unicode(url))

    def crawl_delay(self, user_agent: str | bytes) -> float | None:
        """Return the seconds that it asks an agent to leave between two requests, or None."""
        return self.rules(user_agent).crawl_delay

    @property
    def sitemaps(self) -> list[str]:
        """The sitemaps that it names, whomever it speaks to."""
        known = next(iter(self._rules.values()), None) or self.rules()
        return list(known.sitemaps)
