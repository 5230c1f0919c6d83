"""A story that is sold says so, and how much of it was not served."""

from __future__ import annotations

import pytest

from crawler.archive.jsonl import to_record
from tests.page.fields.test_live import TEXTS, TIMES, article_on, page

PROSE = "".join(f"<p>{text}</p>" for text in TEXTS)
WALL = "<div class=wall><p>This story is only available to our subscribers.</p></div>"
STORY = {"@type": "NewsArticle", "headline": "The ferry", "datePublished": TIMES[0]}
ACCESS = {
    "true": ({**STORY, "isAccessibleForFree": True}, "", True),
    "false": ({**STORY, "isAccessibleForFree": False}, "", False),
    "a word": ({**STORY, "isAccessibleForFree": "False"}, "", False),
    "an address": ({**STORY, "isAccessibleForFree": "https://schema.org/True"}, "", True),
    "of the page": (
        [STORY, {"@type": "WebPage", "isAccessibleForFree": False, "name": "The ferry"}],
        "",
        False,
    ),
    "a tier": (STORY, '<meta property="article:content_tier" content="locked">', False),
    "a free tier": (STORY, '<meta property="article:content_tier" content="free">', True),
    "nothing": (STORY, "", None),
    "another word": ({**STORY, "isAccessibleForFree": "maybe"}, "", None),
}


@pytest.mark.parametrize("said", ACCESS)
def test_what_a_page_says_of_its_price_is_kept(said: str) -> None:
    data, meta, expected = ACCESS[said]

    article = article_on(page(PROSE, data, title="The ferry", meta=meta))

    assert article.is_accessible_for_free is expected
    assert to_record(article).get("isAccessibleForFree") is expected


@pytest.mark.parametrize(
    ("words", "wall", "share"),
    [
        (460, WALL, 0.9),
        ("460", WALL, 0.9),
        (46, WALL, None),
        (None, WALL, None),
        (-3, WALL, None),
        ("many", WALL, None),
        (460, "", None),
    ],
)
def test_of_a_teaser_it_is_told_how_much_is_missing(
    words: object, wall: str, share: float | None
) -> None:
    data = {**STORY, "wordCount": words}

    article = article_on(page(PROSE + wall, data, title="The ferry"))

    assert article.provenance.missing_share == share
    assert ("paywalled" in article.provenance.flags) == bool(wall)
