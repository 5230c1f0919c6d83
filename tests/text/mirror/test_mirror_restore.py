"""A mirror's damage is undone to the letter where it is proven, and nothing else is touched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.mirror.mirror_restore import evidence, restore, undo_mirror
from tests.damage import NARROW, damage, traditional

TEXTS = Path(__file__).parents[3] / "fixtures" / "text"
MIRROR = json.loads((TEXTS / "mirror.json").read_text("utf-8"))
PAGES, TABLES = MIRROR["pages"], MIRROR["tables"]
SENTENCES = [sentence for page in PAGES for sentence in page]
tables = st.sampled_from(sorted(TABLES)).map(TABLES.__getitem__)
own_texts = st.lists(st.sampled_from(SENTENCES), min_size=2, max_size=8).map("\n".join)
damaged = st.builds(damage, own_texts, tables, half_width=st.booleans())


def narrow(text: str) -> str:
    """Return a text with its signs narrow: how wide one was cannot always be known."""
    return "".join(NARROW.get(char, char) for char in text)


def marked(case: dict[str, Any]) -> Any:
    xfail = [pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else []
    return pytest.param(case, marks=xfail, id=case["label"])


@pytest.mark.parametrize("case", [marked(case) for case in MIRROR["single"]])
def test_a_damaged_text_is_as_it_was(case: dict[str, str]) -> None:
    assert undo_mirror(case["damaged"]) == case["fixed"]


@pytest.mark.parametrize("case", [marked(case) for case in MIRROR["sound"]])
def test_what_only_looks_like_it_stays(case: dict[str, str]) -> None:
    assert undo_mirror(case["text"]) == case["text"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0][:8])
def test_a_page_is_as_it_was_whatever_the_mirror_annotates(page: list[str], table: str) -> None:
    text = "\n".join(page)
    assert narrow(undo_mirror(damage(text, TABLES[table]))) == narrow(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0][:8])
def test_a_page_speaks_for_a_line_that_proves_nothing_alone(page: list[str]) -> None:
    proven = evidence(damage(line, TABLES["many"]) for line in page)
    assert proven is not None
    bare = traditional("记者笑着走了")
    assert undo_mirror(bare) == bare
    assert restore(bare, proven) == "记者笑着走了"


def test_what_nothing_tells_is_not_made_up() -> None:
    lost = damage("\n".join(PAGES[1]), TABLES["few"]) + "?" * 9
    assert undo_mirror(lost).endswith("?" * 7)


@settings(deadline=None, max_examples=60)
@given(own_texts, tables, st.booleans())
def test_what_a_mirror_did_is_undone(text: str, table: dict[str, str], half_width: bool) -> None:  # noqa: FBT001
    after = undo_mirror(damage(text, table, half_width=half_width))
    assert narrow(after) == narrow(text)


@settings(deadline=None, max_examples=40)
@given(damaged)
def test_twice_is_once(text: str) -> None:
    once = undo_mirror(text)
    assert undo_mirror(once) == once


@settings(deadline=None, max_examples=60)
@given(st.lists(st.one_of(damaged, st.text(max_size=8), st.sampled_from("?()")), max_size=5))
def test_nothing_raises(parts: list[str]) -> None:
    text = "".join(parts)
    proven = evidence(parts)
    assert isinstance(undo_mirror(text), str)
    if proven is not None:
        assert isinstance(restore(text, proven), str)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_ascii_is_never_touched(text: str) -> None:
    assert undo_mirror(text) == text


TONELESS = {"調": "diao", "來": "lai", "長": "chang", "強": "qiang", "時": "shi", "會": "hui"}
PAGE = (
    "县长来到渡口调研，强调要把关口守住。\n"
    "云河日报社的记者说，学校下周开学，请家长按时接送。\n"
    "调查组经过现场询问，认为责任没有落实。\n"
    "国道上的车辆通过时，工作人员会逐一检查证件。\n"
    "他们现在承担着两岸四个乡镇的运输，著名的老船长也回来了。"
)


def test_pinyin_without_tones_is_proven_by_many() -> None:
    assert undo_mirror(damage(PAGE, TONELESS)) == PAGE


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        (
            "“我們(men)等這(zhè)座?(è)?(qiáo)等了三十年。”村民張(zhāng)建國(guó)說(shuō),上學(xué)不坐船。",
            "“我们等这座桥等了三十年。”村民张建国说,上学不坐船。",
        ),
        (
            "雙方將在能源、農業(yè)、教育等領域繼續加?(hòng)?(qiáng)合作,推動(dòng)項目落地。",
            "双方将在能源、农业、教育等领域继续加强合作,推动项目落地。",
        ),
    ],
    ids=["bridge", "cooperation"],
)
def test_a_bracket_that_a_browser_shows_behind_half_a_character_is_undone(
    shown: str, meant: str
) -> None:
    page = shown + "\n記(jì)者從(cóng)氣(qì)象台獲(huò)悉,受強(qiáng)冷空氣(qì)影響(xiǎng)。"
    assert narrow(undo_mirror(page).split("\n")[0]) == meant


def test_a_bracket_that_holds_no_reading_stays_behind_a_question() -> None:
    page = "市長(zhǎng)說(shuō)這(zhè)個(gè)問(wèn)題:爲什麼?(笑)時(shí)間(jiān)不夠。"
    assert narrow(undo_mirror(page)) == "市长说这个问题:为什么?(笑)时间不够。"


def test_neither_half_of_a_lost_pair_is_made_up() -> None:
    page = (
        "它就是Lamborghini的旗艦(jiàn)?wān)?埽琈urcielago的?nóng)Q(huàn)代車(chē)型。\n"
        "眾(zhòng)所周知,在事故發(fā)生后救護(hù)車(chē)趕(gǎn)來(lái)的過(guò)程中還(hái)有時(shí)間(jiān)。"
    )
    assert narrow(undo_mirror(page).split("\n")[0]) == (
        "它就是Lamborghini的旗舰??,Murcielago的换代车型。"
    )
