"""Every field of a record has one place in the viewer, and one name for people."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields

import pytest

from crawler.archive.jsonl import schema
from crawler.extract import _camel
from crawler.model import Article, Provenance
from crawler.view.labels import KNOWN, METADATA, TEXTS

RECORD = {_camel(field.name) for field in fields(Article)}
PROVENANCE = {_camel(field.name) for field in fields(Provenance)}
ELSEWHERE = {
    "url", "provenance", "version", "isBasedOn", "articleHtml", "articleMarkdown",
    "citation", "sharedContent", "comment", "commentCount", "liveBlogUpdate",
}  # fmt: skip
"""What the page of a story shows in another form."""


def test_a_field_of_a_record_stands_beside_its_story_in_it_or_in_another_form() -> None:
    shown = {name for _, name in METADATA} | {*TEXTS}

    assert RECORD - shown == ELSEWHERE
    assert not shown & ELSEWHERE


def test_a_name_that_is_shown_is_one_of_the_record() -> None:
    record = set(schema()["properties"])

    assert {name for _, name in METADATA} | {*TEXTS} <= record
    assert {name for _, name in KNOWN} <= PROVENANCE


@pytest.mark.parametrize("table", [METADATA, KNOWN], ids=["beside", "known"])
def test_no_field_and_no_label_stands_twice(table: tuple[tuple[str, str], ...]) -> None:
    labels = Counter(label for label, _ in table)
    names = Counter(name for _, name in table)

    assert [each for each, count in (*labels.items(), *names.items()) if count > 1] == []
    assert all(label[0].isupper() for label, _ in table)
