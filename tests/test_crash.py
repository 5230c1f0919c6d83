"""Whatever kills a crawl, nothing is lost, nothing is held twice, nothing is torn."""

from __future__ import annotations

import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.archive.containers import ArchiveDamage
from crawler.ledger.ledger import Ledger
from tests.crash import articles, crawl, faults, kill, portal

SOUND: dict[str, list[str]] = {"lost": [], "twice": [], "strange": []}


def readable(archive: Path) -> int:
    """Return how many captures the WARCs hold; a damaged record is a failure."""

    def fail(damage: ArchiveDamage) -> None:
        raise AssertionError(damage)

    return sum(1 for _ in read_captures(archive / "warc", fail))


def killed_and_resumed(
    archive: Path, stories: int, kills: int, chance: random.Random, *settings: str
) -> int:
    """Crawl, killing the crawl at random moments; return how often it was killed."""
    done = 0
    with portal(stories) as url:
        for _ in range(kills):
            process = crawl(url, archive, *settings)
            try:
                process.wait(chance.uniform(1.5, 3.0 + stories / 400))
            except subprocess.TimeoutExpired:
                kill(process)
                done += 1
        last = crawl(url, archive)
        assert last.wait(300) == 0, (archive.parent / "crawl.log").read_text()[-3000:]
    return done


def test_a_crawl_killed_again_and_again_holds_every_story_once(tmp_path: Path) -> None:
    archive = tmp_path / "archive"

    slow = ("CONCURRENT_REQUESTS_PER_DOMAIN=2", "DOWNLOAD_DELAY=0.03")
    kills = killed_and_resumed(archive, 150, 3, random.Random(7), *slow)

    assert kills
    assert faults(archive, 150) == SOUND
    assert readable(archive) >= 150
    assert not list(archive.glob("*/*.open"))


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_a_crawl_of_3000_pages_survives_a_kill_at_any_moment(tmp_path: Path, seed: int) -> None:
    archive = tmp_path / "archive"

    kills = killed_and_resumed(archive, stories=3000, kills=1, chance=random.Random(seed))

    assert kills == 1
    assert faults(archive, 3000) == SOUND
    assert readable(archive) >= 3000


@pytest.mark.parametrize(
    "how", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_a_crawl_that_is_asked_to_stop_ends_cleanly(tmp_path: Path, how: signal.Signals) -> None:
    archive = tmp_path / "archive"
    with portal(400) as url:
        process = crawl(url, archive, "CONCURRENT_REQUESTS_PER_DOMAIN=2", "DOWNLOAD_DELAY=0.02")
        _wait_for_a_line(archive)

        kill(process, how)

        assert process.returncode == 0, (tmp_path / "crawl.log").read_text()[-3000:]
        assert not list(archive.glob("*/*.open"))
        held = len(articles(archive))
        assert 0 < held < 400
        assert crawl(url, archive).wait(120) == 0
    assert faults(archive, 400) == SOUND


@pytest.mark.parametrize("delay", [pytest.param(0, marks=pytest.mark.long), 60])
def test_a_crawl_that_waits_for_its_server_ends_within_ten_seconds(
    tmp_path: Path, delay: int
) -> None:
    archive = tmp_path / "archive"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        process = crawl(url, archive, f"DOWNLOAD_DELAY={delay}", "DOWNLOAD_TIMEOUT=120")
        asked, _ = server.accept()
        assert asked.recv(65536).startswith(b"GET /")
        if delay:
            links = b"".join(b"<a href=/news/2026/0205/%d.html>A story</a>" % n for n in range(9))
            asked.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + links)
            asked.close()
            time.sleep(2)

        process.send_signal(signal.SIGTERM)

        assert process.wait(10) == int(not delay), (tmp_path / "crawl.log").read_text()[-3000:]
        asked.close()
    ledger = Ledger(archive / "ledger.sqlite")
    again = ledger.begin("news", {}, time.time() + 1, "127.0.0.1")
    assert ledger.discovered(again) == (9 if delay else 1)
    ledger.close()


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with portal(400) as url:
        first = crawl(url, archive, "DOWNLOAD_DELAY=0.1")
        _wait_for_a_line(archive)

        second = crawl(url, archive)

        assert second.wait(60) != 0
        kill(first, signal.SIGTERM)
    assert "in use by process" in (tmp_path / "crawl.log").read_text()


def test_a_segment_shorter_than_committed_is_a_refusal_to_start(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with portal(400) as url:
        process = crawl(url, archive, "DOWNLOAD_DELAY=0.02", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
        _wait_for_a_line(archive)
        kill(process)
        [segment] = archive.glob("articles/*.open")
        segment.write_bytes(segment.read_bytes()[:-1000])
        before = segment.read_bytes()
        if segment.stat().st_size >= _committed(archive, "articles"):
            pytest.skip("the kill left more than a thousand bytes that were not committed")

        assert crawl(url, archive).wait(60) != 0

    assert segment.read_bytes() == before
    assert "were committed" in (tmp_path / "crawl.log").read_text()


@pytest.mark.parametrize(
    "tail",
    [
        pytest.param(b"", id="nothing", marks=pytest.mark.long),
        pytest.param(b'{"url": "torn', id="half a line"),
        pytest.param(b"\x00" * 5000, id="zeros", marks=pytest.mark.long),
        pytest.param(b"garbage\nlines\n" * 300, id="garbage", marks=pytest.mark.long),
    ],
)
def test_whatever_a_crash_leaves_behind_the_commit_is_cut(tmp_path: Path, tail: bytes) -> None:
    archive = tmp_path / "archive"
    with portal(60) as url:
        process = crawl(url, archive, "DOWNLOAD_DELAY=0.02", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
        _wait_for_a_line(archive)
        kill(process)
        for segment in archive.glob("*/*.open"):
            with segment.open("ab") as file:
                file.write(tail)

        assert crawl(url, archive).wait(120) == 0

    assert faults(archive, 60) == SOUND
    assert readable(archive) >= 60


@pytest.mark.parametrize(
    "lost",
    [
        pytest.param("ledger.sqlite*", id="all"),
        pytest.param("ledger.sqlite-*", id="its log", marks=pytest.mark.long),
    ],
)
def test_what_a_killed_crawl_kept_outlives_its_ledger(tmp_path: Path, lost: str) -> None:
    archive = tmp_path / "archive"
    with portal(60) as url:
        process = crawl(url, archive, "DOWNLOAD_DELAY=0.05", "CONCURRENT_REQUESTS_PER_DOMAIN=2")
        _wait_for_a_line(archive)
        kill(process)
        # Whoever closes a ledger last clears its log away: so a copy of it is asked.
        copy = Path(shutil.copytree(archive, tmp_path / "copy"))
        lengths = {kind: _committed(copy, kind) for kind in ("warc", "articles")}
        held = {kind: next(archive.glob(f"{kind}/*.open")).read_bytes()[:length]
                for kind, length in lengths.items()}  # fmt: skip
        gone = list(archive.glob(lost))
        for path in gone:
            path.unlink()

        assert crawl(url, archive).wait(120) == 0

    assert archive / "ledger.sqlite-wal" in gone
    for kind, data in held.items():
        assert len(data) > 1000
        assert sum(path.read_bytes().startswith(data) for path in archive.glob(f"{kind}/*")) == 1
    assert faults(archive, 60)["lost"] == []
    assert readable(archive) >= 60
    assert [each for each in check([archive], CheckTally()) if each.wrong] == []
    captures = [line for path in archive.glob("cdx/*") for line in path.read_bytes().splitlines()]
    assert len(captures) == readable(archive)


def test_a_full_disk_ends_the_crawl_and_the_archive_resumes(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with portal(150) as url:
        limited = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000,) * 2)"
        code = f"{limited}; import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)"
        process = crawl(url, archive, run_first=code)

        assert process.wait(120) != 0
        assert "cannot be written" in (tmp_path / "crawl.log").read_text()
        assert crawl(url, archive).wait(120) == 0

    assert faults(archive, 150) == SOUND


def _wait_for_a_line(archive: Path) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if _committed(archive, "articles") > 1000:
            return
        time.sleep(0.05)
    raise AssertionError((archive.parent / "crawl.log").read_text()[-3000:])


def _committed(archive: Path, kind: str) -> int:
    path = archive / "ledger.sqlite"
    if not path.exists():
        return 0
    ledger = sqlite3.connect(path)
    try:
        query = "SELECT length FROM segments WHERE file LIKE ?"
        rows = ledger.execute(query, (f"{kind}/%",)).fetchall()
    except sqlite3.OperationalError:
        return 0
    finally:
        ledger.close()
    return int(rows[0][0]) if rows else 0
