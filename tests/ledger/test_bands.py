"""The bands of stories stand in trees of their age, and are found as in one."""

from __future__ import annotations

import random
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from crawler.ledger import bands as module
from crawler.ledger.bands import LEVEL, Bands
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import MIGRATIONS

SIZES = (4, 16, 64)


@pytest.fixture
def bands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bands]:
    monkeypatch.setattr(module, "SIZES", SIZES)
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        yield ledger.stories.bands


def test_stories_are_found_by_their_bands_whatever_tier_they_stand_in(bands: Bands) -> None:
    chance, known = random.Random(5), defaultdict[int, set[int]](set)
    for story in range(1, 300):
        # Now and then an older story has another text.
        for each in (story, chance.randrange(1, story + 1)):
            own = chance.choices(range(60), k=3)
            bands.add(each, own)
            for band in own:
                known[band].add(each)

    for band, stories in known.items():
        assert bands.sharing([band], 20) == set(sorted(stories)[-20:])
        assert all(bands.has_any(story, [-1, band]) for story in stories)
    assert bands.sharing([60], 20) == set()
    assert not bands.has_any(7, [60])


def test_there_are_few_tiers_and_each_band_stands_in_one(bands: Bands) -> None:
    for story in range(1, 1000):
        bands.add(story, [story % 7, -story])
        levels = [tier // LEVEL for tier in bands.tiers()]
        assert levels.count(0) <= SIZES[1] // SIZES[0]
        assert levels.count(1) <= SIZES[2] // SIZES[1]
        assert levels.count(2) <= 1 + story // SIZES[2]

    rows = bands._db.execute("SELECT count(*) FROM bands").fetchone()  # noqa: SLF001 all of them
    assert rows == (2 * 999,)


def test_the_bands_of_an_older_ledger_are_found(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    before = next(n for n, step in enumerate(MIGRATIONS) if "CREATE TABLE tiers" in step)
    with closing(sqlite3.connect(path)) as db:
        db.create_function("spelling_key", 2, lambda *_: 0)
        db.create_function("address_key", 1, str)
        db.executescript(";".join(MIGRATIONS[:before]) + f";PRAGMA user_version={before}")
        db.executemany("INSERT INTO bands VALUES (?, ?)", [(n % 10, n) for n in range(1, 70_000)])
        db.commit()

    with closing(Ledger(path)) as ledger:
        known = ledger.stories.bands
        known.add(69_999, [3])
        known.add(70_001, [3])

        assert known.sharing([3], 3) == {70_001, 69_999, 69_993}
        assert known.has_any(33, [3])
        assert not known.has_any(34, [3])


def test_a_group_of_stories_writes_few_pages_of_a_ledger_however_many_are_held(
    tmp_path: Path,
) -> None:
    """Each of a story's 16 bands fell on a page of its own: 1,024 for a group."""
    chance = random.Random(5)
    with closing(Ledger(tmp_path / "ledger.sqlite")) as ledger:
        db, log = ledger._db, tmp_path / "ledger.sqlite-wal"  # noqa: SLF001 its file alone
        db.execute("PRAGMA wal_autocheckpoint=0")
        pages = []
        for group in range(40):
            before = log.stat().st_size
            db.execute("BEGIN")
            for story in range(64 * group, 64 * group + 64):
                own = [chance.randrange(-(2**63), 2**63) for _ in range(16)]
                ledger.stories.bands.add(story + 1, own)
            db.execute("COMMIT")
            pages.append((log.stat().st_size - before) // 4096)

    # But for the groups with which the first and the second sixteen tiers become one.
    assert sorted(pages)[-3] <= 32
