"""Comments that JSON-LD states, of the story and of no other page."""

from __future__ import annotations

import json
from typing import Any

import pytest

from crawler.page.comments.in_data import stated
from crawler.page.comments.written import Written
from tests.page.read_pages import PROSE, evidence_in

URL = "https://www.a.example/rain"
ONE: dict[str, Any] = {
    "@type": "Comment",
    "@id": "#1",
    "text": "It rains.",
    "author": {"name": "Old Tom"},
}
TWO: dict[str, Any] = {"@type": "Comment", "@id": "#2", "text": "Still.", "author": "quay_reader"}


def found(*graph: dict[str, Any], comment: Any = None) -> list[Written]:
    """Return the comments of a page with a story and these objects beside it."""
    story = {"@type": "NewsArticle", "@id": "#story", "url": URL, "comment": comment}
    data = json.dumps({"@graph": [story, *graph]})
    head = f"<script type='application/ld+json'>{data}</script>"
    return stated(evidence_in(f"{head}<h1>Rain</h1>{PROSE}", URL).findings)


def texts(*graph: dict[str, Any], comment: Any = None) -> list[str]:
    return [" / ".join(each.lines) for each in found(*graph, comment=comment)]


def test_a_comment_has_its_lines_its_author_and_its_time_as_stated() -> None:
    [comment] = found(comment=ONE | {"dateCreated": "2021-05-31T09:15:00Z"})

    assert comment == Written(("It rains.",), "Old Tom", "2021-05-31T09:15:00Z", "#1")


@pytest.mark.parametrize(
    ("stated_as", "text", "author", "date"),
    [
        ({"text": "<p>It rains.</p><p>Again.</p>"}, "It rains. / Again.", "", ""),
        ({"commentText": "Wet.", "commentTime": "2021-05-31"}, "Wet.", "", "2021-05-31"),
        ({"description": "Wet.", "datePublished": "2021-05-31"}, "Wet.", "", "2021-05-31"),
        ({"text": "Wet.", "creator": {"name": "Old Tom:"}}, "Wet.", "Old Tom", ""),
    ],
)
def test_older_names_of_its_parts_are_known(
    stated_as: dict[str, Any], text: str, author: str, date: str
) -> None:
    [comment] = found(comment={"@type": "UserComments", **stated_as})

    assert (" / ".join(comment.lines), comment.author, comment.date) == (text, author, date)


@pytest.mark.parametrize(
    "nested",
    [
        {"comment": ONE | {"comment": [TWO]}},
        {"comment": [ONE, TWO | {"parentItem": {"@id": "#1"}}]},
        {"comment": {"@id": "#1"}, "graph": [ONE | {"comment": {"@id": "#2"}}, TWO]},
    ],
    ids=["within", "by the name of what it answers", "by reference"],
)
def test_an_answer_follows_what_it_answers_and_names_it(nested: dict[str, Any]) -> None:
    comments = found(*nested.get("graph", ()), comment=nested["comment"])

    assert [(each.name, each.answers) for each in comments] == [("#1", None), ("#2", "#1")]


@pytest.mark.parametrize(
    ("about", "is_ours"),
    [
        ({}, True),
        ({"about": {"@id": "#story"}}, True),
        ({"discusses": URL}, True),
        ({"isPartOf": {"url": URL}}, True),
        ({"about": "https://www.a.example/snow"}, False),
        ({"parentItem": {"@id": "#9"}}, False),
    ],
)
def test_a_comment_beside_the_story_is_its_own_unless_it_says_otherwise(
    about: dict[str, Any], *, is_ours: bool
) -> None:
    assert texts(ONE | about) == (["It rains."] if is_ours else [])


@pytest.mark.parametrize("text", [None, "", " ", 7, {"@value": "x"}, "<br>"])
def test_a_comment_without_a_text_is_none_and_its_answers_stay(text: object) -> None:
    assert texts(comment={"@type": "Comment", "text": text, "comment": [TWO]}) == ["Still."]


def test_comments_that_answer_each_other_come_to_an_end() -> None:
    ring = [ONE | {"comment": {"@id": "#2"}}, TWO | {"comment": {"@id": "#1"}}]

    assert texts(*ring, comment={"@id": "#1"}) == ["It rains.", "Still."]


def test_what_is_no_comment_beside_a_story_is_none() -> None:
    assert texts({"@type": "Review", "text": "A wet book."}) == []
