"""A ``?`` that can only have been a sign or a space is one again; any other stays."""

from __future__ import annotations

import pytest

from crawler.text.mirror.unencodable import undo_unencodable

UNDONE = {
    "behind the word": ("Copyright ? 2010-2022 云河网", "Copyright © 2010-2022 云河网"),
    "behind the Chinese words": ("云河网 版权所有?", "云河网 版权所有©"),
    "before years": ("?2010-2022 云河网", "©2010-2022 云河网"),
    "behind a colon": ("来源：?云河日报", "来源：\xa0云河日报"),
    "beside what parts links": ("首页?>?新闻", "首页\xa0>\xa0新闻"),
    "before a line": ("????本报讯", "本报讯"),
}
KEPT = {
    "a question": "谁说的? 他问。",
    "a year in question": "2022年?",
    "a question on rights": "Who has the copyright of a song?",
    "none": "渡口复航。",
}


@pytest.mark.parametrize(("line", "meant"), UNDONE.values(), ids=UNDONE)
def test_what_gbk_has_no_bytes_for_is_put_back(line: str, meant: str) -> None:
    assert undo_unencodable(line) == meant
    assert undo_unencodable(meant) == meant


@pytest.mark.parametrize("line", KEPT.values(), ids=KEPT)
def test_a_question_stays_one(line: str) -> None:
    assert undo_unencodable(line) == line
