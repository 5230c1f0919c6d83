"""A line that is askew is read in time that grows as the line, and nothing unproven is guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from crawler.text.mirror import gbk_search
from crawler.text.mirror.gbk_realign import page, straightened
from crawler.text.mirror.gbk_ways import moves

if TYPE_CHECKING:
    from collections.abc import Iterator

KNOWN = frozenset("論驗")
ASKEW = "記者談?wù)剬懽鞯慕涷?yàn)，他們在會上討論了很多問題。"
READ = "記者談談寫作的經驗，他們在會上討論了很多問題。"
NOISE = (
    "理由?:??具有z提拉緊致???!功效?多肽修复,塑造緊致肌膚?,告別A肌膚松弛,改善",
    "(bào)?系統的?項目管理流€程制度支z撐?工作中無z法落地€,??目預估不準?把控??????度??",
)
"""Lines of many holes that no mirror makes: 10 s for 105 bytes before there was a bound."""

MOST = 20_000
"""Steps a character."""


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that holds how many ways on were weighed."""
    count = [0]

    def counted(*args: object, **options: object) -> Iterator[object]:
        for each in moves(*args, **options):  # type: ignore[arg-type]
            count[0] += 1
            yield each

    monkeypatch.setattr(gbk_search, "moves", counted)
    return count


@pytest.mark.parametrize("unit", [ASKEW, READ, *NOISE, "?", "?!", "??A", "(yàn)", "談?wù)"])
def test_ten_times_the_line_takes_ten_times_the_steps(unit: str, steps: list[int]) -> None:
    each = []
    for size in (300, 3000):
        line = unit * (size // len(unit))
        steps[0] = 0
        straightened(line, page(line, KNOWN))
        each.append(steps[0] / len(line))

    assert each[1] <= 1.5 * each[0] + 1


@pytest.mark.long
def test_a_line_of_a_megabyte_takes_no_more_steps_a_character(steps: list[int]) -> None:
    line = READ * (500_000 // len(READ)) + ASKEW

    assert straightened(line, page(line, KNOWN)).text.endswith(READ)
    assert steps[0] < 10 * len(line)


@pytest.mark.parametrize("line", NOISE)
def test_a_short_line_of_many_holes_is_bounded_and_gains_no_character(
    line: str, steps: list[int]
) -> None:
    text = straightened(line, page(line, KNOWN)).text

    assert steps[0] < MOST * len(line)
    assert set(text) <= {*line, "?", "，", "："}
