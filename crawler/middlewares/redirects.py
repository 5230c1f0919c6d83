"""Redirects, as far as they lead somewhere."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from scrapy import Request
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import IgnoreRequest

from crawler import patterns as re
from crawler.frontier.urls import redirected

if TYPE_CHECKING:
    from scrapy.http import Response

logger = logging.getLogger(__name__)


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
