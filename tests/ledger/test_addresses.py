"""An address is written down once, known in any spelling, and handed out when it is due."""

from __future__ import annotations

from pathlib import Path

from crawler.frontier.link import TRAPPED, Link
from crawler.ledger.ledger import Ledger
from tests.ledger.links import found, visit

SPELLINGS = ["/1?b=2&a=1&utm_source=feed", "/1?a=1&b=2", "//1?a=%31&b=2&fbclid=x"]


def test_an_address_is_written_down_once(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)

    assert ledger.add([found("/1"), found("/2")], None, run, 0.0) == 2
    assert ledger.add([found("/2"), found("/3")], None, run, 0.0) == 1
    assert ledger.discovered(run) == 3


def test_a_host_is_asked_for_what_is_most_urgent_first(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/low"), found("/high", priority=9), found("/x", "b.example")], None, run, 0)

    assert sorted(ledger.run_hosts()) == ["a.example", "b.example"]
    due = ledger.due("a.example", 1.0, 10)
    assert [address.url[-5:] for address in due] == ["/high", "e/low"]
    assert [a.url for a in ledger.due("a.example", 1.0, 10, but=[due[0].id])] == [due[1].url]


def test_a_list_is_asked_again_once_a_run(ledger: Ledger) -> None:
    first = ledger.begin("news", {}, 0.0)
    ledger.add([found("/list")], None, first, 0.0)
    ledger.commit([visit("/list", "source")], {}, first)
    second = ledger.begin("news", {}, 1.0)

    assert ledger.ask_again(["https://a.example/list"], second, 1.0) == 1
    assert ledger.ask_again(["https://a.example/list"], second, 1.0) == 0


def test_an_address_is_asked_for_as_it_was_found_and_known_in_any_spelling(
    ledger: Ledger,
) -> None:
    first, other, third = SPELLINGS
    run = ledger.begin("news", {}, 0.0)

    added = [ledger.add([found(each)], None, run, 0.0) for each in SPELLINGS]
    ledger.commit([visit(other)], {}, run)
    later = ledger.begin("news", {}, 5.0)
    again = ledger.ask_again([f"https://a.example{third}"], later, 5.0)

    assert (added, again) == ([1, 0, 0], 1)
    assert [each.url for each in ledger.due("a.example", 9.0, 9)] == [f"https://a.example{first}"]
    assert ledger.known([f"https://a.example{third}", "https://a.example/1?a=1"]) == {
        f"https://a.example{third}"
    }
    known, visits = ledger.life(f"https://a.example{third}")
    assert known
    assert (known["url"], len(visits)) == (f"https://a.example{first}", 1)


def test_an_address_of_a_trap_is_written_down_and_never_due(place: Path | str) -> None:
    ledger = Ledger(place)
    run = ledger.begin("news", {}, 1.0, "a.example")

    ledger.add([Link("http://w9.a.example/1", "article", priority=TRAPPED)], None, run, 1.0)

    assert ledger.due("w9.a.example", 9e9, 9) == []
    assert [tuple(each) for each in ledger.tallies(run)] == [("dropped", "trap", 1)]
    assert ledger.discovered(run) == 1
