"""What came of an address is written down whole, with what it is from then on."""

from __future__ import annotations

from typing import Any

from crawler.frontier.link import Link
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, Visit
from tests.ledger.links import found, visit

FEED = Link("https://a.example/feed", "feed", priority=50, depth=1)

LIST: dict[str, Any] = {
    "outcome": "source", "reason": "list", "status": 200, "state": "source", "kind": "page",
    "due_at": 900.0, "rhythm": 900.0, "etag": '"a"',
}  # fmt: skip
PAGE = Link("https://a.example/posts/1", "page", priority=10, depth=1)


def test_a_failed_address_is_due_later_and_its_tries_are_counted(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], None, run, 0.0)

    ledger.commit([visit("/1", "failed", reason="timeout", state="due", due_at=600.0)], {}, run)

    assert ledger.due("a.example", 599.0, 9) == []
    [address] = ledger.due("a.example", 600.0, 9)
    assert address.tries == 1


def test_the_life_of_an_address_is_told_in_order(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], "https://a.example/", run, 0.0)
    ledger.commit([visit("/1", "failed", reason="http-503", status=503, state="due")], {}, run)
    ledger.commit([visit("/1", status=200)], {}, run)

    known, visits = ledger.life("https://a.example/1")

    assert known
    assert known["seen_on"] == "https://a.example/"
    assert [(each["outcome"], each["status"]) for each in visits] == [
        ("failed", 503),
        ("stored", 200),
    ]


def fed(*proven: str) -> Visit:
    return visit("/feed", "source", reason="list", state="source", due_at=900.0, proven=proven)


def test_a_story_that_was_taken_for_a_list_is_read_where_a_feed_lists_it(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE, FEED], None, run, 0.0)
    ledger.commit([visit("/posts/1", **LIST)], {}, run)

    ledger.commit([fed(PAGE.url)], {}, run)

    [address] = ledger.due("a.example", 1.0, 9)
    assert (address.url, address.kind, address.etag) == (PAGE.url, "article", None)
    assert ledger.discovered(run) == sum(tally.number for tally in ledger.tallies(run)) == 2
    ledger.commit([visit("/posts/1", state="held", held=HELD, kind="article")], {}, run)
    assert ledger.verdicts.learned("") == {"a.example/posts/0": (1, 0)}


def test_a_list_of_an_earlier_run_is_read_as_a_story_in_the_run_of_the_feed(
    ledger: Ledger,
) -> None:
    first = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE], None, first, 0.0)
    ledger.commit([visit("/posts/1", **LIST)], {}, first)
    second = ledger.begin("news", {}, 5.0)
    ledger.add([FEED], None, second, 5.0)

    ledger.commit([fed(PAGE.url)], {}, second)

    assert [address.url for address in ledger.due("a.example", 5.0, 9)] == [PAGE.url]
    assert ledger.discovered(second) == 2
    assert ledger.pending(second) == 1


def test_a_story_that_is_being_asked_for_as_a_list_is_read_afterwards(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE, FEED], None, run, 0.0)

    ledger.commit([fed(PAGE.url), visit("/posts/1", **LIST)], {}, run)

    assert [address.kind for address in ledger.due("a.example", 1.0, 9)] == ["article"]
    assert ledger.discovered(run) == 2


def test_a_feed_that_lists_where_a_crawl_starts_makes_no_story_of_it(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE._replace(depth=0), FEED], None, run, 0.0)
    ledger.commit([visit("/posts/1", **LIST)], {}, run)

    ledger.commit([fed(PAGE.url)], {}, run)

    assert ledger.due("a.example", 1.0, 9) == []


def test_a_page_that_was_read_and_held_no_story_is_not_read_again(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE, FEED], None, run, 0.0)
    ledger.commit([visit("/posts/1", "dropped", reason="no-text", kind="page")], {}, run)

    ledger.commit([fed(PAGE.url)], {}, run)

    assert ledger.due("a.example", 1.0, 9) == []


def test_a_story_that_was_stored_in_a_run_stays_stored_in_its_account(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], None, run, 0.0)
    for outcome in ("stored", "unchanged"):
        ledger.commit([visit("/1", outcome, state="held", held=HELD)], {}, run)

    assert [(each.outcome, each.number) for each in ledger.tallies(run)] == [("stored", 1)]
    later = ledger.begin("news", {}, 9.0)
    ledger.commit([visit("/1", "unchanged", state="held", held=HELD)], {}, later)
    assert [each.outcome for each in ledger.tallies(later)] == ["unchanged"]


def test_what_is_read_of_the_past_leaves_the_schedule_as_it_was(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], None, run, 0.0)
    ledger.commit([visit("/1", state="held", held=HELD, due_at=500.0)], {}, run)

    past = visit("/1", "unchanged", state="gone", due_at=7.0, keeps_schedule=True)
    ledger.commit([past], {}, run)

    known, visits = ledger.life("https://a.example/1")
    assert known
    assert (known["state"], known["due_at"], known["outcome"]) == ("held", 500.0, "stored")
    assert len(visits) == 2


def test_a_visit_to_what_nobody_wrote_down_settles_nothing(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)

    ledger.commit([visit("/unheard-of")], {}, run)

    assert ledger.address("https://a.example/unheard-of") is None
    assert ledger.row_counts()["visits"] == 0


def test_of_a_list_in_parts_all_that_it_lists_is_counted(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE], None, run, 0.0)
    parts = [tuple(found(f"/{n}") for n in numbers) for numbers in ((1, 2), (3,))]
    whole = Visit(PAGE.url, 1.0, **LIST, found=parts[1], listed=parts[1], ahead=2)

    ledger.write_ahead(whole._replace(found=parts[0], listed=parts[0]), run)
    ledger.commit([whole], {}, run)

    _, [seen] = ledger.life(PAGE.url)
    assert seen["listed"] == 3
    assert ledger.pending(run) == 3
