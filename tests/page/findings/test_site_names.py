"""Names that are no author's: the site's own, and those of the story's topics."""

from __future__ import annotations

import json

import pytest

from crawler.page.embedded.structured import Structured, structured
from crawler.page.findings.site_names import organisations, site_names, topics
from crawler.page.letters import squash
from crawler.page.tree import parse
from crawler.site import ANY_SITE


def stated(markup: str, *data: object) -> Structured:
    scripts = "".join(
        f'<script type="application/ld+json">{json.dumps(each)}</script>' for each in data
    )
    return structured(parse(f"<html><head>{markup}{scripts}</head></html>").root, "")


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (stated('<meta property="og:site_name" content="The Quay">'), "The Quay"),
        (stated('<meta name="application-name" content="The Quay">'), "The Quay"),
        (stated('<meta name="twitter:site" content="@thequay">'), "thequay"),
        (stated("", {"@type": "WebSite", "name": "The Quay"}), "The Quay"),
        (
            stated(
                "", {"@type": "NewsArticle", "headline": "a", "publisher": {"name": "The Quay"}}
            ),
            "The Quay",
        ),
        (stated(""), "quay.example"),
        (stated(""), "quay"),
    ],
)
def test_a_site_goes_by_the_names_that_it_states_and_by_its_address(
    page: Structured, name: str
) -> None:
    assert name in site_names(page, ANY_SITE, "www.quay.example")


def test_whom_a_story_comes_from_is_no_name_of_the_site() -> None:
    agency = {"@type": "Organization", "name": "Harbour Press"}
    page = stated("", {"@type": "NewsArticle", "headline": "a", "author": [agency]})

    assert "Harbour Press" not in site_names(page, ANY_SITE, "quay.example")
    assert squash("Harbour Press") in organisations(page)


def test_whoever_is_called_a_person_as_well_is_no_organisation() -> None:
    page = stated("", {"@type": ["Person", "Organization"], "name": "Jane Roe"})

    assert organisations(page) == frozenset()


def test_the_topics_of_a_story_are_squashed() -> None:
    page = stated(
        '<title>Rain ends - The Quay</title><meta name="keywords" content="Rain, North Pier">',
        {"@type": "NewsArticle", "headline": "a", "keywords": ["Sea"], "articleSection": "Local"},
    )

    found = topics(page, "Rain ends: the pier")

    assert {"rain", "northpier", "sea", "local", "rainendsthepier"} <= found
    assert "janeroe" not in found
