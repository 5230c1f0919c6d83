"""A run reads with what earlier runs have learned; what its stories teach is for the next."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from crawler.memory import MIN_STORIES, NO_MEMORY, Lesson, Memory, dumped, lines_of
from crawler.run.site_memory import SiteMemory

SITE = "quay.example"
FOOTER = "The Quay is a paper of the harbour."


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    opened.begin("news", {}, 0.0)
    yield opened
    opened.close()


def lesson(number: int) -> Lesson:
    return Lesson("utf-8", "article", lines_of((f"Story {'abcdefgh'[number]}", FOOTER)))


def taught(ledger: Ledger, stories: range) -> SiteMemory:
    memories = SiteMemory(ledger)
    for number in stories:
        memories.learn(SITE, lesson(number))
    return memories


def test_what_a_run_learns_is_believed_by_the_next(ledger: Ledger) -> None:
    memories = taught(ledger, range(MIN_STORIES + 1))
    during = memories.of(SITE)
    memories.remember()

    assert (during, memories.of(SITE)) == (NO_MEMORY, NO_MEMORY)
    assert SiteMemory(ledger).of(SITE).lines == lines_of([FOOTER])
    assert SiteMemory(ledger).of("other.example") == NO_MEMORY


def test_too_few_stories_are_not_believed_and_those_of_two_runs_add_up(ledger: Ledger) -> None:
    taught(ledger, range(MIN_STORIES)).remember()
    before = SiteMemory(ledger).of(SITE)
    taught(ledger, range(MIN_STORIES, MIN_STORIES + 1)).remember()

    assert (before, SiteMemory(ledger).of(SITE).lines) == (NO_MEMORY, lines_of([FOOTER]))


def test_what_was_written_down_is_not_counted_again(ledger: Ledger) -> None:
    memories = taught(ledger, range(MIN_STORIES))
    memories.remember()
    memories.remember()

    assert SiteMemory(ledger).of(SITE) == NO_MEMORY


def test_a_revision_is_known_by_its_name(ledger: Ledger) -> None:
    memory = Memory(revision="abc", places=("article",))
    told = Visit("https://quay.example/1", 1.0, "stored", memory=("abc", dumped(memory)))
    ledger.commit([told], {}, ledger.run)

    named = SiteMemory(ledger).named

    assert [named(revision) for revision in ("abc", "xyz", "", None)] == [
        memory, None, NO_MEMORY, NO_MEMORY,
    ]  # fmt: skip
