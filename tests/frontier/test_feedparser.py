"""Feeds of every kind, made at random, are read as feedparser reads them.

https://feedparser.readthedocs.io/en/latest/. What is made is what feeds are met as: versions of
RSS and Atom, nested bases, CDATA, references, prefixes, encodings, forms of dates.
"""

from __future__ import annotations

import random
from calendar import timegm
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import feedparser
import pytest

from crawler.frontier.sources import links
from crawler.frontier.urls import canonical

HOME = "https://quay.example"
FEED = f"{HOME}/feeds/news.xml"
TITLES = (
    "The ferry returns", "Où est le quai ?", "渡口恢复通航", "Wind & weather", "Is 1 < 2?",
    "“Late” – again", "Паром через Юнь",
)  # fmt: skip
ADDRESSES = (
    "/news/1?a=1&b=2", "https://quay.example/2024/05/01/ferry", "story.html", "../other/2.html",
    "?id=7&page=2", "//www.quay.example/3", "https://quay.example/渡口/4",
)  # fmt: skip
MOMENTS = (
    datetime(2024, 5, 1, 6, 30, tzinfo=UTC), datetime(2019, 12, 31, 23, 59, 59, tzinfo=UTC),
    datetime(2024, 2, 29, 12, 0, tzinfo=UTC),
)  # fmt: skip
MAIL = ("%a, %d %b %Y %H:%M:%S GMT", "%a, %d %b %Y %H:%M:%S +0000", "%d %b %Y %H:%M:%S UT")
ISO = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+00:00", "%Y-%m-%dT%H:%M:%S.000Z")
BASES = ("", "/x/", "https://www.quay.example/deep/er/", "sub/")
ATOM, DC = "http://www.w3.org/2005/Atom", "http://purl.org/dc/elements/1.1/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ENCODINGS = ("utf-8", "utf-8", "utf-16", "gb18030", "windows-1251", "iso-8859-1")


class Maker:
    """Makes one feed from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.pick = self.chance.choice
        self._addresses = iter(self.chance.sample(ADDRESSES, len(ADDRESSES)))

    def address(self) -> str:
        """Return an address that no other entry has."""
        return next(self._addresses)

    def text(self, value: str) -> str:
        """Return a text as CDATA, or with one kind of reference or another."""
        escaped = escape(value)
        numbers = "".join(c if c.isascii() else f"&#{ord(c)};" for c in escaped)
        hexadecimal = "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in escaped)
        return self.pick((f"<![CDATA[{value}]]>", escaped, numbers, hexadecimal))

    def base(self) -> str:
        return f' xml:base="{self.pick(BASES)}"' if self.chance.random() < 0.3 else ""

    def noise(self) -> str:
        return self.pick(
            ("", "\n", "<!-- <item><link>/draft</link></item> -->", "<?php echo '<item>' ?>",
             "<x:y xmlns:x='urn:x'><x:link>/no</x:link></x:y>")
        )  # fmt: skip

    def rss(self, version: str) -> str:
        items = []
        for _ in range(self.chance.randrange(1, 5)):
            moment, form = self.pick(MOMENTS), self.pick(MAIL)
            parts = [
                f"<title>{self.text(self.pick(TITLES))}</title>",
                f"<link>{self.text(self.address())}</link>",
                f"<pubDate>{moment.strftime(form)}</pubDate>" if version == "2.0" else "",
                self.noise(),
            ]
            self.chance.shuffle(parts)
            items.append(f"<item{self.base()}>{''.join(parts)}</item>{self.noise()}")
        channel = f"<title>Quay</title><link>{HOME}/</link>{''.join(items)}"
        return f'<rss version="{version}"{self.base()}><channel>{channel}</channel></rss>'

    def rdf(self) -> str:
        items = []
        for number in range(self.chance.randrange(1, 4)):
            moment = self.pick(MOMENTS).strftime(self.pick(ISO))
            items.append(
                f'<item rdf:about="{HOME}/about/{number}">'
                f"<title>{self.text(self.pick(TITLES))}</title>"
                f"<link>{self.text(self.address())}</link><dc:date>{moment}</dc:date></item>"
            )
        space = f'xmlns:rdf="{RDF}" xmlns="http://purl.org/rss/1.0/" xmlns:dc="{DC}"'
        channel = f'<channel rdf:about="{HOME}/"><title>Quay</title><link>{HOME}/</link></channel>'
        return f"<rdf:RDF {space}{self.base()}>{channel}{''.join(items)}</rdf:RDF>"

    def atom(self, prefix: str) -> str:
        p = f"{prefix}:" if prefix else ""
        entries = []
        for number in range(self.chance.randrange(1, 5)):
            address = self.address().replace("&", "&amp;")
            rel = self.pick(("", ' rel="alternate"', ' type="text/html" rel="alternate"'))
            published = self.pick(MOMENTS).strftime(self.pick(ISO))
            parts = [
                f'<{p}title type="text">{self.text(self.pick(TITLES))}</{p}title>',
                f'<{p}link{self.base()}{rel} href="{address}"/>',
                f'<{p}link rel="replies" href="/comments/{number}"/>',
                f"<{p}id>tag:quay.example,2024:{number}</{p}id>",
                f"<{p}published>{published}</{p}published>",
                self.noise(),
            ]
            self.chance.shuffle(parts)
            entries.append(f"<{p}entry{self.base()}>{''.join(parts)}</{p}entry>")
        space = f'xmlns{":" if prefix else ""}{prefix}="{ATOM}"'
        head = f'<{p}title>Quay</{p}title><{p}link rel="self" href="{FEED}"/>'
        return f"<{p}feed {space}{self.base()}>{head}{''.join(entries)}</{p}feed>"

    def feed(self) -> bytes:
        body = self.pick((
            lambda: self.rss("0.91"), lambda: self.rss("0.92"), lambda: self.rss("2.0"), self.rdf,
            lambda: self.atom(""), lambda: self.atom("a"), lambda: self.atom("atom"),
        ))()  # fmt: skip
        encoding = self.pick(ENCODINGS)
        text = f'<?xml version="1.0" encoding="{encoding}"?>\n{body}'
        try:
            return text.encode(encoding)
        except UnicodeEncodeError:
            return text.replace(f'"{encoding}"', '"utf-8"', 1).encode()


def entries(body: bytes) -> tuple[list[tuple[str, str, float | None]], ...]:
    """Return address, title and time of each entry: as feedparser has them, and as we do."""
    told = feedparser.parse(body, response_headers={"content-location": FEED}, sanitize_html=False)
    theirs: list[tuple[str, str, float | None]] = [
        (canonical(each.link), each.title,
         timegm(each.published_parsed) if each.get("published_parsed")
         else timegm(each.updated_parsed) if each.get("updated_parsed") else None)
        for each in told.entries
    ]  # fmt: skip
    ours: list[tuple[str, str, float | None]] = [
        (canonical(link.url), link.title or "",
         datetime.fromisoformat(link.published).timestamp() if link.published else None)
        for link in links(body, FEED, "text/xml").links
    ]  # fmt: skip
    return theirs, ours


@pytest.mark.parametrize("start", range(0, 160, 40))
def test_a_feed_is_read_as_feedparser_reads_it(start: int) -> None:
    for seed in range(start, start + 40):
        body = Maker(seed).feed()
        theirs, ours = entries(body)

        assert theirs
        assert ours == theirs, (seed, body)
