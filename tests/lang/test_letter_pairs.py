"""Which language a text is in, by its letters: as the table has it, one cost at a time."""

from __future__ import annotations

import json
import zlib
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.letter_pairs import (
    ALPHABETS,
    FIRST,
    STEP,
    WORST,
    costs_in,
    is_known_well,
    languages_of,
    pairs_of,
)

TABLE = json.loads(
    zlib.decompress((resources.files("crawler.lang") / "data/letter_pairs.bin").read_bytes())
)


def one_by_one(text: str, script: str) -> tuple[dict[str, float], int]:
    """Return what `costs_in` does, read from the table a pair and a language at a time."""
    rows = TABLE[script]
    size = len(rows["languages"])
    known = [rows["pairs"][2 * n : 2 * n + 2] for n in range(len(rows["pairs"]) // 2)]
    costs = dict.fromkeys(rows["languages"], 0.0)
    met = [pair for pair in pairs_of(text, script) if pair in known]
    for pair in met:
        at = known.index(pair) * size
        for n, language in enumerate(rows["languages"]):
            costs[language] += (ord(rows["costs"][at + n]) - ord(FIRST)) / STEP
    return costs, len(met)


@pytest.mark.parametrize("script", ALPHABETS)
def test_the_table_has_a_cost_for_each_pair_and_language(script: str) -> None:
    rows = TABLE[script]
    pairs = len(rows["pairs"]) // 2

    assert len(rows["costs"]) == pairs * len(rows["languages"])
    assert {*rows["costs"]} <= {chr(ord(FIRST) + cost) for cost in range(WORST + 1)}
    assert languages_of(script) == tuple(rows["languages"])


@given(st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzäöüß éèñłż.,:İ"), max_size=60))
def test_costs_that_are_added_at_once_are_those_added_one_by_one(text: str) -> None:
    together, alone = costs_in(text, "latin"), one_by_one(text, "latin")

    assert together[1] == alone[1]
    assert together[0] == pytest.approx(alone[0])


@pytest.mark.parametrize(
    ("text", "script", "language"),
    [
        ("Die Fähre war am Montag wieder da, und der Hafen schwieg.", "latin", "de"),
        ("De veerboot was maandag weer terug en de haven zweeg.", "latin", "nl"),
        ("Prom wrócił w poniedziałek, a przystań milczała.", "latin", "pl"),
        ("Паром повернувся в понеділок, і гавань мовчала.", "cyrillic", "uk"),
        ("Паром вернулся в понедельник, и гавань молчала.", "cyrillic", "ru"),
        ("عادت العبارة يوم الاثنين وصمت الميناء", "arabic", "ar"),
        ("کشتی روز دوشنبه بازگشت و بندر خاموش بود", "arabic", "fa"),
    ],
)
def test_a_sentence_costs_least_in_its_own_language(text: str, script: str, language: str) -> None:
    costs, _ = costs_in(text, script)

    assert min(costs, key=costs.__getitem__) == language


def test_a_text_without_letters_of_a_script_costs_nothing_in_it() -> None:
    costs, pairs = costs_in("1963, 渡口", "latin")

    assert (set(costs.values()), pairs) == ({0.0}, 0)


def test_languages_of_one_text_are_told_from_those_of_many() -> None:
    assert is_known_well("de", "latin")
    assert not is_known_well("co", "latin")
    assert "co" in languages_of("latin")
