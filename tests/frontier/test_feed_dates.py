"""The times that feeds, sitemaps and lists in JSON give their entries, well-formed or not."""

from __future__ import annotations

import json

import pytest

from crawler.frontier.feeds import from_feed, from_sitemap
from crawler.frontier.html_lists import from_html
from crawler.frontier.json_lists import from_json
from crawler.frontier.link import Origin


@pytest.mark.parametrize(
    ("stated", "host", "published"),
    [
        ("Wed, 07 Oct 2026 17:29:00 +0200", "a.example", "2026-10-07T17:29:00+02:00"),
        ("Mi, 07 Okt 2026 17:29:00 MEST", "a.example", "2026-10-07T17:29:00+02:00"),
        ("Wed, 7 Oct 2026 17:29 +08", "a.example", "2026-10-07T17:29:00+08:00"),
        ("Wed Oct 07 17:29:00 CST 2026", "a.example.cn", "2026-10-07T17:29:00+08:00"),
        ("Wed Oct 07 17:29:00 CST 2026", "a.example", "2026-10-07T17:29:00-06:00"),
        ("Oct 2, 2019 3:04 PM", "a.example", "2019-10-02T15:04:00"),
        ("Thu, 01 Jan 1970 00:00:00 +0000", "a.example", None),
        ("²", "a.example", None),
        ("9" * 400, "a.example", None),
        ("soon", "a.example", None),
    ],
)
def test_an_entry_of_a_feed_is_dated_or_not_and_is_never_lost(
    stated: str, host: str, published: str | None
) -> None:
    feed = f"<rss><item><title>Ferry<link>/1</link><pubDate>{stated}</pubDate></item></rss>"

    [link] = from_feed(feed, Origin(f"https://{host}/rss")).links

    assert (link.url, link.published) == (f"https://{host}/1", published)


@pytest.mark.parametrize(
    ("stated", "modified"),
    [
        ("2026-10-07T17:29:00.5+02:00", "2026-10-07T17:29:00+02:00"),
        ("2026-10-07", "2026-10-07"),
        ("2026-10", None),
        ("①", None),
        ("99999-01-01", None),
    ],
)
def test_an_entry_of_a_sitemap_is_dated_or_not(stated: str, modified: str | None) -> None:
    sitemap = (
        f"<urlset><url><loc>https://a.example/1</loc><lastmod>{stated}</lastmod></url></urlset>"
    )

    [link] = from_sitemap(sitemap, Origin("https://a.example/map.xml")).links

    assert link.modified == modified


@pytest.mark.parametrize(
    ("stated", "published"),
    [
        ("1791386940", "2026-10-07T15:29:00+00:00"),
        ("1791386940000", "2026-10-07T15:29:00+00:00"),
        ('"20261007172900"', "2026-10-07T17:29:00"),
        ("NaN", None),
        ("Infinity", None),
        ("1e999", None),
        ("9" * 400, None),
        ("true", None),
        ("[]", None),
    ],
)
def test_an_entry_of_a_json_list_is_dated_or_not(stated: str, published: str | None) -> None:
    stories = ", ".join(
        f'{{"url": "/2026/story-{n}.html", "title": "The ferry is back {n}", "date": {stated}}}'
        for n in range(3)
    )

    links = from_json(f"[{stories}]", Origin("https://a.example/api/list"), from_html).links

    assert json.loads(f"[{stories}]")
    assert [link.published for link in links] == [published] * 3
