"""Mirror damage is undone where a page proves it, and nothing else is touched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.hanzi import evidence, restore, undo_mirror
from tests.damage import TABLE, damage

SENTENCES = (
    "县长来到渡口调研，强调要把关口守住。",
    "云河日报社的记者说，学校下周开学，请家长按时接送。",
    "调查组经过现场询问，认为责任没有落实。",
    "国道上的车辆通过时，工作人员会逐一检查证件。",
    "他们现在承担着两岸四个乡镇的运输，著名的老船长也回来了。",
)
OTHER_TABLE = {"調": "diao", "來": "lai", "長": "chang", "強": "qiang", "時": "shi", "會": "hui"}
SOUND = (
    "您(nín)好，请问北京(Běijīng)站怎么走？",
    "《學(xué)而》第一",
    "重(zhòng)要和重(chóng)新的“重”读音不同。",
    "國務院發布新聞，臺灣的讀者也看得到。",
    "香港特區政府（HK）公布了結果(result)。",
    "蕭紅(Xiāo Hóng)的小說",
    "Nothing here (see below) is Chinese? No)",
)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_a_damaged_page_is_restored_letter_for_letter(count: int) -> None:
    page = "\n".join(SENTENCES[:count])

    assert undo_mirror(damage(page)) == page


def test_a_search_that_hit_across_two_characters_is_undone_too() -> None:
    damaged = damage(SENTENCES[1])

    assert "?" in damaged
    assert undo_mirror(damaged) == SENTENCES[1]


def test_pinyin_without_tones_is_proven_by_many() -> None:
    page = "\n".join(SENTENCES)

    assert undo_mirror(damage(page, OTHER_TABLE)) == page


def test_what_a_page_proves_serves_its_headline() -> None:
    proven = evidence([damage("\n".join(SENTENCES))])

    assert proven
    assert restore("強(qiáng)調(diào)", proven) == "强调"
    assert restore("渡口復航", proven) == "渡口复航"


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_stays(text: str) -> None:
    assert undo_mirror(text) == text


@given(st.text(st.sampled_from("調來(diàolái)?)著，,abc ") | st.characters(), max_size=40))
def test_undoing_never_raises(text: str) -> None:
    assert isinstance(undo_mirror(text), str)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_ascii_is_sound(text: str) -> None:
    assert undo_mirror(text) == text


def test_undoing_twice_changes_nothing_more() -> None:
    once = undo_mirror(damage("\n".join(SENTENCES), dict(reversed(TABLE.items()))))

    assert undo_mirror(once) == once
