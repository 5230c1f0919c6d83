"""One page while a browser shows it: what it may cost, what it asks for, when it is done."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.page_requests import Asked

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.model import Capture, Exchange
    from crawler.page_requests import House

QUIET, EMPTY_QUIET = 0.5, 3.0
"""Seconds without a request or a change after which a page with text is done; and one without."""

LEAST_SHOWN = 100
"""Letters of a page below which all that it shows is that it waits."""

LEAST_TEXT = 300
"""Letters from which a page shows more than its frame."""

SHOWN = """() => {
  const plain = node => {
    const whole = document.createDocumentFragment();
    if (node.nodeName === 'SLOT') {
      const given = node.assignedNodes();
      for (const child of given.length ? given : node.childNodes) whole.append(plain(child));
      return whole;
    }
    if (['SCRIPT', 'NOSCRIPT', 'STYLE', 'TEMPLATE'].includes(node.nodeName)
        && !/ld\\+json/.test(node.type || '')) return whole;
    const label = node.nodeName === 'META'
        && (node.hasAttribute('charset') || /content-type/i.test(node.httpEquiv));
    if (label) return whole;
    const copy = node.cloneNode(false);
    for (const child of (node.shadowRoot || node).childNodes) copy.append(plain(child));
    return copy;
  };
  return '<!DOCTYPE html>\\n' + plain(document.documentElement).outerHTML;
}"""
"""Script that returns a page as it is shown: shadow trees in their places, no scripts."""

TEXT = """() => {
  const letters = node => [...(node.shadowRoot || node).childNodes].reduce((sum, child) =>
    sum + (child.nodeType === 3 ? child.data.trim().length
      : ['SCRIPT', 'NOSCRIPT', 'STYLE', 'TEMPLATE'].includes(child.nodeName) ? 0
      : letters(child)), 0);
  return document.body ? letters(document.body) : 0;
}"""
"""Script that returns how many letters a page shows, those of its shadow trees with them."""


class Limits(NamedTuple):
    """How much one page may cost."""

    seconds: float
    requests: int
    size: int
    """Bytes of all answers, and of the page as it is shown."""

    @classmethod
    def of(cls, settings: BaseSettings) -> Limits:
        """Return the limits that the settings name."""
        return cls(
            settings.getfloat("RENDER_TIMEOUT"),
            settings.getint("RENDER_REQUESTS"),
            settings.getint("RENDER_MAXSIZE"),
        )


@dataclass(slots=True)
class Visit:
    """One page while a browser shows it."""

    capture: Capture
    house: House
    limits: Limits
    exchanges: list[Exchange] = field(default_factory=list)
    requests: int = 0
    size: int = 0
    open: int = 0
    """Requests that wait for their answers."""

    troubled: bool = False
    """Whether it went without an answer that it may get another time."""

    def may_ask(self) -> bool:
        """Count a request that is to go out; return False where it is one too many."""
        self.requests += 1
        return self.requests <= self.limits.requests and self.size < self.limits.size


class Answers:
    """What pages of this run were given: every page of a site asks for the same scripts.

    What a server failed to answer is not asked for again: a counter of readers that is down, and
    that each page asks three times, would have the host left alone, and its stories with it.
    """

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Any]] = {}
        self._failed: set[str] = set()
        self._size = 0

    def has_failed(self, asked: Asked) -> bool:
        """Return True if the server had no answer to the same request."""
        return asked.method == "GET" and asked.url in self._failed

    def fail(self, asked: Asked) -> None:
        """Note that the server has no answer to a request."""
        if len(self._failed) < MOST_FAILED:
            self._failed.add(asked.url)

    def of(self, asked: Asked) -> dict[str, Any] | None:
        """Return the answer to a request for a script that was given before."""
        return self._known.get(asked.url) if asked.kind == "script" else None

    def keep(self, asked: Asked, answer: dict[str, Any]) -> None:
        """Keep the answer to a request for a script, while there is room."""
        if asked.kind == "script" and asked.method == "GET" and answer["status"] == OK:
            self._size += len(answer["body"])
            if self._size <= MOST_SCRIPTS:
                self._known[asked.url] = answer


OK = 200
MOST_SCRIPTS = 64 * 1024**2
"""Bytes of scripts that are kept for the pages of a run."""

MOST_FAILED = 10_000
"""Addresses without an answer that are remembered for the pages of a run."""


async def be_quiet(tab: Any, visit: Visit, until: float) -> None:
    """Return once a page waits for nothing and changes no more, or its time is over."""
    changed, before = time.monotonic(), -1
    while (now := time.monotonic()) < until:
        await asyncio.sleep(0.1)
        letters = await tab.evaluate(TEXT)
        if visit.open or letters != before:
            changed, before = now, letters
        if now - changed > (QUIET if letters >= LEAST_TEXT else EMPTY_QUIET):
            return


def asked_of(request: Any) -> Asked:
    """Return what decides on a request; a window that is just opened has no frame yet."""
    is_page = request.is_navigation_request()
    if is_page:
        with suppress(Exception):
            is_page = request.frame.parent_frame is None
    body = request.post_data_buffer or b""
    return Asked(request.url, request.resource_type, request.method, body, is_page)


def headers_of(sent: dict[str, str]) -> dict[str, str]:
    """Return the headers of a request that say what is wanted, and not by whom."""
    kept = ("accept", "content-type", "origin", "x-requested-with")
    return {name: value for name, value in sent.items() if name.lower() in kept}


def readable_by(origin: str | None, headers: dict[str, str]) -> dict[str, str]:
    """Return the headers of an answer that a page of another site was given, for this one.

    https://fetch.spec.whatwg.org/#http-access-control-allow-origin

    >>> readable_by("https://b.example", {"access-control-allow-origin": "https://a.example"})
    {'access-control-allow-origin': 'https://b.example'}
    """
    allowed = headers.get("access-control-allow-origin")
    if origin and allowed not in {None, "*", origin}:
        return {**headers, "access-control-allow-origin": origin}
    return headers
