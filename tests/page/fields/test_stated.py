"""Witnesses of any field: each gives one text, or none."""

from __future__ import annotations

import json

import pytest

from crawler.page.fields.stated import json_ld, meta, microdata, spoken
from tests.page.read_pages import PROSE, evidence_in, told

DATA = json.dumps({"@type": "NewsArticle", "headline": "Rain ends", "description": " A wet end. "})
PAGE = evidence_in(
    f"<script type='application/ld+json'>{DATA}</script>"
    "<meta name=description content='  '><meta name=description content='It rained.'>"
    "<meta property='og:description' content='It rained on.'>"
    "<div itemscope itemtype='http://schema.org/NewsArticle'>"
    f"<h1 itemprop=headline>Rain ends</h1><p itemprop=description>It is dry.</p>{PROSE}</div>"
)


@pytest.mark.parametrize(
    ("line", "name", "texts"),
    [
        (json_ld("description"), "json-ld", ["A wet end."]),
        (json_ld("abstract"), "json-ld", []),
        (microdata("description"), "microdata", ["It is dry."]),
        (microdata("abstract"), "microdata", []),
        (meta("description"), "meta:description", ["It rained."]),
        (meta("abstract", "og:description"), "meta:abstract", ["It rained on."]),
        (meta("abstract"), "meta:abstract", []),
        (spoken("page", "", lambda _: "  "), "page", []),
    ],
)
def test_a_witness_gives_one_text_or_none(line: object, name: str, texts: list[str]) -> None:
    assert line.name == name  # type: ignore[attr-defined]
    assert told(line.ask, PAGE) == texts  # type: ignore[attr-defined]


def test_which_of_several_names_spoke_is_said_where_it_is_not_the_first() -> None:
    [other] = meta("abstract", "og:description").ask(PAGE.findings)
    [first] = meta("description", "og:description").ask(PAGE.findings)

    assert (other.witness, other.place) == ("meta:abstract", "og:description")
    assert (first.witness, first.place) == ("meta:description", "")
