"""Answers that are well formed and mislead: heads that claim, pages that lead round, floods.

As in `tests.soak.misdeeds`, of which these are the later ones, the name of each says what is done.
"""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable, Iterable
from functools import cache
from typing import Any

from tests.soak.misdeeds import (
    CHUNKED,
    MB,
    START,
    XML,
    Answer,
    Misdeed,
    always,
    in_page,
    moved,
    pieces,
    sent,
    story,
)

# --- heads


def headed(*lines: str) -> Misdeed:
    """Return a story under these lines of a head."""
    return lambda _, path: sent(story(path), *lines)


def refused(status: str, *lines: str) -> Misdeed:
    head = "\r\n".join((f"HTTP/1.1 {status}", *lines, "Content-Length: 0"))
    return always(head.encode("latin-1") + b"\r\n\r\n")


def smuggled(host: str, path: str) -> Answer:
    """Return a story, and behind it one that nobody asked for."""
    del host
    return sent(story(path)) + sent(story("forged")) * 3


def short_length(host: str, path: str) -> Answer:
    """Return a story that is longer than it says, with another answer in what is left of it."""
    del host
    body = story(path).encode()
    return START + b"Content-Length: %d\r\n\r\n" % len(body) + body + sent(story("forged"))


def across_hosts(host: str, path: str) -> Answer:
    """Return a redirect to a host that was made up for it."""
    chance = random.Random(host + path)
    return moved(f"http://w{chance.randrange(10**9)}.{host.partition('.')[2]}{path}")


def hinted(host: str, path: str) -> Answer:
    """Return a story behind many early hints, each with many links."""
    del host
    hint = b"HTTP/1.1 103 Early Hints\r\n" + b"Link: </a.css>; rel=preload\r\n" * 20 + b"\r\n"
    return hint * 50 + sent(story(path))


def trailed(host: str, path: str) -> Answer:
    """Return a story in chunks with extensions, and trailers that say what a head may."""
    del host
    body = story(path).encode()
    chunks = b"".join(
        b"%x;name=%s\r\n%s\r\n" % (len(part), b"x" * 40, part)
        for part in (body[n : n + 100] for n in range(0, len(body), 100))
    )
    trailers = b"Content-Length: 3\r\nContent-Encoding: gzip\r\nLocation: file:///etc/passwd\r\n"
    return CHUNKED + chunks + b"0\r\n" + trailers * 20 + b"\r\n"


def ever_new(host: str, path: str) -> Answer:
    """Return a story with validators, and an address of its own, that no other answer has."""
    mark = random.randrange(10**12)
    head = f"<link rel=canonical href='http://{host}{path}?v={mark}'>"
    return sent(story(path, head=head), f'ETag: "{mark}"', f"Content-Location: {path}?v={mark}")


YEAR_9999 = "Fri, 31 Dec 9999 23:59:59 GMT"
HEADS: dict[str, Misdeed] = {
    "answers that nobody asked for": smuggled,
    "a length that is too short": short_length,
    "early hints, then a story": hinted,
    "trailers that are a head": trailed,
    "redirects to hosts without end": across_hosts,
    "validators that are always new": ever_new,
    "dates in the year 9999": headed(
        f"Date: {YEAR_9999}", f"Last-Modified: {YEAR_9999}", f"Expires: {YEAR_9999}", "Age: -1"
    ),
    "dates that are none": headed(
        "Date: " + "9" * 5_000, "Last-Modified: Thu, 99 Foo -0001 99:99:99 +9999", "Age: 1e999"
    ),
    "cookies, 60 kB": headed(*(f"Set-Cookie: c{n}={'x' * 900}" for n in range(60))),
    "a type of 60 kB": lambda _, path: sent(
        story(path), kind="text/html; charset=" + "x" * 60_000
    ),
    "303 to a story, with one": always(
        b"HTTP/1.1 303 See Other\r\nLocation: /\r\n" + sent(story("in a redirect"))[17:]
    ),
    "304 to whoever did not ask": refused("304 Not Modified"),
    "switching protocols": refused("101 Switching Protocols", "Upgrade: h2c"),
    "a status of 999": refused("999 Request denied"),
    "Retry-After of 10^12": refused("503 Service Unavailable", "Retry-After: 1000000000000"),
    "Retry-After of 400 digits": refused("429 Too Many Requests", "Retry-After: " + "9" * 400),
    "Retry-After in the year 9999": refused("429 No", f"Retry-After: {YEAR_9999}"),
    "Refresh: 0 to itself": lambda _, path: sent("<p>Wait.", f"Refresh: 0; url={path}"),
}

# --- pages


def many(count: int, part: Callable[[int], str]) -> Misdeed:
    return in_page(lambda: "".join(map(part, range(count))))


def linked_data(make: Callable[[], Any]) -> Misdeed:
    return in_page(lambda: json.dumps(make()), script="application/ld+json")


def cycle() -> dict[str, Any]:
    """Return a graph in which each thing is about the next, and the last about the first."""
    return {"@graph": [
        {"@id": f"#{n}", "@type": "NewsArticle", "author": {"@id": f"#{(n + 1) % 9_000}"},
         "mainEntity": {"@id": f"#{(n + 1) % 9_000}"}, "isPartOf": {"@id": f"#{n - 1}"}}
        for n in range(9_000)
    ]}  # fmt: skip


def authors(count: int) -> dict[str, Any]:
    people = [{"@type": "Person", "name": f"A{n}"} for n in range(count)]
    return {"@type": "NewsArticle", "headline": "Ferry", "author": people}


def candidates() -> str:
    return f"<img srcset='{','.join(f'/{n}.jpg {n}w' for n in range(400_000))}' src=/a.jpg>"


def ping_pong(host: str, path: str) -> Answer:
    """Return a story that says it is another, which says that it is this one."""
    bare, _, said = path.partition("?")
    other = bare if said else f"{bare}?2"
    links = f"<link rel=canonical href='http://{host}{other}'>" + "".join(
        f"<link rel=alternate hreflang=l{n} href='{bare}?hl={n}'>" for n in range(5_000)
    )
    return sent(story(bare, head=links))


def next_of_itself(host: str, path: str) -> Answer:
    del host
    bare, _, page = path.partition("?page=")
    number = int(page or 1) + 1
    return sent(story(path, head=f"<link rel=next href='{bare}?page={number}'>",
                      after=f"<a rel=next href='{bare}?page={number}'>Next page</a>"))  # fmt: skip


MARKS = "\u0300\u0323"
"""A mark above a letter and one below it: in order to be compared the lower one comes first."""

FLOODS: dict[str, Misdeed] = {
    "linked data that goes round": linked_data(cycle),
    "40,000 authors": linked_data(lambda: authors(40_000)),
    "200,000 authors": linked_data(lambda: authors(200_000)),
    "400,000 candidates in a srcset": in_page(candidates),
    "canonical addresses that go round": ping_pong,
    "next pages without end": next_of_itself,
    "300,000 marks on a letter": in_page(lambda: "<p>a" + MARKS * 150_000),
    "a headline of 60,000 marks": lambda _, path: sent(
        story(path, f"Ferry {path} a{MARKS * 30_000}")
    ),
    "a word of 4 MB": in_page(lambda: "<p>" + "ferry" * 800_000),
    "4 MB of line ends": in_page(lambda: "<pre>" + "\r\n" * 2 * MB),
    "100,000 metas": many(100_000, lambda n: f"<meta property=article:author content=A{n}>"),
    "100,000 times": many(
        100_000, lambda n: f"<time datetime=2026-02-{n % 28 + 1:02}>then</time>"
    ),
    "100,000 scripts": many(
        100_000, lambda n: f'<script type="application/ld+json">{{"@id":"{n}"}}</script>'
    ),
    "a class of 500,000 names": in_page(
        lambda: f"<p class='{' '.join(f'c{n}' for n in range(500_000))}'>Ferry"
    ),
    "100,000 rows of a table": many(100_000, lambda n: f"<table><tr><td>{n}<td>Ferry</table>"),
    "40,000 attributes of data": in_page(
        lambda: f"<div data-a='{json.dumps([{'@type': 'NewsArticle'}] * 200_000)}'>Ferry</div>"
    ),
}
MISLEADING = HEADS | FLOODS

# --- where a list is expected


def endless(start: str, piece: str, kind: str = XML) -> Misdeed:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{start}"
    return always(pieces(head.encode(), (piece * 1_000).encode(), times=20_000))


@cache
def entry_with(inner: str, times: int) -> bytes:
    loc = "http://other.example/news/2026/0205/1.html"
    return sent(f"<urlset><url><loc>{loc}</loc>{inner * times}</url></urlset>", kind=XML)


def nested_feeds(host: str, path: str) -> Answer:
    """Return an index of feeds, or a feed of indexes, each under another address."""
    bare, _, step = path.partition("?")
    number = int(step or 0)
    listed = [f"http://{host}{bare}?{number * 3 + n}" for n in (1, 2, 3)]
    if number % 2:
        return sent("<rss><channel>" + "".join(
            f"<item><link>{url}</link><title>Ferry</title></item>" for url in listed
        ) + "</channel></rss>", kind="application/rss+xml")  # fmt: skip
    return sent("<sitemapindex>" + "".join(
        f"<sitemap><loc>{url}</loc></sitemap>" for url in listed
    ) + "</sitemapindex>", kind=XML)  # fmt: skip


def twins(host: str, path: str) -> Answer:
    """Return addresses of one story, each spelled in another way."""
    del path
    spelled = ("cafe\u0301", "caf\u00e9", "caf%C3%A9", "caf%c3%a9", "CAF%C3%89", "cafe%CC%81",
               "./café", "x/../café", "café/", "café//", "café?", "café#a", "café;a",
               "caf%25C3%25A9", "caf%2525C3%2525A9")  # fmt: skip
    hosts = (host, host.upper(), host.replace(":", ".:"), f"user@{host}")
    return sent("<urlset>" + "".join(
        f"<url><loc>http://{each}/news/2026/0205/{n}/{name}</loc></url>"
        for each in hosts for name in spelled for n in range(20)
    ) + "</urlset>", kind=XML)  # fmt: skip


def index_of(maps: Iterable[str]) -> bytes:
    listed = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in maps)
    return sent(f"<sitemapindex>{listed}</sitemapindex>", kind=XML)


LISTED: dict[str, Misdeed] = {
    "CDATA without end in one entry": endless("<rss><channel><item><title><![CDATA[", "ferry "),
    "one address without end": endless("<urlset><url><loc>http://other.example/", "ferry"),
    "a comment without end": endless("<urlset><!--", "ferry "),
    "JSON without end": endless('{"items":[', '{"url":"/a"},', kind="application/json"),
    "text without end": endless("", "http://other.example/a\n", kind="text/plain"),
    "feeds and indexes in each other": nested_feeds,
    "one story in many spellings": twins,
    "200,000 alternates of one entry": lambda _, __: entry_with(
        "<xhtml:link rel='alternate' hreflang='en' href='http://other.example/a'/>", 200_000
    ),
    "200,000 pictures of one entry": lambda _, __: entry_with(
        "<image:image><image:loc>http://other.example/a.jpg</image:loc></image:image>", 200_000
    ),
    "an index of itself in 5,000 spellings": lambda host, path: index_of(
        f"http://{host}{path.partition('?')[0]}?{n}" for n in range(5_000)
    ),
    "an index of ever new spellings": lambda host, path: index_of(
        f"http://{host}{path.partition('?')[0]}?{int(path.partition('?')[2] or 0) * 9 + n}"
        for n in range(1, 10)
    ),
}  # fmt: skip


def slowly(host: str, path: str) -> Answer:
    del host, path
    return pieces(START, b"Disallow: /a\n", 0.2)


async def _nothing() -> AsyncIterator[bytes]:
    return
    yield


# --- more at once than anybody asks for: all of it goes into the ledger

RESTS = refused("429 Too Many Requests", "Retry-After: 86400")
"""At the addresses of the stories: the host is left alone, and they stay due."""


def own(host: str, path: str, number: int) -> list[str]:
    """Return addresses of a host's own stories: so many in its first list, in others a few."""
    at = int("".join(filter(str.isdigit, path.rpartition("/")[2])) or 0)
    return [f"http://{host}/news/2026/0206/{at}-{n}.html" for n in range(9 if at else number)]


def own_sitemap(host: str, path: str) -> Answer:
    urls = own(host, path, 50_000)
    return sent(f"<urlset>{''.join(f'<url><loc>{url}</loc></url>' for url in urls)}</urlset>",
                kind=XML)  # fmt: skip


def own_feed(host: str, path: str) -> Answer:
    items = "".join(
        f"<item><title>Story {n} of the quay</title><link>{url}</link></item>"
        for n, url in enumerate(own(host, path, 10_000))
    )
    return sent(f"<rss><channel>{items}</channel></rss>", kind="application/rss+xml")


def lists_of_400(host: str, path: str) -> Answer:
    """Return a list of 400 stories, and of three lists of 400 others; there are thirty."""
    number = int("".join(filter(str.isdigit, path)) or 0)
    stories = (f"http://{host}/closed/2026/0206/{number}-{n}.html" for n in range(400))
    further = (f"{path.rstrip('/').rpartition('/')[0]}/{3 * number + n}/" for n in (1, 2, 3))
    links = [*stories, *further] if number <= 30 else []
    listed = "".join(f"<li><a href='{url}'>A story of the quay</a></li>" for url in links)
    return sent(f"<html><title>The Quay</title>{listed}</html>")


CLOSED = always(sent("User-agent: *\nDisallow: /closed/\n", kind="text/plain"))
"""The robots.txt of a host of whose stories none may be asked for."""


RULES: dict[str, Misdeed] = {
    "robots.txt that moved to itself": lambda _, __: moved("/robots.txt"),
    "robots.txt that moves on without end": lambda host, _: across_hosts(host, "/robots.txt"),
    "robots.txt that asks for 10^300 s": lambda _, __: sent(
        "User-agent: *\nCrawl-delay: 1" + "0" * 300 + "\n", kind="text/plain"
    ),
    "robots.txt of 100 sitemaps": lambda host, _: sent(
        "".join(f"Sitemap: http://{host}/map-{n}.xml\n" for n in range(100)), kind="text/plain"
    ),
    "robots.txt byte by byte": slowly,
    "robots.txt without an end": always(pieces(CHUNKED, b"1\r\n#\r\n" * 1_000, times=20_000)),
    "robots.txt that hangs up": lambda _, __: _nothing,
}
