"""A line that a mirror put askew is straightened as far as it can be proven."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.text.mirror.gbk_realign import page, straightened
from tests.damage import NARROW, damage, traditional

TEXTS = Path(__file__).parents[3] / "fixtures" / "text"
MIRROR = json.loads((TEXTS / "mirror.json").read_text("utf-8"))
PAGES, TABLES = MIRROR["pages"], MIRROR["tables"]


def narrow(text: str) -> str:
    """Return a text with its signs narrow: how wide one was cannot always be known."""
    return "".join(NARROW.get(char, char) for char in text)


KNOWN = frozenset("論驗")


ASKEW = "記者談?wù)剬懽鞯慕涷?yàn)，他們在會上討論了很多問題。"


READ = "記者談談寫作的經驗，他們在會上討論了很多問題。"


def test_a_long_line_is_undone_as_its_parts_are() -> None:
    line = ASKEW * 30

    assert straightened(line, page(line, KNOWN)).text == READ * 30


@pytest.mark.parametrize(
    ("line", "annotated", "meant"),
    [
        (ASKEW, "論驗", READ),
        ("記者談談寫作的經驗(yàn)", "驗", "記者談談寫作的經驗"),
        ("記者談談寫作", "", "記者談談寫作"),
        ("plain words, 12", "", "plain words, 12"),
        ("", "", ""),
    ],
    ids=["askew", "a reading in its place", "sound", "plain", "empty"],
)
def test_each_byte_is_put_where_it_was(line: str, annotated: str, meant: str) -> None:
    assert straightened(line, page(line, frozenset(annotated))).text == meant


@pytest.mark.parametrize("line", ["他問：為什麼?", "票價?", "北京(Beijing)", "今年GDP(年)增長"])
def test_what_no_reading_put_askew_stays(line: str) -> None:
    assert straightened(line, page(line, frozenset("論"))).text == line


def test_straightening_twice_changes_nothing_more() -> None:
    told = page(ASKEW, KNOWN)
    once = straightened(ASKEW, told).text

    assert straightened(once, told).text == once


def test_a_page_tells_which_characters_are_annotated_how_and_what_stands_in_it() -> None:
    told = page("經驗(yàn)，\n討論?", KNOWN)

    assert told.annotated == {"驗": "yàn", "論": ""}
    assert {"經驗", "討", "經"} <= told.known
    assert "(" not in told.known
    assert told.lines
    assert not page("經驗(yàn)", KNOWN).lines


@pytest.mark.parametrize("holes", [1, 60])
def test_of_many_holes_nothing_is_guessed(holes: int) -> None:
    line = "他們在會上" + "?系統" * holes

    text = straightened(line, page(line, KNOWN)).text

    assert set(text) <= {*line}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("lines", PAGES[:3], ids=lambda lines: lines[0][:8])
def test_lines_of_a_page_are_as_they_were_whatever_is_annotated(
    lines: list[str], table: str
) -> None:
    damaged = damage("\n".join(lines), TABLES[table])
    told = page(damaged, frozenset(TABLES[table]))

    read = [straightened(line, told).text for line in damaged.split("\n")]

    assert [narrow(line) for line in read] == [narrow(traditional(line)) for line in lines]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("縣(xiàn)里說(shuō),渡口的事務(wù)都已經(jīng)辦完?!叭魏螄覠o權過問這(zhè)里的船只,",
         "縣里說,渡口的事務都已經辦完。“任何國家無權過問這里的船只,"),
        ("縣(xiàn)里說(shuō),渡口的設計經(jīng)過論證?!叭w師生無權過問這(zhè)里的事,",
         "縣里說,渡口的設計經過論證。“??師生無權過問這里的事,"),
        ("這(zhè)是經(jīng)驗?!笆辍敝?縣(xiàn)裏的產(chǎn)業", "這是經驗。“十年”?,縣裏的產業"),
        ("把好渡口??h長來(lái)到現(xiàn)場", "把好渡口。縣長來到現場"),
    ],
    ids=["a pair that vanished", "two that may have", "two likely ones", "a sign"],
)  # fmt: skip
def test_what_was_lost_is_filled_in_where_nothing_else_can_have_stood(
    line: str, meant: str
) -> None:
    annotated = frozenset("縣說務經這論證產來現")

    assert narrow(straightened(line, page(line, annotated)).text) == narrow(meant)
