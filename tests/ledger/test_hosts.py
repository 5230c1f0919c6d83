"""What is known of a host outlives the run, and its troubles earn it ever longer rests."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.link import found_at
from crawler.ledger.hosts import LONGEST_REST, TROUBLES, Host, failed, refused, retry_after
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import Visit

NOW = 1_770_000_000.0
KNOWN = Host(
    "news.example:8080",
    robots=b"User-agent: *\nCrawl-delay: 7\n",
    robots_status=200,
    robots_at=NOW,
    crawl_delay=7.0,
    delay=2.5,
    paused_until=NOW + 60,
    failures=1,
    asked_at=NOW - 3,
)


def test_what_is_known_of_a_host_outlives_the_ledger_that_learned_it(place: Path | str) -> None:
    first = Ledger(place)
    first.hosts.put(KNOWN, Host("other.example"))
    first.close()

    again = Ledger(place)

    assert again.hosts.get("news.example:8080") == KNOWN
    assert again.hosts.get("other.example") == again.hosts.get("unheard-of.example")._replace(
        host="other.example"
    )
    again.close()


def test_a_host_that_goes_on_refusing_rests_ever_longer_and_never_beyond_a_day() -> None:
    host, now, rests = Host("a"), NOW, []
    for _ in range(40):
        host = refused(host, now)
        rests.append(host.paused_until - now)
        now = host.paused_until

    assert rests[:4] == [60, 120, 240, 480]
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST_REST


def test_a_host_that_always_asks_for_a_second_is_not_asked_every_second() -> None:
    host, now = Host("a"), NOW
    for _ in range(10):
        host = refused(host, now, retry_after=1)
        now = host.paused_until

    assert now - NOW > 3_600


def test_a_failure_or_two_is_no_reason_to_rest() -> None:
    host = Host("a")
    for n in range(1, TROUBLES + 1):
        host = failed(host, NOW)
        assert (host.paused_until > NOW) == (n == TROUBLES)


@pytest.mark.parametrize("trouble", [refused, failed])
def test_no_trouble_shortens_a_rest_that_was_asked_for(trouble: object) -> None:
    host = refused(Host("a", failures=TROUBLES), NOW, retry_after=7_200)

    assert callable(trouble)
    assert trouble(host, NOW + 1).paused_until >= NOW + 7_200


@given(st.text(max_size=60) | st.integers().map(str))
def test_whatever_a_retry_after_says_the_rest_is_between_nothing_and_a_day(said: str) -> None:
    seconds = retry_after(said, NOW)

    assert seconds is None or seconds >= 0
    assert NOW <= refused(Host("a"), NOW, seconds).paused_until <= NOW + LONGEST_REST


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Mon, 02 Feb 2026 02:41:40 GMT", 100.0),
        ("Monday, 02-Feb-26 02:41:40 GMT", 100.0),
        ("Mon Feb  2 02:41:40 2026", 100.0),
        ("Mon, 02 Feb 2026 02:41:40 -0000", 100.0),
        ("Fri, 31 Dec 99999 23:59:59 GMT", None),
        ("in an hour", None),
    ],
)
def test_a_date_is_read_in_each_of_its_three_spellings(said: str, seconds: float | None) -> None:
    assert retry_after(said, NOW) == seconds


def test_a_try_that_its_host_made_vain_does_not_count(place: Path | str) -> None:
    ledger = Ledger(place)
    found = found_at("http://news.example/1.html", "article")
    assert found
    run = ledger.begin("news", {}, NOW)
    ledger.add([found], None, run, NOW)
    for counts in (True, False, True, False):
        visit = Visit(found.url, NOW, "failed", "http-429", 429, "due", NOW, counts)
        ledger.commit([visit], {}, run)

    address = ledger.address(found.url)

    assert address
    assert address.tries == 2
    ledger.close()


def test_what_is_left_because_of_a_host_says_so_until_the_next_run(place: Path | str) -> None:
    ledger = Ledger(place)
    urls = ("http://news.example/1.html", "http://other.example/1.html")
    run = ledger.begin("news", {}, NOW)
    ledger.add(filter(None, map(found_at, urls)), None, run, NOW)

    ledger.hosts.left(run, "news.example", "host-paused")

    assert [tuple(tally) for tally in ledger.tallies(run)] == [
        ("pending", None, 1),
        ("pending", "host-paused", 1),
    ]
    later = ledger.begin("news", {}, NOW + 900)
    assert [tuple(tally) for tally in ledger.tallies(later)] == [("pending", None, 2)]
    ledger.close()


def test_what_was_on_its_way_when_a_host_broke_down_lengthens_no_rest() -> None:
    host = failed(Host("a", failures=TROUBLES - 1), NOW)
    for _ in range(14):
        host = refused(failed(host, NOW), NOW)

    assert host.paused_until == NOW + 60
    assert failed(host, NOW + 60).paused_until == NOW + 60 + 120
