"""From wherever it starts, a crawl reaches every article, once, and accounts for all it met."""

from __future__ import annotations

import socket
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.commands.portal import serving
from tests.crawling import PROSE, lines, listing, report, response, run, site, story
from tests.in_process import SITE, drive, stepped

ONE, TWO, THREE = (f"/news/2026/0205/10{n}.html" for n in (1, 2, 3))
STORIES = {path: story(f"Ferry story {path[-8:-5]}") for path in (ONE, TWO, THREE)}
RSS = "application/rss+xml"


def feed(*paths: str) -> bytes:
    items = "".join(f"<item><title>t</title><link>{path}</link></item>" for path in paths)
    return response(f'<rss version="2.0"><channel>{items}</channel></rss>', RSS)


def sitemap(*paths: str) -> bytes:
    entries = "".join(f"<url><loc>http://www.beiling.example{path}</loc></url>" for path in paths)
    return response(f"<urlset>{entries}</urlset>", "application/xml")


ROBOTS = response("User-agent: *\nSitemap: http://www.beiling.example/map.xml\n", "text/plain")
CHANNELS = {
    "/": listing("/news/", after='<a href="/contact.html">Contact</a>'),
    "/news/": listing(ONE, TWO, after='<a href="/news/index_2.html">Next page</a>'),
    "/news/index_2.html": listing(THREE),
}
OFFERS = {
    "channels and their paging, from the front page": (CHANNELS, "/"),
    "a channel list": (CHANNELS, "/news/"),
    "a sitemap alone, named in robots.txt": (
        {"/": response("<p>Welcome"), "/robots.txt": ROBOTS, "/map.xml": sitemap(ONE, TWO, THREE)},
        "/",
    ),
    "a feed alone, named in the head": (
        {
            "/": listing(head=f'<link rel="alternate" type="{RSS}" href="/rss.xml">'),
            "/rss.xml": feed(ONE, TWO, THREE),
        },
        "/",
    ),
    "a feed as the start": ({"/rss.xml": feed(ONE, TWO, THREE)}, "/rss.xml"),
    "a sitemap as the start": ({"/map.xml": sitemap(ONE, TWO, THREE)}, "/map.xml"),
}


@pytest.mark.parametrize("offer", OFFERS)
def test_every_article_is_reached_by(offer: str, tmp_path: Path) -> None:
    pages, start = OFFERS[offer]
    archive = tmp_path / "archive"

    with serving(site(tmp_path / "site", {**pages, **STORIES})) as url:
        done = run("crawl", "news", "-a", f"url={url.rstrip('/')}{start}", archive=archive)

    assert done.returncode == 0, done.stderr[-3000:]
    assert sorted(line["url"].partition("/news/")[2] for line in lines(archive)) == sorted(
        path.partition("/news/")[2] for path in STORIES
    )


def test_one_article_serves_as_a_start(tmp_path: Path) -> None:
    archive = tmp_path / "archive"

    with serving(site(tmp_path / "site", STORIES)) as url:
        done = run("crawl", "news", "-a", f"url={url.rstrip('/')}{ONE}", archive=archive)

    assert done.returncode == 0, done.stderr[-3000:]
    [line] = lines(archive)
    assert line["headline"] == "Ferry story 101"
    assert line["articleBody"].split("\n") == list(PROSE)


def test_a_limit_is_kept(tmp_path: Path) -> None:
    archive = tmp_path / "archive"

    with serving(site(tmp_path / "site", {**CHANNELS, **STORIES})) as url:
        done = run("crawl", "news", "-a", f"url={url}", "-a", "limit=1", archive=archive)

    assert done.returncode == 0, done.stderr[-3000:]
    assert len(lines(archive)) == 1
    assert report(archive)["pending"] > 0
    assert report(archive)["balances"]


def test_a_changed_story_becomes_a_version_and_a_new_one_is_found(tmp_path: Path) -> None:
    archive, folder = tmp_path / "archive", tmp_path / "site"
    few = {"/news/": listing(ONE), ONE: STORIES[ONE]}
    with serving(site(folder, few)) as url:
        start = f"url={url}news/"
        first = run("crawl", "news", "-a", start, archive=archive)
        site(folder, {"/news/": listing(ONE, TWO), TWO: STORIES[TWO]})
        second = run("crawl", "news", "-a", start, archive=archive)
        corrected = story("Ferry story 101", "Correction: the ferry returns on Tuesday.")
        site(folder, {ONE: corrected})
        asked = f"url={url.rstrip('/')}{ONE}"
        third = run("crawl", "news", "-a", asked, archive=archive)

    assert [done.returncode for done in (first, second, third)] == [0, 0, 0], third.stderr[-3000:]
    one, two, again = lines(archive)
    assert [one["headline"], two["headline"]] == ["Ferry story 101", "Ferry story 102"]
    assert (again["version"], again["isBasedOn"]) == (2, one["identifier"])
    assert "Correction" in again["articleBody"]


@contextmanager
def hanging() -> Iterator[str]:
    """Accept connections and never answer; the value is the address."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []
        accept = threading.Thread(target=lambda: _accept(server, held), daemon=True)
        accept.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        for each in held:
            each.close()


def nobody() -> str:
    """Return an address at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/"


def _accept(server: socket.socket, held: list[socket.socket]) -> None:
    while True:
        try:
            held.append(server.accept()[0])
        except OSError:
            return


def test_whatever_goes_wrong_is_counted_under_its_name_and_the_crawl_goes_on(
    tmp_path: Path,
) -> None:
    bad = [f"/news/2026/0205/20{n}.html" for n in range(7)]
    forbidden = "/private/2026/0205/300.html"
    pages = {
        "/robots.txt": response("User-agent: *\nDisallow: /private/\n", "text/plain"),
        "/news/": listing(ONE, *bad, forbidden),
        ONE: STORIES[ONE],
        bad[1]: response("", status="500 Internal Server Error"),
        bad[2]: response(b"x" * 300_000),
        bad[
            3
        ]: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<p>cut",
        bad[4]: response(""),
        bad[5]: response(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20),
        bad[6]: b"this is no HTTP\r\n\r\n",
    }
    archive = tmp_path / "archive"

    with serving(site(tmp_path / "site", pages)) as url:
        start = f"url={url}news/"
        done = run(
            "crawl", "news", "-a", start, archive=archive, settings=("DOWNLOAD_MAXSIZE=200000",)
        )

    told = report(archive)
    reasons = told["reasons"]
    assert done.returncode == 0, done.stderr[-3000:]
    assert len(lines(archive)) == 1
    assert told["balances"]
    assert {"failed/http-404", "failed/http-500", "failed/too-large", "dropped/robots"} <= set(
        reasons
    )
    assert sum(reasons.values()) - reasons.get("source/list", 0) == len(bad) + 1
    for path in bad:
        assert done.stderr.count(f"{path}\n") == 1, f"{path} is logged once"


def test_a_server_that_hangs_and_one_that_is_not_there_are_failures(tmp_path: Path) -> None:
    with hanging() as url:
        hung = run("crawl", "news", "-a", f"url={url}", archive=tmp_path / "a",
                   settings=("DOWNLOAD_TIMEOUT=1", "ROBOTSTXT_OBEY=False"))  # fmt: skip
    gone = run("crawl", "news", "-a", f"url={nobody()}", archive=tmp_path / "b")

    assert hung.returncode == gone.returncode == 1
    assert report(tmp_path / "a")["reasons"] == {"failed/timeout": 1}
    assert report(tmp_path / "b")["reasons"] == {"failed/refused": 1}
    assert "nothing was fetched" in gone.stderr


def test_a_calendar_and_a_list_without_end_end(tmp_path: Path) -> None:
    months = {
        f"/calendar/2026/{n}/": listing(after=f'<a href="/calendar/2026/{n + 1}/">Next month</a>')
        for n in range(60)
    }
    endless = {
        f"/all/{suffix}": listing(ONE, after=f'<a rel="next" href="/all/?page={n + 1}">Next</a>')
        for n, suffix in enumerate(["", *(f"?page={n}" for n in range(1, 60))], 0)
    }
    front = listing(ONE, after='<a href="/calendar/2026/0/">Calendar</a> <a href="/all/">All</a>')
    pages = {"/": front, ONE: STORIES[ONE], **months, **endless}
    archive = tmp_path / "archive"

    with serving(site(tmp_path / "site", pages)) as url:
        done = run("crawl", "news", "-a", f"url={url}", archive=archive)

    assert done.returncode == 0, done.stderr[-3000:]
    assert len(lines(archive)) == 1
    assert report(archive)["fetched"] < 12


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((), "say where to start: -a url=URL, -a site=NAME"),
        (("url=http://a.example/", "site=beiling"), "one of them is enough"),
        (("site=nobody",), "known are beiling"),
        (("url=ftp://a.example/x",), "is no address of a web page"),
        (("url=http://a.example/", "limit=many"), "a whole number"),
        (("url=http://a.example/", "minutes=0"), "a number above 0"),
    ],
)
def test_arguments_that_make_no_crawl_say_what_to_do(
    tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    given = [part for argument in arguments for part in ("-a", argument)]

    done = run("crawl", "news", *given, archive=tmp_path / "archive")

    assert done.returncode != 0
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "archive").exists()


SLOW = {
    "/": listing(ONE),
    "/feed.xml": response(
        f"<rss><channel><item><link>{SITE}{ONE}</link></item></channel></rss>", "text/xml"
    ),
    "/sitemap.xml": response(
        f"<urlset><url><loc>{SITE}{ONE}</loc></url></urlset>", "application/xml"
    ),
}


@pytest.mark.parametrize("path", SLOW)
@pytest.mark.parametrize("in_time", [True, False])
def test_a_list_that_takes_too_long_is_counted_as_a_story_is(
    path: str, tmp_path: Path, *, in_time: bool
) -> None:
    async def steps() -> None:
        async with stepped(tmp_path, url=SITE + path) as crawl:
            await crawl.begin()
            request = crawl.scheduler.next_request()
            assert request
            crawl.store.workers.limit = 60.0 if in_time else 1e-9
            await crawl.answer(request, SLOW[path])
            crawl.store.workers.limit = 60.0
            await crawl.crawl({ONE: story("Ferry returns")})

    drive(steps())

    told = report(tmp_path)
    reason = {} if in_time else {"failed/read-timeout": 1}
    assert {key: n for key, n in told["reasons"].items() if key != "source/list"} == reason
    assert told["stored"] == int(in_time)
    assert told["balances"]
    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        kept = {url for (url,) in ledger.execute("SELECT url FROM captures")}
    assert SITE + path in kept, "its capture is kept, read or not"
