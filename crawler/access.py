"""What the operator of a crawl brings along: cookies of a session, headers for a site, a proxy.

    COOKIES_FILE = "cookies.txt"      of a browser that is logged in, in Netscape's form
    SITE_HEADERS = {"news.example": {"X-Licence": "…"}}
    PROXY = "http://HOST:PORT"

Each goes where it belongs and nowhere else, also after a redirect, and is kept nowhere: no WARC
record, line or report holds a word of it. What a session lets us read is kept as any page is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, LoadError, MozillaCookieJar
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from urllib.request import Request as Addressed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

COOKIE = "Cookie"
GIVEN = "given_headers"
"""Key in ``request.meta`` of the names of the headers that were added to a request."""

SCHEMES = ("http://",)
"""Of proxies that we can speak to: a tunnel through one brings https."""


@dataclass(frozen=True, slots=True)
class Access:
    """What is sent with requests, by their addresses."""

    headers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By the domain that they are for, its subdomains with it."""

    cookies: CookieJar | None = None
    proxy: str = ""

    @classmethod
    def of(cls, settings: BaseSettings) -> Access:
        """Return what the settings name; raises ValueError, with what to do, where they cannot."""
        return cls(
            headers_of(settings.get("SITE_HEADERS")),
            cookies_of(settings.get("COOKIES_FILE")),
            proxy_of(settings.get("PROXY")),
        )

    def headers_for(self, url: str) -> dict[str, str]:
        """Return the headers that are sent to an address, the cookies with them."""
        host = urlsplit(url).hostname or ""
        found: dict[str, str] = {}
        for domain, headers in self.headers.items():
            if host == domain or host.endswith(f".{domain}"):
                found.update(headers)
        if self.cookies is not None:
            asked = Addressed(url)  # noqa: S310 nothing is opened: its cookies are looked up
            self.cookies.add_cookie_header(asked)
            if cookie := asked.get_header(COOKIE):
                found[COOKIE] = cookie
        return found


def headers_of(said: Any) -> dict[str, dict[str, str]]:
    """Return the headers by domain, of a dict or of its JSON.

    >>> headers_of('{"News.example": {"X-Key": "7"}}')
    {'news.example': {'X-Key': '7'}}
    """
    wrong = 'SITE_HEADERS: say {"DOMAIN": {"NAME": "VALUE"}}, in JSON on the command line'
    try:
        told = json.loads(said) if isinstance(said, str) and said else said or {}
    except ValueError as error:
        raise ValueError(f"{wrong} ({error})") from None
    if not isinstance(told, dict) or not all(map(_are_headers, told.values())):
        raise ValueError(wrong)
    return {str(domain).lower().strip("."): dict(headers) for domain, headers in told.items()}


def _are_headers(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    texts = [text for pair in value.items() for text in pair]
    return all(isinstance(text, str) and not {*text} & {*"\r\n\0"} for text in texts)


def cookies_of(path: str | None) -> CookieJar | None:
    """Return the cookies in a file, those of a session with them; None where none is named."""
    if not path:
        return None
    jar = MozillaCookieJar(path)
    try:
        jar.load(ignore_discard=True, ignore_expires=True)
    except (OSError, LoadError, UnicodeDecodeError) as error:
        raise ValueError(
            f"COOKIES_FILE={path} cannot be read ({error}): export cookies.txt from a browser, "
            "in Netscape's form"
        ) from None
    for cookie in jar:
        # Browsers write down a cookie that ends with them as one that ended in 1970.
        cookie.expires = cookie.expires or None
    jar.clear_expired_cookies()
    if not len(jar):
        raise ValueError(f"COOKIES_FILE={path} holds no cookie that has not expired")
    return jar


def proxy_of(said: str | None) -> str:
    """Return the address of the proxy; empty where none is named."""
    said = (said or "").strip()
    if said and not (said.startswith(SCHEMES) and urlsplit(said).hostname):
        raise ValueError(f"PROXY={said.rpartition('@')[2]}: say http://HOST:PORT")
    return said


class OwnAccess:
    """Adds to each request what its host is to be sent, and takes off what it is not."""

    def __init__(self, access: Access) -> None:
        self._access = access

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Return the middleware of a crawl."""
        return cls(Access.of(crawler.settings))

    def process_request(self, request: Request) -> None:
        """Add what belongs to the address of a request; a redirect has brought another's."""
        for name in request.meta.pop(GIVEN, ()):
            request.headers.pop(name, None)
        given = self._access.headers_for(request.url)
        for name, value in given.items():
            request.headers[name] = value
        if given:
            request.meta[GIVEN] = tuple(given)
        if self._access.proxy:
            request.meta.setdefault("proxy", self._access.proxy)


def secret_headers(settings: BaseSettings) -> list[str]:
    """Return the names of the headers of requests that are sent and kept nowhere."""
    named = headers_of(settings.get("SITE_HEADERS")).values()
    return [*settings.getlist("SECRET_HEADERS"), *(name for headers in named for name in headers)]
