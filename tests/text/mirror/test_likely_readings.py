"""A character stands where what is likely agrees on it, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.mirror.likely_readings import LONGEST_PART, MOST_PARTS, likely


@pytest.mark.parametrize(
    ("costs", "shown"),
    [
        ({"痛苦的就是它": 30.0, "痛苦的就是她": 30.1}, "痛苦的就是?"),
        ({"痛苦的就是它": 30.0, "痛苦的就是她": 40.0}, "痛苦的就是它"),
        ({"旗舰朝能": 50.0, "旗舰除受": 50.0}, "旗舰??"),
        ({"今天复航。\n县": 40.0, "今天复航，县": 40.0}, "今天复航??县"),
        ({"一条河": 10.0}, "一条河"),
    ],
    ids=["two", "one", "both halves", "a line that may end", "alone"],
)
def test_what_has_a_likely_rival_is_not_shown(costs: dict[str, float], shown: str) -> None:
    assert likely(costs).text == shown


def test_what_hides_one_of_two_damaged_words_hides_both() -> None:
    rivals = {"，他把炒蛋都": 30.0, "，要把炒蛋都": 30.1, "，他们炒蛋都": 31.0}
    assert likely(rivals).text == "，??炒蛋都"


def test_many_rivals_weigh_as_much_as_one() -> None:
    seldom = {f"桥{char}了": 13.0 for char in "塌垮断坏倒裂旧"}
    assert likely({"桥通了": 10.0, **dict([*seldom.items()][:1])}).text == "桥通了"
    assert likely({"桥通了": 10.0, **seldom}).text == "桥?了"


def test_what_stood_before_tells_how_a_line_goes_on() -> None:
    rivals = {"国": 10.0, "锅": 10.0}
    assert likely(rivals, "美利坚合众").text == "国"


def test_a_place_in_doubt_tells_its_readings_with_their_shares() -> None:
    told = likely({"痛苦的就是它了": 30.0, "痛苦的就是她了": 30.1, "痛苦的就是爽了": 33.0})

    (doubt,) = told.doubts
    assert told.text[doubt.start : doubt.end] == "?"
    assert {part.text for part in doubt.parts[:2]} == {"它", "她"}
    assert doubt.parts[0].share >= doubt.parts[1].share > 0.2
    assert 0.9 < sum(part.share for part in doubt.parts) <= 1


@pytest.mark.parametrize(
    "costs",
    [
        {"痛苦的就是它": 30.0},
        {"痛苦的就是它": 30.0, "痛苦的就是她": 40.0},
        {"渡船?了": 30.0},
    ],
    ids=["alone", "sure", "a hole that nothing is known of"],
)
def test_one_reading_is_no_doubt(costs: dict[str, float]) -> None:
    assert likely(costs).doubts == ()


def test_readings_of_other_lengths_are_told_where_they_can_be_laid_beside_it() -> None:
    told = likely({"今天渡船九点开": 20.0, "今天渡船开": 24.0})

    assert told.text == "今天渡船??开"
    assert [part.text for part in told.doubts[0].parts] == ["九点", ""]


@given(
    st.dictionaries(
        st.text("他她它把要船开了，\n?", min_size=1, max_size=30), st.floats(0, 20), min_size=1
    )
)
def test_doubts_are_few_short_in_order_and_no_more_than_the_whole(costs: dict[str, float]) -> None:
    told = likely(costs)

    at = 0
    for doubt in told.doubts:
        assert at <= doubt.start < doubt.end <= len(told.text)
        assert set(told.text[doubt.start : doubt.end]) == {"?"}
        assert 2 <= len(doubt.parts) <= MOST_PARTS
        assert all(len(part.text) <= LONGEST_PART for part in doubt.parts)
        assert sum(part.share for part in doubt.parts) <= 1 + 1e-9
        at = doubt.end
