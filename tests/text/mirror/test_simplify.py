"""What a mirror made traditional, one character for one, is simplified again by its words."""

from __future__ import annotations

import pytest

from crawler.text.mirror.simplify import simplified

CASES = {
    "a particle": ("看著江水", "看着江水"),
    "renown": ("著名作家", "著名作家"),
    "an author behind a title": ("《渡口》周山著", "《渡口》周山著"),
    "both in one line": ("討論著論著，寫著名字", "讨论着论著，写着名字"),
    "a clock": ("看鐘", "看钟"),
    "a family name": ("錢鍾書", "钱锺书"),
    "a place": ("內蒙古", "内蒙古"),
    "simplified as it is": ("雨停了，渡口复航", "雨停了，渡口复航"),
    "no Chinese": ("The ferry is back.", "The ferry is back."),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("line", "meant"), CASES.values(), ids=CASES)
def test_a_line_is_as_it_was_before_the_mirror(line: str, meant: str) -> None:
    assert simplified(line) == meant


@pytest.mark.parametrize("line", [line for line, _ in CASES.values()])
def test_what_is_simplified_stays_so(line: str) -> None:
    assert simplified(simplified(line)) == simplified(line)
