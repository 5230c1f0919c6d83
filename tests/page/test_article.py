"""The record of a page: what its evidence gives, or the reason why there is none."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.model import RENDERED, Article, Capture, NotAnArticle
from crawler.page.article import LIVE, PAYWALLED
from crawler.page.read import read
from crawler.site import ANY_SITE, Layout, Site
from tests.page.story_pages import ER, ONE, SAN, STORY, TWO, YI, around, article, paragraphs

TEXT = f"<div>{paragraphs(*STORY)}</div>"


def of_page(html: str, site: Site = ANY_SITE, *, rendered: bool = False) -> Article:
    capture = Capture(
        url="https://www.news.example/2026/ferry",
        fetched_at=datetime(2026, 2, 5, 9, tzinfo=UTC),
        body=html.encode(),
        headers=(("Content-Type", "text/html; charset=utf-8"),),
        is_rendered=rendered,
    )
    return read(capture, site)


def data(**more: object) -> str:
    stated = json.dumps({"@type": "NewsArticle", "headline": "Ice stops the ferry", **more})
    return f"<script type='application/ld+json'>{stated}</script>"


def test_a_record_says_how_what_it_says_is_known() -> None:
    known = article(around(TEXT)).provenance

    assert known.fetched_at == datetime(2026, 2, 5, 9, tzinfo=UTC)
    assert (known.encoding, known.declared_encoding, known.decoding_errors) == (
        "utf-8",
        "utf-8",
        0,
    )
    assert dict(known.witnesses)["headline"] == "h1"
    assert (known.site, known.layout, known.memory) == ("any", None, None)


def test_site_and_layout_of_a_profile_are_on_record() -> None:
    site = Site(name="harbour", layouts=(Layout(name="columns", body="main div"),))

    known = article(around(TEXT), site).provenance

    assert (known.site, known.layout) == ("harbour", "columns")


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("<h1>Ice stops the ferry</h1><p>Share</p>", "no-text"),
        ("<h1>Ice</h1><div id=root></div><script src=/a.js></script>", "needs-browser"),
        (f"<p>{ONE[:60]}.</p>", "no-headline"),
        (f"<p>{ONE}</p><p>{TWO}</p><p>{ONE} {TWO}</p>", None),
        (f"<h1>Ice stops the ferry</h1><p>{ONE[:60]}.</p>", None),
    ],
    ids=["a word", "a shell", "no headline, short", "no headline, long", "a brief"],
)
def test_a_page_without_text_or_with_a_little_that_has_no_headline_is_none(
    html: str, reason: str | None
) -> None:
    if reason is None:
        assert of_page(html).article_body
        return
    with pytest.raises(NotAnArticle) as verdict:
        of_page(html)

    assert verdict.value.reason == reason


def test_of_a_story_behind_a_paywall_it_is_told_how_much_is_missing() -> None:
    whole = {"isAccessibleForFree": False, "wordCount": 400}

    sold = of_page(f"{data(**whole)}<h1>Ice stops the ferry</h1>{paragraphs(ONE, TWO)}")
    free = of_page(f"{data(wordCount=400)}<h1>Ice stops the ferry</h1>{paragraphs(ONE, TWO)}")

    assert PAYWALLED in sold.provenance.flags
    assert 0.5 < (sold.provenance.missing_share or 0) < 1
    assert PAYWALLED not in free.provenance.flags
    assert free.provenance.missing_share is None


def test_a_report_as_it_happens_is_flagged_once() -> None:
    updates = [
        {"@type": "BlogPosting", "articleBody": text, "datePublished": f"2026-02-05T0{n}:00:00Z"}
        for n, text in enumerate(STORY, 1)
    ]
    live = json.dumps({"@type": "LiveBlogPosting", "liveBlogUpdate": updates, "headline": "Ice"})

    page = of_page(f"<script type='application/ld+json'>{live}</script><h1>Ice</h1>{TEXT}")

    assert page.provenance.flags.count(LIVE) == 1
    assert LIVE not in of_page(f"<h1>Ice</h1>{TEXT}").provenance.flags


def test_a_page_that_a_browser_filled_says_so() -> None:
    filled, served = (of_page(f"<h1>Ice</h1>{TEXT}", rendered=each) for each in (True, False))

    assert RENDERED in filled.provenance.flags
    assert RENDERED not in served.provenance.flags


def test_photographers_of_captions_have_a_share_in_the_story_each_once() -> None:
    caption = "<figcaption>渡口的冰（贺青山 摄）</figcaption>"
    figures = "".join(f"<figure><img src=/{n}.jpg width=800>{caption}</figure>" for n in range(2))
    text = paragraphs(YI, ER, SAN)

    shown, without = (
        of_page(f"<html lang=zh><h1>大雪封港</h1><div>{above}{text}</div>")
        for above in (figures, "")
    )

    assert [each.name for each in shown.contributor] == ["贺青山"]
    assert without.contributor == ()


def test_the_notice_has_what_is_stated_and_what_is_shown_once() -> None:
    shown = "<footer><p>© 2026 The Harbour Times. All rights reserved.</p></footer>"
    stated = data(copyrightNotice="© 2026 The Harbour Times")

    both = of_page(f"{stated}<h1>Ice stops the ferry</h1>{TEXT}{shown}").copyright_notice
    none = of_page(f"<h1>Ice stops the ferry</h1>{TEXT}").copyright_notice

    assert (both or "").split("\n")[0] == "© 2026 The Harbour Times"
    assert none is None
