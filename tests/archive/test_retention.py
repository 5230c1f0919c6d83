"""Old captures go, and nothing that stays loses what it refers to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild import mend
from crawler.archive.retention import expire, expiry
from crawler.archive.segments import Segments
from crawler.run.site_keys import KEYS
from tests.archive.two_runs import copied

LATER = datetime.now(UTC) + timedelta(days=400)


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


def wrong(root: Path) -> list[str]:
    return [each.reason for each in check([root], CheckTally()) if each.wrong]


def warcs(root: Path) -> list[str]:
    return sorted(f"warc/{path.name}" for path in root.glob("warc/*"))


def test_a_file_stays_as_long_as_a_later_one_repeats_its_payloads(own: Path) -> None:
    first, second = warcs(own)
    size = (own / second).stat().st_size

    plan = expiry(own, LATER, size=size)

    assert [each.file for each in plan.needed] == [first]
    assert plan.going == []


def test_what_is_old_goes_with_its_index_and_the_archive_is_proven(own: Path) -> None:
    lines = {path: path.read_bytes() for path in own.glob("articles/*")}
    plan = expiry(own, LATER, days=365)
    assert [each.file for each in plan.going] == warcs(own)

    gone = [*warcs(own), *(f"cdx/{path.name}" for path in own.glob("cdx/*"))]

    with closing(Segments(own)) as shelf:
        expire(shelf, plan.going, LATER)

    assert warcs(own) == []
    assert list(own.glob("cdx/*")) == []
    assert {path: path.read_bytes() for path in lines} == lines
    assert wrong(own) == []
    told = {each.reason for each in check([own], CheckTally())}
    assert {f"{name} has expired" for name in gone} <= told
    with closing(sqlite3.connect(own / "ledger.sqlite")) as db:
        assert db.execute("SELECT count(*) FROM captures").fetchone() == (0,)


def test_nothing_goes_before_its_time(own: Path) -> None:
    now = datetime.now(UTC)

    assert expiry(own, now, days=365).going == []
    assert expiry(own, now, size=10**12).going == []
    assert expiry(own, now).going == []


def test_what_a_crash_left_of_it_goes_the_next_time(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = expiry(own, LATER, days=365)

    class KilledError(Exception):
        """The process was ended."""

    def killed(*_: object, **__: object) -> None:
        raise KilledError

    with closing(Segments(own)) as shelf:
        with monkeypatch.context() as patch:
            patch.setattr(Path, "unlink", killed)
            with pytest.raises(KilledError):
                expire(shelf, plan.going, LATER)
        assert warcs(own)
        expire(shelf, [], LATER)

    assert warcs(own) == []
    assert wrong(own) == []
    assert list(mend(own, KEYS)) == []


def test_a_file_that_repeats_nothing_may_go_alone(own: Path) -> None:
    first, second = warcs(own)
    plan = expiry(own, LATER, days=365)
    [newest] = [each for each in plan.going if each.file == second]

    with closing(Segments(own)) as shelf:
        expire(shelf, [newest], LATER)

    assert warcs(own) == [first]
    assert wrong(own) == []
    assert list(read_captures(own / "warc"))
