"""What feeds, sitemaps, robots.txt, list pages and their endpoints list, well made or not."""

from __future__ import annotations

import gzip
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.sources import Link, links
from tests.frontier.listed import SITE, STORY, listed, only

FEEDS = {
    "RSS 2": f"<rss><channel><link>{SITE}/</link><item><title>渡口</title><link>{STORY}</link>"
    "<pubDate>Sat, 05 Feb 2022 09:30:00 +0800</pubDate></item></channel></rss>",
    "RSS 0.9x without a link": f"<rss version='0.92'><item><guid>{STORY}</guid><title>渡口</title>"
    "<pubDate>2022-02-05 09:30:00 +0800</pubDate></item></rss>",
    "RSS 1": f"<rdf:RDF><channel/><item rdf:about='{STORY}'><title>渡口</title>"
    "<dc:date>2022-02-05T09:30:00+08:00</dc:date></item></rdf:RDF>",
    "Atom": "<feed><link rel='self' href='/feed'/><entry>"
    "<title type='html'>&lt;b&gt;渡口&lt;/b&gt;</title>"
    f"<link rel='enclosure' href='/a.mp3'/><link href='{STORY}'/><source><title>x</title></source>"
    "<published>2022-02-05T09:30:00+08:00</published></entry></feed>",
    "CDATA": f"<rss><item><title><![CDATA[<b>渡口</b>]]></title><link><![CDATA[{STORY}]]></link>"
    "<pubDate>2022-02-05T09:30:00+08:00</pubDate></item></rss>",
    "HTML in the title": f"<rss><item><title><b>渡</b>口</title><link>{STORY}</link>"
    "<pubDate>2022-02-05T09:30:00+08:00</pubDate></item></rss>",
    "tags left open": f"<rss><item><title>渡口</title><link>{STORY}\n"
    "<pubDate>2022-02-05T09:30:00+08:00",
    "a picture beside": "<rss><item><media:title>x</media:title>"
    f"<title>渡口</title><link>{STORY}</link>"
    "<media:content url='/a.jpg'/><pubDate>2022-02-05T09:30:00+08:00</pubDate></item></rss>",
    "a mark after white space": "\n \ufeff<?xml version='1.0'?><rss><item><title>渡口</title>"
    f"<link>{STORY}</link><pubDate>2022-02-05T09:30:00+08:00</pubDate></item></rss>",
    "an entity nobody declared": f"<rss><item><title>&nbsp;渡口</title><link>{STORY}</link>"
    "<pubDate>2022-02-05T09:30:00+08:00</pubDate></item></rss>".replace("&shy;", "&nbsp;"),
    "JSON Feed": json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "items": [
                {"url": STORY, "title": "渡口", "date_published": "2022-02-05T09:30:00+08:00"}
            ],
        }
    ),
}


@pytest.mark.parametrize("feed", FEEDS.values(), ids=FEEDS)
def test_a_feed_of_any_make_lists_its_articles(feed: str) -> None:
    link = only(feed)

    assert link == Link(STORY, "article", "渡口", "2022-02-05T09:30:00+08:00", None)


@pytest.mark.parametrize("declared", ["gb2312", "gbk", "GB18030"])
def test_a_feed_is_read_in_the_encoding_it_declares(declared: str) -> None:
    feed = f"<?xml version='1.0' encoding='{declared}'?>{FEEDS['RSS 2']}".encode("gb18030")

    assert only(feed, content_type="text/xml; charset=utf-8").title == "渡口"


def test_a_feed_that_says_gb2312_and_is_utf8_is_read_as_utf8() -> None:
    assert only(f"<?xml version='1.0' encoding='gb2312'?>{FEEDS['RSS 2']}").title == "渡口"


def test_a_feed_leads_to_its_next_page() -> None:
    feed = f"<feed><link rel='next' href='?page=2'/><entry><link href='{STORY}'/></entry></feed>"

    assert listed(feed, "/feed") == [("article", STORY[len(SITE) :]), ("feed", "/feed?page=2")]


def test_a_feed_that_is_a_page_is_read_as_a_page() -> None:
    page = f"<!doctype html><html><a href='{STORY}'>A ferry comes back home</a></html>"

    listing = links(page.encode(), f"{SITE}/feed.xml", "application/rss+xml")

    assert (listing.kind, listing.links[0].kind) == ("page", "article")


def test_robots_txt_names_sitemaps_by_full_and_by_relative_address() -> None:
    robots = f"\ufeffUser-agent: *\nSITEMAP:/a.xml\nDisallow: /x\nSitemap: {SITE}/b.xml.gz"

    assert listed(robots, "/robots.txt") == [("sitemap", "/a.xml"), ("sitemap", "/b.xml.gz")]


def test_a_sitemap_index_lists_sitemaps_with_their_times() -> None:
    index = "<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2022-02-05</lastmod></sitemap>"

    assert only(index, "/s.xml") == Link(f"{SITE}/a.xml", "sitemap", None, None, "2022-02-05")


NEWS = f"""<urlset xmlns:n="x" xmlns:image="y"><url><loc> {STORY} </loc>
<lastmod>2022-02-06</lastmod><image:image><image:loc>/a.jpg</image:loc><image:title>photo</image:title></image:image>
<n:news><n:publication_date>2022-02-05T09:30+08:00</n:publication_date><n:title>A &amp; B</n:title>
</n:news></url></urlset>"""


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_a_news_sitemap_tells_titles_and_times(pack: type[bytes]) -> None:
    link = only(pack(NEWS.encode()), "/news.xml")

    assert link == Link(STORY, "article", "A & B", "2022-02-05T09:30:00+08:00", "2022-02-06")


def test_a_sitemap_may_be_lines_of_text() -> None:
    assert listed(f"{STORY}\n{SITE}/news/\n", "/map.txt")[0] == ("article", STORY[len(SITE) :])


def test_a_feed_of_changes_to_a_wiki_lists_nothing() -> None:
    entry = "<entry><link href='/index.php?title=Ferry&amp;diff=7&amp;oldid=6'/></entry>"
    head = (
        "<html><link rel='alternate' type='application/atom+xml' "
        "href='/index.php?title=Special:RecentChanges&amp;feed=atom'></html>"
    )

    assert listed(f"<feed>{entry}</feed>", "/feed") == []
    assert listed(head) == []


NOTHING = [
    "",
    "   ",
    "\x00" * 100,
    "Not found",
    "{",
    "[1, 2",
    '{"a": NaN}',
    "<",
    "<?xml version='1.0'?>",
]


@pytest.mark.parametrize("body", NOTHING)
def test_what_lists_nothing_lists_nothing(body: str) -> None:
    assert listed(body, "/feed", "application/json") == []


@given(
    st.binary(max_size=200), st.sampled_from(["<rss><item>", "<urlset><url>", "<html>", "[{", ""])
)
def test_no_bytes_break_a_reader(body: bytes, before: str) -> None:
    links(before.encode() + body, f"{SITE}/feed", "text/xml")


ENTITIES = "<!DOCTYPE r [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;'><!ENTITY x SYSTEM 'file:///etc/passwd'>]>"


def test_an_entity_is_what_the_file_says_and_nothing_is_fetched_for_it() -> None:
    feed = f"{ENTITIES}<rss><item><title>&b;&x;</title><link>{STORY}</link></item></rss>"

    assert only(feed).title == 30 * "a" + "&x;"


def test_a_bomb_of_entities_does_not_explode() -> None:
    names = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 12))
    dtd = f"<!DOCTYPE r [<!ENTITY l0 'ha'>{names}]>"
    feed = f"{dtd}<rss><item><title>&l11;</title><link>{STORY}</link></item></rss>"

    assert len(only(feed).title or "") <= 4_096


def entries(count: int) -> bytes:
    return b"<urlset>" + b"".join(
        b"<url><loc>/2022/0205/%d.html</loc></url>" % n for n in range(count)
    )


HUGE = {
    "a sitemap over the limit": (entries(50_010), 50_000, True),
    "a bomb in gzip": (gzip.compress(b"<urlset>" + b" " * (60 << 20), 1), 0, True),
    "tags without an end": (b"<urlset>" + b"<url" * 500_000, 0, False),
    "items without an end": (b"<rss>" + b"<item><title>" * 100_000, 0, False),
    "a tag of a hundred thousand attributes": (
        b"<html><p " + b" ".join(b"a%d" % n for n in range(100_000)) + b"><a href=/n/>News</a>",
        1, False,
    ),
    "a hundred thousand links": (
        b"<html>" + b"".join(b"<a href=/2022/0205/%d.html>News</a>" % n for n in range(100_000)),
        5_000, True,
    ),
    "a million open objects": (b'{"a":' * 1_000_000, 0, False),
    "a million open lists": (b"[" * 1_000_000, 0, False),
}  # fmt: skip


@pytest.mark.parametrize(("body", "count", "cut"), HUGE.values(), ids=HUGE)
def test_what_is_huge_is_read_to_a_bound(body: bytes, count: int, cut: bool) -> None:  # noqa: FBT001
    found = links(body, f"{SITE}/list")

    assert (len(found.links), found.cut) == (count, cut)


BY_JSON = '{"items": [{"url": "/2022/0205/7.html", "title": "%s"}]}'


BY_FEED = (
    '{"version": "https://jsonfeed.org/version/1.1", "items": '
    '[{"url": "https://a.example/2022/0205/7.html", "title": "%s"}]}'
)


BY_HTML = '<a href="/2022/0205/7.html">%s</a>'


HALVES = {
    "a high half": (BY_JSON, "The ferry \\ud83d is back", "The ferry \ufffd is back"),
    "a low half": (BY_JSON, "The ferry \\ude00 is back", "The ferry \ufffd is back"),
    "in wrong order": (BY_JSON, "The ferry \\ude00\\ud83d is", "The ferry \ufffd\ufffd is"),
    "at the end": (BY_JSON, "The ferry is back \\ud83d", "The ferry is back \ufffd"),
    "in a JSON feed": (BY_FEED, "The ferry \\ud83d is back", "The ferry \ufffd is back"),
    "in HTML": (BY_HTML, "The ferry &#xD83D; is back", "The ferry \ufffd is back"),
    "a whole pair": (BY_JSON, "The ferry \\ud83d\\ude00 is", "The ferry \U0001f600 is"),
    "a whole pair in a feed": (BY_FEED, "A \\ud83d\\ude00 boat", "A \U0001f600 boat"),
    "beyond ASCII": (BY_HTML, "渡口恢复通航，居民出行更方便", "渡口恢复通航，居民出行更方便"),
}


@pytest.mark.parametrize(("page", "said", "title"), HALVES.values(), ids=HALVES)
def test_a_title_with_half_a_surrogate_pair_can_be_written(
    page: str, said: str, title: str
) -> None:
    listing = links((page % said).encode(), "https://a.example/")

    assert [link.title for link in listing.links] == [title]


QUERIES = [  # as the source has it, as it is meant
    ("id=7&section=a&region=eu&copy=1&current=2", "id=7&section=a&region=eu&copy=1&current=2"),
    ("id=7&notify=1&parameter=x&times=5&lang=en", "id=7&notify=1&parameter=x&times=5&lang=en"),
    ("id=7&reg", "id=7&reg"),
    ("id=7&amp;section=sport&amp;copy=1", "id=7&section=sport&copy=1"),
    ("id=7&#38;region=eu", "id=7&region=eu"),
    ("id=7&#x26;region=eu", "id=7&region=eu"),
    ("id=7&amp;amp;region=eu", "id=7&region=eu"),
]  # fmt: skip


SOURCES = {
    "RSS": "<rss><item><title>Ferry</title><link>/show?%s</link></item></rss>",
    "CDATA": "<rss><item><title>Ferry</title><link><![CDATA[/show?%s]]></link></item></rss>",
    "Atom": '<feed><entry><title>Ferry</title><link href="/show?%s"/></entry></feed>',
    "RDF": '<rdf:RDF><item rdf:about="https://www.portal.example/show?%s"><title>A</title></item>',
    "a sitemap": "<urlset><url><loc>/show?%s</loc></url></urlset>",
    "lines": "https://www.portal.example/show?%s",
    "JSON": '{"items": [{"url": "/show?%s", "title": "Ferry"}]}',
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize(("written", "meant"), QUERIES)
def test_an_ampersand_in_an_address_is_one_however_it_is_escaped(
    source: str, written: str, meant: str
) -> None:
    assert only(source % written).url == f"{SITE}/show?{meant}"


def test_a_title_still_has_its_signs() -> None:
    feed = (
        f"<rss><item><title>All rights &copy; the ferry</title><link>{STORY}</link></item></rss>"
    )

    assert only(feed).title == "All rights © the ferry"


ENCODED = [  # declared, written in, the query that is asked for
    ("gb2312", "gbk", "%B6%C9%BF%DA"),
    ("big5", "big5", "%B4%E7%A4f"),
    ("utf-8", "utf-8", "%E6%B8%A1%E5%8F%A3"),
    ("gb2312", "utf-8", "%E6%B8%A1%E5%8F%A3"),
]


LISTS = {
    "a list page": (
        '<meta charset="%s"><a href="/show.asp?id=2024050812&t=渡口">渡口，渡口，渡口，渡口</a>'
    ),
    "a feed": '<?xml encoding="%s"?><rss><item><link>/show.asp?id=2024050812&amp;t=渡口',
}


@pytest.mark.parametrize("page", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize(("declared", "written", "query"), ENCODED)
def test_the_query_of_a_link_is_in_the_encoding_of_its_source(
    page: str, declared: str, written: str, query: str
) -> None:
    link = only((page % declared).encode(written), "/list")

    assert link.url == f"{SITE}/show.asp?id=2024050812&t={query}"


def test_a_page_of_a_cache_is_asked_for_where_it_came_from() -> None:
    cached = (
        "https://www-portal-example.cdn.ampproject.org/c/s/www.portal.example/2024/05/08/7.html"
    )

    assert listed(f'<a href="{cached}">The ferry is back at last</a>') == [
        ("article", "/2024/05/08/7.html")
    ]
