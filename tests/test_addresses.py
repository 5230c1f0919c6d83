"""What a crawl asks for: each address as it was found, once, however it is spelled."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.crawling import lines, listing, run, story
from tests.serving import recording

PAGES = [f"/news/2026/0205/70{n}.html" for n in range(1, 7)]


def moved(location: str) -> bytes:
    head = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n"
    return f"{head}Connection: close\r\n\r\n".encode()


def crawl(url: str, archive: Path) -> str:
    done = run("crawl", "news", "-a", f"url={url}/", archive=archive)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


def test_an_address_is_asked_for_as_it_was_found_and_only_once(tmp_path: Path) -> None:
    asked = f"{PAGES[0]}?b=2&a=1&utm_source=front"
    other = f"{PAGES[0]}?a=1&fbclid=x&b=2"
    pages = {"/": listing(asked, "/more/"), "/more/": listing(other, PAGES[1])}
    pages |= {asked: story("The ferry is back"), PAGES[1]: story("The bridge is open", "Late.")}
    with recording(pages) as server:
        for _ in range(2):
            crawl(server.url, tmp_path / "archive")

        told = run("why", server.url + other, archive=tmp_path / "archive").stdout

    assert server.asked.count(asked) == 1
    assert other not in server.asked
    held = {line["url"] for line in lines(tmp_path / "archive")}
    assert held == {server.url + asked, server.url + PAGES[1]}
    assert told.startswith(server.url + asked)
    assert "version 1" in told


def test_a_redirect_goes_through_the_same_door_as_a_link(tmp_path: Path) -> None:
    first, second, long, plain, odd, end = PAGES
    with recording({}) as server:
        named = server.url.replace("//", "//reader:secretword@")
        server.pages |= {
            "/": listing(first, long, plain, odd),
            first: moved(named + second),
            second: story("The ferry is back"),
            long: moved("/" + "a" * 60_000),
            plain: moved(end),
            end: story("The bridge is open", "It was closed for a year."),
            odd: moved("///" + server.url.removeprefix("http://") + second + "?utm_source=x"),
            second + "?utm_source=x": story("The tower is shut", "It leans a little."),
        }
        log = crawl(server.url, tmp_path / "archive")

    held = {line["url"].removeprefix(server.url) for line in lines(tmp_path / "archive")}
    assert held == {second, end, second + "?utm_source=x"}
    assert max(map(len, server.asked)) < 100
    ledger = b"".join(file.read_bytes() for file in (tmp_path / "archive").glob("ledger.sqlite*"))
    assert "secretword" not in log
    assert b"secretword" not in ledger
    assert b"a" * 3_000 not in ledger
    assert f"a redirect names a user, who is left out: {server.url}{second}" in log


def _has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as tried:
            tried.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.mark.skipif(not _has_ipv6(), reason="this machine has no IPv6")
def test_a_host_with_an_ipv6_address_is_crawled(tmp_path: Path) -> None:
    pages = {"/": listing(PAGES[0]), PAGES[0]: story("The ferry is back")}
    with recording(pages, host="::1") as server:
        crawl(server.url, tmp_path / "archive")

    assert [line["url"] for line in lines(tmp_path / "archive")] == [server.url + PAGES[0]]
