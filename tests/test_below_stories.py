"""What sites set below their stories goes, a line or two of it as well; stories about it stay.

Registration lines, who is responsible, collecting societies, licences, newsletters, apps: each
row of fixtures/text/below_stories.json is a story with a footer, or with a last sentence that
speaks of rights, licences or courts.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.boilerplate import strip
from crawler.model import Article, Provenance

ROWS = json.loads(
    (Path(__file__).parents[1] / "fixtures/text/below_stories.json").read_text("utf-8")
)
FOOTERS = [row for row in ROWS if "footer" in row]
STORIES = [row for row in ROWS if "near" in row]
KNOWN = Provenance(captures=("sha1:A",), fetched_at=datetime(2026, 2, 5, tzinfo=UTC), encoding="x")


def body_of(*lines: str) -> tuple[str, ...]:
    return strip(
        Article(url="https://a.example/", article_body=lines, provenance=KNOWN)
    ).article_body


@pytest.mark.parametrize("row", FOOTERS, ids=lambda row: f"{row['language']} {row['footer'][0]}")
def test_a_footer_goes_and_its_story_stays(row: dict[str, Any]) -> None:
    assert body_of(*row["story"], *row["footer"]) == tuple(row["story"])


@pytest.mark.parametrize("row", STORIES, ids=lambda row: f"{row['language']} {row['near']}")
def test_a_story_about_rights_keeps_its_last_line(row: dict[str, Any]) -> None:
    footer = next(each["footer"] for each in FOOTERS if each["language"] == row["language"])

    assert row["near"] in body_of(*row["story"], row["near"])
    assert row["near"] in body_of(*row["story"], row["near"], *footer)
