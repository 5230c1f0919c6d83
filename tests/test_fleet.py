"""Whatever befalls a fleet, no story is lost, none is held twice, and no host is hurried."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.fleet import Sites, member, signal_all, sites
from tests.postgresql import MISSING, PROGRAMS, PostgreSQL

pytestmark = pytest.mark.long

SOUND: dict[str, list[str]] = {"lost": [], "twice": [], "strange": []}
SEEDS = int(os.environ.get("FLEET_SEEDS", "3"))
"""How many fleets are troubled, one after the other."""

HOSTS, STORIES = map(int, os.environ.get("FLEET_SIZE", "60x50").split("x"))
"""How many hosts there are, and stories on each: the whole is 200x100."""

TROUBLE = 0.02
"""Seconds of trouble for each story."""

DELAY, LEASE = 0.5, 4.0
PATIENT = (f"DOWNLOAD_DELAY={DELAY}", f"FLEET_LEASE={LEASE}")
Process = subprocess.Popen[bytes]


@pytest.fixture
def server() -> Iterator[PostgreSQL]:
    if not PROGRAMS:
        pytest.skip(MISSING)
    server = PostgreSQL()
    yield server
    server.remove()


class Crew:
    """The processes of a fleet that somebody troubles."""

    def __init__(self, archive: Path, server: PostgreSQL, site_list: str, seed: int) -> None:
        self.archive, self.server, self.sites = archive, server, site_list
        self.chance = random.Random(seed)
        self.processes = [self.another() for _ in range(4)]
        self.done: list[str] = []

    def another(self) -> Process:
        said = ("fleet=papers", f"sites={self.sites}")
        return member(self.archive, self.server.url, *said, settings=PATIENT)

    def one(self) -> int:
        return self.chance.randrange(len(self.processes))

    def kill(self) -> None:
        """Kill one, as a power cut does, and start another."""
        n = self.one()
        signal_all(self.processes[n], signal.SIGKILL)
        self.processes[n].wait(10)
        self.processes[n] = self.another()

    def stop_for_long(self) -> None:
        """Stop one beyond its lease, and let it go on."""
        process = self.processes[self.one()]
        signal_all(process, signal.SIGSTOP)
        time.sleep(2 * LEASE)
        signal_all(process, signal.SIGCONT)

    def restart_server(self) -> None:
        """Stop the server of the ledger, as politely as a crash does, and start it again."""
        self.server.stop(self.chance.choice(("fast", "immediate")))
        time.sleep(1)
        self.server.start()

    def cut(self) -> None:
        """Cut all connections to the ledger."""
        with psycopg.connect(self.server.url) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )

    def trouble(self, seconds: float) -> None:
        """Do one thing after the other, at random moments, for a while."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(self.chance.uniform(1, 4))
            what = self.chance.choice(
                (self.kill, self.stop_for_long, self.restart_server, self.cut)
            )
            what()
            self.done.append(what.__name__)

    def end(self) -> list[int]:
        """Return how each process ends."""
        return [process.wait(3600) for process in self.processes]


def log_of(archive: Path) -> str:
    return (archive.parent / "crawl.log").read_text()


def crawled(archive: Path, server: PostgreSQL, site_list: str) -> int:
    """Return how a process ends that goes on alone with whatever is left."""
    said = ("fleet=papers", f"sites={site_list}")
    return member(archive, server.url, *said, settings=PATIENT).wait(3600)


def demand_pauses(there: Sites, delay: float = DELAY) -> None:
    """Fail where a host was asked sooner than its delay allows, by the server's own log."""
    hurried = {h: round(p, 3) for h, p in there.shortest_pauses().items() if p < 0.9 * delay}
    assert hurried == {}


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_fleet_that_is_troubled_all_the_time_holds_every_story_once(
    server: PostgreSQL, tmp_path: Path, seed: int
) -> None:
    archive = tmp_path / "archive"
    with sites(HOSTS, STORIES, tmp_path / "server.log") as there:
        crew = Crew(archive, server, there.names, seed)
        crew.trouble(TROUBLE * HOSTS * STORIES)
        crew.end()

        assert crawled(archive, server, there.names) == 0, log_of(archive)[-3000:]

        assert there.faults(archive) == SOUND
        demand_pauses(there)
    assert not list(archive.glob("*/*.open"))
    assert len(crew.done) > 5
    told = ", ".join(f"{what} {count}" for what, count in Counter(crew.done).items())
    sys.stdout.write(
        f"{HOSTS} hosts, {HOSTS * STORIES} stories, {len(there.asked())} requests; "
        f"{told}; {log_of(archive).count('is not written')} pages refused; "
        f"shortest pause {min(there.shortest_pauses().values()):.3f} s\n"
    )
