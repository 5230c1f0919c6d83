"""Why an address brought nothing: from whatever was raised to one word of `crawler.outcomes`.

`FAILURES` names everything that the download handler, the middlewares, Twisted, OpenSSL and
the decoders can raise, top to bottom in the order it is tried; what nobody foresaw is
``error-`` and the name of its class.
"""

from __future__ import annotations

import builtins
import gzip
import ssl
import zlib
from typing import TYPE_CHECKING, Any, NamedTuple

import brotli
from OpenSSL import SSL
from scrapy import exceptions as scrapy_errors
from scrapy.core.downloader.handlers.http11 import TunnelError
from scrapy.exceptions import IgnoreRequest
from scrapy.spidermiddlewares.httperror import HttpError
from service_identity.exceptions import VerificationError
from twisted.internet import error as twisted_errors
from twisted.web import _newclient, http

from crawler.download import NotNowError, UnusableProxyError
from crawler.middlewares import (
    BadRedirectError,
    CookieGateError,
    RedirectLoopError,
    RobotsUnreachableError,
    TooManyRedirectsError,
)
from crawler.outcomes import Outcome, Reason, of_error, of_http
from crawler.tap import HeadTooLongError, PrivateAddressError
from crawler.worker_process import WorkerError

if TYPE_CHECKING:
    from collections.abc import Iterator

try:
    from compression.zstd import ZstdError  # type: ignore[import-not-found,unused-ignore]
except ImportError:
    from backports.zstd import ZstdError

FAILURES: tuple[tuple[tuple[type[BaseException], ...], Reason], ...] = (
    ((NotNowError,), Reason.HOST_PAUSED),
    ((PrivateAddressError,), Reason.PRIVATE_ADDRESS),
    ((CookieGateError,), Reason.COOKIE_GATE),
    ((RedirectLoopError,), Reason.REDIRECT_LOOP),
    ((TooManyRedirectsError,), Reason.TOO_MANY_REDIRECTS),
    ((HeadTooLongError,), Reason.HEAD_TOO_LONG),
    ((scrapy_errors.DownloadCancelledError,), Reason.TOO_LARGE),
    ((UnusableProxyError, TunnelError), Reason.PROXY),
    (
        (
            scrapy_errors.UnsupportedURLSchemeError,
            scrapy_errors.NotSupported,
        ),
        Reason.SCHEME,
    ),
    (
        (
            scrapy_errors.DownloadTimeoutError,
            twisted_errors.TimeoutError,
            twisted_errors.TCPTimedOutError,
            builtins.TimeoutError,
        ),
        Reason.TIMEOUT,
    ),
    (
        (
            scrapy_errors.CannotResolveHostError,
            twisted_errors.DNSLookupError,
            twisted_errors.UnknownHostError,
        ),
        Reason.DNS,
    ),
    (
        (
            scrapy_errors.DownloadConnectionRefusedError,
            twisted_errors.ConnectionRefusedError,
            builtins.ConnectionRefusedError,
        ),
        Reason.REFUSED,
    ),
    (
        (
            SSL.Error,
            ssl.SSLError,
            VerificationError,
            twisted_errors.SSLError,
            twisted_errors.VerifyError,
            twisted_errors.CertificateError,
        ),
        Reason.TLS,
    ),
    ((_newclient.ParseError, _newclient.BadHeaders), Reason.NOT_HTTP),
    (
        (
            scrapy_errors.ResponseDataLossError,
            http.PotentialDataLoss,
            http._DataLoss,  # noqa: SLF001 a body shorter than announced, or a chunk cut off
            http._MalformedChunkedDataError,  # noqa: SLF001 a chunk that is none
        ),
        Reason.CUT_SHORT,
    ),
    (
        (
            twisted_errors.ConnectionClosed,
            _newclient.ConnectionAborted,
            _newclient.RequestNotSent,
            ConnectionResetError,
            ConnectionAbortedError,
            BrokenPipeError,
        ),
        Reason.CONNECTION_LOST,
    ),
    ((twisted_errors.ConnectError,), Reason.UNREACHABLE),
    ((gzip.BadGzipFile, zlib.error, brotli.error, ZstdError, EOFError), Reason.UNDECODABLE),
    (
        (BadRedirectError, twisted_errors.InvalidAddressError, UnicodeError),
        Reason.BAD_ADDRESS,
    ),
)
"""The reason for each exception. A row stands above the rows of its exceptions' ancestors."""

IGNORED = (
    ("Forbidden by robots.txt", Reason.ROBOTS),
    ("DOWNLOAD_MAXSIZE", Reason.TOO_LARGE),
)
"""The reason for what Scrapy says of a response that it ignores: it has no class for each."""

NOT_WANTED = frozenset({Reason.ROBOTS, Reason.PRIVATE_ADDRESS})
"""Reasons for which an address was not asked for, and never will be: it did not fail."""

NO_USE = frozenset(
    {
        Reason.TOO_LARGE,
        Reason.HEAD_TOO_LONG,
        Reason.SCHEME,
        Reason.BAD_ADDRESS,
        Reason.COOKIE_GATE,
        *NOT_WANTED,
    }
)
"""Reasons that will be the same in an hour."""

RETRY_IN = 600.0
"""Seconds until an address that failed is worth asking again, doubled with each time."""

PASSING = frozenset({408, 425, 429})
"""Statuses of the client's fault that pass, as all of the server's do: RFC 9110, 8470, 6585."""


class Failure(NamedTuple):
    """Why an address brought nothing."""

    reason: str
    outcome: Outcome
    retry_in: float | None
    """Seconds until it is worth asking again; None where it is not."""


def failure_of(error: BaseException) -> Failure:
    """Return why an address brought nothing, from what was raised when it was asked for.

    >>> print(*failure_of(scrapy_errors.DownloadTimeoutError()))
    timeout failed 600.0
    >>> print(*failure_of(IgnoreRequest("Forbidden by robots.txt")))
    robots dropped None
    >>> print(*failure_of(KeyError("name")))
    error-KeyError failed 600.0
    """
    if isinstance(error, HttpError):
        status = error.response.status
        again = status in PASSING or status // 100 == 5  # noqa: PLR2004 RFC 9110
        return Failure(of_http(status), Outcome.FAILED, RETRY_IN if again else None)
    reason = _reason(error)
    outcome = Outcome.DROPPED if reason in NOT_WANTED else Outcome.FAILED
    return Failure(reason, outcome, None if reason in NO_USE else RETRY_IN)


def fault_of(error: BaseException) -> str:
    """Return why a page that was fetched could not be dealt with: a worker's word, or ours.

    What raised it is our own code, so that the table does not hold: a `UnicodeError` is no
    address of a server's.

    >>> fault_of(WorkerError("read-timeout", "not read within 20 s")), fault_of(UnicodeError())
    ('read-timeout', 'error-UnicodeError')
    """
    return error.reason if isinstance(error, WorkerError) else of_error(type(error))


def _reason(error: BaseException) -> str:
    if isinstance(error, RobotsUnreachableError):
        known = error.__cause__ and _listed(error.__cause__)
        return known or Reason.ROBOTS_UNREACHABLE
    if isinstance(error, NotNowError) and str(error) in {Reason.HOST_BUDGET, Reason.HOST_LEASED}:
        return Reason(str(error))
    if type(error) is IgnoreRequest:
        said = str(error)
        return next((reason for part, reason in IGNORED if part in said), of_error(type(error)))
    return _listed(error) or of_error(type(_last(error)))


def _listed(error: BaseException) -> Reason | None:
    """Return the first reason of the table that an exception has, or one that it wraps."""
    wrapped = list(_unwrapped(error))
    return next(
        (reason for classes, reason in FAILURES if any(isinstance(e, classes) for e in wrapped)),
        None,
    )


def _last(error: BaseException) -> BaseException:
    *_, last = _unwrapped(error)
    return last


def _unwrapped(error: BaseException, depth: int = 5) -> Iterator[BaseException]:
    """Yield an exception and those inside it.

    Twisted collects what went wrong with a connection in a list, and Scrapy wraps that again.
    """
    yield error
    if depth == 0:
        return
    inner: list[Any] = [each.value for each in getattr(error, "reasons", ())]
    if isinstance(error, scrapy_errors.DownloadFailedError) and error.__cause__:
        inner.append(error.__cause__)
    for each in inner:
        if isinstance(each, BaseException):
            yield from _unwrapped(each, depth - 1)
