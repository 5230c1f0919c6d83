"""Every profile holds together, and no layout stands without a page that proves it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.frontier.link import path_of
from crawler.frontier.urls import canonical
from crawler.site import Layout, Site
from crawler.sites import site_of, sites

FIXTURES = Path(__file__).parents[1] / "fixtures"
CAPTURES = [next(iter(read_captures(path))) for path in sorted(FIXTURES.glob("*/*/capture.warc"))]
LAYOUTS = [(site, layout) for site in sites().values() for layout in site.layouts]


@pytest.mark.parametrize(("site", "layout"), LAYOUTS, ids=lambda value: value.name)
def test_every_layout_has_a_story_of_its_days(site: Site, layout: Layout) -> None:
    days = [capture.fetched_at.date() for capture in CAPTURES if site_of(capture.url) == site]

    assert layout in [site.layout_on(day) for day in days]


@pytest.mark.parametrize("site", sites().values(), ids=lambda site: site.name)
def test_a_profile_names_its_module_its_domains_and_sources_on_them(site: Site) -> None:
    assert sites()[site.name] is site
    for source in site.sources:
        assert canonical(source.url) == source.url
        assert site_of(source.url) is site


@pytest.mark.parametrize("site", sites().values(), ids=lambda site: site.name)
def test_the_layouts_of_a_profile_stand_oldest_first(site: Site) -> None:
    days = [layout.until for layout in site.layouts]

    assert days == sorted(set(days))


@pytest.mark.parametrize("site", sites().values(), ids=lambda site: site.name)
def test_no_source_is_taken_for_an_article(site: Site) -> None:
    for source in site.sources:
        path = path_of(source.url)
        assert not (site.article_url and re.search(site.article_url, path))
        if source.kind == "page" and site.list_url and path != "/":
            assert re.search(site.list_url, path)
