"""Editors and contributors, by the credits around the text and by JSON-LD."""

from __future__ import annotations

import json

from crawler.model import Person
from crawler.page.fields.credited import credited, stated
from tests.page.read_pages import PROSE, evidence_in, told

CREDITS = "<p>责任编辑：袁永红</p>"
CHINESE = "<p>" + "渡口复航的消息传来，两岸的人都到码头上看水，水位还在上涨。" * 4 + "</p>"


def in_data(**roles: object) -> str:
    data = {"@type": "NewsArticle", "headline": "Rain", **roles}
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def test_an_editor_is_named_by_a_label_below_the_text() -> None:
    page = evidence_in(f"<html lang=zh><h1>渡口复航</h1>{CHINESE}{CREDITS}")

    assert [[each.name for each in found] for found in told(credited("editor").ask, page)] == [
        ["袁永红"]
    ]
    assert told(credited("contributor").ask, page) == []


def test_json_ld_names_persons_and_what_is_none_is_left() -> None:
    editors = [{"@type": "Person", "name": "Jane Roe"}, {"@type": "Organization", "name": "Desk"}]
    page = evidence_in(f"{in_data(editor=editors)}<h1>Rain</h1>{PROSE}")

    assert told(stated("editor").ask, page) == [(Person("Jane Roe"),)]
    assert told(stated("contributor").ask, page) == []


def test_a_page_without_data_states_nobody() -> None:
    assert told(stated("editor").ask, evidence_in(f"<h1>Rain</h1>{PROSE}")) == []
