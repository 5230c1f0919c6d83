"""A ledger that is made anew from captures and lines says what the lost one said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive.rebuild import mend
from tests.archive.ledgers import KEYS, LOST, ORDERED_BY, queried, rows, wrong
from tests.archive.two_runs import (
    OLD_PIER,
    PIER,
    copied,
    crawl_again,
    crawl_twice,
    site,
    without,
)
from tests.crawling import lines
from tests.test_recrawl import FERRY, Paper, printing


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    with printing(Paper(site())) as served:
        yield served


@pytest.fixture(scope="module")
def archive(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    crawl_twice(paper, folder)
    return folder


@pytest.fixture(scope="module")
def rebuilt(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = without(copied(archive, tmp_path_factory.mktemp("rebuilt")), *LOST)
    list(mend(own, KEYS))
    return own


@pytest.mark.parametrize("table", ORDERED_BY)
def test_a_table_of_the_ledger_is_the_lost_one(table: str, archive: Path, rebuilt: Path) -> None:
    assert rows(rebuilt, table) == rows(archive, table)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT spellings.key, url FROM spellings JOIN addresses ON id = address",
        "SELECT url, captured_at, payload, content, alike, file, offset, length FROM readings",
        "SELECT band, url FROM bands JOIN stories ON id = story",
        (
            "SELECT url, visits.run, status, visits.outcome, visits.reason FROM visits "
            "JOIN addresses ON id = address"
        ),
    ],
)
def test_what_hangs_together_still_does(query: str, archive: Path, rebuilt: Path) -> None:
    assert queried(rebuilt, query) == queried(archive, query)


def test_the_reports_of_the_runs_are_known(archive: Path, rebuilt: Path) -> None:
    before, after = (
        [json.loads(report) for [report] in queried(each, "SELECT report FROM runs")]
        for each in (archive, rebuilt)
    )

    assert {report["run"]: report for report in after} == {
        report["run"]: report for report in before
    }


def test_what_the_site_has_taught_is_counted_again(archive: Path, rebuilt: Path) -> None:
    query = "SELECT site, counts FROM counts WHERE site NOT LIKE 'urn:%'"
    (before,), (after,) = queried(archive, query), queried(rebuilt, query)
    was, counted = json.loads(before[1]), json.loads(after[1])

    assert before[0] == after[0]
    assert [counted[name] for name in ("stories", "lines", "encodings")] == [
        was[name] for name in ("stories", "lines", "encodings")
    ]
    revisions = "SELECT * FROM revisions"
    assert queried(rebuilt, revisions) == queried(archive, revisions)


def test_times_are_those_of_the_captures(archive: Path, rebuilt: Path) -> None:
    """A list is due at once: what it lists, and nobody has asked for, the ledger knew alone."""
    query = "SELECT url, state, since, due_at, asked_at FROM addresses"

    for before, after in zip(queried(archive, query), queried(rebuilt, query), strict=True):
        url, state, since, due_at, asked_at = before
        expected = (since, asked_at if state == "source" else due_at, asked_at)
        assert after[:2] == (url, state)
        assert after[2:] == pytest.approx(expected, abs=60), url


def test_a_list_is_asked_for_whole(rebuilt: Path) -> None:
    query = "SELECT DISTINCT etag, last_modified FROM addresses WHERE state = 'source'"

    assert queried(rebuilt, query) == [(None, None)]


def test_a_redirect_is_known_by_the_address_that_was_asked_for(
    paper: Paper, rebuilt: Path
) -> None:
    home = f"http://127.0.0.1:{paper.port}"

    known = dict(queried(rebuilt, "SELECT url, held FROM addresses"))

    assert known[home + OLD_PIER] == 1
    assert home + PIER not in known
    assert [url for [url] in queried(rebuilt, "SELECT url FROM articles")].count(home + PIER) == 1


def test_each_reading_of_a_story_has_its_row(rebuilt: Path) -> None:
    readings = queried(rebuilt, "SELECT url, payload, content FROM readings")
    pier = [row for row in readings if row[0].endswith(PIER)]
    ferry = [row for row in readings if row[0].endswith(FERRY)]

    assert (len(pier), len(set(pier))) == (2, 1), "the same bytes, read in both runs"
    assert len(set(ferry)) == 2, "two versions"


def test_the_next_run_goes_on_as_if_nothing_had_been_lost(
    paper: Paper, archive: Path, rebuilt: Path, tmp_path: Path
) -> None:
    kept_on, mended = copied(archive, tmp_path / "a"), copied(rebuilt, tmp_path / "b")
    page = paper.pages[FERRY]
    expected = crawl_again(paper, kept_on)
    paper.pages[FERRY] = page

    told = crawl_again(paper, mended)

    assert told == expected
    assert (told["stored"], told["version"]) == (0, 1)
    ferry = [line for line in lines(mended) if line["url"].endswith(FERRY)]
    assert [line["version"] for line in ferry] == [1, 2, 3]
    assert ferry[2]["isBasedOn"] == ferry[1]["identifier"]
    assert len(lines(mended)) == len(lines(kept_on))
    assert wrong(mended) == []
