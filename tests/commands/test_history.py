"""A story shows its versions, and what changed between them."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import ONE
from tests.crawling import run


def test_a_story_shows_what_changed_word_by_word(asked: tuple[Path, str]) -> None:
    root, base = asked

    done = run("history", f"{base}{ONE}", archive=root)

    assert done.returncode == 0, done.stderr
    assert "It leaves at [-seven-]{+eight+}." in done.stdout
    assert "timetable" not in done.stdout
