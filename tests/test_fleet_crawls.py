"""A fleet finds what a crawl of one process finds, and is accounted for whatever befell it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.crash import ROOT, articles
from tests.fleet import host_of, member, signal_all, sites
from tests.postgresql import PostgreSQL

pytestmark = pytest.mark.long

LEASE = 3.0
QUICK = ("DOWNLOAD_DELAY=0.05", f"FLEET_LEASE={LEASE}")
SOUND: dict[str, list[str]] = {"lost": [], "twice": [], "strange": []}


@pytest.fixture
def ledger(postgresql: PostgreSQL, request: pytest.FixtureRequest) -> str:
    """Return the address of a ledger that nobody has used."""
    return postgresql.new_place(f"f{abs(hash(request.node.name))}")


def scrapy(*said: str, archive: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "scrapy", *said]
    more = ["-s", f"ARCHIVE_DIR={archive}"] if archive else []
    return subprocess.run(
        command + more, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )


def test_sites_that_name_no_scheme_and_one_whose_front_page_leads_nowhere_are_crawled(
    ledger: str, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    with sites(3, 4, tmp_path / "server.log") as there:
        there.hosts[-1] = host_of(400)  # one that only its feed leads into
        names = ",".join(f"{host}:{there.port}" for host in there.hosts)

        crew = [member(archive, ledger, "fleet=papers", f"sites={names}", settings=QUICK)
                for _ in "12"]  # fmt: skip
        ends = [process.wait(300) for process in crew]

        assert ends == [0, 0], (tmp_path / "crawl.log").read_text()[-3000:]
        assert there.faults(archive) == SOUND
        asked = [path for _, host, path in there.asked() if host == host_of(400)]
    assert asked.count("/feed") == 1
    assert asked.count("/rss") == 0, "the first that leads to a story is the last"


def test_a_run_whose_last_process_was_killed_is_accounted_for_and_the_next_goes_on(
    ledger: str, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    with sites(3, 20, tmp_path / "server.log") as there:
        said = ("fleet=papers", f"sites={there.names}")
        process = member(archive, ledger, *said, settings=("DOWNLOAD_DELAY=2", *QUICK[1:]))
        end = time.monotonic() + 120
        while len(there.asked()) < 12 and time.monotonic() < end:
            time.sleep(0.2)
        running = scrapy("report", "-s", f"LEDGER={ledger}")
        signal_all(process, signal.SIGKILL)
        process.wait(10)
        time.sleep(LEASE + 1)
        told = scrapy("report", "--json", "-s", f"LEDGER={ledger}")
        fleet = scrapy("fleet", "-s", f"LEDGER={ledger}")
        after = member(archive, ledger, "fleet=papers", settings=QUICK).wait(300)

        assert running.returncode == 2, "its process accounts for it"
        report = json.loads(told.stdout)
        assert told.returncode == 1
        assert (report["run"], report["finish_reason"]) == (1, "processes-lost")
        assert report["balances"]
        assert report["pending"] > 0
        assert sum(site["fetched"] for site in report["sites"].values()) > 0
        assert fleet.returncode == 1, "a process was lost"
        assert after == 0, (tmp_path / "crawl.log").read_text()[-3000:]
        assert there.faults(archive) == SOUND
        last = json.loads(scrapy("report", "--json", "-s", f"LEDGER={ledger}").stdout)
        assert (last["run"], last["finish_reason"]) == (2, "finished")


def test_captures_are_read_again_into_a_ledger_that_is_shared_as_into_a_file(
    ledger: str, tmp_path: Path
) -> None:
    archives = [tmp_path / name for name in ("file", "server")]
    for archive, place in zip(archives, ("", ledger), strict=True):
        said = ("crawl", "replay", "-a", f"captures={ROOT / 'fixtures'}", "-s", f"LEDGER={place}")
        done = scrapy(*said, archive=archive)
        assert "balances" in done.stderr, done.stderr[-3000:]

    alone, shared = [{each["url"]: each["articleBody"] for each in articles(archive)}
                     for archive in archives]  # fmt: skip
    assert alone
    assert shared == alone
    assert not (archives[1] / "ledger.sqlite").exists()
    known = scrapy("sites", "--json", "-s", f"LEDGER={ledger}")
    assert sum(site["stories"] for site in json.loads(known.stdout)["sites"]) == len(shared)
