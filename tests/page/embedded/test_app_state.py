"""The article in the state of scripts."""

from __future__ import annotations

from crawler.page.embedded.app_state import state_of
from crawler.page.tree import parse

STATE = """
<title>雨停了_海州网</title><script>var BASE = {user: {name: ''}, articleInfo: {
title: '&quot;雨停了&quot;'.slice(6, -6),
content: '\\u003Cp\\u003E海州下了三天的雨今天停了。\\u003C\\u002Fp\\u003E明天放晴。',
subInfo: {source: '海州日报', time: '2021-03-08 14:05:09'}}};</script>
"""


def test_an_article_that_only_scripts_know_is_read_from_their_state() -> None:
    state = state_of(parse(STATE).root, "雨停了_海州网")

    assert state is not None
    assert state.title == "雨停了"
    assert state.body == ("海州下了三天的雨今天停了。", "明天放晴。")
    assert (state.source, state.date) == ("海州日报", "2021-03-08 14:05:09")


def test_next_data_is_read_and_another_article_in_it_is_not() -> None:
    page = parse(
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"related": [{"title": '
        '"Snow begins",'
        '"content": "Snow.", "publishedAt": "2021-03-01"}], "story": {"headline": "Rain ends '
        'after nine days",'
        '"body": "<p>One.</p><p>Two.</p>", "publishedAt": "2021-03-08T14:05:09Z"}}}</script>'
    )

    state = state_of(page.root, "Rain ends after nine days - The Daily")

    assert state is not None
    assert (state.body, state.date) == (("One.", "Two."), "2021-03-08T14:05:09Z")


def test_state_that_is_pushed_piece_by_piece_is_read_without_its_slots() -> None:
    page = parse(
        '<script>window["Q"] = window["Q"] || [];window["Q"].push({"queries": [{"data": {"title": '
        '"Rain ends after nine days", "contentHtml": "<p>One.</p>$$AD$$<figure>Harbour</figure>'
        '<p>Two.</p>", "deployDt": "2021.03.08 14:05"}}]});</script>'
    )

    state = state_of(page.root, "Rain ends after nine days")

    assert state is not None
    assert (state.body, state.date) == (("One.", "Two."), "2021.03.08 14:05")


def test_a_page_whose_scripts_know_no_article_has_no_state() -> None:
    page = parse("<script>var config = {title: 'x', ads: [1, 2], content: false};</script>")

    assert state_of(page.root, "Rain ends") is None
