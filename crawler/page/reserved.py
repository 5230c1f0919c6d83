"""What a page asks of those who would keep a copy of it.

    noarchive    no copy is to be kept: as robots meta, or as ``X-Robots-Tag``
    tdm          no text and data mining without a licence: W3C TDM Reservation Protocol

`stated` finds it in the bytes of any page, be it an article, a list or an error; `reserved`
reads it, from there or from an article's `usage_info`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RESERVATIONS = frozenset(["noarchive", "tdm"])
"""What `reserved` can find."""

HEAD = 128 * 1024
"""Bytes of a page in which its head is looked for."""

_NAMES = {"robots", "x-robots-tag"}
_VALUED = {"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"}
"""Directives with a value; another word before a colon is the name of a crawler:
https://developers.google.com/search/docs/crawling-indexing/robots-meta-tag."""

_WORDS = (b"noarchive", b"tdm-reservation")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_META = re.compile(rb"<meta\s([^>]{1,1000})>", re.IGNORECASE)
_PART = re.compile(rb"""(name|content)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)


def stated(
    headers: Iterable[tuple[str, str]], body: bytes, agent: str = "crawler"
) -> tuple[str, ...]:
    """Return what headers and metas say, as `usage_info` has it.

    >>> stated([("X-Robots-Tag", "noindex")], b"<META content=noarchive name='robots'/>")
    ('x-robots-tag: noindex', 'robots: noarchive')
    >>> stated([], b"<!-- <meta name=robots content=noarchive> --><p>noarchive")
    ()
    """
    wanted = {*_NAMES, agent, "tdm-reservation"}
    statements = [(name.lower(), value.strip()) for name, value in headers]
    head = body[:HEAD]
    head = head.replace(b"\0", b"") if b"\0" in head else head
    lowered = head.lower()
    if any(word in lowered for word in _WORDS):
        statements += _metas(_COMMENT.sub(b"", head))
    return tuple(f"{name}: {value}" for name, value in statements if name in wanted)


def _metas(head: bytes) -> Iterator[tuple[str, str]]:
    for [meta] in (found.groups() for found in _META.finditer(head)):
        parts = {
            name.lower(): (quoted or single or bare).decode("latin-1").strip()
            for name, quoted, single, bare in _PART.findall(meta)
        }
        if {b"name", b"content"} <= parts.keys():
            yield parts[b"name"].lower(), parts[b"content"]


def reserved(statements: Iterable[str], agent: str = "crawler") -> frozenset[str]:
    """Return what the statements of a page forbid everybody, or this agent by name.

    >>> sorted(reserved(["robots: noarchive, max-image-preview:large", "tdm-reservation: 1"]))
    ['noarchive', 'tdm']
    >>> reserved(["googlebot: noarchive", "x-robots-tag: bingbot: noindex, noarchive"])
    frozenset()
    """
    found = set()
    for statement in statements:
        name, _, directives = statement.lower().partition(": ")
        if name in _NAMES | {agent} and "noarchive" in _directives(directives, agent):
            found.add("noarchive")
        if name == "tdm-reservation" and directives.strip() == "1":
            found.add("tdm")
    return frozenset(found)


def _directives(directives: str, agent: str) -> set[str]:
    """Return the directives that are for everybody or for this agent."""
    words, meant = set[str](), True
    for part in directives.split(","):
        before, colon, directive = part.partition(":")
        named = before.strip()
        if colon and " " not in named and named not in _VALUED:
            meant = named in {"*", agent}
        else:
            directive = part
        if meant:
            words.update(directive.split())
    return words
