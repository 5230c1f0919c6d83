"""Keywords as they are stated, each once, and the section that says something."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.candidate import Candidate
from crawler.page.fields.keywords import (
    MOST,
    _words,
    in_json_ld,
    in_links,
    in_meta,
    is_section,
    section_in_links,
)
from crawler.page.letters import LONGEST_NAME
from tests.page.read_pages import PROSE, evidence_in, told

TAGGED = (
    f"<article><h1>Rain ends</h1>{PROSE}<p><a rel='category tag' href=/c/weather>Weather</a></p>"
    "<p>Tags: <a rel=tag href=/t/rain>rain</a>, <a rel=tag href=/t/quay>quay</a></p></article>"
)


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        ("rain, quay; Rain|harbour", ("rain", "quay", "Rain", "harbour")),
        (["rain", "quay, harbour"], ("rain", "quay", "harbour")),
        ({"@type": "DefinedTerm", "name": "rain"}, ("rain",)),
        ("台风、防汛 渡口", ("台风", "防汛", "渡口")),
        ("heavy rain", ("heavy rain",)),
        ("", None),
        ([None, 7], ("7",)),
    ],
)
def test_json_ld_states_them_as_a_text_or_a_list(
    stated: object, words: tuple[str, ...] | None
) -> None:
    data = {"@type": "NewsArticle", "headline": "Rain", "keywords": stated}
    page = evidence_in(
        f"<script type='application/ld+json'>{json.dumps(data)}</script><h1>Rain</h1>{PROSE}"
    )

    assert told(in_json_ld, page) == ([words] if words else [])


def test_every_meta_element_of_a_name_is_asked() -> None:
    page = evidence_in(
        "<meta property='article:tag' content=rain><meta property='article:tag' content=quay>"
        f"<h1>Rain</h1>{PROSE}"
    )

    assert told(in_meta("article:tag").ask, page) == [("rain", "quay")]
    assert told(in_meta("keywords").ask, page) == []


def test_links_of_the_story_are_its_tags_and_its_section() -> None:
    page = evidence_in(TAGGED)

    assert [{*words} for words in told(in_links, page)] == [{"rain", "quay"}]
    assert section_in_links(page.findings) == "Weather"


@pytest.mark.parametrize(("section", "kept"), [("Articles", False), ("Harbour", True)])
def test_a_word_for_stories_is_no_section_where_a_link_says_more(
    section: str, *, kept: bool
) -> None:
    candidate = Candidate(section, "json-ld")

    assert is_section(candidate, evidence_in(TAGGED).findings) is kept
    assert is_section(candidate, evidence_in(f"<h1>Rain</h1>{PROSE}").findings)


@given(st.lists(st.text(max_size=LONGEST_NAME + 5), max_size=MOST + 5))
def test_there_are_no_more_than_so_many_and_each_is_a_name(texts: list[str]) -> None:
    words = _words(texts)

    assert len(words) == len({*words}) <= MOST
    assert all(0 < len(word) <= LONGEST_NAME and word == word.strip() for word in words)
