"""Lists in JSON: feeds, endpoints, and HTML inside JSON."""

from __future__ import annotations

import json

import pytest

from crawler.frontier.sources import Link, links
from tests.frontier.listed import SITE, STORY, listed, only


def test_an_endpoint_that_answers_in_json_is_read() -> None:
    answer = {
        "data": {
            "list": [
                {
                    "Title": "渡口<em>恢复</em>通航",
                    "LinkUrl": "/2022/0205/7.html",
                    "PubTime": 1644053400,
                },
                {"title": "An advertisement", "url": "https://elsewhere.example/2022/0205/7.html"},
            ],
            "has_more": True,
        }
    }

    found = links(f"cb({json.dumps(answer)})".encode(), f"{SITE}/api?page=1", "text/javascript")

    assert found.links == (
        Link(f"{SITE}/api?page=2", "page", None, None, None),
        Link(
            f"{SITE}/2022/0205/7.html",
            "article",
            "渡口恢复通航",
            "2022-02-05T09:30:00+00:00",
            None,
        ),
    )


RENDERED = {"link": STORY, "title": {"rendered": "The <i>ferry</i>"}, "author": 3}


FEED = {"version": "https://jsonfeed.org/version/1.1"}


SHAPES = {
    "WordPress": json.dumps([RENDERED | {"_links": {"author": [{"href": f"{SITE}/users/3"}]}}]),
    "in an object": json.dumps({"posts": [RENDERED]}),
    "by its guid": json.dumps([{"guid": {"rendered": STORY}, "title": "The ferry"}]),
    "a variable": f"var data = {json.dumps({'list': [RENDERED]})};",
    "a property": f"window.newsList = {json.dumps([RENDERED])};",
    "an id in a feed": json.dumps(FEED | {"items": [{"id": STORY, "title": "The ferry"}]}),
}  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_story_is_found_in_each_shape_of_a_list(shape: str) -> None:
    found = links(shape.encode(), f"{SITE}/api/list", "application/json")

    assert [(link.url, link.title) for link in found.links] == [(STORY, "The ferry")]


@pytest.mark.parametrize(
    "entry", [{"id": 7, "title": "A tide"}, {"id": "tag:a.example,2026:/7", "title": "A tide"}]
)
def test_what_names_no_address_of_its_own_is_no_story(entry: dict[str, object]) -> None:
    assert links(json.dumps([entry]).encode(), f"{SITE}/api/list", "application/json").links == ()


def test_an_endpoint_that_answers_in_html_inside_json_is_read() -> None:
    answer = {"html": "<li><a href='/2022/0205/7.html'>A ferry is back</a>", "next": "/api?page=9"}

    found = listed(json.dumps(answer), "/api?page=8", "application/json")

    assert found == [("page", "/api?page=9"), ("article", "/2022/0205/7.html")]


BROKEN = {
    "cut short": '{"version": "https://jsonfeed.org/version/1.1", "items": [%s, {"url": "/b',
    "a comma too many": '{"version": "https://jsonfeed.org/version/1.1", "items": [%s,],}',
    "a line end in a string": '{"title": "The\nQuay", "items": [%s]}',
    "a word after the end": '{"items": [%s]}<!-- cached -->',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_json_feed_that_is_broken_lists_what_is_whole(text: str) -> None:
    entry = json.dumps({"url": STORY, "title": "渡口", "date_published": "2022-02-05"})

    link = only(text % entry, content_type="application/feed+json")

    assert link[:4] == (STORY, "article", "渡口", "2022-02-05")
