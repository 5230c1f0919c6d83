"""What robots.txt allows is asked for once a day, and held in this run and the next."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest

from crawler.ledger.hosts import Host
from tests.crawling import listing, response
from tests.middlewares.paper import LATE, ROBOTS, STORIES, Paper, known, refusing


def test_rules_that_are_kept_are_not_asked_for_and_name_their_sitemaps_still(
    paper: Paper, tmp_path: Path
) -> None:
    first, *others = STORIES
    rules = f"User-agent: crawler\nDisallow: {first}\nSitemap: {paper.url}/map.xml\n"
    urls = "".join(f"<url><loc>{paper.url}{path}</loc></url>" for path in STORIES)
    paper.pages |= {"/": listing(), "/map.xml": response(f"<urlset>{urls}</urlset>", "text/xml")}
    with known(tmp_path) as hosts:
        hosts.put(Host(paper.host, rules.encode(), 200, time.time() - 3_600))

    told = paper.crawl(tmp_path, "CONTACT=mailto:desk@quay.example")

    assert paper.times("/robots.txt") == paper.times(first) == 0
    assert told["stored"] == len(others)
    assert told["reasons"]["dropped/robots"] == 1


@pytest.mark.parametrize("hops", [5, 6])
def test_a_robots_txt_is_followed_to_where_it_was_moved(
    hops: int, paper: Paper, tmp_path: Path
) -> None:
    paths = ["/robots.txt", *(f"/rules-{n}.txt" for n in range(hops))]
    for path, following in pairwise(paths):
        moved = f"HTTP/1.1 301 Moved Permanently\r\nLocation: {following}\r\n\r\n"
        paper.pages[path] = moved.encode()
    paper.pages[paths[-1]] = response("User-agent: *\nDisallow: /news/\n", "text/plain")

    told = paper.crawl(tmp_path)

    assert paper.times(paths[-1]) == (hops == 5)
    assert told["stored"] == (0 if hops == 5 else 4)


def test_a_robots_txt_that_could_not_be_had_for_a_month_forbids_nothing_more(
    paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = refusing(1, status="500 Internal Server Error")
    with known(tmp_path) as hosts:
        hosts.put(Host(paper.host, None, 0, time.time() - 31 * 86_400))

    assert paper.crawl(tmp_path)["stored"] == 4


@pytest.mark.parametrize("status", ["404 Not Found", "403 Forbidden"])
def test_a_robots_txt_that_is_not_there_allows_everything(
    status: str, paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = refusing(1, status=status)

    assert paper.crawl(tmp_path)["stored"] == 4


def test_a_robots_txt_that_cannot_be_had_forbids_everything_for_now(
    paper: Paper, tmp_path: Path
) -> None:
    paper.pages["/robots.txt"] = refusing(1, status="500 Internal Server Error")

    told = paper.crawl(tmp_path)
    assert {asked.path for asked in paper.asked} == {"/robots.txt"}
    assert told["reasons"] == {"failed/robots-unreachable": 1}
    assert told["exit_status"] == 1

    paper.pages["/robots.txt"] = ROBOTS % 0
    assert paper.crawl(tmp_path)["stored"] == 4


def test_a_host_too_busy_for_its_robots_txt_is_asked_for_it_later(
    paper: Paper, tmp_path: Path
) -> None:
    rules = response(f"User-agent: *\nDisallow: {next(iter(STORIES))}\n", "text/plain")
    paper.pages["/robots.txt"] = lambda before: rules if before else refusing(1, "Retry-After: 1")

    told = paper.crawl(tmp_path)

    assert [asked.path for asked in paper.asked][:2] == ["/robots.txt", "/robots.txt"]
    assert paper.gaps()[0] > 1 - LATE
    assert (told["stored"], told["reasons"]["dropped/robots"]) == (3, 1)


def test_the_rules_of_the_day_before_hold_where_new_ones_cannot_be_had(
    paper: Paper, tmp_path: Path
) -> None:
    forbidden = next(iter(STORIES))
    paper.pages["/robots.txt"] = (
        b"HTTP/1.1 200 OK\r\n\r\nUser-agent: crawler\nDisallow: " + forbidden.encode() + b"\n"
    )
    assert paper.crawl(tmp_path, "RUN_AT=2026-02-05T08:00:00Z")["stored"] == 3
    paper.pages["/robots.txt"] = refusing(1, "Retry-After: 1", status="503 Service Unavailable")
    paper.asked.clear()

    paper.crawl(tmp_path, "RUN_AT=2026-02-07T08:00:00Z")

    assert paper.times("/robots.txt") == 1
    assert paper.times(forbidden) == 0
    assert paper.times("/") == 1
