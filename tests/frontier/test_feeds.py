"""Sitemaps and feeds read as XML says, and as they are met: held against other readers."""

from __future__ import annotations

import random
import re
import xml.etree.ElementTree as ET
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.sources import links
from crawler.frontier.urls import canonical, resolve

SITE = "https://a.example"
OF_OTHERS = Path(__file__).parents[3] / "shared" / "conformance" / "feeds"


def paths(body: str, path: str = "/feed", content_type: str = "text/xml") -> list[str]:
    """Return the paths, or the addresses elsewhere, of what a source lists."""
    listed = links(body.encode(), SITE + path, content_type).links
    return [link.url.removeprefix(SITE) for link in listed]


DRAFT = "<!-- <item><link>/draft</link></item> <url><loc>/draft</loc></url> -->"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
LISTED = {  # source: what it lists
    "a comment between items": (f"<rss>{DRAFT}<item><link>/1</link></item></rss>", ["/1"]),
    "a comment in an item": (
        "<rss><item><!-- <link>/draft</link> --><link>/1</link></item></rss>", ["/1"]),
    "a comment in a value": ("<rss><item><link>/1<!-- ?draft --></link></item></rss>", ["/1"]),
    "a comment in an entry": (
        "<feed><entry><!--<link href='/draft'/>--><link href='/1'/></entry></feed>", ["/1"]),
    "a comment in a sitemap": (f"<urlset>{DRAFT}<url><loc>/1</loc></url></urlset>", ["/1"]),
    "a comment that nobody ends": ("<rss><item><link>/1</link></item><!-- <item><link>/2", ["/1"]),
    "markup shown in CDATA": (
        ("<rss><item><link>/1</link><description><![CDATA[<item><link>/2</link></item>]]>"
        "</description></item></rss>"), ["/1"]),
    "markup shown in escapes": (
        ("<rss><item><link>/1</link><description>&lt;item>&lt;link>/2&lt;/link></description>"
        "</item></rss>"), ["/1"]),
    "an address in CDATA": ("<rss><item><link><![CDATA[ /1?a=1&b=2 ]]></link></item>",
                            ["/1?a=1&b=2"]),
    "half an address in CDATA": ("<rss><item><link>/1<![CDATA[?a=1&b=2]]></link></item>",
                                 ["/1?a=1&b=2"]),
    "nested bases": (
        ("<feed xml:base='/x/'><entry xml:base='y/'><link href='1'/></entry>"
        "<entry><link href='2'/></entry><entry><link xml:base='z/' href='3'/></entry></feed>"),
        ["/x/y/1", "/x/2", "/x/z/3"]),
    "a base elsewhere": ("<feed xml:base='https://b.example/'><entry><link href='1'/></entry>",
                         ["https://b.example/1"]),
    "an entity of the DTD": (
        ("<!DOCTYPE rss [<!ENTITY base 'https://a.example/news/'>]><rss><item><link>&base;1</link>"
        "</item></rss>"), ["/news/1"]),
    "an entity of entities": (
        ('<!DOCTYPE rss [<!ENTITY host "/h">\n<!ENTITY base "&host;/x/">]>'
        "<rss><item><link>&base;1</link></item></rss>"), ["/h/x/1"]),
    "a picture's place": (
        (f"<urlset xmlns='{SITEMAPS}' xmlns:image='{IMAGES}'><url><image:image><image:loc>/1.jpg"
        "</image:loc></image:image><loc>/1</loc></url></urlset>"), ["/1"]),
    "a picture under an unusual prefix": (
        (f"<urlset xmlns='{SITEMAPS}' xmlns:bild='{IMAGES}'><url><bild:image><bild:loc>/1.jpg"
        "</bild:loc></bild:image><loc>/1</loc></url></urlset>"), ["/1"]),
    "a picture without a prefix": (
        (f"<urlset xmlns='{SITEMAPS}'><url><image xmlns='{IMAGES}'><loc>/1.jpg</loc></image>"
        "<loc>/1</loc></url></urlset>"), ["/1"]),
    "a picture's place beside": (
        f"<urlset xmlns:bild='{IMAGES}'><url><bild:loc>/1.jpg</bild:loc><loc>/1</loc></url>",
        ["/1"]),
    "a sitemap under a prefix": (
        f"<sm:urlset xmlns:sm='{SITEMAPS}'><sm:url><sm:loc>/1</sm:loc></sm:url></sm:urlset>",
        ["/1"]),
    "Atom under a prefix": (
        "<a:feed xmlns:a='http://www.w3.org/2005/Atom'><a:entry><a:link href='/1'/></a:entry>",
        ["/1"]),
    "translations": (
        "<urlset><url><loc>/1</loc><xhtml:link rel='alternate' hreflang='de' href='/de/1'/></url>",
        ["/1"]),
    "what an entry was taken from": (
        ("<feed><entry><source><link href='https://b.example/'/><id>https://b.example/</id></source>"
        "<link href='/1'/></entry></feed>"), ["/1"]),
    "a picture of the feed": (
        ("<rss><channel><image><link>/home</link><url>/logo.png</url></image><item><link>/1</link>"
        "</item></channel></rss>"), ["/1"]),
    "comments and enclosures": (
        ("<feed><entry><link rel='replies' href='/1#c'/><link rel='enclosure' href='/1.mp3'/>"
        "<link rel='self' href='/1.atom'/><link href='/1'/></entry></feed>"), ["/1"]),
    "no address but an identifier": (
        ("<feed><entry><id>https://a.example/1</id></entry><entry><id>tag:a.example,2024:2</id>"
        "</entry></feed>"), ["/1"]),
    "a guid that is no link": (
        "<rss><item><guid isPermaLink='false'>https://a.example/?p=1</guid></item></rss>", []),
    "a tag nobody closes": (
        ("<rss><item><description>a<br>b</description><link>/1</link></item>"
        "<item><description><p>c</item><item><link>/2"), ["/1", "/2"]),
    "items that nobody closes": ("<rss><item><link>/1<item><link>/2<title>Two", ["/1", "/2"]),
    "a sign for less in a text": ("<rss><item><title>1 < 2</title><link>/1</link></item>", ["/1"]),
    "a sign for more in an attribute": (
        "<feed><entry><link title='1 > 2' href='/1'/></entry></feed>", ["/1"]),
    "one quotation mark too many": ("<feed><entry><link href='/1' \"/></entry></feed>", ["/1"]),
    "no quotation marks": ("<feed><entry><link href=/1 rel=alternate></entry></feed>", ["/1"]),
    "letters in capitals": ("<RSS><ITEM><LINK>/1</LINK></ITEM></RSS>", ["/1"]),
    "sitemaps in a list of pages": (
        "<sitemapindex><sitemap><loc>/a.xml</loc></sitemap></sitemapindex>", ["/a.xml"]),
    "a next page": (
        "<feed><link rel='next' href='?page=2'/><entry><link href='/1'/></entry></feed>",
        ["/1", "/feed?page=2"]),
}  # fmt: skip


@pytest.mark.parametrize(("body", "listed"), LISTED.values(), ids=LISTED)
def test_a_source_lists_its_own_addresses_and_no_others(body: str, listed: list[str]) -> None:
    assert paths(body) == listed


LINES = {
    "a remark": ("# sitemap of a.example\n\nhttps://a.example/1\n", ["/1"]),
    "a day behind": ("https://a.example/1\t2024-05-08\nhttps://a.example/2 x", ["/1", "/2"]),
    "capitals": ("HTTPS://A.example/1\n", ["/1"]),
    "a mark": ("\ufeffhttps://a.example/1\r\nhttps://a.example/2", ["/1", "/2"]),
    "CR alone": ("https://a.example/1\rhttps://a.example/2", ["/1", "/2"]),
    "lines that are none": ("https://a.example/1\nftp://a.example/2\n/3\nfour", ["/1"]),
    "prose": ("The harbour is open.\nSee https://a.example/1 for more.\n", []),
    "a remark alone": ("# https://a.example/1", []),
}


@pytest.mark.parametrize(("body", "listed"), LINES.values(), ids=LINES)
def test_a_sitemap_of_lines_lists_what_stands_first_on_them(body: str, listed: list[str]) -> None:
    assert paths(body, "/map.txt", "text/plain") == listed


WORD = st.text("abcdé渡&<>'\" ", min_size=1, max_size=12)
ADDRESS = st.from_regex(r"/[a-z]{1,5}(?:\?[a-z]=[a-z&;=%0-9]{0,9})?", fullmatch=True)
NOISE = st.sampled_from(
    ["", "<!-- <item><link>/no</link></item> -->", "<x:y xmlns:x='u'><link>/no</link></x:y>",
     "<description><![CDATA[<link>/no</link>]]></description>", "<?php echo '<item>' ?>", "\n"]
)  # fmt: skip


@given(st.lists(st.tuples(ADDRESS, WORD, NOISE, NOISE), max_size=4), st.booleans())
def test_what_is_well_formed_is_read_as_a_strict_parser_reads_it(
    entries: list[tuple[str, str, str, str]],
    data: bool,  # noqa: FBT001 drawn
) -> None:
    def written(text: str) -> str:
        return f"<![CDATA[{text}]]>" if data else escape(text)

    items = "".join(
        f"{before}<item>{within}<title>{written(title)}</title>{before}"
        f"<link>{written(address)}</link></item>"
        for address, title, before, within in entries
    )
    feed = f"<?xml version='1.0'?><rss><channel>{items}</channel></rss>"
    strict = [
        (item.findtext("link") or "", item.findtext("title") or "")
        for item in ET.fromstring(feed).iter("item")
    ]

    listed = links(feed.encode(), f"{SITE}/feed", "text/xml").links

    wanted = {canonical(resolve(f"{SITE}/feed", address) or "") for address, _ in strict}
    # What looks like a reference of HTML in an address was escaped twice, and is undone.
    if not any(re.search(r"&[a-z0-9]+;", address) for address, _ in strict):
        assert {canonical(link.url) for link in listed} == wanted
    assert len(listed) <= len(strict)


@given(
    st.lists(st.tuples(ADDRESS, st.sampled_from(["alternate", "self", "enclosure"])), max_size=4)
)
def test_attributes_that_are_well_formed_are_read_as_a_strict_parser_reads_them(
    told: list[tuple[str, str]],
) -> None:
    entries = "".join(
        f"<entry><link rel='{rel}' href={quoteattr(address)}/></entry>" for address, rel in told
    )
    feed = f"<feed>{entries}</feed>"
    strict = [
        link.get("href") or ""
        for link in ET.fromstring(feed).iter("link")
        if link.get("rel") == "alternate"
    ]

    listed = links(feed.encode(), f"{SITE}/feed", "text/xml").links

    if not any(re.search(r"&[a-z0-9]+;", address) for address in strict):
        wanted = {canonical(resolve(f"{SITE}/feed", address) or "") for address in strict}
        assert {canonical(link.url) for link in listed} == wanted


SEEDS = [
    *(body for body, _ in LISTED.values()),
    *(body for body, _ in LINES.values()),
    '{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "https://a.example/1"}]}',
    'var x = {"list": [{"title": "²", "url": "/1", "time": 1e999, "n": NaN}]};',
    "User-agent: *\nCrawl-delay: ²\nSitemap: /a.xml",
    "<html><a href='/2022/0205/1.html'>A ferry is back at last</a><a href='?page=²'>2</a></html>",
]
ODD = [
    "²", "NaN", "1e999", "9" * 5_000, "\x00", "\ud800", "<![CDATA[", "]]>", "<!--", "&#xD800;",
    "&#99999999;", "%", "xml:base='http://['", "http://[::1", "<?xml encoding='idna'?>", '"', "'",
    "<", ">", "{", "[", "\u2028", "charset=punycode", "<!DOCTYPE a [<!ENTITY a '&a;'>]>&a;",
]  # fmt: skip
TYPES = ["", "text/xml", "application/json", "text/html; charset=idna", "text/plain; charset=²",
         "text/xml; charset=unicode_escape", "x" * 3_000]  # fmt: skip


@pytest.mark.parametrize("seed", range(40))
def test_no_source_however_damaged_makes_its_reader_fail(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(20):
        body = chance.choice(SEEDS)
        for _ in range(chance.randint(1, 4)):
            at = chance.randint(0, len(body))
            body = body[:at] + chance.choice(ODD) + body[at + chance.choice([0, 0, 1, 9]) :]
        path = chance.choice(["/", "/feed", "/robots.txt", "/sitemap.xml", "/x.json?page=9"])

        links(body.encode("utf-8", "surrogatepass"), SITE + path, chance.choice(TYPES))


ONE_BAD = {  # what one entry says, which is bad; the others are listed all the same
    "a time without end": '"time": 1e999',
    "a time that is no number": '"time": NaN',
    "a number of five thousand digits": f'"time": {"9" * 5_000}',
    "a number in another script": '"time": "²"',
    "a title that is a number": '"title": 7',
    "an address that is a list": '"url": [1]',
}


@pytest.mark.parametrize("bad", ONE_BAD.values(), ids=ONE_BAD)
def test_one_bad_value_costs_that_value_and_not_the_list(bad: str) -> None:
    good = ('{"title": "The ferry is back", "url": "/2024/05/08/ferry"}',
            '{"title": "The lighthouse shines", "url": "/2024/05/08/light"}')  # fmt: skip
    body = f'{{"items": [{good[0]}, {{{bad}}}, {good[1]}]}}'

    assert paths(body, "/list.json", "application/json") == [
        "/2024/05/08/ferry",
        "/2024/05/08/light",
    ]


JSON_LISTS = {
    "WordPress": (
        ('[{"id": 7, "date": "2024-05-08T08:00:00", "link": "/2024/05/08/ferry-is-back-home", '
        '"title": {"rendered": "The ferry &#8211; back"}, '
        '"content": {"rendered": "<p><a href=\'/2020/01/01/an-old-story-of-ours\'>x</a>"}, '
        '"_links": {"author": [{"href": "/users/3", "name": "Ann"}]}, '
        '"_embedded": {"author": [{"name": "Ann", "link": "/author/ann/"}]}}]'),
        ["/2024/05/08/ferry-is-back-home"],
    ),
    "a JSON Feed with an id alone": (
        ('{"version": "https://jsonfeed.org/version/1", "items": [{"id": "https://a.example/1"}, '
        '{"id": "tag:2"}, {"id": "3", "url": "/3", "attachments": [{"url": "/3.mp3"}]}], '
        '"authors": [{"name": "Ann", "url": "/ann"}]}'),
        ["/1", "/3"],
    ),
    "a variable": ('var x = {"l": [{"title": "Ferry", "url": "/2024/05/08/1"}]};',
                   ["/2024/05/08/1"]),
    "a property of a window": (
        '/* v1 */ window.x["l"] = [{"title": "Ferry", "url": "/2024/05/08/1"}]\n',
        ["/2024/05/08/1"],
    ),
    "a constant": ('const x=[{"title": "Ferry", "url": "/2024/05/08/1"}]; run(x);',
                   ["/2024/05/08/1"]),
    "a callback": ('cb([{"title": "Ferry", "url": "/2024/05/08/1"}]);', ["/2024/05/08/1"]),
    "a guid": ('{"posts": [{"title": "Ferry", "guid": "https://a.example/2024/05/08/1"}]}',
               ["/2024/05/08/1"]),
    "an id that is no address": ('{"posts": [{"title": "Ferry", "id": "2024/05/08"}]}', []),
    "a script that is no list": ("function x() { return {a: 1} }", []),
}  # fmt: skip


@pytest.mark.parametrize(("body", "listed"), JSON_LISTS.values(), ids=JSON_LISTS)
def test_a_list_in_json_is_read_in_every_shape(body: str, listed: list[str]) -> None:
    assert paths(body, "/list.js", "application/javascript") == listed


def test_the_title_that_wordpress_renders_is_plain_text() -> None:
    [link] = links(JSON_LISTS["WordPress"][0].encode(), f"{SITE}/wp-json/wp/v2/posts").links

    assert link.title == "The ferry \u2013 back"


@pytest.mark.skipif(not OF_OTHERS.is_dir(), reason="feedparser's feeds are not beside us")
def test_the_feeds_of_feedparser_lead_where_feedparser_says() -> None:
    feedparser = pytest.importorskip("feedparser", reason="feedparser is not installed")
    otherwise = []
    for file in sorted(OF_OTHERS.rglob("*.xml")):
        body = file.read_bytes()
        told = feedparser.parse(body, response_headers={"content-location": f"{SITE}/feed/"})
        # An identifier serves feedparser for a link where an entry has none.
        wanted = {canonical(e.link) for e in told.entries if e.get("links") and e.get("link")}

        listed = links(body, f"{SITE}/feed/", "text/xml").links

        if not {url for url in wanted if url.startswith("http")} <= {
            canonical(link.url) for link in listed
        }:
            otherwise.append(file.relative_to(OF_OTHERS).as_posix())

    # A link of an enclosure is none to a story, though feedparser takes its text for one; and
    # `BASE` of an old format counts for us only as `xml:base`.
    assert [n for n in otherwise if "_no_href" not in n and "cdf_" not in n] == []
