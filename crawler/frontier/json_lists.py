"""JSON that lists articles: JSON Feed, and what a list page loads when asked for more.

No two sites name things alike, so any object counts that has an address and a
title; HTML inside a string is read as the list page that it is a piece of, unless
it is the text of such an object. What hangs on a story is none: its author, its pictures.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Collection, Iterator
from typing import Any

from crawler import patterns as re
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
    identifier: id guid
    beside: author authors creator contributor user publisher image images img media enclosure
        enclosures attachments thumbnail thumbnails links avatar comments embedded
"""
NAMES = {what: words.split() for what, words in re.findall(r"(\w+):((?:\s+\w+(?!\w*:))+)", _WORDS)}
"""Names in lower case without signs between words: ``next_page_url`` is ``nextpageurl``."""

MAX_FAILURES = 50
"""Objects without an end that are tried in a broken document: each costs its whole length."""

MAX_DIGITS = 40
"""Digits of a number that is read: a longer one is no time, and Python refuses to convert it."""


def _whole_number(digits: str) -> int | None:
    return int(digits) if len(digits) <= MAX_DIGITS else None


_DECODER = json.JSONDecoder(strict=False, parse_int=_whole_number)
SCRIPT = re.compile(
    r"[\s;]*(?:/\*.{0,400}?\*/\s*|//[^\n]{0,400}\n\s*)*+(?:(?:var|let|const)\s+)?"
    r"[\w.$\[\]'\"]{1,80}\s*(?:(\()|=)\s*(?=[\[{])",
    re.DOTALL,
)
"""How a script begins that hands a document to a function, or assigns it to a variable."""

NO_ENTRIES = frozenset(("person", "organization", "newsmediaorganization", "imageobject"))
"""Types of schema.org that have an address and a name, and are no story."""

_LAST_COMMA = re.compile(r",(\s*[}\]])")

MAX_DEPTH = 12
"""Levels of JSON that are looked into; lists of articles were met at four."""

Reader = Callable[[str, Origin], tuple[Link, ...]]


def from_json(text: str, origin: Origin, read_html: Reader) -> Listing:
    """Return what a JSON document lists, and where it says that more is.

    `read_html` reads the HTML that a string may hold. JSONP, and a script that assigns the
    document to a variable, are read as their content.
    """
    document = _read(_without_script(text))
    if document is None:
        return Listing("nothing")
    is_feed = isinstance(document, dict) and "jsonfeed.org" in str(document.get("version", ""))
    links: list[Link] = []
    for value in _values(document, is_feed=is_feed):
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
            return json.loads(attempt, strict=False, parse_int=_whole_number)
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


def _values(value: Any, depth: int = 0, *, is_feed: bool) -> Iterator[Any]:
    """Yield every object, and every string that may be HTML, outer ones first."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        is_entry = _stated(value, is_feed=is_feed) is not None
        for name, inner in value.items():
            text_of_entry = is_entry and (isinstance(inner, str) or "rendered" in _keys(inner))
            beside = isinstance(inner, dict | list) and _bare(name) in NAMES["beside"]
            if not (text_of_entry or beside):
                yield from _values(inner, depth + 1, is_feed=is_feed)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, depth + 1, is_feed=is_feed)
    elif isinstance(value, str) and "<" in value:
        yield value


def _stated(value: dict[str, Any], *, is_feed: bool) -> tuple[str, str] | None:
    """Return the address and the title that an object states; None where it is no entry."""
    named = {_bare(name): inner for name, inner in value.items()}
    if str(named.get("type")).lower() in NO_ENTRIES:
        return None
    href, title = _first(named, NAMES["address"]), _first(named, NAMES["title"])
    if not href:
        identifier = _first(named, NAMES["identifier"])
        href = identifier if re.match(r"https?://", identifier, re.IGNORECASE) else ""
    return (href, title) if (title or is_feed) and "/" in href else None


def _entry(value: dict[str, Any], origin: Origin, *, is_feed: bool) -> Iterator[Link]:
    stated = _stated(value, is_feed=is_feed)
    url = origin.address(unescaped(stated[0])) if stated else None
    if stated is None or url is None or (not is_feed and not origin.is_ours(url)):
        return
    kind = "article" if is_feed else origin.kind_of(url) or "page"
    plain = " ".join(html.unescape(re.sub(r"<[^<>]*>", "", stated[1])).split())
    named = {_bare(name): inner for name, inner in value.items()}
    published, modified = (_time(named, NAMES[n], origin.url) for n in ("published", "modified"))
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
    """Return the first text under one of the names; WordPress has it under `rendered`."""
    for name in names:
        value = named.get(name)
        if isinstance(value, dict):
            value = value.get("rendered")
        if isinstance(value, str) and value.strip():
            return value
    return ""


def _keys(value: Any) -> Collection[str]:
    return value.keys() if isinstance(value, dict) else ()


def _time(named: dict[str, Any], names: list[str], url: str) -> str | None:
    stated = (named.get(name) for name in names)
    found = (
        iso_date(s, place=country_of(url)) for s in stated if isinstance(s, (str, int, float))
    )
    return next((time for time in found if time), None)


def _bare(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()


def _without_script(text: str) -> str:
    """Return the document that a script hands to a function, or assigns to a variable.

    >>> [_without_script(text) for text in ('/**/ cb({"a": 1});', "var x = [1];", "[]")]
    ['{"a": 1}', '[1]', '[]']
    """
    found = SCRIPT.match(text)
    if found is None:
        return text
    last = text.rfind(")") if found[1] else max(text.rfind("}"), text.rfind("]")) + 1
    return text[found.end() : last] if last > found.end() else text[found.end() :]
