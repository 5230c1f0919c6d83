"""The headline, by its witnesses: profile, page, structured data, title, scripts."""

from __future__ import annotations

import json

import pytest

from crawler.page.candidate import Candidate
from crawler.page.fields.headline import (
    in_block,
    in_layout,
    in_state,
    in_state_alone,
    in_title,
    is_headline,
    over_the_text,
    stated_only,
)
from crawler.page.headline.headline_block import Headline
from crawler.site import ANY_SITE, Layout, Site
from tests.page.read_pages import PROSE, evidence_in, told

TEXT = f"<div>{PROSE}</div>"
NAMED = "<meta property=og:site_name content='The Harbour Times'>"
OWN = Site(name="own", layouts=(Layout(name="columns", headline="p.title"),))


def stated(headline: str) -> str:
    data = json.dumps({"@type": "NewsArticle", "headline": headline})
    return f"<script type='application/ld+json'>{data}</script>"


@pytest.mark.parametrize(
    ("site", "texts"), [(OWN, ["Rain over the quay"]), (ANY_SITE, [])], ids=["a profile", "none"]
)
def test_a_profile_names_the_headline(site: Site, texts: list[str]) -> None:
    page = evidence_in(f"<h1>Rain</h1><p class=title>Rain over the quay</p>{TEXT}", site=site)

    assert [each.text for each in told(in_layout, page)] == texts


def test_a_profile_that_finds_nothing_is_no_witness() -> None:
    assert told(in_layout, evidence_in(f"<h1>Rain</h1>{TEXT}", site=OWN)) == []


@pytest.mark.parametrize(
    ("html", "block"),
    [
        (f"<h1>Rain over the quay</h1>{TEXT}", ("Rain over the quay", "h1")),
        (f"<h1>Harbour</h1><h2>Rain over the quay</h2>{stated('Rain over the quay')}{TEXT}",
         ("Rain over the quay", "h2")),
        (f"<h2>Rain over the quay</h2>{TEXT}", None),
    ],
    ids=["the one h1", "what is stated", "nothing agrees"],
)  # fmt: skip
def test_the_block_is_the_one_that_agrees_with_what_is_stated_or_the_one_h1(
    html: str, block: tuple[str, str] | None
) -> None:
    candidates = list(in_block(evidence_in(html).findings))

    assert [(each.value.text, each.witness) for each in candidates] == ([block] if block else [])


@pytest.mark.parametrize(
    ("headline", "texts"),
    [
        ("Rain over the quay | The Harbour Times", ["Rain over the quay"]),
        ("Rain: over the quay", ["Rain: over the quay"]),
        ("The Harbour Times", []),
    ],
    ids=["without the site", "whole", "the site alone"],
)
def test_what_data_state_is_the_headline_without_the_name_of_the_site(
    headline: str, texts: list[str]
) -> None:
    page = evidence_in(f"{NAMED}{stated(headline)}{TEXT}")

    assert [each.text for each in told(stated_only, page)] == texts


@pytest.mark.parametrize(
    ("title", "over", "texts"),
    [
        ("The Harbour Times", "<h2>Rain over the quay</h2>", ["Rain over the quay"]),
        ("The Harbour Times", "<p>Rain over the quay</p>", []),
        ("Ice on the sound", "<h2>Rain over the quay</h2>", []),
        ("", "<h2>Rain over the quay</h2>", []),
    ],
    ids=["a heading", "no heading", "another title", "no title"],
)
def test_where_the_title_is_the_sites_the_heading_over_the_text_counts(
    title: str, over: str, texts: list[str]
) -> None:
    page = evidence_in(f"<title>{title}</title>{NAMED}{over}{TEXT}")

    assert [each.text for each in told(over_the_text, page)] == texts


def test_of_a_title_the_part_that_says_something_is_the_headline() -> None:
    page = evidence_in(f"<title>Rain over the quay - The Harbour Times</title>{NAMED}{TEXT}")

    assert told(in_title, page) == [Headline("Rain over the quay")]
    assert told(in_title, evidence_in(TEXT)) == []


def test_scripts_are_asked_and_believed_alone_where_the_page_is_called_something_else() -> None:
    story = {
        "title": "Rain over the quay",
        "content": PROSE,
        "publishTime": "2021-05-31",
    }
    state = f"<script>window.__STATE__ = {json.dumps(story)}</script><div id=app></div>"
    named, shell = (
        evidence_in(f"<title>{title}</title>{state}")
        for title in ("Rain over the quay", "The Harbour Times")
    )

    assert [each.text for each in told(in_state, named)] == ["Rain over the quay"]
    assert told(in_state_alone, named) == []
    assert [each.text for each in told(in_state_alone, shell)] == ["Rain over the quay"]
    assert told(in_state, evidence_in(f"<h1>Rain</h1>{TEXT}")) == []


@pytest.mark.parametrize("text", ["Rain", ""])
def test_a_headline_says_something(text: str) -> None:
    page = evidence_in(TEXT).findings

    assert is_headline(Candidate(Headline(text), "h1"), page) is bool(text)
