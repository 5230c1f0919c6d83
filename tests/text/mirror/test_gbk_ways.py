"""The ways to read the next character of a line, each with what it costs."""

from __future__ import annotations

import pytest

from crawler.text.mirror.gbk_codes import code_of
from crawler.text.mirror.gbk_ways import (
    LITERAL,
    MirroredPage,
    Way,
    comma_gone,
    gone,
    moves,
    spelled,
)

PAGE = MirroredPage({"論": "lùn", "驗": "yàn"}, frozenset({"討", "論", "討論"}))


def way(text: str, over: bytes = b"") -> Way:
    """Return the way that has read a text so far, with a byte left over."""
    said: tuple[object, ...] = ()
    for char in text:
        said = (char, said)
    return Way(0.0, over, text[-1:], said)


def read(text: str, before: str, over: bytes = b"", *, asked: bool = False) -> dict[str, float]:
    """Return what one step from a way reads, each at the least that it costs."""
    found: dict[str, float] = {}
    for _, each in moves(text, 0, way(before, over), PAGE, asked=asked):
        shown = spelled(each)
        found[shown] = min(found.get(shown, each.cost), each.cost)
    return found


def test_a_way_spells_what_it_has_read() -> None:
    assert spelled(way("討論會")) == "討論會"
    assert spelled(way("")) == ""


def test_without_a_byte_left_over_a_character_is_what_it_shows() -> None:
    assert {*read("會", "討論")} == {"討論會"}
    assert {*read("A", "討論")} == {"討論A"}


def test_a_byte_left_over_and_the_first_of_the_next_are_a_character() -> None:
    lead, trail = code_of("論")[:1], code_of("論")[1]
    shifted = bytes([trail, 0xD5]).decode("gbk", "ignore")
    [(end, after)] = moves(shifted, 0, way("討", lead), PAGE)

    assert shifted
    assert end == 1
    assert spelled(after) == "討論"
    assert after.over == b"\xd5"


def test_a_reading_behind_its_character_is_passed_over_for_nothing() -> None:
    [(end, after)] = moves("(lùn)會", 0, way("討論"), PAGE)

    assert (end, spelled(after)) == (5, "討論")
    assert after.cost < 0
    assert {*read("(máng)", "討論")} == {"討論("}


def test_a_reading_behind_a_question_mark_asks_for_a_character_that_is_read_so() -> None:
    found = read("?lùn)", "討", code_of("論")[:1])

    assert "討論" in found
    assert all(shown == "討" + shown[1:] for shown in found)


def test_a_hole_is_read_in_many_ways_and_where_nothing_is_guessed_in_one() -> None:
    over = code_of("論")[:1]

    assert len(read("?會", "討", over)) > 1
    assert len(read("?會", "討", over, asked=True)) == 1
    assert {*read("?會", "討", asked=True)} == {"討?"}


def test_a_question_mark_that_the_page_has_itself_costs() -> None:
    assert read("?", "討論")["討論?"] >= LITERAL
    assert read("會", "討論")["討論會"] < LITERAL * 2


def test_what_the_page_has_elsewhere_costs_less() -> None:
    alone = MirroredPage({}, frozenset())

    [(_, known)] = moves(
        "論", 0, way("討"), PAGE._replace() if hasattr(PAGE, "_replace") else PAGE
    )
    [(_, strange)] = moves("貓", 0, way("討"), alone)

    assert known.cost < strange.cost


def test_characters_of_which_a_byte_is_lost_are_noted_as_guesses() -> None:
    ways = [*gone(way("討", code_of("論")[:1]), 7, PAGE)]

    assert ways
    assert all(each.guessed[-1].at == 7 for each in ways)
    assert all(each.over for each in ways)
    assert [*gone(way("討"), 7, PAGE)] == []


@pytest.mark.parametrize(
    ("text", "over", "some"),
    [
        ("?會", True, True),
        ("?", True, False),
        ("?A", True, False),
        ("會會", True, False),
        ("?會", False, False),
    ],
)
def test_a_comma_is_gone_only_before_another_clause(text: str, *, over: bool, some: bool) -> None:
    found = [*comma_gone(way("討", code_of("論")[:1] if over else b""), text, 0, PAGE)]

    assert bool(found) is some
    assert all(spelled(each).endswith("，") and end == 1 for end, each in found)


def test_a_sign_that_closes_what_is_not_open_costs_more() -> None:
    over, trail = code_of("”")[:1], code_of("”")[1]
    shifted = bytes([trail, 0xD5]).decode("gbk", "ignore")

    opened = read(shifted, "“討論", over)
    closed = read(shifted, "“討”論", over)

    assert min(opened.values()) < min(closed.values())


@pytest.mark.parametrize(
    ("before", "likely", "odd"),
    [("完。", "”", "、"), ("完。", "”", "。"), ("完，", "“", "。"), ("很討", "論", "◎")],
    ids=["no pause behind a stop", "no stop twice", "no stop behind a pause", "no ornament"],
)
def test_what_chinese_does_not_write_costs_more(before: str, likely: str, odd: str) -> None:
    [kept], [dear] = read(likely, before).values(), read(odd, before).values()
    assert kept < dear


def test_an_ornament_that_the_page_has_costs_less() -> None:
    known = MirroredPage({}, frozenset("◎"))
    [(_, here)] = moves("◎", 0, way("討"), known)
    [(_, elsewhere)] = moves("◎", 0, way("討"), PAGE)
    assert here.cost < elsewhere.cost
