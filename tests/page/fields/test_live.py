"""Reports as they happen keep their entries, each with its time."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crawler.archive.jsonl import from_line, to_line
from crawler.extract import extract
from crawler.model import Article, Capture, LiveUpdate

TEXTS = [
    "The ferry has left the yard at Nether Quay, and comes down the river with two tugs.",
    "It has passed the swing bridge, which was opened twice because the wind was strong.",
    "It lies at the pier. The harbour master stepped on board first, and the mayor second.",
]
TIMES = ["2026-02-05T08:05:00+01:00", "2026-02-05T08:40:00+01:00", "2026-02-05T09:15:00+01:00"]
HEADLINES = ["Under way", "Through the bridge", "At the pier"]
TITLE = "Live: the ferry comes back to Saltmarsh"


def article_on(page: str, url: str = "https://courier.example/2026/02/05/ferry") -> Article:
    at = datetime(2026, 2, 6, tzinfo=UTC)
    headers = (("Content-Type", "text/html; charset=utf-8"),)
    return extract(Capture(url=url, fetched_at=at, body=page.encode(), headers=headers))


def page(body: str, data: object = None, *, title: str = TITLE, meta: str = "") -> str:
    stated = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{meta}{stated}</head><body>'
        f"<article><h1>{title}</h1>{body}</article></body></html>"
    )


def boxes(tag: str = "section", attributes: str = "", prop: str = "") -> str:
    return "".join(
        f'<{tag} {attributes}><time {prop} datetime="{time}">{time[11:16]}</time>'
        f"<h3>{headline}</h3><p>{text}</p></{tag}>"
        for time, headline, text in zip(TIMES, HEADLINES, TEXTS, strict=True)
    )


STATED = {
    "@context": "https://schema.org",
    "@type": "LiveBlogPosting",
    "headline": TITLE,
    "datePublished": TIMES[0],
    "coverageStartTime": TIMES[0],
    "coverageEndTime": "2026-02-05T12:00:00+01:00",
    "liveBlogUpdate": [
        {"@type": "BlogPosting", "headline": headline, "datePublished": time,
         "articleBody": f"<p>{text}</p>", "url": f"https://courier.example/live#{n}"}
        for n, (time, headline, text) in enumerate(zip(TIMES, HEADLINES, TEXTS, strict=True))
    ],
}  # fmt: skip
LIVE_PAGES = {
    "json-ld": page(boxes(), STATED),
    "json-ld, on a page that shows them otherwise": page(
        "".join(f"<p>{text}</p>" for text in TEXTS), STATED
    ),
    "microdata": page(
        boxes("div", 'itemprop="liveBlogUpdate" itemscope', 'itemprop="datePublished"')
    ),
    "boxes with times": page(boxes()),
    "items of a list": page(f"<ol>{boxes('li')}</ol>"),
}


@pytest.mark.parametrize("kind", LIVE_PAGES)
def test_a_live_report_keeps_its_entries_with_their_times(kind: str) -> None:
    article = article_on(LIVE_PAGES[kind])

    entries = article.live_blog_update
    assert [entry.date_published for entry in entries] == TIMES
    assert [entry.headline for entry in entries] == HEADLINES
    assert [entry.article_body for entry in entries] == TEXTS
    assert "live" in article.provenance.flags
    assert from_line(to_line(article)) == article


def test_the_time_that_a_live_report_covers_is_kept() -> None:
    article = article_on(LIVE_PAGES["json-ld"])

    assert article.coverage_start_time == TIMES[0]
    assert article.coverage_end_time == "2026-02-05T12:00:00+01:00"


NEAR_MISSES = {
    "a story with the times of its changes": page(
        f'<time datetime="{TIMES[0]}">8:05</time><time datetime="{TIMES[1]}">8:40</time>'
        + "".join(f"<p>{text}</p>" for text in TEXTS),
        title="The ferry comes back to Saltmarsh",
    ),
    "stories side by side under a story": page(
        "".join(f"<p>{text}</p>" for text in TEXTS) + boxes(),
        title="The ferry comes back to Saltmarsh",
    ),
}


@pytest.mark.parametrize("kind", NEAR_MISSES)
def test_a_story_that_is_no_live_report_has_no_entries(kind: str) -> None:
    article = article_on(NEAR_MISSES[kind])

    assert article.live_blog_update == ()


def test_an_entry_is_repaired_as_the_story_is() -> None:
    text = "The cafÃ© at the pier is open, and the ferry's crew is in it."
    entry = {"headline": "CafÃ© open", "datePublished": TIMES[0], "articleBody": text}
    told = {**STATED, "liveBlogUpdate": [entry]}

    article = article_on(page(boxes(), told))

    assert article.live_blog_update == (
        LiveUpdate("Café open", TIMES[0], text.replace("Ã©", "é")),
    )
