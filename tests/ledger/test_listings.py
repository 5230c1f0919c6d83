"""What a long list says is written down a part at a time, and is as if written at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.frontier.urls import canonical
from crawler.ledger.database import File
from crawler.ledger.ledger import Ledger
from crawler.ledger.listings import Missed
from crawler.ledger.revisit_policy import NEVER
from crawler.ledger.schema import HELD, Visit

MAP = "https://a.example/map.xml"
DAY = 86_400.0


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    yield opened
    opened.close()


def story(number: int, modified: str | None = "2026-02-05") -> Link:
    url = f"https://a.example/news/{number}.html"
    return Link(url, "article", modified=modified, priority=30, depth=2)


def of_map(listed: Sequence[Link], at: float, **more: Any) -> Visit:
    kind: str = more.pop("kind", "sitemap")
    return Visit(
        MAP, at, "source", state="source", due_at=at + DAY, kind=kind, found=tuple(listed),
        listed=tuple(listed), **more,
    )  # fmt: skip


def written(ledger: Ledger, listed: Sequence[Link], at: float, kind: str, size: int) -> None:
    """Write what a list says, so many stories at a time, the last of them with the visit."""
    *ahead, last = (listed[n : n + size] for n in range(0, len(listed), size))
    if not ahead:
        ledger.commit([of_map(last, at, kind=kind)], {}, ledger.run)
        return
    missed = Missed({canonical(each.url) for each in listed}, kind)
    for row in ledger.listings.before(MAP):
        missed.note(row)
    for key in missed.gone():
        ledger.write_ahead(of_map((), at, kind=kind), ledger.run, [key])
    for part in ahead:
        ledger.write_ahead(of_map(part, at, kind=kind), ledger.run)
    number = sum(map(len, ahead))
    ledger.commit([of_map(last, at, kind=kind, ahead=number)], {}, ledger.run)


def begun(ledger: Ledger, at: float, kind: str) -> int:
    run = ledger.begin("news", {}, at, "a.example")
    ledger.add([Link(MAP, kind, priority=60, depth=1)], None, run, at)
    return run


def hold(ledger: Ledger, at: float, *stories: Link) -> None:
    """Have stories held, and looked at for the last time."""
    held = [Visit(each.url, at, "stored", state="held", held=HELD, since=0.0, due_at=NEVER)
            for each in stories]  # fmt: skip
    ledger.commit(held, {}, ledger.run)


def told(ledger: Ledger) -> list[list[tuple[Any, ...]]]:
    """Return all that is known of addresses, of what is listed and of visits."""
    orders = {"addresses": "id", "listed": "source, address", "visits": "at, address"}
    with ledger.transaction() as db:
        return [
            db.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
            for table, order in orders.items()
        ]


FIRST = [story(n) for n in range(10)]
AFTER = {
    "the same again": FIRST,
    "new ones": [*FIRST, *(story(n) for n in range(10, 20))],
    "some are gone": [each for n, each in enumerate(FIRST) if n not in {2, 7, 9}],
    "some say another day": [story(n, "2026-02-09" if n % 3 else "2026-02-05") for n in range(10)],
    "other ones": [story(n, "2026-02-01") for n in range(20, 30)],
}


@pytest.mark.parametrize("kind", ["sitemap", "feed", "page"])
@pytest.mark.parametrize("after", AFTER)
def test_a_list_in_parts_is_written_as_one_at_once(after: str, kind: str) -> None:
    ledgers = [Ledger(":memory:") for _ in range(2)]

    for ledger, size in zip(ledgers, (100, 3), strict=True):
        begun(ledger, 10.0, kind)
        written(ledger, FIRST, 20.0, kind, size)
        hold(ledger, 30.0, *FIRST)
        ledger.end(ledger.run, 40.0, {})
        begun(ledger, 5 * DAY, kind)
        ledger.ask_again([MAP], ledger.run, 5 * DAY)
        written(ledger, AFTER[after], 5 * DAY + 10, kind, size)

    at_once, in_parts = map(told, ledgers)
    assert in_parts == at_once
    assert ledgers[0].discovered(2) == ledgers[1].discovered(2)


@pytest.mark.parametrize("until", range(5), ids="after {} parts".format)
def test_a_crash_amid_the_parts_leaves_a_list_due_and_nothing_is_lost_or_doubled(
    place: Path | str, until: int
) -> None:
    ledger = Ledger(place)
    begun(ledger, 10.0, "sitemap")
    for n in range(until):
        ledger.write_ahead(of_map(FIRST[2 * n : 2 * n + 2], 20.0), ledger.run)
    ledger.close()

    again = Ledger(place)
    run = again.begin("news", {}, 30.0, "a.example")
    due = {each.url for each in again.due("a.example", 40.0, 100)}
    assert due == {MAP, *(each.url for each in FIRST[: 2 * until])}
    assert again.known([each.url for each in FIRST], by=MAP) == set(), "they are as new as before"
    written(again, FIRST, 40.0, "sitemap", 2)

    assert {each.url for each in again.due("a.example", 50.0, 100)} == {e.url for e in FIRST}
    assert again.discovered(run) == again.pending(run) + 1 == len(FIRST) + 1
    assert again.known([each.url for each in FIRST], by=MAP) == {each.url for each in FIRST}
    _, [visit] = again.life(MAP)
    assert visit["listed"] == len(FIRST)
    again.close()


def test_what_another_page_has_shown_is_known(ledger: Ledger) -> None:
    begun(ledger, 10.0, "sitemap")
    ledger.add([story(1)], "https://a.example/", ledger.run, 20.0)
    ledger.write_ahead(of_map([story(2)], 20.0), ledger.run)

    urls = [story(n).url for n in (1, 2, 3)]
    assert ledger.known(urls) == set(urls[:2])
    assert ledger.known(urls, by=MAP) == {urls[0]}


def test_a_slice_costs_as_much_at_the_end_of_a_long_list_as_at_its_beginning() -> None:
    ledger, steps = Ledger(":memory:"), [0]
    begun(ledger, 10.0, "sitemap")
    with ledger.transaction() as db:
        assert isinstance(db, File)
        db.set_progress_handler(lambda: steps.append(steps.pop() + 1), 100)

    cost = []
    for number in range(0, 3_000, 100):
        steps[:] = [0]
        part = [story(n) for n in range(number, number + 100)]
        ledger.write_ahead(of_map(part, 20.0), ledger.run)
        cost.append(steps[0])

    assert cost[-1] < 2 * cost[1], "instructions of SQLite's machine, in hundreds"
    ledger.close()
