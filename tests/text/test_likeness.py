"""Light edits leave a story alike; another story of the same kind is not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.likeness import ALIKE, SIZE, likeness, signature

ENGLISH = (
    "council ferry winter bridge school old water rain morning tram museum street market people "
    "north light stone garden paper bread engine harbour bell island timber winter cost vote"
).split()
CHINESE = list(
    "港口市民今年春天雨季提前开放学校桥梁老街灯光博物馆早晨议会投票费用木材岛屿钟声面包"
)


def story(words: list[str], seed: int, length: int = 300) -> list[str]:
    return random.Random(seed).choices(words, k=length)


def edited(words: list[str], share: float, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [word if chance.random() >= share else "edited" for word in words]


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["English", "Chinese"])
@pytest.mark.parametrize("seed", range(20))
def test_a_story_with_light_edits_is_alike_and_another_is_not(words: list[str], seed: int) -> None:
    ours = story(words, seed)

    light = likeness(signature(" ".join(ours)), signature(" ".join(edited(ours, 0.03, seed))))
    other = likeness(signature(" ".join(ours)), signature(" ".join(story(words, seed + 1000))))

    assert light >= ALIKE
    assert other < ALIKE / 3


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_between_0_and_1(one: str, other: str) -> None:
    a, b = signature(one), signature(other)

    assert 0 <= likeness(a, b) == likeness(b, a) <= 1
    assert len(a) <= SIZE * 8
    assert not a or likeness(a, a) == 1
