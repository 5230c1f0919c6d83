"""The local web page over an archive: what may be asked of it, and by whom.

    make_app(root, index, progress) -> Flask -> served by `crawler.commands.view`

It answers GET and nothing else, to hosts that are this machine, with a policy by which a page can
load nothing but its style and the pictures of the archive. What a page says is what
`crawler.view.pages` and the templates make of it.
"""

from __future__ import annotations

import ipaddress
import sqlite3
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, g, render_template, request
from werkzeug.exceptions import Forbidden, HTTPException, ServiceUnavailable

from crawler.view.holdings import Holdings
from crawler.view.line_files import root_of
from crawler.view.pages import PAGES
from crawler.view.shown import today
from crawler.view.templating import prepare

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Response

    from crawler.archive.stored_captures import StoredCaptures

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-DNS-Prefetch-Control": "off",
    # Of a story that is taken down nothing stays in a browser either.
    "Cache-Control": "no-store",
}
"""Of each answer, unless it says otherwise. https://www.w3.org/TR/CSP3/"""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the index is."""

    done: int = 0
    total: int = 0
    is_whole: bool = True

    @property
    def percent(self) -> int:
        """Of the bytes that there are to read."""
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True, slots=True)
class Viewed:
    """What is looked at."""

    root: Path
    index: Path
    progress: Callable[[], Progress] = Progress
    captures: Path | None = None
    """What its captures are in, where its lines were made for whoever looks: a file, a folder."""

    hosts: frozenset[str] = field(default_factory=frozenset)
    """Names beside this machine's own by which it may be asked."""

    store: StoredCaptures | None = None
    """What has the captures that are not here."""

    name: str = ""
    """What it is called, where that is not the name of its folder."""


def make_app(viewed: Viewed) -> Flask:
    """Return the application. What it shows is opened anew for each answer."""
    app = Flask(__name__)
    app.config["VIEWED"] = viewed
    # Bodies are not read; a form asks with GET.
    app.config["MAX_CONTENT_LENGTH"] = 0
    prepare(app.jinja_env)
    app.before_request(_open)
    app.teardown_request(_close)
    app.after_request(_guard)
    app.context_processor(_about)
    app.register_error_handler(HTTPException, _tell)
    app.register_error_handler(sqlite3.Error, _tell_index)
    for rule, page in PAGES.items():
        app.add_url_rule(rule, page.__name__, page, methods=["GET"])
    return app


def _viewed() -> Viewed:
    viewed: Viewed = current_app.config["VIEWED"]
    return viewed


def _open() -> None:
    """Open the archive for an answer, if it is asked by somebody here."""
    viewed = _viewed()
    if not is_asked_here(request.environ.get("HTTP_HOST", ""), viewed.hosts):
        raise Forbidden("this page is for this machine: the request names another host")
    # Asked first: what is whole now is whole when it is looked into.
    g.progress = viewed.progress()
    try:
        g.held = Holdings(
            root_of(viewed.root),
            viewed.index,
            captures=_folder_of(viewed),
            store=viewed.store,
            today=today(),
        )
    except sqlite3.Error:
        raise ServiceUnavailable("the index is being made: try again in a moment") from None


def _folder_of(viewed: Viewed) -> Path | None:
    is_file = viewed.captures is not None and viewed.captures.is_file()
    return viewed.captures.parent if viewed.captures and is_file else viewed.captures


def _close(_: BaseException | None) -> None:
    if "held" in g:
        g.held.db.close()


def _about() -> dict[str, Any]:
    """Return what each template is told."""
    viewed = _viewed()
    progress = g.progress if "progress" in g else Progress()
    shown = viewed.captures or viewed.root
    damaged = 0
    with suppress(sqlite3.Error):  # an index that is being made anew is told of already
        damaged = g.held.damaged() if "held" in g else 0
    return {
        "archive": viewed.name or shown.resolve().name,
        "progress": progress,
        "damaged": damaged,
        "store": str(viewed.store or ""),
        "has_picture": g.held.has_picture if "held" in g else lambda _: False,
    }


def _guard(response: Response) -> Response:
    for name, value in HEADERS.items():
        if name == "Cache-Control" or name not in response.headers:
            response.headers[name] = value
    return response


def _tell(error: HTTPException) -> tuple[str, int]:
    return render_template("error.html", error=error), error.code or 500


def _tell_index(error: sqlite3.Error) -> tuple[str, int]:
    current_app.logger.warning("the index: %s", error)
    again = ServiceUnavailable(
        "the index is being made anew: try again in a moment; if it stays so, delete it"
    )
    return render_template("error.html", error=again), 503


def is_asked_here(host: str, names: frozenset[str] = frozenset()) -> bool:
    """Return True if a request names this machine, and no name that somebody else may give it.

    A page of anybody's site may ask a host of its own that was made to lead here: by its name
    it is told. Addresses in digits cannot be made to lead elsewhere.

    >>> [is_asked_here(each) for each in ("127.0.0.1:8300", "localhost", "[::1]:80")]
    [True, True, True]
    >>> [is_asked_here(each) for each in ("evil.example:8300", "127.0.0.1.evil.example", "")]
    [False, False, False]
    >>> is_asked_here("192.168.0.7:80"), is_asked_here("192.168.0.7:80", frozenset({"0.0.0.0"}))
    (False, True)
    """
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
    name = name.strip("[]").casefold().removesuffix(".")
    if name == "localhost" or name in names:
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or any(_is_everywhere(each) for each in names)


def _is_everywhere(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_unspecified
    except ValueError:
        return False
