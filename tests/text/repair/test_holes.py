"""UTF-8 that was read as GBK loses bytes; what is lost is not guessed, and is said."""

from __future__ import annotations

import pytest

from crawler.text.repair.repair import damage, repair

SENTENCES = (
    "港口今天上午重新开放，渡轮恢复通航。",
    "警方正在调查事故的原因。",
    "这座老桥建于一九三六年，去年开始维修。",
)


@pytest.mark.parametrize("hole", ["?", "\ufffd"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_line_of_utf8_with_holes_stays_and_is_flagged(sentence: str, hole: str) -> None:
    shown = sentence.encode().decode("gbk", "replace").replace("\ufffd", hole)

    assert repair(shown).text == shown
    assert "mojibake" in damage(shown).flags


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sound_line_with_question_marks_has_no_flag(sentence: str) -> None:
    assert damage(f"{sentence}真的?是吗?").flags == ()
