"""A line that was made before all of it was known is the line all the same."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.drafts import draft_of, is_placed
from crawler.archive.jsonl import content_of, identifier_of, to_line, to_record
from crawler.model import Article, Edit, Location, Person
from tests.archive.test_jsonl import STORY, TEXT

HERE = Location(file="warc/渡轮.warc.gz", offset=0, record_id="urn:uuid:1")
THERE = Location(file='a "b".wacz!warc/1.warc.gz', offset=9, record_id="")
HOLE = ', "locations": [{"offset": 0}]'
OTHER_HOLE = ', "sameAs": [""]'


def at(article: Article, *places: Location) -> Article:
    """Return an article whose captures stand at these places."""
    return replace(article, provenance=replace(article.provenance, locations=places))


@pytest.mark.parametrize("same_as", [(), ("https://b.example/渡轮",), ("//a/1", '//a/"2"')])
@pytest.mark.parametrize("places", [(), (HERE,), (HERE, THERE)])
@pytest.mark.parametrize(
    "headline", ["渡轮周一复航", HOLE, f'"{HOLE}', OTHER_HOLE, f'"{OTHER_HOLE}', "broken \ud83d"]
)
def test_a_draft_with_what_is_known_later_is_the_line(
    headline: str, places: tuple[Location, ...], same_as: tuple[str, ...]
) -> None:
    edits = [Edit("repair:x", "headline", STORY.headline, headline)]
    article = replace(at(STORY.edited(edits), *places), same_as=same_as)

    draft = draft_of(replace(at(article, HERE, HERE), same_as=("https://c.example/",)))

    assert draft.placed(places, same_as) == to_line(article).encode()
    assert json.dumps(draft.record(places, same_as)) == json.dumps(to_record(article))
    assert draft.identifier == identifier_of(article)
    assert draft.content == content_of(article)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_no_text_is_taken_for_the_place_of_a_capture(headline: str, body: list[str]) -> None:
    article = at(replace(STORY, headline=headline, article_body=tuple(body)), HERE)

    assert draft_of(article).placed([HERE]) == to_line(article).encode()


@pytest.mark.parametrize(
    ("changed", "is_its"),
    [
        (STORY, True),
        (replace(STORY, article_body=(*STORY.article_body,)), True),
        (at(STORY, THERE), True),
        (at(STORY), True),
        (replace(STORY, same_as=("https://b.example/1",)), True),
        (replace(STORY, article_body=STORY.article_body[:1]), False),
        (replace(STORY, version=2), False),
        (replace(STORY, author=(Person("林晓"),)), False),
        (replace(STORY, provenance=replace(STORY.provenance, flags=())), False),
    ],
)
def test_a_draft_is_of_the_article_that_it_was_made_of(changed: Article, *, is_its: bool) -> None:
    assert is_placed(changed, STORY) == is_its
