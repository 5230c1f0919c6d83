"""Words as the index holds them are found by any part that a reader would type."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.view.words import query_of, spread, words_in

TEXTS = {
    "ferry": "The last ferry to Pell sails at nine",
    "quay": "Ferries wait at the quay",
    "渡口": "雨停了，清滩渡口今天复航",
    "안개": "부산항에 안개가 걷혔다",
    "ฝน": "ฝนตกหนักที่ท่าเรือ",
}


def found(typed: str) -> list[str]:
    """Return which of the texts an index finds for what was typed."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE texts USING fts5 (head, body)")
    for name, text in TEXTS.items():
        db.execute("INSERT INTO texts VALUES (?, ?)", (name, spread(text)))
    query = query_of(typed, "body")
    rows = db.execute("SELECT head FROM texts WHERE texts MATCH ?", (query,)) if query else ()
    names = [head for (head,) in rows]
    db.close()
    return names


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("ferry", ["ferry"]),
        ("FERRY pell", ["ferry"]),
        ("ferr*", ["ferry", "quay"]),
        ("ferri*", ["quay"]),
        ('"last ferry"', ["ferry"]),
        ('"ferry last"', []),
        ("at -ferry", ["quay"]),
        ("渡口", ["渡口"]),
        ("清滩渡口", ["渡口"]),
        ("渡", ["渡口"]),
        ("滩口", []),
        ("ｆｅｒｒｙ", ["ferry"]),
        ("안개", ["안개"]),
        ("ท่าเรือ", ["ฝน"]),
        ("-ferry", []),
        ("", []),
        ("***", []),
    ],
)
def test_what_was_typed_finds_the_texts_that_have_it(typed: str, names: list[str]) -> None:
    assert found(typed) == names


@given(st.text(max_size=80))
def test_nothing_that_can_be_typed_is_an_error(typed: str) -> None:
    found(typed)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('"last ferry" 渡口 -tram boat*', ["last ferry", "boat", "渡口"]),
        ("-tram", []),
        ('-"last ferry"', []),
        ("* - ,", []),
    ],
)
def test_the_words_that_are_marked_are_those_looked_for(typed: str, words: list[str]) -> None:
    assert words_in(typed) == words
