"""What stands in captures and articles is made anew from them, and nothing else is touched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild import mend
from crawler.archive.rebuild_ledger import Keys
from crawler.archive.segments import SegmentError, Segments
from crawler.sites import key_of
from tests.archive.changes import at, in_ledger, newest, of_lines
from tests.archive.two_runs import (
    OLD_PIER,
    PIER,
    copied,
    crawl_again,
    crawl_twice,
    site,
    without,
)
from tests.crawling import lines, run
from tests.test_recrawl import FERRY, Paper, printing

KEYS = Keys(key_of, lambda url: urlsplit(url).netloc)
LOST = ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "manifest.jsonl", "cdx")

SCHEDULES = {
    "addresses": {"id", "seen_on", "seen_at", "title", "listed_at", "due_at", "asked_at", "since",
                  "tries"},
    "articles": {"at"},
    "runs": {"arguments", "started_at", "ended_at", "report"},
    "stories": {"id"},
}  # fmt: skip
"""Columns that say when something was seen, asked for or written, and on which list."""

ORDERED_BY = {"addresses": "url", "captures": "file, offset", "articles": "url, version",
        "segments": "file", "stories": "url", "shapes": "site, shape", "runs": "id"}  # fmt: skip


@pytest.fixture(scope="module")
def paper() -> Iterator[Paper]:
    with printing(Paper(site())) as served:
        yield served


@pytest.fixture(scope="module")
def archive(paper: Paper, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("crawled")
    crawl_twice(paper, folder)
    return folder


def wrong(archive: Path) -> list[str]:
    return [f"{x.file}: {x.reason}" for x in check([archive], CheckTally()) if x.wrong]


def rows(archive: Path, table: str) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        db.row_factory = sqlite3.Row
        found = db.execute(f"SELECT * FROM {table} ORDER BY {ORDERED_BY[table]}").fetchall()
    lost = SCHEDULES.get(table, set())
    return [{name: row[name] for name in row.keys() if name not in lost} for row in found]  # noqa: SIM118 a Row


def queried(archive: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        return sorted(db.execute(query).fetchall())


def contents(archive: Path) -> dict[str, str]:
    return {
        str(path.relative_to(archive)): sha256(path.read_bytes()).hexdigest()
        for path in archive.rglob("*")
        if path.is_file() and path.name != "lock"
    }


def test_a_sound_archive_is_left_as_it_is(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    before = contents(own)

    assert wrong(own) == []
    assert list(mend(own, KEYS)) == []

    assert contents(own) == before


def test_index_manifest_and_ledger_come_back_as_they_were(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST)
    assert wrong(own)

    done = list(mend(own, KEYS))

    assert len(done) == len(list(archive.glob("cdx/*"))) + 2
    assert wrong(own) == []
    for path in archive.glob("cdx/*"):
        assert (own / "cdx" / path.name).read_bytes() == path.read_bytes()
    listed = [
        {json.loads(line)["file"]: json.loads(line)["sha256"] for line in path.open()}
        for path in (archive / "manifest.jsonl", own / "manifest.jsonl")
    ]
    assert listed[0] == listed[1]


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


def test_a_ledger_that_is_none_is_set_aside_and_never_deleted(
    archive: Path, tmp_path: Path
) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite-wal", "ledger.sqlite-shm")
    (own / "ledger.sqlite").write_bytes(b"no ledger at all" * 99)

    list(mend(own, KEYS))

    [aside] = own.glob("ledger.sqlite.2*")
    assert aside.read_bytes() == b"no ledger at all" * 99
    assert wrong(own) == []


def test_a_ledger_at_odds_with_sound_files_is_made_anew(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    with closing(sqlite3.connect(own / "ledger.sqlite")) as db, db:
        db.execute("DELETE FROM articles WHERE version = 2")
    assert wrong(own)

    list(mend(own, KEYS))

    assert wrong(own) == []
    assert rows(own, "articles") == rows(archive, "articles")


@pytest.mark.parametrize("folder", ["warc", "articles", "reports"])
def test_damage_is_not_silenced(folder: str, archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    path = max((own / folder).iterdir())
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    before = contents(own)

    list(mend(own, KEYS))

    assert any(path.name in finding for finding in wrong(own))
    assert contents(own) == before


def test_an_index_that_is_wrong_is_set_aside(archive: Path, tmp_path: Path) -> None:
    own = copied(archive, tmp_path)
    path = max((own / "cdx").iterdir())
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"status": "200"', b'"status": "404"'))

    list(mend(own, KEYS))

    assert path.read_bytes() == whole
    assert wrong(own) == []
    assert [aside.name for aside in (own / "recovered").iterdir()] == [f"cdx-{path.name}.1"]


def test_a_line_of_a_version_that_came_later_is_the_valid_one(
    archive: Path, tmp_path: Path
) -> None:
    own = without(copied(archive, tmp_path), *LOST)
    first, last = min((own / "articles").iterdir()), max((own / "articles").iterdir())
    [ferry] = [line for line in first.open() if FERRY in json.loads(line)["url"]]
    again = json.loads(ferry)
    again["provenance"]["reader"] = "later"
    last.write_text(
        last.read_text("utf-8") + json.dumps(again, ensure_ascii=False) + "\n", "utf-8"
    )

    list(mend(own, KEYS))

    assert wrong(own) == []
    placed = queried(own, "SELECT file FROM articles WHERE version = 1 AND url LIKE '%101.html'")
    assert placed == [(f"articles/{last.name}",)]


def test_articles_alone_are_enough_for_their_stories(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST, "warc")

    list(mend(own, KEYS))

    names = ("url", "version", "identifier", "content", "file", "offset", "length")
    query = f"SELECT {', '.join(names)} FROM articles"
    assert queried(own, query) == queried(archive, query)
    states = [state for [state] in queried(own, "SELECT state FROM addresses")]
    assert states == ["gone", "held", "held", "held"]
    assert queried(own, "SELECT count(*) FROM readings WHERE content = ''") == [(1,)]


@pytest.mark.parametrize("has_ledger", [True, False])
def test_a_run_that_was_killed_is_ended_first(
    archive: Path, tmp_path: Path, *, has_ledger: bool
) -> None:
    own = copied(archive, tmp_path)
    for folder in ("warc", "cdx", "articles"):
        path = newest(own, folder)
        name = str(path.relative_to(own))
        at("", without_name(name))(own)
        in_ledger("UPDATE segments SET sealed = 0 WHERE file = ?", name)(own)
        being_written = path.rename(path.with_name(path.name + ".open"))
        being_written.write_bytes(being_written.read_bytes() + b"half")
    if has_ledger:
        in_ledger("DELETE FROM captures WHERE rowid = 1")(own)
    else:
        without(own, "ledger.sqlite")

    list(mend(own, KEYS))

    assert wrong(own) == []
    assert not list(own.glob("*/*.open"))
    for table in ("captures", "articles", "segments"):
        assert rows(own, table) == rows(archive, table)


def without_name(name: str) -> Callable[[bytes], bytes]:
    return of_lines(lambda lines: [line for line in lines if name.encode() not in line])


def test_it_waits_for_no_run_that_is_going_on(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST)
    shelf = Segments(own)

    with pytest.raises(SegmentError, match="in use"):
        list(mend(own, KEYS))

    assert not (own / "ledger.sqlite").exists()
    assert list(mend(own, KEYS, shelf=shelf))
    shelf.close()
    assert wrong(own) == []


def test_the_command_mends_and_proves(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), *LOST)

    before = run("check-archive", str(own), archive=own)
    mended = run("check-archive", "--mend", str(own), archive=own)
    again = run("check-archive", "--mend", str(own), archive=own)

    assert (before.returncode, mended.returncode, again.returncode) == (1, 0, 0)
    assert "made the ledger anew: 5 addresses" in mended.stdout
    assert "nothing to mend" in again.stdout


def test_what_is_in_another_store_is_said(archive: Path, tmp_path: Path) -> None:
    own = without(copied(archive, tmp_path), "ledger.sqlite")
    for path in own.glob("*/20260205080000-00001*"):
        path.unlink()

    done = list(mend(own, KEYS, moved_away=True))

    assert done[-1].startswith("4 sealed files are not here")
    assert [each for each in check([own], CheckTally(), moved_away=True) if each.wrong] == []
