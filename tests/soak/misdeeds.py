"""What a server may do to a crawler, a row each: everything that was tried on this one.

`ANSWERS` stand at the address of a story, `SOURCES` where a feed or a sitemap is; each is made
for the address that is asked for, and its name says what is done.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import random
import zlib
from collections.abc import AsyncIterator, Callable
from functools import cache
from typing import Any

import brotli

from tests.crash import WORDS
from tests.raw_server import zstd_packer

MB = 1 << 20
UNPACKED = 300
"""Megabytes in each bomb."""

Answer = bytes | Callable[[], AsyncIterator[bytes]]
"""What goes over the wire: bytes, or pieces one after another."""

Misdeed = Callable[[str, str], Answer]
"""What is answered, given host and port and the path that was asked for."""

START = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
BIDI, ANSI, OSC = "\u202e", "\x1b[31m", "\x1b]0;owned\x07"
HOSTILE_TEXT = f"Ferry {BIDI}yrreF {ANSI}red{OSC}\x9b2J\x85 =cmd|' /C calc'!A0\x08\x7f"


def sent(body: bytes | str, *lines: str, kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a response with a length."""
    data = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    head = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", *lines, f"Content-Length: {len(data)}"]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n" + data


def prose(seed: object, paragraphs: int = 4, words: int = 60) -> list[str]:
    """Return paragraphs that no other seed has."""
    chance = random.Random(str(seed))
    return [f"{' '.join(chance.choices(WORDS, k=words)).capitalize()}." for _ in range(paragraphs)]


def story(seed: object, headline: str = "", head: str = "", after: str = "") -> str:
    """Return a story as a page."""
    title = headline or f"Story number {seed} of the harbour"
    text = "".join(f"<p>{each}</p>" for each in prose(seed))
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head><body>"
        f"<article><h1>{title}</h1>{text}</article>{after}</body></html>"
    )


def moved(location: str, *lines: str) -> bytes:
    head = ["HTTP/1.1 302 Found", f"Location: {location}", *lines, "Content-Length: 0"]
    return "\r\n".join(head).encode("latin-1") + b"\r\n\r\n"


def pieces(start: bytes, piece: bytes, pause: float = 0.0, times: int = 20_000) -> Answer:
    """Return an answer that goes on for as long as anybody listens, or nearly."""

    async def flow() -> AsyncIterator[bytes]:
        yield start
        for _ in range(times):
            yield piece
            if pause:
                await asyncio.sleep(pause)

    return flow


# --- on the wire


@cache
def bomb(coding: str) -> bytes:
    """Return `UNPACKED` megabytes of nothing, in a coding."""
    zeros = bytes(MB)
    packer: Any
    if coding == "br":
        packer = brotli.Compressor(quality=2)
        return b"".join(packer.process(zeros) for _ in range(UNPACKED)) + bytes(packer.finish())
    packer = zstd_packer() if coding == "zstd" else zlib.compressobj(9, wbits=31)
    return b"".join(packer.compress(zeros) for _ in range(UNPACKED)) + bytes(packer.flush())


def packed(coding: str) -> Misdeed:
    return lambda _, __: sent(bomb(coding), f"Content-Encoding: {coding}")


def bomb_in_gzip(host: str, path: str) -> Answer:
    del host, path
    return sent(gzip.compress(bomb("gzip")), "Content-Encoding: gzip, gzip")


def twenty_codings(host: str, path: str) -> Answer:
    del host
    body = story(path).encode()
    for _ in range(20):
        body = gzip.compress(body, 1)
    return sent(body, f"Content-Encoding: {', '.join(['gzip'] * 20)}")


def always(answer: Answer) -> Misdeed:
    return lambda _, __: answer


def to(location: str) -> Misdeed:
    """Return a redirect; HOST and PATH in it are those that were asked for."""
    return lambda host, path: moved(location.replace("HOST", host).replace("PATH", path))


def round_and_round(host: str, path: str) -> Answer:
    del host
    bare, _, step = path.partition("?step=")
    return moved(f"{bare}?step={int(step or 0) + 1}")


def cut_gzip(host: str, path: str) -> Answer:
    del host
    return sent(gzip.compress(story(path).encode())[:-30], "Content-Encoding: gzip")


def noise(host: str, path: str) -> Answer:
    del host
    return sent(random.Random(path).randbytes(200_000))


WIRE: dict[str, Misdeed] = {
    "gzip bomb": packed("gzip"),
    "brotli bomb": packed("br"),
    "zstd bomb": packed("zstd"),
    "gzip bomb in gzip": bomb_in_gzip,
    "twenty stacked codings": twenty_codings,
    "endless body": always(pieces(CHUNKED, b"10000\r\n" + bytes(1 << 16) + b"\r\n")),
    "one byte a chunk": always(pieces(CHUNKED, (b"1;" + b"x" * 900 + b"\r\n.\r\n") * 64)),
    "one-byte chunks": always(pieces(CHUNKED, b"1\r\n.\r\n" * 5_000)),
    "two million headers": always(pieces(START, b"X: y\r\n" * 1_000, times=2_000)),
    "300 MB header line": always(pieces(START + b"X: ", bytes(1 << 16), times=4_800)),
    "endless early hints": always(pieces(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000)),
    "slow body": always(pieces(CHUNKED, b"1\r\nx\r\n", 0.2)),
    "slow headers": always(pieces(START, b"X: y\r\n", 0.2)),
    "redirect loop": to("PATH"),
    "redirects without end": round_and_round,
    "redirect to file:": to("file:///etc/passwd"),
    "redirect to data:": to("data:text/html,hello"),
    "redirect to ftp:": to("ftp://127.0.0.1/"),
    "redirect to cloud metadata": to("http://169.254.169.254/latest/meta-data/"),
    "redirect to a private machine": to("http://10.0.0.1/"),
    "redirect to another port here": to("http://127.0.0.1:9/secret"),
    "redirect with a password": to("http://user:secret@HOSTPATH"),
    "Location of 60 kB": to("/news/" + "x" * 60_000),
    "Location with controls": to(f"/news/{ANSI}{OSC}\x85.html"),
    "two lengths": always(START + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nhelloworld"),
    "negative length": always(START + b"Content-Length: -5\r\n\r\nhello"),
    "length and chunks": always(
        START + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
    ),
    "huge chunk": always(CHUNKED + b"FFFFFFFFFFFFFFFFFF\r\nabc"),
    "negative chunk": always(CHUNKED + b"-5\r\nabc\r\n0\r\n\r\n"),
    "no HTTP at all": always(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"),
    "cut short": always(START + b"Content-Length: 99999\r\n\r\n<p>cut"),
    "cut gzip": cut_gzip,
    "noise called HTML": noise,
    "cookie for a public suffix": lambda _, path: sent(
        story(path), "Set-Cookie: all=1; Domain=.example", "Set-Cookie: uk=1; Domain=.co.uk"
    ),
}
CLOSING = frozenset(
    {"two lengths", "negative length", "huge chunk", "negative chunk", "no HTTP at all",
     "cut short"}
)  # fmt: skip
"""Answers after which the server hangs up."""


# --- in a page


@cache
def twice_encoded() -> str:
    """Return Chinese that was read as Windows-1252 twice, each paragraph another, 1.1 MB."""
    chance = random.Random(1)
    made: list[str] = []
    while sum(map(len, made)) < MB // 4:
        line = "".join(chr(chance.randrange(0x4E00, 0x9000)) for _ in range(30))
        for _ in range(2):
            line = line.encode().decode("latin-1")
        made.append(line)
    return "".join(f"<p>{line}</p>" for line in made)


@cache
def reporter_lines() -> str:
    return "".join(f"<p>（记者 王小{chr(0x4E00 + n % 5_000)}）</p>" for n in range(200_000))


def deep(opening: str, closing: str, times: int) -> str:
    return opening * times + "The ferry is back." + closing * times


def in_page(make: Callable[[], str], *, script: str = "") -> Misdeed:
    """Return a story with something beside its text, made once."""
    made = cache(make)

    def answer(host: str, path: str) -> Answer:
        del host
        inner = f'<script type="{script}">{made()}</script>' if script else made()
        return sent(story(path, after=inner))

    return answer


def forged_canonical(host: str, path: str) -> Answer:
    del host
    return sent(story(path, head="<link rel=canonical href='https://bank.example/login'>"))


def many_links() -> str:
    return "".join(f"<a href=//other.example/{n}.html>A ferry</a>" for n in range(100_000))


PAGES: dict[str, Misdeed] = {
    "200,000 attributes": in_page(lambda: "<p " + " ".join(f"a{n}=1" for n in range(200_000))),
    "40,000 attributes": in_page(lambda: "<p " + " ".join(f"a{n}=1" for n in range(40_000))),
    "200,000 nested div": in_page(lambda: deep("<div>", "</div>", 200_000)),
    "20,000 nested b": in_page(lambda: deep("<b>", "</b>", 20_000)),
    "5,000 nested tables": in_page(lambda: deep("<table><td>", "</table>", 5_000)),
    "100,000 comments left open": in_page(lambda: "<!--" * 100_000),
    "a million <": in_page(lambda: "<" * 1_000_000),
    "a million entities": in_page(lambda: "&amp;amp;" * 500_000),
    "1.1 MB doubly encoded Chinese": in_page(twice_encoded),
    "200,000 reporter lines": in_page(reporter_lines),
    "100,000 links": in_page(many_links),
    "JSON nested 100,000 deep": in_page(lambda: '{"a":' * 100_000, script="application/json"),
    "JSON-LD nested 100,000 deep": in_page(
        lambda: "[" * 100_000, script="application/ld+json"
    ),
    "JSON-LD number of a million digits": in_page(
        lambda: '{"@type":"NewsArticle","wordCount":' + "9" * 1_000_000 + "}",
        script="application/ld+json",
    ),
    "controls in headline and text": lambda _, path: sent(
        story(path, HOSTILE_TEXT, after=f"<p>{HOSTILE_TEXT}</p>")
    ),
    "halves of surrogate pairs": lambda _, path: sent(
        story(path, f"Ferry &#xD83D; {path}", after="<p>\ud83d</p>")
    ),
    "NULs": lambda _, path: sent(story(path).replace(" ", "\0 ")),
    "title of 60 kB": lambda _, path: sent(story(path, f"{path} " + "Ferry " * 10_000)),
    "one line of 8 MB": in_page(lambda: "<p>" + "ferry " * 1_400_000),
    "refresh to file:": lambda _, path: sent(
        story(path, head="<meta http-equiv=refresh content='0;url=file:///etc/passwd'>")
    ),
    "links to file: and private machines": in_page(
        lambda: "".join(
            f"<a href='{url}'>Ferry</a>"
            for url in ("file:///etc/passwd", "http://169.254.169.254/", "http://10.0.0.1/a.html",
                        "ftp://127.0.0.1/a", "data:text/html,a", "http://[::1]:22/a.html")
        )
    ),
    "forged canonical": forged_canonical,
    "soft 404": always(sent("<title>404</title><h1>Page not found</h1><p>Nothing here.</p>")),
}  # fmt: skip
ANSWERS = WIRE | PAGES


# --- where a list is expected

XML = "application/xml"
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(10))


def urlset(inner: str, before: str = "") -> bytes:
    return sent(f"<?xml version='1.0'?>{before}<urlset>{inner}</urlset>", kind=XML)


def entries(number: int) -> str:
    """Return entries of another site: what is listed is not what is tried."""
    return "".join(
        f"<url><loc>http://other.example/news/2026/0205/{n}.html</loc>"
        f"<lastmod>2026-02-05</lastmod></url>" for n in range(number)
    )  # fmt: skip


@cache
def sitemap_of(number: int) -> bytes:
    return urlset(entries(number))


@cache
def packed_sitemap() -> bytes:
    packer = zlib.compressobj(9, wbits=31)
    body = packer.compress(b"<urlset>" + entries(1_000).encode())
    body += b"".join(packer.compress(b" " * MB) for _ in range(UNPACKED)) + packer.flush()
    return sent(body, kind="application/gzip")


def endless_sitemap(host: str, path: str) -> Answer:
    del host, path
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {XML}\r\nTransfer-Encoding: chunked\r\n\r\n"
    first = f"<urlset>{entries(100)}".encode()
    padding = b"<!--" + b"x" * (MB - 7) + b"-->"
    return pieces(
        head.encode() + b"%x\r\n%s\r\n" % (len(first), first),
        b"%x\r\n%s\r\n" % (len(padding), padding),
        times=5_000,
    )


def endless_urls(host: str, path: str) -> Answer:
    del host, path
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {XML}\r\nTransfer-Encoding: chunked\r\n\r\n"
    block = entries(5_000).encode()
    return pieces(
        head.encode() + b"8\r\n<urlset>\r\n", b"%x\r\n%s\r\n" % (len(block), block), times=6_000
    )


def looping_index(host: str, path: str) -> Answer:
    bare = path.partition("?")[0]
    listed = "".join(
        f"<sitemap><loc>http://{host}{bare}?{n}</loc></sitemap>" for n in ("a", "b", "c")
    )
    return sent(f"<sitemapindex>{listed}</sitemapindex>", kind=XML)


def odd_json(host: str, path: str) -> Answer:
    del host
    date: list[Any] = ["²⁰²⁶", "9" * 400, float("nan"), float("inf"), 10**400, -1]
    items = [
        {"url": f"//other.example/news/2026/0205/{n}.html", "title": f"Ferry \ud83d {path}",
         "date": each}
        for n, each in enumerate(date)
    ]  # fmt: skip
    return sent(json.dumps({"items": items}), kind="application/json")


SOURCES: dict[str, Misdeed] = {
    "sitemap of 5 GB": endless_sitemap,
    "addresses without end": endless_urls,
    "sitemap of 50,000 entries": lambda _, __: sitemap_of(50_000),
    "sitemap bomb": lambda _, __: packed_sitemap(),
    "index of 50,000 sitemaps elsewhere": always(
        sent("<sitemapindex>" + "".join(
            f"<sitemap><loc>http://other.example/{n}.xml</loc></sitemap>" for n in range(50_000)
        ) + "</sitemapindex>", kind=XML)
    ),
    "indexes that list each other": looping_index,
    "external entity": always(
        urlset("<url><loc>http://other.example/&x;</loc></url>",
               '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
    ),
    "billion laughs": always(urlset("<url><loc>&l9;</loc></url>", f"<!DOCTYPE a [{ENTITIES}]>")),
    "dates that are none, half surrogates": odd_json,
    "feed title of 5 MB": always(
        sent("<rss><channel><item><link>http://other.example/1</link><title>" + "x" * 5 * MB
             + "</title></item></channel></rss>", kind=XML)
    ),
    "feed nested 100,000 deep": always(sent("<rss>" + "<a>" * 100_000, kind=XML)),
}  # fmt: skip
