"""What the scripts of a page may ask for while a browser shows it, and what they are answered.

GET of a script, or of data, of the page's own site or of a host that its bytes name     fetched
the same of one of `TRACKERS`, and whatever changes something where it goes                    no
styles                                                                             an empty one
pictures, films, fonts, frames, other pages                                                   no
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NamedTuple
from urllib.parse import urlsplit

import lxml.html
from lxml import etree

from crawler.frontier.urls import joined, registrable

if TYPE_CHECKING:
    from crawler.model import Capture

_TRACKERS = """
    2mdn.net adform.net adnxs.com adobedtm.com adsafeprotected.com adsrvr.org amazon-adsystem.com
    amplitude.com branch.io bugsnag.com chartbeat.com chartbeat.net clarity.ms
    cloudflareinsights.com connect.facebook.net cookielaw.org criteo.com criteo.net crwdcntrl.net
    cxense.com demdex.net
    doubleclick.net doubleverify.com everesttech.net google-analytics.com googleadservices.com
    googlesyndication.com googletagmanager.com googletagservices.com hotjar.com imrworldwide.com
    ioam.de krxd.net mathtag.com matomo.cloud mc.yandex.ru mixpanel.com moatads.com mookie1.com
    mxpnl.com newrelic.com nr-data.net omtrdc.net onesignal.com onetrust.com optimizely.com
    outbrain.com parsely.com piano.io pubmatic.com quantcast.com quantcount.com quantserve.com
    rubiconproject.com scorecardresearch.com segment.com segment.io sentry-cdn.com sentry.io
    taboola.com teads.tv tiqcdn.com usercentrics.eu hm.baidu.com cnzz.com umeng.com
"""
TRACKERS = frozenset(_TRACKERS.split())
"""Domains that count readers, sell them, or ask for their consent to that; none tells a story."""

LARGEST_QUERY = 64 * 1024
"""Bytes of a question that a page asks in a body."""

Answer = Literal["page", "fetch", "nothing", "refuse"]
"""What a request of a page is met with: the page, what the crawl fetches, an empty body, a no."""


class Asked(NamedTuple):
    """A request of a page, as far as it decides on the answer."""

    url: str
    kind: str
    """``document``, ``script``, ``xhr``, ``fetch``, ...: what Chromium calls its use."""

    method: str = "GET"
    body: bytes = b""
    is_page: bool = False
    """Whether the window itself is to go there."""


@dataclass(frozen=True, slots=True)
class House:
    """A page, and whom it may ask: its own site, and where it loads its scripts from."""

    url: str
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, capture: Capture) -> House:
        """Return the house of a page, by the scripts that its own bytes name."""
        hosts = set()
        with suppress(ValueError, etree.LxmlError):
            root = lxml.html.document_fromstring(capture.body)
            named = [element.get("src") for element in root.iter("script")]
            named += [link.get("href") for link in root.iter("link") if _is_loaded(link)]
            urls = (joined(capture.url, address) for address in named if address)
            hosts = {urlsplit(url).hostname or "" for url in urls if url}
        return cls(capture.url, frozenset(hosts))

    def answer(self, asked: Asked) -> Answer:
        """Return what a request is met with.

        >>> house = House("https://news.example/1", frozenset({"static.example"}))
        >>> house.answer(Asked("https://news.example/1", "document", is_page=True))
        'page'
        >>> house.answer(Asked("https://api.news.example/1.json", "fetch"))
        'fetch'
        >>> house.answer(Asked("https://other.example/", "document", is_page=True))
        'refuse'
        """
        if asked.kind == "document":
            same = asked.url.partition("#")[0] == self.url.partition("#")[0]
            return "page" if asked.is_page and same and asked.method == "GET" else "refuse"
        if asked.kind == "stylesheet":
            return "nothing"
        if asked.kind not in {"script", "xhr", "fetch"} or not self._may_ask(asked.url):
            return "refuse"
        if asked.method == "GET" or (asked.method == "POST" and is_query(asked.body)):
            return "fetch"
        return "refuse"

    def _may_ask(self, url: str) -> bool:
        host = urlsplit(url).hostname or ""
        if not url.startswith(("http://", "https://")) or is_tracker(host):
            return False
        return registrable(url) == registrable(self.url) or host in self.hosts


def _is_loaded(link: Any) -> bool:
    told = (link.get("rel") or "").lower().split()
    return not {"preload", "modulepreload", "preconnect"}.isdisjoint(told)


def is_tracker(host: str) -> bool:
    """Return True if a host counts readers or sells them, and tells no story.

    >>> is_tracker("www.google-analytics.com"), is_tracker("analytics-of-the-day.example")
    (True, False)
    """
    names = host.split(".")
    return any(".".join(names[n:]) in TRACKERS for n in range(len(names)))


def is_query(body: bytes) -> bool:
    """Return True if a body asks for something and changes nothing: a query of GraphQL.

    >>> is_query(b'{"query": "{story {title}}"}'), is_query(b'{"query": "mutation {like}"}')
    (True, False)
    >>> is_query(b'{"view": 1}'), is_query(b"view=1")
    (False, False)
    """
    if len(body) > LARGEST_QUERY:
        return False
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return False
    each = asked if isinstance(asked, list) else [asked]
    return bool(each) and all(map(_asks, each))


def _asks(asked: Any) -> bool:
    if not isinstance(asked, dict):
        return False
    query = asked.get("query")
    if isinstance(query, str):
        return not query.lstrip().startswith(("mutation", "subscription"))
    return isinstance(asked.get("extensions"), dict) and "operationName" in asked
