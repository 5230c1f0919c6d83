"""Stories published with the software of others, crawled through months, compared field by field.

    pytest -m long tests/real -s        prints the table of results

A system that cannot be installed here is skipped, with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crawling import lines
from tests.real.generators import Hugo, Jekyll, Nikola, Pelican
from tests.real.life import HEAD, crawled, live
from tests.real.mediawiki import MediaWiki
from tests.real.stories import all_stories
from tests.real.systems import MissingError, System
from tests.real.wagtail import Wagtail
from tests.real.wordpress import WordPress

SYSTEMS: tuple[type[System], ...] = (Pelican, Nikola, Jekyll, Hugo, WordPress, Wagtail)

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def table() -> Iterator[list[str]]:
    rows = [HEAD]
    yield rows
    print("", *rows, sep="\n")


@pytest.mark.parametrize("software", SYSTEMS, ids=lambda each: each.name)
def test_every_story_is_held_as_it_was_published(
    software: type[System], tmp_path: Path, table: list[str]
) -> None:
    system = software(tmp_path / "site")
    try:
        system.install()
    except MissingError as error:
        pytest.skip(str(error))

    outcome, _ = live(system, tmp_path / "archive")

    table.append(outcome.row)
    if kept := os.environ.get("KEEP_REAL"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        Path(kept, f"{system.name}.txt").write_text("\n".join(outcome.failures), "utf-8")
    assert not outcome.failures, "\n".join(outcome.failures)


def test_a_wiki_brings_its_pages_and_nothing_of_how_they_are_made(tmp_path: Path) -> None:
    wiki, stories = MediaWiki(tmp_path / "site"), all_stories()
    try:
        wiki.install()
    except MissingError as error:
        pytest.skip(str(error))
    wiki.publish(stories)

    with wiki.serving():
        run = crawled(wiki, tmp_path / "archive", timedelta())

    held = {line["url"]: line["headline"] for line in lines(tmp_path / "archive")}
    assert held == {
        wiki.site + wiki.path(story): " ".join(story.headline.split()) for story in stories
    }
    assert run.status == 0
