"""What stands between the engine and the wire: who may be asked, and how often.

    RefusePrivateAddresses    nothing on this machine or in its network
    Credentials               a password, to whom it was given for
    Cookies                   none, or where they are switched on, each to its own site
    Robots                    only what robots.txt allows: RFC 9309, kept from run to run
    Redirects                 as far as they lead somewhere
    Patience                  a host that is troubled, or says so, is left alone

`Throttle` sets the pace at which each host is asked.
"""

from __future__ import annotations

import asyncio
import base64
import logging
import time
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.downloadermiddlewares import cookies
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.robotstxt import RobotParser as ScrapyRobotParser
from scrapy.utils.misc import build_from_crawler
from scrapy.utils.python import to_unicode

from crawler import patterns as re
from crawler.download import (
    MAX_ROBOTS,
    SEND_BY,
    NotNowError,
    UnusableProxyError,
    exchange_begins,
    exchange_sent,
)
from crawler.engine import slot_of, slow_down, wake
from crawler.frontier.robots import Rules, product, rules_of
from crawler.frontier.urls import redirected, suffixes
from crawler.ledger.hosts import ROBOTS_FRESH, UNREACHABLE_FOR, Host, retry_after
from crawler.outcomes import Reason
from crawler.private_addresses import Leave, endpoint
from crawler.run.store import TICK, store_of
from crawler.tap import PrivateAddressError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Response

logger = logging.getLogger(__name__)

FOUND, FIRST_SERVER_ERROR = 302, 500
OVERLOADED = {429, 503}
"""Too many requests; for now, none at all: RFC 9110 and 6585, both with ``Retry-After``."""

MAX_ROBOTS_REDIRECTS = 5
"""From one robots.txt to the next; beyond, there is none:
https://www.rfc-editor.org/rfc/rfc9309#section-2.3.1.2."""
_ASKING = "asking as %r; robots.txt is read for %r (-s USER_AGENT=, -s ROBOTSTXT_USER_AGENT=)"


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


class TooManyRedirectsError(IgnoreRequest):
    """The redirects have no end, as far as they were followed."""


class RedirectLoopError(TooManyRedirectsError):
    """The redirects lead back to where they have been."""


class CookieGateError(RedirectLoopError):
    """They do, and a cookie was set on the way that would have to be sent back."""


class BadRedirectError(IgnoreRequest):
    """A redirect leads to what cannot be an address."""


MAX_VISITS = 2
"""Times that one address is asked in a row of redirects: a server that counts visitors sends
one on to the same address once, and then answers."""

_USER = re.compile(rb"^[^?#]*//[^/?#]*@")
"""Credentials in an address: https://url.spec.whatwg.org/#url-username."""

_COOKIE_SET = "cookie_set"
"""Key in ``request.meta`` of whether a redirect on the way set a cookie."""


class Redirects(RedirectMiddleware):
    """Scrapy's own, which stops where the redirects go round, and says so."""

    def process_response(
        self, request: Request, response: Response, spider: Any = None
    ) -> Request | Response:
        """Return the response, or the request for where it leads.

        Raises `TooManyRedirectsError`, `RedirectLoopError`, `CookieGateError` or
        `BadRedirectError`.
        """
        del spider
        sets_cookie = b"Set-Cookie" in response.headers
        if sets_cookie and response.status // 100 == 3:  # noqa: PLR2004 RFC 9110
            request.meta[_COOKIE_SET] = True
        try:
            following = super().process_response(request, response)
        except ValueError as error:
            raise BadRedirectError(str(error)) from error
        if isinstance(following, Request):
            been = [*request.meta.get("redirect_urls", ()), request.url]
            if been.count(following.url) >= MAX_VISITS:
                raise _goes_round(request)
        return following

    def _build_redirect_request(
        self, source_request: Request, response: Response, *, url: str, **kwargs: Any
    ) -> Request:
        """Return the request for where a redirect leads, by the same door as a link's."""
        location = response.headers.get("Location") or b""
        target = redirected(source_request.url, location)
        if target is None and url.startswith("http"):
            raise BadRedirectError(f"a redirect of {len(location)} characters leads nowhere")
        if target is not None and _USER.search(location):
            logger.info("a redirect names a user, who is left out: %s", target)
        return super()._build_redirect_request(
            source_request, response, url=target or url, **kwargs
        )

    def _redirect(self, redirected: Request, request: Request, reason: Any) -> Request:
        try:
            return super()._redirect(redirected, request, reason)
        except IgnoreRequest as error:
            raise TooManyRedirectsError(str(error)) from None


def _goes_round(request: Request) -> RedirectLoopError:
    kind = CookieGateError if request.meta.get(_COOKIE_SET) else RedirectLoopError
    return kind(f"redirects lead back to {request.url}")


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


class Patience:
    """Leave a host alone that says 429 or 503, or fails one time after another."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        store = store_of(crawler)
        self.hosts, self.clock, self.state = store.hosts, store.clock, store.state
        crawler.signals.connect(self.sending, exchange_begins)
        crawler.signals.connect(self.sent, exchange_sent)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Hold a request to the pace that its host is known to bear."""
        if "redirect_urls" in request.meta:
            request.meta.pop("download_slot", None)
        host = urlsplit(request.url).netloc
        if self.hosts.is_new(host):
            self._take_up(request, self.hosts.of(host))

    def sending(self, request: Request) -> None:
        """Count a request that goes out now; raise `NotNowError` where it must not."""
        host = urlsplit(request.url).netloc
        if reason := self.hosts.why_not(host):
            raise NotNowError(reason)
        _, slot = slot_of(self.crawler, request)
        if not self.hosts.is_ours(host, slot.delay if slot else 0.0):
            raise NotNowError(Reason.HOST_LEASED)
        self.hosts.asking(host)

    def sent(self, request: Request) -> None:
        """Count the delay of a host from here: to reach it may have taken a while.

        Raises `NotNowError` where it has become another process's meanwhile.
        """
        host = urlsplit(request.url).netloc
        if not self.hosts.is_still_ours(host):
            raise NotNowError(Reason.HOST_LEASED)
        request.meta[SEND_BY] = self.hosts.send_by()
        self._is_out(request)
        # What is written goes out when the loop comes round, and something may keep it.
        loop = asyncio.get_running_loop()
        loop.call_soon(loop.call_soon, self._is_out, request)

    def _is_out(self, request: Request) -> None:
        self.hosts.sent(urlsplit(request.url).netloc)
        _, slot = slot_of(self.crawler, request)
        if slot is not None:
            slot.lastseen = max(slot.lastseen, time.monotonic())

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how the host does."""
        host = urlsplit(request.url).netloc
        if response.status in OVERLOADED:
            said = response.headers.get("Retry-After", b"") or b""
            after = retry_after(said.decode("latin-1"), self.clock.now())
            self._rests(host, self.hosts.refused(host, after), f"http-{response.status}")
        elif response.status >= FIRST_SERVER_ERROR and not request.meta.get("retry_times"):
            self._rests(host, self.hosts.failed(host), f"http-{response.status}")
        elif response.status < FIRST_SERVER_ERROR:
            self.hosts.answered(host)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Note that the host could not be reached."""
        ours = isinstance(exception, IgnoreRequest | DownloadCancelledError | UnusableProxyError)
        if not (ours or self.state.aborted):
            host = urlsplit(request.url).netloc
            self._rests(host, self.hosts.failed(host), type(exception).__name__)

    def _rests(self, host: str, seconds: float, why: str) -> None:
        if seconds <= 0:
            return
        logger.warning("%s is left alone for %.0f s (%s)", host, seconds, why)
        assert self.crawler.stats
        self.crawler.stats.inc_value("archive/host_paused")
        if self.hosts.worth_waiting(host):
            asyncio.get_running_loop().call_later(seconds + 2 * TICK, wake, self.crawler)

    def _take_up(self, request: Request, known: Host) -> None:
        """Begin where the last run left off: at its pace, and no sooner than that allows."""
        settings = self.crawler.settings
        delay = settings.getfloat("DOWNLOAD_DELAY")
        if settings.getbool("AUTOTHROTTLE_ENABLED"):
            delay = max(delay, known.delay or settings.getfloat("AUTOTHROTTLE_START_DELAY"))
        if settings.getbool("ROBOTSTXT_OBEY"):
            delay = max(delay, known.crawl_delay or 0.0)
        slot = slow_down(self.crawler, request, delay)
        if known.asked_at and slot is not None:
            ago = max(0.0, self.clock.now() - known.asked_at)
            slot.lastseen = max(slot.lastseen, time.monotonic() - ago)


def _is_no_failed_download(record: logging.LogRecord) -> bool:
    return not str(record.msg).startswith("Error downloading")


def _is_for_robots(request: Request) -> bool:
    return bool(request.meta.get("dont_obey_robotstxt")) and (
        urlsplit(request.url).path == "/robots.txt"
    )


class Throttle(AutoThrottle):
    """Scrapy's AutoThrottle, never below what a robots.txt asks for, kept from run to run."""

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        host = urlsplit(response.url).netloc
        hosts = store_of(self.crawler).hosts
        known = hosts.of(host)
        if self.crawler.settings.getbool("ROBOTSTXT_OBEY"):
            slot.delay = max(slot.delay, known.crawl_delay or 0.0)
        hosts.note(known._replace(delay=slot.delay))


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
