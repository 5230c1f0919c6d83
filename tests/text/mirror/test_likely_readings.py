"""A character stands where what is likely agrees on it, and nowhere else."""

from __future__ import annotations

import pytest

from crawler.text.mirror.likely_readings import likely


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
    assert likely(costs) == shown


def test_what_hides_one_of_two_damaged_words_hides_both() -> None:
    rivals = {"，他把炒蛋都": 30.0, "，要把炒蛋都": 30.1, "，他们炒蛋都": 31.0}
    assert likely(rivals) == "，??炒蛋都"


def test_many_rivals_weigh_as_much_as_one() -> None:
    seldom = {f"桥{char}了": 13.0 for char in "塌垮断坏倒裂旧"}
    assert likely({"桥通了": 10.0, **dict([*seldom.items()][:1])}) == "桥通了"
    assert likely({"桥通了": 10.0, **seldom}) == "桥?了"


def test_what_stood_before_tells_how_a_line_goes_on() -> None:
    rivals = {"国": 10.0, "锅": 10.0}
    assert likely(rivals, "美利坚合众") == "国"
