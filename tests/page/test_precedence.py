"""The table of precedence: complete, without doubles, and each line reachable."""

from __future__ import annotations

import dataclasses
from collections import Counter

import pytest

from crawler.extract import _camel
from crawler.model import Article
from crawler.page.metadata import WITNESSED
from crawler.page.precedence import PRECEDENCE, TITLES
from tests.page.read_pages import evidence_in

NOT_OF_THE_PAGE = {
    "url", "sameAs", "dateline", "provenance", "identifier", "version", "isBasedOn",
    "articleHtml", "articleMarkdown", "citation", "sharedContent", "comment", "commentCount",
}  # fmt: skip
"""Fields of a record that are known without asking the page, or are made of others."""


def test_every_field_of_an_article_that_a_page_can_tell_has_a_row() -> None:
    fields = {_camel(field.name) for field in dataclasses.fields(Article)} - NOT_OF_THE_PAGE

    assert fields == set(PRECEDENCE)


@pytest.mark.parametrize("field", [*PRECEDENCE.values(), TITLES], ids=lambda field: field.name)
def test_no_two_lines_of_a_field_have_one_name(field: object) -> None:
    names = Counter(line.name for line in field.lines)  # type: ignore[attr-defined]

    assert [name for name, count in names.items() if count > 1 and field is not TITLES] == []


def test_the_provenance_names_witnesses_of_fields_that_there_are() -> None:
    assert set(WITNESSED) <= set(PRECEDENCE)


STORY = "".join(
    f"<p>It had rained for {n} days when the clouds broke over the harbour, and people came out "
    "to look at the water, which stood high against the quay and was still rising.</p>"
    for n in ("nine", "ten", "twelve")
)


def ld(key: str, value: str) -> str:
    about = f'"@type": "NewsArticle", "headline": "Rain ends", "{key}": "{value}"'
    return f'<script type="application/ld+json">{{{about}}}</script>'


def meta(name: str, value: str) -> str:
    return f'<meta name="{name}" content="{value}">'


@pytest.mark.parametrize(
    ("field", "higher", "lower", "witness"),
    [
        ("description", ld("description", "Over."), meta("description", "Wet."), "json-ld"),
        ("description", meta("og:description", "Over."), meta("description", "Wet."),
         "meta:og:description"),
        ("articleSection", ld("articleSection", "Weather"), meta("section", "News"), "json-ld"),
        ("publisher", ld("publisher", "The Daily"), meta("og:site_name", "daily.example"),
         "json-ld"),
        ("keywords", ld("keywords", "rain"), meta("keywords", "snow"), "json-ld"),
        ("copyrightHolder", ld("copyrightHolder", "The Daily"),
         meta("dcterms.rightsholder", "Ann"), "json-ld"),
        ("datePublished", meta("datepublished", "2021-03-08"), "<p>Published 1 March 2021</p>",
         "meta:datepublished"),
        ("datePublished", "<p>Published 1 March 2021</p>", "<p>2 March 2021</p>",
         "visible:label"),
        ("dateModified", ld("dateModified", "2021-03-09"), meta("last-modified", "2021-03-10"),
         "json-ld"),
        ("author", ld("author", "Jane Roe"), meta("author", "John Doe"), "json-ld"),
        ("author", "<p>By John Doe</p>", ld("author", "The Daily Desk"), "visible:byline"),
        ("mainEntityOfPage", '<link rel="canonical" href="/rain">',
         meta("og:url", "https://www.a.example/snow"), "link:canonical"),
    ],
)  # fmt: skip
def test_the_higher_line_is_believed_whatever_stands_first_on_the_page(
    field: str, higher: str, lower: str, witness: str
) -> None:
    for both in (higher + lower, lower + higher):
        page = evidence_in(f"<title>Rain ends</title><h1>Rain ends</h1>{both}{STORY}")
        alone = evidence_in(f"<title>Rain ends</title><h1>Rain ends</h1>{lower}{STORY}")

        assert page.choices().by_name[field].taken.witness == witness
        assert alone.choices().by_name[field].taken.witness != witness
