"""The history of every story is the same by a ledger that was made anew."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild import mend
from crawler.archive.rebuild_ledger import Keys
from crawler.ledger.ledger import Ledger
from crawler.ledger.versions import Event, events_of, versions_of
from crawler.sites import key_of
from tests.archive.two_runs import copied, without
from tests.crawling import lines
from tests.test_corrections import grown, paper

__all__ = ["grown", "paper"]
"""Fixtures: an archive of four runs, in which stories change, change back, go and come again."""

Told = tuple[list[tuple[int, str, float]], list[Event]]


def histories(archive: Path) -> dict[str, Told]:
    """Return the versions and the events of each story."""
    ledger = Ledger(archive / "ledger.sqlite")
    found = {}
    for url in {line["url"] for line in lines(archive)}:
        readings = ledger.stories.readings(url)
        versions = [(v.number, v.content, v.reading.captured_at) for v in versions_of(readings)]
        found[url] = versions, events_of(readings)
    ledger.close()
    return found


def test_versions_and_withdrawals_are_those_of_the_lost_ledger(
    grown: Path,
    tmp_path: Path,
) -> None:
    assert [each for each in check([grown], CheckTally()) if each.wrong] == []
    own = without(copied(grown, tmp_path / "lost"), "ledger.sqlite", "cdx", "manifest.jsonl")

    list(mend(own, Keys(key_of, lambda url: urlsplit(url).netloc)))

    assert [each for each in check([own], CheckTally()) if each.wrong] == []
    before = histories(grown)
    assert histories(own) == before
    assert any(events for _, events in before.values())
    assert max(len(versions) for versions, _ in before.values()) > 2
