"""What `scrapy read --explain` prints: every candidate, the winner, and why it won."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from crawler.archive.captures import read_captures
from crawler.model import Capture, NotAnArticle
from crawler.page.document import document_of
from crawler.page.evidence import evidence_of
from crawler.page.explained import explained
from crawler.page.metadata import metadata
from crawler.page.page_blocks import blocks_of
from crawler.page.precedence import DATE_PUBLISHED, PRECEDENCE
from crawler.site import ANY_SITE
from crawler.sites import site_of

ROOT = Path(__file__).parents[2]
CAPTURES = [
    capture
    for warc in sorted((ROOT / "fixtures").rglob("capture.warc"))
    for capture in read_captures(warc)
]
STORY = "".join(
    f"<p>The ferry over the sound was late again, number {n} of nine, and nobody said why.</p>"
    for n in range(4)
)


ALL = len(DATE_PUBLISHED.lines)


def capture_of(html: str, url: str = "https://www.courier.example/a") -> Capture:
    return Capture(url=url, fetched_at=datetime(2026, 11, 24, tzinfo=UTC), body=html.encode())


def field_in(text: str, name: str) -> list[str]:
    """Return the lines on one field."""
    parts = [part.split("\n") for part in text.split("\n\n")]
    return next((part for part in parts if part[0] == name), [])


def test_every_candidate_is_shown_with_its_line_and_the_winner_is_marked() -> None:
    page = (
        '<title>Ferry late</title><meta property="article:published_time" content="2026-02-05">'
        f"<h1>Ferry is late again</h1><p>Published 5 February 2026</p>{STORY}"
    )

    shown = field_in(explained(capture_of(page), ANY_SITE), "datePublished")

    assert [line[0] for line in shown[1:3]] == [">", " "]
    assert "4. meta:article:published_time" in shown[1]
    assert "5. visible:label, Published 5 February" in shown[2]
    assert shown[-1] == f'  line 4 of {ALL}, "meta", names the day that weighs most (9)'


def test_a_rule_that_corrects_the_winner_is_named() -> None:
    page = (
        '<meta property="article:published_time" content="2025-03-08"><h1>Ferry</h1>'
        f"<p>Published 8 March 2025, 14:05</p>{STORY}"
    )

    shown = field_in(explained(capture_of(page), ANY_SITE), "datePublished")

    assert shown[-3:] == [
        f'  line 4 of {ALL}, "meta", names the day that weighs most (9)',
        "  then 2025-03-08T14:05:00",
        "  by the rule: to the minute that another witness gives",
    ]


def test_a_candidate_that_cannot_be_right_is_called_impossible() -> None:
    page = f"<h1>Ferry is late again</h1><p>Published 9 March 2031</p>{STORY}"

    shown = field_in(explained(capture_of(page), ANY_SITE), "datePublished")

    assert "impossible: visible:label" in shown[1]
    assert shown[-1] == "  none of these can be right"


@pytest.mark.parametrize(
    ("capture", "expected"),
    [
        (capture_of("<title>Page not found</title><h1>Page not found</h1>"), "error-page"),
        (capture_of("%PDF-1.7"), "binary"),
    ],
)
def test_a_page_without_an_article_says_so_at_the_end(capture: Capture, expected: str) -> None:
    last = explained(capture, ANY_SITE).split("\n")[-1]

    assert last.startswith(f"No article here: {expected}")


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.url)
def test_every_page_fits_a_terminal_of_80_columns_and_leaves_out_no_field(
    capture: Capture,
) -> None:
    text = explained(capture, site_of(capture.url))

    for line in text.split("\n"):
        assert sum(2 if east_asian_width(c) in "WF" else 1 for c in line) <= 80
    if "No article here" not in text:
        silent = text.split("Nothing on the page for:")[-1].replace(",", " ").split()
        assert all(field_in(text, name) or name in silent for name in PRECEDENCE)


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture.url)
def test_who_asks_every_witness_gets_the_record_of_who_asks_no_more_than_needed(
    capture: Capture,
) -> None:
    site = site_of(capture.url)
    try:
        document = document_of(capture)
    except NotAnArticle:
        return
    blocks = blocks_of(document, site)

    thorough, brief = (
        metadata(evidence_of(document, blocks, site, thorough=all_of_them))
        for all_of_them in (True, False)
    )

    assert thorough == brief
