"""JSON that lists articles: JSON Feed, and what a list page loads when asked for more.

No two sites name things alike, so any object counts that has an address and a
title; HTML inside a string is read as the list page that it is a piece of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from crawler.frontier.link import MAX_LINKS, Link, Listing, Origin, distinct, unescaped
from crawler.lang.dates.parse import iso_date
from crawler.lang.dates.timezones import country_of

_WORDS = """
    address: url link href linkurl docurl articleurl weburl shareurl canonicalurl permalink pcurl
        detailurl newsurl pageurl uri
    title: title headline doctitle newstitle articletitle name subject listtitle
    published: datepublished publisheddate publishedat published pubdate pubtime publishtime
        publishdate publishat docreltime ptime ctime inputtime createtime createdat date time
        timestamp
    modified: datemodified modifieddate updatedat updated modified updatetime mtime
    next: nexturl nextpageurl nextpage next nextlink morelink moreurl
    more: hasmore hasnext more ismore nextpageavailable
"""
NAMES = {what: words.split() for what, words in re.findall(r"(\w+):((?:\s+\w+(?!\w*:))+)", _WORDS)}
"""Names in lower case without signs between words: ``next_page_url`` is ``nextpageurl``."""

MAX_FAILURES = 50
"""Objects without an end that are tried in a broken document: each costs its whole length."""

_DECODER = json.JSONDecoder(strict=False)
_LAST_COMMA = re.compile(r",(\s*[}\]])")

MAX_DEPTH = 12
"""Levels of JSON that are looked into; lists of articles were met at four."""

Reader = Callable[[str, Origin], tuple[Link, ...]]


def from_json(text: str, origin: Origin, read_html: Reader) -> Listing:
    """Return what a JSON document lists, and where it says that more is.

    `read_html` reads the HTML that a string may hold. JSONP is read as its content.
    """
    document = _read(_without_callback(text))
    if document is None:
        return Listing("nothing")
    is_feed = isinstance(document, dict) and "jsonfeed.org" in str(document.get("version", ""))
    links: list[Link] = []
    for value in _values(document):
        if len(links) >= MAX_LINKS:
            return Listing("json", distinct(links), cut=True)
        if isinstance(value, dict):
            links += _entry(value, origin, is_feed=is_feed)
            links += _following(value, origin, is_feed=is_feed)
        elif "<a " in value or "<a\n" in value:
            links += read_html(value, origin)
    return Listing("feed" if is_feed else "json", distinct(links))


def _read(text: str) -> Any:
    """Return a document, or of a broken one every whole object in it; None for nothing."""
    whole = _LAST_COMMA.sub(r"\1", text)
    for attempt in (text, whole):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _whole_objects(whole) or None


def _whole_objects(text: str) -> list[Any]:
    """Return the objects that can be read where the document cannot: it was cut, say.

    >>> _whole_objects('{"items": [{"url": "/1"}, {"url": "/2"}, {"url": "/')
    [{'url': '/1'}, {'url': '/2'}]
    """
    found: list[Any] = []
    at, failures = text.find("{"), 0
    while at >= 0 and failures < MAX_FAILURES and len(found) < MAX_LINKS:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            failures, end = failures + 1, at + 1
        else:
            found.append(value)
        at = text.find("{", end)
    return found


def _values(value: Any, depth: int = 0) -> Iterator[Any]:
    """Yield every object, and every string that may be HTML, outer ones first."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _values(inner, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, depth + 1)
    elif isinstance(value, str) and "<" in value:
        yield value


def _entry(value: dict[str, Any], origin: Origin, *, is_feed: bool) -> Iterator[Link]:
    named = {_bare(name): inner for name, inner in value.items()}
    href, title = _first(named, NAMES["address"]), _first(named, NAMES["title"])
    if not (href and (title or is_feed) and "/" in href):
        return
    url = origin.address(unescaped(href))
    if url is None or (not is_feed and not origin.is_ours(url)):
        return
    kind = "article" if is_feed else origin.kind_of(url) or "page"
    plain = " ".join(re.sub(r"<[^<>]*>", "", title or "").split())
    published, modified = (
        _time(named, NAMES[name], origin.url) for name in ("published", "modified")
    )
    yield Link(url, kind, plain or None, published, modified)


def _following(value: dict[str, Any], origin: Origin, *, is_feed: bool) -> Iterator[Link]:
    named = {_bare(name): inner for name, inner in value.items()}
    href = _first(named, NAMES["next"])
    more = next((named[name] for name in NAMES["more"] if name in named), None)
    if href and ("/" in href or "?" in href):
        url = origin.address(unescaped(href))
    elif more is True or str(more) in {"1", "true"}:
        url = next_numbered(origin.url)
    else:
        return
    if url and origin.is_ours(url):
        yield Link(url, "feed" if is_feed else "page")


_NUMBER = re.compile(
    r"((?:page|pageno|pagenum|pageindex|pg|paged|p|page_no|page_index)[=/_-])(\d{1,5})",
    re.IGNORECASE,
)


def next_numbered(url: str) -> str | None:
    """Return the address with its page number one higher; None where it has none.

    >>> next_numbered("https://a.example/api/list?ch=1&page=2")
    'https://a.example/api/list?ch=1&page=3'
    """
    found = list(_NUMBER.finditer(url))
    if not found:
        return None
    last = found[-1]
    return f"{url[: last.start()]}{last[1]}{int(last[2]) + 1}{url[last.end() :]}"


def _first(named: dict[str, Any], names: list[str]) -> str:
    return next(
        (named[n] for n in names if isinstance(named.get(n), str) and named[n].strip()), ""
    )


def _time(named: dict[str, Any], names: list[str], url: str) -> str | None:
    stated = (named.get(name) for name in names)
    found = (
        iso_date(s, place=country_of(url)) for s in stated if isinstance(s, (str, int, float))
    )
    return next((time for time in found if time), None)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _without_callback(text: str) -> str:
    found = re.match(r"[\s;]*(?:/\*\*/)?\s*[\w.$]{1,80}\s*\(", text)
    return text[found.end() : text.rfind(")")] if found else text
