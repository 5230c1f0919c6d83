"""The organisation whose site it is."""

from __future__ import annotations

import json

import pytest

from crawler.model import Organization
from crawler.page.candidate import Candidate
from crawler.page.fields.publisher import in_home_link, is_name, of_site, organization
from crawler.page.letters import LONGEST_NAME
from crawler.site import Site
from tests.page.read_pages import PROSE, evidence_in

HOME = '<a rel="home" href="/">The Quay</a>'


@pytest.mark.parametrize(
    ("title", "link", "name"),
    [
        ("Rain ends - The Quay", HOME, "The Quay"),
        ("Rain ends | THE QUAY", HOME, "The Quay"),
        ("Rain ends", HOME, ""),
        ("The Quay: rain ends", HOME, ""),
        ("Rain ends - The Quay", HOME.replace("home", "nofollow"), ""),
        ("Rain ends - The Quay", HOME.replace("The Quay", "Y"), ""),
    ],
)
def test_the_home_link_is_the_publisher_where_the_title_ends_with_it(
    title: str, link: str, name: str
) -> None:
    page = evidence_in(f"<title>{title}</title><nav>{link}</nav><h1>Rain ends</h1>{PROSE}")

    assert in_home_link(page.findings) == name


def test_a_profile_names_it_or_does_not() -> None:
    html = f"<h1>Rain ends</h1>{PROSE}"
    known = Site(name="quay", publisher="The Quay", domains=("a.example",))

    assert of_site(evidence_in(html, site=known).findings) == "The Quay"
    assert of_site(evidence_in(html).findings) == ""


def test_a_sentence_is_no_name() -> None:
    page = evidence_in(f"<h1>Rain ends</h1>{PROSE}").findings

    assert is_name(Candidate("Q" * LONGEST_NAME, "meta"), page)
    assert not is_name(Candidate("Q" * (LONGEST_NAME + 1), "meta"), page)


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ({"name": "The Quay", "url": "https://quay.example/"}, "https://quay.example/"),
        ({"name": "The Quay", "url": "/about"}, None),
        ({"name": "The Quay", "url": ["https://quay.example/"]}, None),
        ("The Quay", None),
    ],
)
def test_its_address_is_what_json_ld_states(stated: object, url: str | None) -> None:
    data = {"@type": "NewsArticle", "headline": "Rain ends", "publisher": stated}
    page = evidence_in(
        f"<script type='application/ld+json'>{json.dumps(data)}</script><h1>Rain ends</h1>{PROSE}"
    )

    assert organization("The Quay", page.findings) == Organization("The Quay", url)
