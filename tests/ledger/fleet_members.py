"""Processes that join a fleet of four sites, and what is done to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from crawler.ledger.fleets import Fleet, Start, Work
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit
from tests.shared_ledger import change

SITES = tuple(Start(f"{n}.example", f"http://{n}.example/", "page") for n in "abcd")


IDLE = Work()


NOW = 100.0


Join = Callable[..., Ledger]


@pytest.fixture
def join(shared_place: str) -> Iterator[Join]:
    """Join a fleet of four sites; each call is another process."""
    opened = []

    def join(starts: tuple[Start, ...] = SITES, name: str = "papers") -> Ledger:
        ledger = Ledger(shared_place)
        opened.append(ledger)
        ledger.join("news", {}, NOW, Fleet(name, starts, "here", f"p{len(opened)}", 30.0))
        return ledger

    yield join
    for ledger in opened:
        ledger.close()


def hosts(ledger: Ledger) -> list[str]:
    return sorted(ledger.fleets.held)


def take(ledger: Ledger) -> list[str]:
    """Take the share of a process; return what is new."""
    taken = ledger.membership.take_share(IDLE, NOW, takes=True)
    assert taken is not None
    return sorted(lease.host for lease in taken)


def silence(shared_place: str, ledger: Ledger, since: float = 0.0) -> None:
    """Have the lease of a process end, so many seconds ago."""
    change(
        shared_place,
        "UPDATE members SET until = extract(epoch FROM clock_timestamp()) - ? WHERE id = ?",
        since,
        ledger.fleets.member,
    )


def visit(ledger: Ledger, host: str, lease: int | None = None, **more: object) -> Visit:
    member = ledger.fleets.member if lease is None else lease
    return Visit(f"http://{host}/", NOW, "source", "list", state="source", due_at=1e9,
                 lease=member, **more)  # type: ignore[arg-type]  # fmt: skip
