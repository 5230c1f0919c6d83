"""What is handed out next: what is due, each host in its turn, and no more than a host bears."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request

from crawler import scheduler as module
from crawler.download import FIRST_BYTES
from crawler.frontier.link import Link
from crawler.ledger.hosts import Host
from crawler.scheduler import LISTS_WAITING
from tests.crawling import listing, story
from tests.in_process import SITE, START, Stepped, drive, page_of, stepped

FERRY, QUAY, BOAT = (f"/news/2026/0205/10{n}.html" for n in (1, 2, 3))
HOSTS = "https://a.example", "https://b.example"


def found(*urls: str, kind: str = "article") -> list[Link]:
    return [Link(url, kind, priority=10, depth=1) for url in urls]


def handed_out(crawl: Stepped) -> list[str]:
    """Return the addresses that are handed out one after the other, unanswered."""
    requests = (crawl.scheduler.next_request() for _ in range(9))
    return [request.url for request in requests if request]


def with_addresses(
    archive: Path, links: Iterable[Link], **settings: Any
) -> tuple[list[str], bool]:
    """Return what a crawl hands out that knows these addresses, and whether more is pending."""

    async def steps() -> tuple[list[str], bool]:
        async with stepped(archive, settings=settings) as crawl:
            for link in links:
                crawl.store.addresses.add(link)
            return handed_out(crawl), crawl.scheduler.has_pending_requests()

    return drive(steps())


def test_hosts_take_turns(tmp_path: Path) -> None:
    links = found(*(f"{host}/{n}.html" for host in HOSTS for n in (1, 2)))

    told, pending = with_addresses(tmp_path, links, CONCURRENT_REQUESTS_PER_DOMAIN=2)

    assert told == [f"{host}/{n}.html" for n in (1, 2) for host in HOSTS]
    assert not pending


@pytest.mark.parametrize("most", [1, 2, 3])
def test_a_host_is_sent_no_more_at_once_than_it_bears(most: int, tmp_path: Path) -> None:
    links = found(*(f"{HOSTS[0]}/{n}.html" for n in range(3)))

    told, pending = with_addresses(tmp_path, links, CONCURRENT_REQUESTS_PER_DOMAIN=most)

    assert len(told) == most
    assert pending == (most < 3)


def test_an_answer_makes_room_for_the_next(tmp_path: Path) -> None:
    async def steps() -> tuple[list[str], list[str]]:
        async with stepped(tmp_path) as crawl:
            for link in found(SITE + FERRY, SITE + QUAY):
                crawl.store.addresses.add(link)
            request = crawl.scheduler.next_request()
            assert request
            before = handed_out(crawl)
            crawl.store.answered(page_of(request))
            crawl.store.answered(page_of(request))
            return before, handed_out(crawl)

    assert drive(steps()) == ([], [SITE + QUAY])


def test_no_more_is_fetched_than_may_wait_to_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "UNREAD", 2)
    links = found(*(f"https://{name}.example/1.html" for name in "abcd"))

    async def steps() -> tuple[list[str], list[str], bool]:
        async with stepped(tmp_path) as crawl:
            for link in links:
                crawl.store.addresses.add(link)
            requests = [crawl.scheduler.next_request() for _ in range(3)]
            first = [request for request in requests if request]
            crawl.store.answered(page_of(first[0]))
            assert handed_out(crawl) == [], "it is not read yet"
            crawl.store.finish(page_of(first[0]))
            more = handed_out(crawl)
            return [each.url for each in first], more, crawl.scheduler.has_pending_requests()

    first, more, pending = drive(steps())

    assert first == [link.url for link in links[:2]]
    assert more == [links[2].url]
    assert pending


@pytest.mark.parametrize(("number", "waits"), [(2, True), (1, False)])
def test_what_waits_for_a_commit_waits_on_where_more_is_due_anyway(
    number: int, tmp_path: Path, *, waits: bool
) -> None:
    async def steps() -> tuple[bool, int]:
        async with stepped(tmp_path, settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 9}) as crawl:
            for link in found(SITE + FERRY, SITE + QUAY)[:number]:
                crawl.store.addresses.add(link)
            request = crawl.scheduler.next_request()
            assert request
            await crawl.answer(request, story("Ferry returns"))
            return crawl.scheduler.has_pending_requests(), crawl.store.commit()

    assert drive(steps()) == (waits, int(waits))


def test_what_a_middleware_sends_back_goes_first(tmp_path: Path) -> None:
    async def steps() -> list[Request | None]:
        async with stepped(tmp_path) as crawl:
            for link in found(SITE + FERRY, SITE + QUAY):
                crawl.store.addresses.add(link)
            request = crawl.scheduler.next_request()
            assert request
            moved = request.replace(url=f"{SITE}/moved.html")
            assert crawl.scheduler.enqueue_request(moved)
            assert crawl.scheduler.has_pending_requests()
            return [moved, crawl.scheduler.next_request()]

    moved, following = drive(steps())
    assert following is moved


@pytest.mark.parametrize(
    ("url", "taken"),
    [(f"{SITE}/", True), ("ftp://quay.example/x", False), ("data:,x", False)],
)
def test_what_is_no_address_of_a_page_is_no_request(
    url: str, tmp_path: Path, *, taken: bool
) -> None:
    async def steps() -> tuple[bool, list[str]]:
        async with stepped(tmp_path) as crawl:
            return crawl.scheduler.enqueue_request(Request(url)), handed_out(crawl)

    assert drive(steps()) == (taken, [url] * taken)


@pytest.mark.parametrize("limit", ["1", "2", None])
def test_a_crawl_with_a_limit_asks_for_no_more_stories_than_it_lacks(
    limit: str | None, tmp_path: Path
) -> None:
    pages = {"/": listing(FERRY, QUAY, BOAT),
             **{path: story(f"Story {path[-8:]}") for path in (FERRY, QUAY, BOAT)}}  # fmt: skip

    async def steps() -> list[str]:
        async with stepped(tmp_path, limit=limit) as crawl:
            await crawl.begin()
            return await crawl.crawl(pages)

    assert drive(steps()) == ["/", FERRY, QUAY, BOAT][: 1 + int(limit or 3)]


def test_a_story_on_its_way_counts_towards_the_limit(tmp_path: Path) -> None:
    async def steps() -> tuple[list[str], bool]:
        async with stepped(
            tmp_path, limit="1", settings={"CONCURRENT_REQUESTS_PER_DOMAIN": 4}
        ) as crawl:
            for link in found(SITE + FERRY, SITE + QUAY):
                crawl.store.addresses.add(link)
            return handed_out(crawl), crawl.scheduler.has_pending_requests()

    assert drive(steps()) == ([SITE + FERRY], False)


@pytest.mark.parametrize(
    ("rest", "told", "pending"),
    [(0.0, 1, False), (30.0, 0, True), (90.0, 0, False)],
)
def test_a_host_that_rests_is_waited_for_as_long_as_patience_lasts(
    rest: float, told: int, tmp_path: Path, *, pending: bool
) -> None:
    async def steps() -> tuple[int, bool]:
        async with stepped(tmp_path, settings={"HOST_PATIENCE": 60}) as crawl:
            [link] = found(SITE + FERRY)
            crawl.store.addresses.add(link)
            until = START.timestamp() + rest
            crawl.store.hosts.note(Host(link.host, paused_until=until))
            return len(handed_out(crawl)), crawl.scheduler.has_pending_requests()

    assert drive(steps()) == (told, pending)


def test_a_host_whose_budget_is_spent_is_asked_for_nothing_more(tmp_path: Path) -> None:
    async def steps() -> tuple[list[str], bool]:
        async with stepped(tmp_path, settings={"HOST_BUDGET": 2}) as crawl:
            [link] = found(SITE + FERRY)
            crawl.store.addresses.add(link)
            for _ in range(2):
                crawl.store.hosts.asking(link.host)
            return handed_out(crawl), crawl.scheduler.has_pending_requests()

    assert drive(steps()) == ([], False)


def test_a_page_that_was_refused_keeps_no_other_waiting(tmp_path: Path) -> None:
    refused = b"HTTP/1.1 503 Service Unavailable\r\n\r\n"

    async def first() -> None:
        async with stepped(tmp_path) as crawl:
            for link in found(SITE + FERRY):
                crawl.store.addresses.add(link)
            await crawl.crawl({FERRY: refused})

    async def second() -> list[str]:
        later = (START + timedelta(hours=1)).isoformat()
        async with stepped(
            tmp_path, settings={"RUN_AT": later, "CONCURRENT_REQUESTS_PER_DOMAIN": 9}
        ) as crawl:
            for link in found(SITE + QUAY, SITE + BOAT):
                crawl.store.addresses.add(link)
            return handed_out(crawl)

    drive(first())
    assert drive(second()) == [SITE + QUAY, SITE + BOAT, SITE + FERRY]


VALIDATORS = {
    "an ETag": ('ETag: "a"\r\n', {"If-None-Match": '"a"'}),
    "a date": (
        "Last-Modified: Thu, 05 Feb 2026 07:00:00 GMT\r\n",
        {"If-Modified-Since": "Thu, 05 Feb 2026 07:00:00 GMT"},
    ),
    "neither": ("", {}),
}


@pytest.mark.parametrize("said", VALIDATORS)
def test_a_story_that_is_held_is_asked_for_if_it_has_changed(said: str, tmp_path: Path) -> None:
    line, headers = VALIDATORS[said]
    page = story("Ferry returns").replace(b"Content-Type", line.encode() + b"Content-Type", 1)

    async def first() -> None:
        async with stepped(tmp_path) as crawl:
            for link in found(SITE + FERRY):
                crawl.store.addresses.add(link)
            assert await crawl.crawl({FERRY: page}) == [FERRY]

    async def second() -> dict[Any, Any]:
        later = (START + timedelta(hours=2)).isoformat()
        async with stepped(tmp_path, settings={"RUN_AT": later}) as crawl:
            request = crawl.scheduler.next_request()
            assert request
            assert request.url == SITE + FERRY
            return dict(request.headers.to_unicode_dict())

    drive(first())
    assert drive(second()) == headers


@pytest.mark.parametrize("kind", ["sitemap", "feed", "page", "article"])
def test_of_a_sitemap_alone_the_first_bytes_are_enough(kind: str, tmp_path: Path) -> None:
    async def steps() -> bool:
        async with stepped(tmp_path) as crawl:
            for link in found(f"{SITE}/x", kind=kind):
                crawl.store.addresses.add(link)
            request = crawl.scheduler.next_request()
            assert request
            return FIRST_BYTES in request.meta

    assert drive(steps()) == (kind == "sitemap")


def test_an_archive_that_cannot_be_written_hands_out_nothing(tmp_path: Path) -> None:
    async def steps() -> tuple[list[str], bool]:
        async with stepped(tmp_path) as crawl:
            for link in found(SITE + FERRY):
                crawl.store.addresses.add(link)
            crawl.store.state.error = "the disk is full"
            return handed_out(crawl), crawl.scheduler.has_pending_requests()

    assert drive(steps()) == ([], False)


def test_what_is_handed_out_and_not_answered_is_due_in_the_next_run(tmp_path: Path) -> None:
    told, _ = with_addresses(tmp_path, found(SITE + FERRY))
    assert told == [SITE + FERRY]

    later = (START + timedelta(minutes=1)).isoformat()
    again, _ = with_addresses(tmp_path, [], RUN_AT=later)

    assert again == [SITE + FERRY]


def test_what_a_middleware_sends_back_comes_before_all_that_is_due(tmp_path: Path) -> None:
    async def steps() -> list[bool]:
        async with stepped(tmp_path) as crawl:
            for link in found(f"{HOSTS[0]}/1.html", f"{HOSTS[1]}/1.html"):
                crawl.store.addresses.add(link)
            first = crawl.scheduler.next_request()
            assert first
            again = first.replace(url=f"{HOSTS[0]}/moved.html")

            taken = crawl.scheduler.enqueue_request(again)

            pending = crawl.scheduler.has_pending_requests()
            return [taken, pending, crawl.scheduler.next_request() is again]

    assert drive(steps()) == [True, True, True]


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [("https://quay.example/1.html", True), ("data:text/html,x", False)],
)
def test_what_cannot_be_written_down_is_not_taken(
    url: str, tmp_path: Path, *, is_taken: bool
) -> None:
    async def steps() -> bool:
        async with stepped(tmp_path) as crawl:
            return crawl.scheduler.enqueue_request(Request(url))

    assert drive(steps()) is is_taken


@pytest.mark.parametrize(("number", "waits"), [(LISTS_WAITING, True), (LISTS_WAITING - 1, False)])
def test_a_host_whose_long_lists_wait_is_asked_when_they_are_taken_up_and_others_at_once(
    number: int, tmp_path: Path, *, waits: bool
) -> None:
    host, other = SITE.removeprefix("https://"), "m.quay.example"
    asked = []

    async def steps() -> None:
        async with stepped(tmp_path / "a") as crawl:
            done = asyncio.Event()

            async def taken_up() -> None:
                async with crawl.store.parts_ahead.turn(host):
                    await done.wait()

            lists = [asyncio.ensure_future(taken_up()) for _ in range(number)]
            await asyncio.sleep(0)
            for each in (host, other):
                crawl.store.addresses.add(Link(f"https://{each}/1.html", "article"))
            asked.append(set(handed_out(crawl)))
            done.set()
            await asyncio.gather(*lists)
            asked.append(set(handed_out(crawl)))

    drive(steps())

    both = {f"https://{host}/1.html", f"https://{other}/1.html"}
    later = {f"https://{host}/1.html"} if waits else set()
    assert asked == [both - later, later]
