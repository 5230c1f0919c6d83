"""What one Chinese character costs after another: the common is cheap, the unheard of is not."""

from __future__ import annotations

import pytest

from crawler.text.mirror.character_pairs import DEAREST, START, following, price


@pytest.mark.parametrize(
    ("before", "likely", "odd"),
    [("中", "国", "锅"), ("我", "们", "闷"), ("新", "闻", "蚊"), ("可", "以", "椅")],
)
def test_what_often_follows_costs_less(before: str, likely: str, odd: str) -> None:
    assert price(likely, before) < price(odd, before) <= DEAREST


def test_a_character_by_itself_costs_what_it_costs_anywhere() -> None:
    assert price("的", "") < price("鑫", "")


def test_any_sign_stands_for_all_of_them() -> None:
    assert price("但", START) == price("但", "。")


def test_who_was_met_behind_whom_is_known() -> None:
    assert "国" in following()["中"]
    assert "锅" not in following()["中"]
