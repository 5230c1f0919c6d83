"""The values that the scripts of a page hold, whatever framework wrote them down."""

from __future__ import annotations

import json

import pytest

from crawler.page.embedded.script_values import objects_in
from crawler.page.tree import parse

STORY = {"title": "Ferry returns", "content": "The ferry came back at nine, said the board."}
LITERAL = json.dumps(STORY)
TABLE = json.dumps([{"title": 1, "content": 2}, STORY["title"], STORY["content"]])
SCRIPTS = {
    "assigned": f"<script>window.__STATE__ = {LITERAL};</script>",
    "declared": f"<script>const story = {LITERAL}</script>",
    "in brackets": f"<script>window['__STATE__'] = {LITERAL}</script>",
    "parsed": f"<script>window.__STATE__ = JSON.parse({json.dumps(LITERAL)})</script>",
    "pushed": f"<script>dataLayer.push({LITERAL})</script>",
    "JSON of its own": f'<script type="application/json">{LITERAL}</script>',
    "a table": f'<script type="application/json">{TABLE}</script>',
    "a string that is JSON": f"<script>var state = {json.dumps({'article': LITERAL})}</script>",
    "a transfer state": (
        '<script type="application/json">' + LITERAL.replace('"', "&q;") + "</script>"
    ),
    "deep within": f"<script>var state = {{b: [1, {{c: {LITERAL}}}]}}</script>",
    "behind code": f"<script>if (a) {{ b() }}; title.x = {LITERAL}; c()</script>",
}


@pytest.mark.parametrize("markup", SCRIPTS.values(), ids=SCRIPTS)
def test_an_object_is_found_however_a_script_holds_it(markup: str) -> None:
    assert STORY in list(objects_in(parse(markup).root))


NONE = {
    "JSON-LD, which has a reader of its own": (
        f'<script type="application/ld+json">{LITERAL}</script>'
    ),
    "a comparison": "<script>if (title == {content: 1}) { article() } // and so on</script>",
    "code": "<script>function title() { return content ? article : headline }</script>",
    "a torn literal": f"<script>var story = {LITERAL[:-20]}</script>",
    "too short": "<script>a = {title: 1}</script>",
    "no script": f"<p>var story = {LITERAL}</p>",
}


@pytest.mark.parametrize("markup", NONE.values(), ids=NONE)
def test_what_is_no_value_is_passed_over(markup: str) -> None:
    assert STORY not in list(objects_in(parse(markup).root))


def test_each_object_is_given_once() -> None:
    markup = f"<script>var state = {{title: 1, story: {LITERAL}, more: [{LITERAL}]}}</script>"

    found = list(objects_in(parse(markup).root))

    assert found.count(STORY) == 2
    assert len({id(each) for each in found}) == len(found)
