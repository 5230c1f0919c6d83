"""A crawl without a story looks where feeds and sitemaps usually stand, and then says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.frontier.guesses import USUAL
from tests.crawling import listing, report, response, run, story
from tests.serving import NOT_FOUND, recording

ONE, TWO = "/news/2026/0205/101.html", "/news/2026/0205/102.html"
STORIES = {ONE: story("Ferry returns"), TWO: story("Pear tree gets a ladder")}
EMPTY = response("<html><head><title>The Quay</title></head><body><p>Welcome.</p></body></html>")
RSS = response(
    f"<rss version='2.0'><channel><item><title>t</title><link>{ONE}</link></item>"
    f"<item><title>u</title><link>{TWO}</link></item></channel></rss>",
    "application/rss+xml",
)
MAP = response(
    f"<urlset><url><loc>http://www.beiling.example{ONE}</loc></url></urlset>", "application/xml"
)
INDEX = response(
    "<sitemapindex><sitemap><loc>/map-1.xml</loc></sitemap></sitemapindex>", "text/xml"
)
PATHS = [path for _, path in USUAL]


def crawl(url: str, archive: Path, *settings: str) -> int:
    return run("crawl", "news", "-a", f"url={url}/", archive=archive, settings=settings).returncode


def local(answer: bytes, url: str) -> bytes:
    """Return a sitemap that lists the addresses of the server at hand."""
    body = answer.partition(b"\r\n\r\n")[2].replace(b"http://www.beiling.example", url.encode())
    return response(body, "application/xml")


@pytest.mark.parametrize(("n", "kind"), [(n, kind) for n, (kind, _) in enumerate(USUAL)], ids=str)
def test_a_usual_address_leads_to_the_stories(n: int, kind: str, tmp_path: Path) -> None:
    with recording({"/": EMPTY, **STORIES}) as server:
        server.pages[PATHS[n]] = RSS if kind == "feed" else local(MAP, server.url)
        status = crawl(server.url, tmp_path / "a")
        asked = list(server.asked)

    told = report(tmp_path / "a")
    assert (status, told["stored"], told["balances"]) == (0, 2 if kind == "feed" else 1, True)
    assert told["reasons"].get("dropped/no-such-source", 0) == n
    assert [path for path in asked if path in PATHS] == PATHS[: n + 1]


def test_an_index_leads_on(tmp_path: Path) -> None:
    with recording({"/": EMPTY, "/sitemap.xml": INDEX, **STORIES}) as server:
        server.pages["/map-1.xml"] = local(MAP, server.url)
        status = crawl(server.url, tmp_path / "a")

    assert (status, report(tmp_path / "a")["stored"]) == (0, 1)


def test_a_site_without_a_story_calls_for_a_look_and_is_asked_for_guesses_once(
    tmp_path: Path,
) -> None:
    with recording({"/": EMPTY}) as server:
        first = run("crawl", "news", "-a", f"url={server.url}/", archive=tmp_path / "a")
        told = report(tmp_path / "a")
        second = crawl(server.url, tmp_path / "a")
        asked = list(server.asked)

    assert first.returncode == second == 1
    [look] = [line for line in first.stderr.splitlines() if "LOOK:" in line]
    assert "no story" in look
    assert told["reasons"]["dropped/no-such-source"] == len(PATHS)
    assert told["failed"] == 0
    assert told["balances"]
    assert all(asked.count(path) == 1 for path in PATHS)
    assert [alarm["kind"] for alarm in report(tmp_path / "a")["alarms"]] == ["no-story"]


def test_a_site_with_a_story_is_asked_for_no_guess_and_may_have_nothing_new(
    tmp_path: Path,
) -> None:
    with recording({"/": listing(ONE), **STORIES}) as server:
        statuses = [crawl(server.url, tmp_path / "a") for _ in range(2)]
        asked = list(server.asked)

    assert statuses == [0, 0]
    assert report(tmp_path / "a")["stored"] == 0
    assert report(tmp_path / "a")["alarms"] == []
    assert not set(asked) & set(PATHS)


def test_a_front_page_for_whatever_is_asked_is_no_source(tmp_path: Path) -> None:
    with recording({"/": EMPTY, **dict.fromkeys(PATHS, EMPTY)}) as server:
        status = crawl(server.url, tmp_path / "a")

    told = report(tmp_path / "a")
    assert (status, told["balances"]) == (1, True)
    assert told["reasons"]["dropped/no-such-source"] == len(PATHS)


def test_a_guess_is_asked_as_politely_as_all_else(tmp_path: Path) -> None:
    robots = response("User-agent: *\nDisallow: /feed\nDisallow: /sitemap", "text/plain")
    broken = response("", status="500 Internal Server Error")
    with recording({"/robots.txt": robots, "/": EMPTY, "/rss": broken}) as server:
        status = crawl(server.url, tmp_path / "a")
        asked = list(server.asked)

    told = report(tmp_path / "a")["reasons"]
    forbidden = [path for path in PATHS if path.startswith(("/feed", "/sitemap"))]
    assert status == 1
    assert told["dropped/robots"] == len(forbidden)
    assert told["failed/http-500"] == 1
    assert told["dropped/no-such-source"] == len(PATHS) - len(forbidden) - 1
    assert not set(asked) & set(forbidden)
    assert report(tmp_path / "a")["balances"]


def test_a_site_that_is_not_there_is_asked_for_no_guess(tmp_path: Path) -> None:
    with recording({"/": NOT_FOUND}) as server:
        url = server.url
    status = crawl(url, tmp_path / "a")

    assert status == 1
    assert report(tmp_path / "a")["discovered"] == 1


def test_a_run_that_was_cut_short_has_not_looked_everywhere(tmp_path: Path) -> None:
    with recording({"/": listing(ONE), **STORIES}) as server:
        status = crawl(server.url, tmp_path / "a", "HOST_BUDGET=2")

    told = report(tmp_path / "a")
    assert (status, told["alarms"]) == (0, [])
    assert (told["pending"], told["discovered"]) == (1, 2)
