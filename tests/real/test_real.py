"""Stories published with the software of others, crawled through months, compared field by field.

    pytest -m long tests/real -s        prints the table of results

A system that cannot be installed here is skipped, with the reason.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.real.generators import Hugo, Jekyll, Nikola, Pelican
from tests.real.life import HEAD, live
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
