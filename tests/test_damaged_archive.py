"""An archive outlives its ledger, its clock, its disk's moods, and any one page."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.archive.recovery import index_of
from crawler.archive.segments import Segments
from crawler.ledger.ledger import Ledger
from tests.crash import crawl
from tests.crawling import PROSE, lines, listing, response, run, story
from tests.serving import Recorder, recording

FERRY, QUAY, BOAT = (f"/news/2026/0205/10{n}.html" for n in range(1, 4))
MORNING, LATER = "RUN_AT=2026-02-05T08:00:00Z", "RUN_AT=2026-02-05T11:00:00Z"
NO_ROBOTS = "ROBOTSTXT_OBEY=False"


@pytest.fixture
def paper() -> Iterator[Recorder]:
    pages = {"/": listing(FERRY, QUAY), FERRY: story("Ferry returns"), QUAY: story("Quay is new")}
    with recording(pages) as served:
        yield served


def crawled(paper: Recorder, archive: Path, *settings: str) -> int:
    """Crawl the paper to the end; return the exit status."""
    done = run("crawl", "news", "-a", f"url={paper.url}/", archive=archive,
               settings=(NO_ROBOTS, *settings))  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return done.returncode


def sums(archive: Path) -> dict[str, str]:
    """Return the digests of the sealed files."""
    return {path.relative_to(archive).as_posix(): sha256(path.read_bytes()).hexdigest()
            for path in archive.glob("*/*") if path.parent.name != "recovered"}  # fmt: skip


def test_a_run_of_the_same_second_without_a_ledger_replaces_no_file(
    paper: Recorder, tmp_path: Path
) -> None:
    assert crawled(paper, tmp_path, MORNING) == 0
    before, held = sums(tmp_path), lines(tmp_path)
    for path in tmp_path.glob("ledger.sqlite*"):
        path.unlink()

    assert crawled(paper, tmp_path, MORNING) == 0

    after = sums(tmp_path)
    assert after.items() > before.items()
    assert lines(tmp_path) == held, "the ledger is made anew: no story is stored twice"
    entries = map(json.loads, (tmp_path / "manifest.jsonl").read_text().splitlines())
    listed = [entry for entry in entries if "/" in entry["file"]]  # not what describes it
    assert {entry["file"]: entry["sha256"] for entry in listed} == after
    assert len(listed) == len(after)
    for line in lines(tmp_path):
        [place] = line["provenance"]["locations"]
        assert place["recordId"].encode() in record(tmp_path / place["file"], place["offset"])
    assert run("check-archive", str(tmp_path), archive=tmp_path).returncode == 0


def record(path: Path, offset: int) -> bytes:
    """Return the record that stands at an offset of a WARC file."""
    return zlib.decompressobj(31).decompress(path.read_bytes()[offset:])


def test_an_index_can_be_made_anew_from_its_captures(paper: Recorder, tmp_path: Path) -> None:
    assert crawled(paper, tmp_path, MORNING, "ROBOTSTXT_OBEY=True") == 0
    paper.pages[FERRY] = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
    assert crawled(paper, tmp_path, LATER) == 0

    indexes = sorted(tmp_path.glob("cdx/*"))
    assert len(indexes) == 2
    for index in indexes:
        warc = tmp_path / f"warc/{index.stem}.warc.gz"
        assert index_of(warc, f"warc/{warc.name}") == index.read_bytes()
    assert b'"warc/revisit"' in indexes[1].read_bytes()


def test_sealed_files_that_were_moved_away_stop_no_crawl(paper: Recorder, tmp_path: Path) -> None:
    archive, library = tmp_path / "archive", tmp_path / "library"
    assert crawled(paper, archive, MORNING) == 0
    for kind in ("warc", "cdx", "articles"):
        shutil.move(archive / kind, library / kind)
    paper.pages[FERRY] = story("Ferry returns", "Correction: it returns on Tuesday.")

    done = run("crawl", "news", "-a", f"url={paper.url}/", archive=archive,
               settings=(NO_ROBOTS, LATER))  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stderr.count("3 sealed files are not in") == 1
    assert [(line["url"], line["version"]) for line in lines(archive)] == [(paper.url + FERRY, 2)]
    assert not {path.name for path in archive.glob("*/*")} & {
        path.name for path in library.glob("*/*")
    }


def test_a_sealed_file_of_another_length_is_a_refusal_in_one_line(
    paper: Recorder, tmp_path: Path
) -> None:
    assert crawled(paper, tmp_path, MORNING) == 0
    [warc] = tmp_path.glob("warc/*")
    warc.write_bytes(warc.read_bytes()[:-1])

    assert refusal(tmp_path, paper.url).startswith(f"{warc} holds ")


# --- what cannot be used


def refusal(archive: Path, url: str = "http://127.0.0.1:9") -> str:
    """Return the one line in which a crawl says that an archive cannot be used."""
    done = run("crawl", "news", "-a", f"url={url}/", archive=archive)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "usage" not in done.stderr.lower()
    said = [line for line in done.stderr.splitlines() if "CRITICAL" in line or "ERROR" in line]
    [line] = said
    return line.partition("CRITICAL: ")[2]


def garbage(archive: Path) -> None:
    (archive / "ledger.sqlite").write_bytes(b"no ledger at all " * 300)


def torn(archive: Path) -> None:
    path = archive / "ledger.sqlite"
    path.write_bytes(path.read_bytes()[:9_000])


def overwritten(archive: Path) -> None:
    path = archive / "ledger.sqlite"
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"Z" * (len(data) - 4096))


def a_page_of_it(archive: Path) -> None:
    path = archive / "ledger.sqlite"
    with path.open("r+b") as file:
        file.seek(-4096, os.SEEK_END)
        file.write(b"Z" * 4096)


def a_folder(archive: Path) -> None:
    (archive / "ledger.sqlite").unlink()
    (archive / "ledger.sqlite").mkdir()


def without_a_table(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        db.executescript("DROP TABLE hosts; DROP TABLE runs")


def a_later_one(archive: Path) -> None:
    with closing(sqlite3.connect(archive / "ledger.sqlite")) as db:
        db.execute("PRAGMA user_version=99")


@pytest.mark.parametrize(
    "damage", [garbage, torn, overwritten, a_page_of_it, a_folder, without_a_table, a_later_one]
)
def test_a_ledger_that_cannot_be_used_is_said_in_one_line(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    Ledger(tmp_path / "ledger.sqlite").close()
    damage(tmp_path)

    assert refusal(tmp_path).startswith(f"{tmp_path / 'ledger.sqlite'} ")


def test_a_file_in_place_of_the_archive_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "archive").touch()

    done = run("crawl", "news", "-a", "url=http://127.0.0.1:9/", archive=tmp_path / "archive")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert f"{tmp_path / 'archive'} is a file; say a folder" in done.stderr


def test_an_archive_that_is_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    shelf = Segments(tmp_path)

    assert f"{tmp_path} is in use by process" in refusal(tmp_path)
    shelf.close()


@pytest.mark.parametrize("name", ["archive", "archive/new"])
def test_a_read_only_disk_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    with read_only(folder):
        assert refusal(tmp_path / name).startswith(f"{tmp_path / name} cannot hold an archive")


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Make a folder read-only, for root as well where a mount can do that."""
    if os.getuid():
        folder.chmod(0o500)
        yield
        folder.chmod(0o700)
        return
    for how in ("--bind", str(folder)), ("-o", "remount,ro,bind"):
        mount = ("mount", *how, str(folder))
        if subprocess.run(mount, check=False, capture_output=True).returncode:
            subprocess.run(["umount", folder], check=False, capture_output=True)
            pytest.skip("nothing is read-only to this user")
    yield
    subprocess.run(["umount", folder], check=True)


# --- one page

BROKEN = {
    "a title": """
import crawler.spiders.news as n
found = n._found
def broken(link, depth, **known):
    made = found(link, depth, **known)
    return made._replace(title="\\ud83d") if link.url.endswith("103.html") else made
n._found = broken
""",
    "an article": """
import crawler.archive.writer as p
line = p.to_line
def fail(article):
    if "ferry" in article.headline.lower(): raise RecursionError
    return line(article)
p.to_line = fail
""",
    "a record": """
import crawler.archive.writer as p
records = p.records
def fail(exchange, *a, **k):
    if exchange.url.endswith("101.html"): raise ValueError
    return records(exchange, *a, **k)
p.records = fail
""",
}


@pytest.mark.parametrize(
    "cause",
    [
        pytest.param(cause, marks=[] if cause == "a record" else [pytest.mark.long])
        for cause in BROKEN
    ],
)
def test_a_page_that_cannot_be_stored_stops_no_run(
    paper: Recorder, tmp_path: Path, cause: str
) -> None:
    archive = tmp_path / "archive"
    titles = {"items": [{"url": BOAT, "title": "A boat \ud83d has left the quay"}]}
    paper.pages["/channel/"] = response(json.dumps(titles), "application/json")
    paper.pages["/"] = listing(FERRY, QUAY, after="<nav><a href=/channel/>Channel</a></nav>")
    paper.pages[BOAT] = story("Boat leaves")

    for _ in range(2):
        assert crawl(paper.url + "/", archive, run_first=BROKEN[cause].strip()).wait(60) in {0, 1}

    log = (tmp_path / "crawl.log").read_text()
    assert "archive-failed" not in log
    assert "cannot be written" not in log
    first = json.loads(min(archive.glob("reports/*.json")).read_text())
    assert first["reasons"]["failed/error-store"] == 1
    assert first["balances"]
    assert first["pending"] == 0
    stored = {line["url"].removeprefix(paper.url) for line in lines(archive)}
    assert stored == {QUAY, FERRY} if cause == "a title" else {QUAY, BOAT}
    held = {capture.url.removeprefix(paper.url): capture for capture in read_captures(archive)}
    aside = b"".join(path.read_bytes() for path in archive.glob("recovered/*"))
    assert {"/", "/channel/", QUAY} < held.keys()
    assert (FERRY in held) is (cause != "a record")
    assert (PROSE[0].encode() in aside) is (cause == "a record")
    assert run("check-archive", str(archive), archive=archive).returncode == 0
