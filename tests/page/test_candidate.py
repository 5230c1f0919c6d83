"""How a field is decided: lines in order, what is possible, rules that correct the winner."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from crawler.page.candidate import Candidate, Field, Line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Page:
    """What a page says, by line, and which lines were asked."""

    def __init__(self, **said: list[int]) -> None:
        self.said, self.asked = said, list[str]()


def line(name: str, *, always: bool = False) -> Line[Page, int]:
    def ask(page: Page) -> Iterator[Candidate[int]]:
        page.asked.append(name)
        yield from (Candidate(value, name) for value in page.said.get(name, ()))

    return Line(name, ask, always=always)


def is_positive(candidate: Candidate[int], page: Page) -> bool:
    del page
    return candidate.value > 0


def halved_where_c_says_half(
    best: Candidate[int], candidates: Sequence[Candidate[int]], page: Page
) -> Candidate[int]:
    del page
    half = any(other.line == "c" and 2 * other.value == best.value for other in candidates)
    return replace(best, value=best.value // 2) if half else best


def raised(
    best: Candidate[int], candidates: Sequence[Candidate[int]], page: Page
) -> Candidate[int]:
    del candidates, page
    return replace(best, value=best.value + 1)


FIELD: Field[Page, int] = Field("number", (line("a"), line("b"), line("c")), is_positive)
RULED: Field[Page, int] = replace(
    FIELD,
    lines=(line("a"), line("b"), line("c", always=True)),
    rules=(halved_where_c_says_half, raised),
)


@pytest.mark.parametrize(
    ("said", "expected", "asked"),
    [
        ({"a": [1], "b": [2]}, 1, "a"),
        ({"b": [2], "c": [3]}, 2, "ab"),
        ({"a": [-1], "b": [2]}, 2, "ab"),
        ({"a": [-1, 5], "b": [2]}, 5, "a"),
        ({"a": [-1]}, None, "abc"),
        ({}, None, "abc"),
    ],
)
def test_the_first_possible_candidate_wins_and_no_line_below_it_is_asked(
    said: dict[str, list[int]], expected: int | None, asked: str
) -> None:
    page = Page(**said)

    choice = FIELD.choose(FIELD.candidates(page), page)

    assert (choice and choice.taken.value) == expected
    assert "".join(page.asked) == asked


def test_every_line_is_asked_by_who_is_thorough() -> None:
    page = Page(a=[1, 2], b=[3])

    candidates = FIELD.candidates(page, thorough=True)

    assert [(c.value, c.line) for c in candidates] == [(1, "a"), (2, "a"), (3, "b")]
    assert "".join(page.asked) == "abc"


@pytest.mark.parametrize(
    ("said", "expected", "rule"),
    [
        ({"a": [8], "c": [4]}, 4, "halved_where_c_says_half"),
        ({"a": [8], "c": [5]}, 9, "raised"),
    ],
)
def test_the_first_rule_that_changes_the_winner_is_the_last(
    said: dict[str, list[int]], expected: int, rule: str
) -> None:
    page = Page(**said)

    choice = RULED.choose(RULED.candidates(page), page)

    assert choice is not None
    assert (choice.taken.value, choice.best.value, choice.rule) == (expected, 8, rule)
