"""The labels of credits: each role has some, and the most particular is tried first."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from crawler.lang.credit_words import LABELS, LATIN_LABELS, Role, credit_part


@pytest.mark.parametrize("labels", [LABELS, LATIN_LABELS], ids=["Chinese", "alphabets"])
def test_every_label_is_of_a_role_and_can_be_tried(labels: tuple[tuple[str, ...], ...]) -> None:
    assert {role for role, _, _ in labels} <= set(get_args(Role))
    assert all(re.compile(label) for _, _, label in labels)


@pytest.mark.parametrize("role", get_args(Role))
def test_every_role_has_a_label(role: str) -> None:
    assert role in {known for known, _, _ in LABELS}


@pytest.mark.parametrize(
    ("line", "title"),
    [("责任编辑：袁永红", "责任编辑"), ("编辑：袁永红", "编辑"), ("责编：袁永红", "责编")],
)
def test_the_longest_label_of_a_line_is_met_before_a_part_of_it(line: str, title: str) -> None:
    met = next(label for _, _, label in LABELS if re.match(rf"(?:{label})\s*[:：]", line))
    found = re.match(met, line)

    assert found
    assert found[0] == title


def test_the_parts_around_names_are_expressions() -> None:
    assert re.compile(credit_part("zh-photo"))
    assert credit_part("no such kind") == ""
