"""What becomes of an address: the one vocabulary of outcomes, and of the reasons for them.

Every address that a run knows of ends in one `Outcome`; most have a `Reason` beside it. Both
are stable words: they stand in the ledger, in the reports and in what Prometheus is told. A
new word is a member of its enum and a row of `TABLE`; the list in README.md is `for_readme()`.

    python -m crawler.outcomes     the list for README.md
"""

from __future__ import annotations

from enum import StrEnum
from textwrap import wrap
from typing import NamedTuple

from crawler import patterns as re


class Outcome(StrEnum):
    """How an address ended in a run, in the order of the receipt."""

    STORED = "stored"
    """A story that was not held is now."""

    VERSION = "version"
    """A story that is held has changed: the new version is stored beside the old ones."""

    UNCHANGED = "unchanged"
    """A story is held as it is."""

    WITHDRAWN = "withdrawn"
    """A story that is held is no longer served; the copy is kept."""

    SOURCE = "source"
    """A page, a feed or a sitemap that lists stories."""

    DROPPED = "dropped"
    """Nothing that is wanted stands there, or it may not be asked for."""

    FAILED = "failed"
    """It could not be had, read or kept."""

    PENDING = "pending"
    """Still due: the next run asks for it."""


class Reason(StrEnum):
    """Why an address ended so; `TABLE` says what each means."""

    # stories that are held
    SAME_CONTENT = "same-content"
    SAME_CAPTURE = "same-capture"
    NOT_MODIFIED = "not-modified"
    STILL_GONE = "still-gone"
    REDIRECTED_HOME = "redirected-home"

    # sources
    LIST = "list"
    KEPT_UNREAD = "kept-unread"

    # addresses that hold no story of their own, or none that may be asked for
    TWIN = "twin"
    CONTINUATION = "continuation"
    SAME_STORY = "same-story"
    ROBOTS = "robots"
    PRIVATE_ADDRESS = "private-address"
    NO_SUCH_SOURCE = "no-such-source"
    NOT_WANTED = "not-wanted"
    TRAP = "trap"
    TAKEN_DOWN = "taken-down"

    # pages that are no article
    LIST_PAGE = "list-page"
    NO_TEXT = "no-text"
    NEEDS_BROWSER = "needs-browser"
    NO_HEADLINE = "no-headline"
    EMPTY_BODY = "empty-body"
    ERROR_PAGE = "error-page"
    LOGIN_WALL = "login-wall"
    CAPTCHA = "captcha"
    CONSENT_WALL = "consent-wall"
    FRAMES = "frames"
    SENDS_ON = "sends-on"
    PARKED = "parked"
    DATA = "data"
    BINARY = "binary"

    # the host
    ROBOTS_UNREACHABLE = "robots-unreachable"
    HOST_PAUSED = "host-paused"
    HOST_BUDGET = "host-budget"
    HOST_LEASED = "host-leased"

    # the connection
    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    TLS = "tls"
    CONNECTION_LOST = "connection-lost"
    PROXY = "proxy"

    # the answer
    REDIRECT_LOOP = "redirect-loop"
    COOKIE_GATE = "cookie-gate"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_ADDRESS = "bad-address"
    SCHEME = "scheme"
    NOT_HTTP = "not-http"
    HEAD_TOO_LONG = "head-too-long"
    TOO_LARGE = "too-large"
    CUT_SHORT = "cut-short"
    UNDECODABLE = "undecodable"

    # ours
    READ_TIMEOUT = "read-timeout"
    READ_CRASH = "read-crash"
    READ_ABORTED = "read-aborted"
    ERROR_STORE = "error-store"


HTTP = "http-"
"""Begins the reasons that are a status of HTTP: ``http-404``."""

ERROR = "error-"
"""Begins the reasons that are an exception nobody foresaw: ``error-KeyError``."""

_FAMILY = re.compile(rf"{HTTP}[1-9]\d\d|{ERROR}[A-Za-z_]\w*", re.ASCII)


class Entry(NamedTuple):
    """What a reason means."""

    reason: str
    """A `Reason`, or the name of a family: ``http-NNN``."""

    outcomes: tuple[Outcome, ...]
    meaning: str
    act: str = ""
    """What whoever runs the crawl may do about it; empty where there is nothing to do."""


_UNCHANGED, _DROPPED, _FAILED = (Outcome.UNCHANGED,), (Outcome.DROPPED,), (Outcome.FAILED,)
_SEE_PAGE = "where many are: a page of the site's is frozen under `drift/`, or `scrapy read URL`"

TABLE = (
    Entry(
        Reason.SAME_CONTENT,
        _UNCHANGED,
        "the story reads as it is held",
    ),
    Entry(Reason.SAME_CAPTURE, _UNCHANGED, "a capture that has been read already"),
    Entry(
        Reason.NOT_MODIFIED,
        (Outcome.UNCHANGED, Outcome.SOURCE),
        "the server says that it is as it was (HTTP 304)",
    ),
    Entry(Reason.STILL_GONE, _UNCHANGED, "a story that was withdrawn is still away"),
    Entry(
        Reason.REDIRECTED_HOME,
        (Outcome.WITHDRAWN, Outcome.DROPPED),
        "the site answers for the story with its front page",
    ),
    Entry(Reason.LIST, (Outcome.SOURCE,), "it lists other pages"),
    Entry(
        Reason.KEPT_UNREAD,
        (Outcome.SOURCE,),
        "kept, to be read later: `READ_ARTICLES` is off",
        "`scrapy crawl replay -a captures=DIR`",
    ),
    Entry(Reason.TWIN, _DROPPED, "another address of the same page is known and stands for it"),
    Entry(Reason.CONTINUATION, _DROPPED, "a further page of a story, and part of its line"),
    Entry(Reason.SAME_STORY, _DROPPED, "held from another address, and `SAME_STORY` is `drop`"),
    Entry(Reason.ROBOTS, _DROPPED, "robots.txt forbids it"),
    Entry(
        Reason.PRIVATE_ADDRESS,
        _DROPPED,
        "its host is on this machine or in its network",
        "`-s ALLOW_PRIVATE_ADDRESSES=HOST:PORT` where the site is your own",
    ),
    Entry(
        Reason.NO_SUCH_SOURCE,
        _DROPPED,
        "one of the usual addresses of feeds and sitemaps was tried, and nothing is there",
    ),
    Entry(
        Reason.NOT_WANTED,
        _DROPPED,
        "a story that `-a since=`, `until=`, `language=` or `match=` leaves out; it was captured",
    ),
    Entry(
        Reason.TRAP,
        _DROPPED,
        "made up without end: one host too many of its domain, or an address whose like bring one "
        "story, or list the same, again and again; never asked for",
        "`-a url=` of the host, where it is one of its own",
    ),
    Entry(
        Reason.TAKEN_DOWN,
        _DROPPED,
        "`scrapy takedown` removed the story; never asked for again",
        "`takedowns/` in the archive says why",
    ),
    Entry(Reason.LIST_PAGE, _DROPPED, "the page lists others", _SEE_PAGE),
    Entry(Reason.NO_TEXT, _DROPPED, "no text of an article was found on the page", _SEE_PAGE),
    Entry(
        Reason.NEEDS_BROWSER,
        _DROPPED,
        "a page that a script fills, and no browser has filled, or not with a text",
        "crawl with -s RENDER=auto and the extra `browser`, or look for a feed that has the text",
    ),
    Entry(Reason.NO_HEADLINE, _DROPPED, "a few words without a headline", _SEE_PAGE),
    Entry(Reason.EMPTY_BODY, _DROPPED, "nothing was served, or nothing is left of it", _SEE_PAGE),
    Entry(Reason.ERROR_PAGE, _DROPPED, "the page says that something went wrong"),
    Entry(Reason.LOGIN_WALL, _DROPPED, "the page asks to log in"),
    Entry(
        Reason.CAPTCHA,
        _DROPPED,
        "the page asks whether a human reads it",
        "ask more slowly (`DOWNLOAD_DELAY`), or ask the site (`CONTACT`)",
    ),
    Entry(Reason.CONSENT_WALL, _DROPPED, "the page asks for consent, and shows nothing else"),
    Entry(Reason.FRAMES, _DROPPED, "the page is a set of frames"),
    Entry(Reason.SENDS_ON, _DROPPED, "the page does nothing but send its reader on to another"),
    Entry(Reason.PARKED, _DROPPED, "the domain is for sale, or nobody has built on it"),
    Entry(Reason.DATA, _DROPPED, "JSON, for a program and not for a reader"),
    Entry(Reason.BINARY, _DROPPED, "a picture, a film, a PDF or another file that is no page"),
    Entry(
        Reason.ROBOTS_UNREACHABLE,
        _FAILED,
        "robots.txt cannot be had, so nothing is asked for",
        "it is tried again; after 30 days its absence counts as leave",
    ),
    Entry(
        Reason.HOST_PAUSED,
        (Outcome.PENDING, Outcome.FAILED),
        "its host is left alone for now: it said so, or failed again and again",
        "the next run goes on; `HOST_PATIENCE` says how long a run waits",
    ),
    Entry(
        Reason.HOST_BUDGET,
        (Outcome.PENDING, Outcome.FAILED),
        "the requests to its host in one run are used up",
        "the next run goes on; `HOST_BUDGET` says how many there are",
    ),
    Entry(
        Reason.HOST_LEASED,
        (Outcome.PENDING, Outcome.FAILED),
        "another process of the fleet asks its host",
        "it is asked for when that one is done; `scrapy fleet` says who it is",
    ),
    Entry(Reason.DNS, _FAILED, "the name of the host is not known", "is it spelled right?"),
    Entry(Reason.REFUSED, _FAILED, "the host takes no connection"),
    Entry(
        Reason.UNREACHABLE, _FAILED, "no way leads to the host", "is this machine on the network?"
    ),
    Entry(Reason.TIMEOUT, _FAILED, "no answer, or no whole one, within `DOWNLOAD_TIMEOUT`"),
    Entry(
        Reason.TLS,
        _FAILED,
        "no secure connection: a certificate that is expired, for another name or not trusted, "
        "or no common version of TLS",
        "look at the site in a browser; `-s DOWNLOAD_VERIFY_CERTIFICATES=False` asks all the same",
    ),
    Entry(Reason.CONNECTION_LOST, _FAILED, "the connection was closed or reset before an answer"),
    Entry(
        Reason.PROXY,
        _FAILED,
        "the proxy of this machine refuses, or is of a kind that is not spoken",
        "set http_proxy and https_proxy to http://HOST:PORT",
    ),
    Entry(Reason.REDIRECT_LOOP, _FAILED, "its redirects lead back to where they have been"),
    Entry(
        Reason.COOKIE_GATE,
        _FAILED,
        "it redirects to itself until a cookie is sent back, and no cookies are kept",
        "`-s COOKIES_ENABLED=True` where that is wanted",
    ),
    Entry(Reason.TOO_MANY_REDIRECTS, _FAILED, "more redirects than `REDIRECT_MAX_TIMES`"),
    Entry(Reason.BAD_ADDRESS, _FAILED, "it is, or redirects to, what cannot be an address"),
    Entry(Reason.SCHEME, _FAILED, "it redirects to what is neither http nor https"),
    Entry(Reason.NOT_HTTP, _FAILED, "what the server sent is not HTTP"),
    Entry(Reason.HEAD_TOO_LONG, _FAILED, "the headers of the response have no end"),
    Entry(Reason.TOO_LARGE, _FAILED, "more than `DOWNLOAD_MAXSIZE`, as it came or once unpacked"),
    Entry(Reason.CUT_SHORT, _FAILED, "the response ended before its announced end"),
    Entry(
        Reason.UNDECODABLE,
        _FAILED,
        "the body is not in the Content-Encoding that it claims",
    ),
    Entry(Reason.READ_TIMEOUT, _FAILED, "reading the page took longer than `READ_TIMEOUT`"),
    Entry(
        Reason.READ_CRASH,
        _FAILED,
        "the process that read the page died",
        "please report it, with the capture",
    ),
    Entry(
        Reason.READ_ABORTED,
        (Outcome.PENDING,),
        "the run ended while the page was read; never counted, for the page is taken again",
    ),
    Entry(
        Reason.ERROR_STORE,
        _FAILED,
        "the page could not be written to the archive",
        "please report it; its bytes are fetched again",
    ),
    Entry(
        f"{HTTP}NNN",
        (Outcome.FAILED, Outcome.WITHDRAWN),
        "the status of HTTP that the server answered with; `http-404` and `http-410` of a story "
        "that is held withdraw it",
    ),
    Entry(
        f"{ERROR}NAME",
        _FAILED,
        "an exception that nobody foresaw",
        "ours: please report it, with the log",
    ),
)
"""Every reason, in the order of the receipt's outcomes."""

_ENTRIES = {entry.reason: entry for entry in TABLE}


def is_reason(word: str) -> bool:
    """Return True if a word is in the vocabulary, or of one of its open families.

    >>> is_reason("timeout"), is_reason("http-404"), is_reason("error-KeyError")
    (True, True, True)
    >>> is_reason("download"), is_reason("http-"), is_reason("http-abc")
    (False, False, False)
    """
    return word in _ENTRIES or bool(_FAMILY.fullmatch(word))


def entry_of(word: str) -> Entry | None:
    """Return what a reason means; None for a word that is none.

    >>> entry_of("http-404").reason, entry_of("download")
    ('http-NNN', None)
    """
    if word not in _ENTRIES and _FAMILY.fullmatch(word):
        word = f"{HTTP}NNN" if word.startswith(HTTP) else f"{ERROR}NAME"
    return _ENTRIES.get(word)


def of_http(status: int) -> str:
    """Return the reason that a status of HTTP is.

    >>> of_http(404)
    'http-404'
    """
    return f"{HTTP}{status}"


GONE = frozenset({of_http(404), of_http(410)})
"""Reasons by which a server says that nothing stands at an address any more."""


def of_error(error: type[BaseException]) -> str:
    """Return the last resort: the reason that an exception is which nobody foresaw.

    >>> of_error(KeyError)
    'error-KeyError'
    """
    return f"{ERROR}{error.__name__}"


def is_ours(reason: str | None) -> bool:
    """Return True if a reason is a fault of the crawler's own.

    >>> is_ours("error-KeyError"), is_ours("error-page"), is_ours(None)
    (True, False, False)
    """
    return bool(reason) and reason != Reason.ERROR_PAGE and (reason or "").startswith(ERROR)


def explained(word: str) -> str:
    """Return a reason with what it means and what to do about it, for a line on a screen.

    >>> explained("robots")
    'robots: robots.txt forbids it'
    """
    entry = entry_of(word)
    if entry is None:
        return word
    return f"{word}: {entry.meaning}" + (f" ({entry.act})" if entry.act else "")


def for_readme() -> str:
    """Return the list of reasons as it stands in README.md: an item for each outcome.

    A reason stands where it is met most, which is the first of its outcomes.
    """
    items = []
    for outcome in Outcome:
        words = [f"`{entry.reason}`" for entry in TABLE if entry.outcomes[0] == outcome]
        if words:
            text = f"  * {outcome}: {', '.join(words)}"
            lines = wrap(text, 119, subsequent_indent=" " * 4, break_on_hyphens=False)
            items.append("\n".join(lines))
    return "\n".join(items)


if __name__ == "__main__":
    print(for_readme())  # noqa: T201 this is what it is for
