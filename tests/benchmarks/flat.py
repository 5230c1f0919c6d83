"""What grows with the addresses that a ledger holds, while a run has as much to do as ever.

    python -m tests.benchmarks.flat [--sizes N ...] [--only sqlite|postgresql]

A ledger is made for each size, of `SITES` sites whose addresses were all visited once; `DUE` of
them are due in the run that is measured. Milliseconds are of the clock, the least of `TIMES`, but
for what happens once in a run. The bytes are those of the addresses, their visits and their
spellings, with every index; a story that is held brings about as much again. Each ledger is
deleted before the next is made.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from crawler.frontier.link import Link
from crawler.ledger.fleets import Fleet, Start, Work
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from crawler.run.lost_runs import close_lost
from tests.postgresql import PostgreSQL

SITES, DUE = 1_000, 10_000
SIZES = (1_000_000, 10_000_000)
NOW, TIMES = 1.8e9, 5

NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {0} - 1)",
    "postgresql": "WITH n(i) AS (SELECT generate_series(0::bigint, {0}::bigint - 1))",
}
PADDED = {"sqlite": "printf('%0{1}d', {0})", "postgresql": "lpad(({0})::text, {1}, '0')"}


class Row(NamedTuple):
    """A run over a ledger, in milliseconds; and the bytes of an address."""

    start: float
    next: float
    commit: float
    why: float
    report: float
    bytes: float


def host_of(site: int) -> str:
    return f"s{site:04}.example"


def story(site: int, number: int) -> str:
    return f"https://{host_of(site)}/news/{number:08}.html"


def statements(kind: str, size: int) -> list[str]:
    """Return what fills a ledger: addresses in their order, so that no index grows at random."""
    padded, each = PADDED[kind].format, size // SITES
    numbers, seen = NUMBERS[kind].format(size), NOW - 1e6
    site = f"'s' || {padded(f'i / {each}', 4)} || '.example'"
    url = f"'https://' || {site} || '/news/' || {padded(f'i % {each}', 8)} || '.html'"
    due = f"CASE WHEN i % {size // DUE} = 0 THEN {NOW - 1} ELSE 1e12 END"
    columns = {
        "id": "i + 1", "url": url, "key": url, "host": site, "kind": "'article'",
        "state": "'held'", "priority": "30", "depth": "1", "seen_on": f"'https://' || {site}",
        "seen_at": seen, "due_at": due, "run": "1", "outcome": "'stored'", "site": site,
        "held": "1", "since": seen, "asked_at": seen,
    }  # fmt: skip
    values = ", ".join(map(str, columns.values()))
    visit = f"i + 1, 1, {seen}, 200, 'stored'"
    return [
        f"{numbers} INSERT INTO addresses ({', '.join(columns)}) SELECT {values} FROM n",
        f"{numbers} INSERT INTO visits (address, run, at, status, outcome) SELECT {visit} FROM n",
        f"{numbers} INSERT INTO spellings SELECT i * 4097, i + 1 FROM n",
    ]


@contextmanager
def filled(kind: str, size: int) -> Iterator[tuple[Any, Callable[[], int]]]:
    """Yield the place of a ledger of so many addresses, and what counts its bytes."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger.sqlite"
            Ledger(path).close()
            with sqlite3.connect(path) as db:
                db.execute("PRAGMA synchronous=OFF")
                for statement in statements(kind, size):
                    db.execute(statement)
            db.close()
            yield path, lambda: path.stat().st_size
        return
    server = PostgreSQL("shared_buffers=512MB", "maintenance_work_mem=512MB", "max_wal_size=4GB")
    try:
        Ledger(server.url).close()
        with psycopg.connect(server.url, autocommit=True) as of_server:
            for statement in statements(kind, size):
                of_server.execute(statement.encode())
            for table in ("addresses", "runs"):
                of_server.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {size + 1})".encode()
                )
            of_server.execute(b"VACUUM ANALYZE")
            sized = of_server.execute("SELECT pg_database_size(current_database())")
            [size_of] = sized.fetchone() or [0]
        yield server.url, lambda: size_of
    finally:
        server.remove()


def least(work: Callable[[int], object]) -> float:
    """Return the milliseconds that something took, at best."""
    took = []
    for n in range(TIMES):
        began = time.perf_counter()
        work(n)
        took.append(time.perf_counter() - began)
    return 1000 * min(took)


def measured(kind: str, size: int) -> Row:
    """Make a ledger, and measure a run over it."""
    with filled(kind, size) as (place, bytes_of):
        began = time.perf_counter()
        ledger = Ledger(place)
        if kind == "sqlite":
            run = ledger.begin("news", {}, NOW, *map(host_of, range(SITES)))
            host = host_of(0)
        else:
            starts = tuple(Start(host_of(n), f"https://{host_of(n)}/", "page")
                           for n in range(SITES))  # fmt: skip
            ledger.join("news", {}, NOW, Fleet("papers", starts, "here", "one"))
            run = ledger.run
            taken = ledger.membership.take_share(Work(), NOW, takes=True) or []
            host = taken[0].host
        assert ledger.due(host, NOW, 32)
        start = 1000 * (time.perf_counter() - began)
        row = Row(
            start=start,
            next=least(lambda n: ledger.due(host, NOW, 32, range(n))),
            commit=least(lambda n: ledger.commit(visits(ledger, host, size, n), {}, run)),
            why=least(lambda n: why(ledger, story(n, n))),
            report=least(lambda _: report(ledger, run)),
            bytes=bytes_of() / size,
        )
        assert ledger.discovered(run) == sum(each.number for each in ledger.tallies(run))
        ledger.close()
    return row


def visits(ledger: Ledger, host: str, size: int, turn: int) -> list[Visit]:
    """Return what a group of pages brings: a story read again, and new ones found, for each."""
    at, member = NOW + turn, ledger.fleets.member
    step = size // DUE
    return [
        Visit(
            f"https://{host}/news/{step * (8 * turn + n) % (size // SITES):08}.html", at,
            "unchanged", status=200, state="held", held=1, due_at=1e12, site=host, lease=member,
            found=tuple(
                Link(f"https://{host}/late/{turn}-{n}-{k}.html", "article", priority=30, depth=2)
                for k in range(4)
            ),
        )
        for n in range(8)
    ]  # fmt: skip


def why(ledger: Ledger, url: str) -> None:
    """Ask what `scrapy why` asks."""
    known, seen = ledger.life(url)
    assert known
    assert seen
    ledger.accounts.listed_by(url)
    ledger.captures_of(url)
    ledger.stories.versions(url)


def report(ledger: Ledger, run: int) -> None:
    """Ask what the account of a run asks."""
    accounts = ledger.accounts
    ledger.tallies(run)
    accounts.by_site(run, NOW)
    accounts.sources(run)
    accounts.polls(run)
    accounts.unreached(run)
    accounts.reports("news", "sites")
    if ledger.writer:
        assert not list(close_lost(ledger))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--only", choices=NUMBERS)
    asked = parser.parse_args()
    for kind in NUMBERS:
        if asked.only in {None, kind}:
            for size in asked.sizes:
                row = measured(kind, size)
                sys.stdout.write(
                    f"{kind:<10} {size:>11,}  start {row.start:8.0f} ms, next {row.next:6.2f}, "
                    f"commit {row.commit:6.1f}, why {row.why:5.2f}, report {row.report:6.0f}; "
                    f"{row.bytes:4.0f} bytes an address\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
