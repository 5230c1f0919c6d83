"""What a trap has made up is left, whether a story or a list told of it."""

from __future__ import annotations

import pytest

from crawler.frontier.link import Link
from crawler.ledger.schema import Address
from crawler.outcomes import Outcome, Reason
from crawler.run.read_list import ReadList
from crawler.run.run_state import RunState
from crawler.run.same_lists import SameLists
from crawler.run.sameness import AGAIN, Sameness
from crawler.run.traps import Traps

BASE = "https://a.example"


@pytest.fixture
def traps() -> Traps:
    """Return traps of stories at ``/s?id=``, and of lists at ``/list?k=``."""
    stories, lists = Sameness(), SameLists()
    for n in range(AGAIN + 1):
        stories.note(f"{BASE}/s?id={n}", [f"{BASE}/s?id=x"] * (n > 0))
        read = ReadList(f"{BASE}/list?k={n}")
        read.add([Link(f"{BASE}/news/1.html", "article")])
        lists.note(read)
    return Traps(stories, lists, RunState())


def address(path: str, kind: str = "page", depth: int = 1, held: int = 0) -> Address:
    return Address(1, BASE + path, "a.example", kind, 0, depth, 0, held=held)


@pytest.mark.parametrize(
    ("one", "pattern"),
    [
        (address("/s?id=99", "article"), "a.example/s?id"),
        (address("/list?k=99"), "lists at a.example/list?*"),
        (address("/list?k=99", "article"), None),
        (address("/news/2.html", "article"), None),
        (address("/list?k=99", depth=0), None),
        (address("/s?id=99", "article", held=1), None),
        (None, None),
    ],
)
def test_an_address_is_of_a_trap_where_nobody_started_and_nothing_is_held(
    one: Address | None, pattern: str | None, traps: Traps
) -> None:
    assert traps.of_address(one) == pattern


def test_the_page_of_an_address_that_is_left_is_done_with(
    traps: Traps, caplog: pytest.LogCaptureFixture
) -> None:
    pages = [traps.left(address(f"/s?id={n}")) for n in (98, 99)]

    assert [page and (page.outcome, page.reason) for page in pages] == (
        [(Outcome.DROPPED, Reason.TRAP)] * 2
    )
    assert traps.left(address("/news/2.html", "article")) is None
    assert caplog.text.count("a trap: of a.example/s?id comes") == 1
