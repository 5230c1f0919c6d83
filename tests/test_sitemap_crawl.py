"""A crawl asks for the sitemaps that have changed, news first, and comes to no harm by any."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.crawling import lines, listing, report, response, run, story
from tests.serving import Recorder, recording

XML = "application/xml"
OLD, NEW, LATE = (f"/news/2026/0{n}05/10{n}.html" for n in (1, 2, 3))


def sitemap(*paths: str) -> bytes:
    return response(
        f"<urlset>{''.join(f'<url><loc>{path}</loc></url>' for path in paths)}</urlset>", XML
    )


def index(**dated: str) -> bytes:
    entries = "".join(
        f"<sitemap><loc>/{name}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for name, day in dated.items()
    )
    return response(f"<sitemapindex>{entries}</sitemapindex>", XML)


def crawl(server: Recorder, start: str, archive: Path, *settings: str) -> dict[str, object]:
    server.asked.clear()
    done = run(
        "crawl", "news", "-a", f"url={server.url}{start}", archive=archive, settings=settings
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert report(archive)["balances"]
    return report(archive)


def test_only_the_sitemaps_that_changed_are_asked_for_again(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    pages = {path: story(f"Ferry story {path[-8:-5]}") for path in (OLD, NEW, LATE)}
    pages |= {"/old.xml": sitemap(OLD), "/new.xml": sitemap(NEW)}
    with recording({**pages, "/sitemap.xml": index(old="2026-01-05", new="2026-02-05")}) as server:
        crawl(server, "/sitemap.xml", archive, "RUN_AT=2026-02-10T06:00:00Z")
        first = list(server.asked)
        server.pages["/new.xml"] = sitemap(NEW, LATE)
        server.pages["/sitemap.xml"] = index(old="2026-01-05", new="2026-02-12")
        crawl(server, "/sitemap.xml", archive, "RUN_AT=2026-02-12T06:00:00Z")

    assert [path for path in first if path.endswith(".xml")] == [
        "/sitemap.xml",
        "/new.xml",
        "/old.xml",
    ]
    assert "/new.xml" in server.asked
    assert "/old.xml" not in server.asked
    assert len(lines(archive)) == 3


def test_a_sitemap_of_news_is_asked_for_first(tmp_path: Path) -> None:
    pages = {
        "/sitemap.xml": index(archive="2026-02-05", news="2026-01-05"),
        "/archive.xml": sitemap(OLD), "/news.xml": sitemap(NEW),
        OLD: story("Ferry story"), NEW: story("Quay story"),
    }  # fmt: skip
    with recording(pages) as server:
        crawl(server, "/sitemap.xml", tmp_path / "archive", "CONCURRENT_REQUESTS_PER_DOMAIN=1")

    assert server.asked.index("/news.xml") < server.asked.index("/archive.xml")


def test_indexes_that_list_each_other_come_to_an_end(tmp_path: Path) -> None:
    pages = {
        "/a.xml": index(a="2026-01-05", b="2026-01-05"),
        "/b.xml": index(a="2026-01-05", c="2026-01-06"),
        "/c.xml": sitemap(OLD), OLD: story("Ferry story"),
    }  # fmt: skip
    with recording(pages) as server:
        crawl(server, "/a.xml", tmp_path / "archive")

    assert sorted(server.asked) == sorted(["/robots.txt", "/a.xml", "/b.xml", "/c.xml", OLD])


def test_indexes_without_end_come_to_an_end(tmp_path: Path) -> None:
    pages = {f"/i{n}.xml": index(**{f"i{n + 1}": "2026-01-05"}) for n in range(50)}
    with recording(pages) as server:
        run("crawl", "news", "-a", f"url={server.url}/i0.xml", archive=tmp_path / "archive")

    assert sum(path.startswith("/i") and path[2].isdigit() for path in server.asked) < 10


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gz"])
def test_a_sitemap_over_the_limit_of_a_page_is_read_whole(
    tmp_path: Path, pack: type[bytes]
) -> None:
    filler = f"<url><loc>/x.jpg</loc><a>{'x' * 4_000}</a></url>" * 3_000
    body = pack(f"<urlset>{filler}<url><loc>{OLD}</loc></url></urlset>".encode())
    with recording({"/sitemap.xml": response(body, XML), OLD: story("Ferry story")}) as server:
        crawl(server, "/sitemap.xml", tmp_path / "archive")

    assert len(lines(tmp_path / "archive")) == 1


def coded(body: bytes, kind: str) -> bytes:
    """Return an answer whose server has packed a body, and says so."""
    packed = gzip.compress(body)
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Encoding: gzip\r\n"
    return f"{head}Content-Length: {len(packed)}\r\n\r\n".encode() + packed


GZIP, TEXT = "application/x-gzip", "text/plain"
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "a packed file": lambda file: response(gzip.compress(file), GZIP),
    "a packed file that its server packs": lambda file: coded(gzip.compress(file), GZIP),
    "the same, called XML": lambda file: coded(gzip.compress(file), XML),
    "the same, called a text": lambda file: coded(gzip.compress(file), TEXT),
    "packed three times": lambda file: coded(gzip.compress(gzip.compress(file)), XML),
    "a file that its server packs": lambda file: coded(file, XML),
}


def test_a_sitemap_is_read_however_often_it_is_packed(tmp_path: Path) -> None:
    listed = {name: f"/news/2026/0405/{10 + n}.html" for n, name in enumerate(PACKED)}
    pages = {
        f"/{n}.xml.gz": pack(f"<urlset><url><loc>{listed[name]}</loc></url></urlset>".encode())
        for n, (name, pack) in enumerate(PACKED.items())
    }
    pages |= {path: story(f"Ferry story {path[-7:-5]}") for path in listed.values()}
    robots = "".join(f"Sitemap: {path}\n" for path in pages if path.endswith(".gz"))
    with recording({**pages, "/robots.txt": response(robots, TEXT), "/": listing()}) as server:
        crawl(server, "/", tmp_path / "archive")

    assert [name for name in PACKED if listed[name] not in server.asked] == []


FIRST = f"<urlset><url><loc>{OLD}</loc></url>".encode()
FIVE_GB = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5000000000\r\n\r\n"
CODED = b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\n\r\n"
ENDLESS = {
    "5 GB": FIVE_GB + FIRST + b" " * (51 << 20),
    "a bomb in a file": response(gzip.compress(FIRST + b" " * (99 << 20), 1), XML),
    "a bomb that its server packed": CODED + gzip.compress(FIRST + b" " * (99 << 20), 1),
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_one_without_end_is_cut_and_what_it_began_with_is_kept(
    tmp_path: Path, body: bytes
) -> None:
    pages = {"/sitemap.xml": body, OLD: story("Ferry story"), "/": listing(OLD)}
    with recording(pages) as server:
        crawl(server, "/sitemap.xml", tmp_path / "archive")

    assert len(lines(tmp_path / "archive")) == 1


@pytest.mark.long
def test_fifty_thousand_addresses_are_taken_up_and_none_more(tmp_path: Path) -> None:
    entries = "".join(f"<url><loc>/news/2026/0205/{n}.html</loc></url>" for n in range(50_020))
    first = "/news/2026/0205/0.html"
    pages = {"/sitemap.xml": response(f"<urlset>{entries}</urlset>", XML), first: story("Ferry")}
    archive = tmp_path / "archive"
    with recording(pages) as server:
        done = run("crawl", "news", "-a", f"url={server.url}/sitemap.xml", "-a", "limit=1",
                   archive=archive)  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "more than is read of one source" in done.stderr
    assert report(archive)["discovered"] == 50_001
    assert report(archive)["balances"]
