"""However a site leads to its stories, a crawl that knows only its front page finds them."""

# ruff: noqa: E501 pages read best on one line
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import lines, listing, report, response, run, story
from tests.serving import recording

FIRST, SECOND, THIRD = 1, 2, 3
JSON = "application/json"
RSS = "application/rss+xml"


def path(channel: int, number: int) -> str:
    return f"/news/2026/0205/{channel}0{number}.html"


def fragment(*paths: str, after: str = "") -> bytes:
    return response(
        "".join(f"<li><a href='{p}'>News of the quay {p}</a></li>" for p in paths) + after
    )


def answer(channel: int, number: int, *, more: bool) -> bytes:
    entry = {"title": "News of the quay today", "url": path(channel, number)}
    return response(json.dumps({"data": {"list": [entry], "hasMore": more}}), JSON)


def feed(channel: int, *numbers: int) -> bytes:
    items = "".join(
        f"<item><title>t</title><link>{path(channel, n)}</link></item>" for n in numbers
    )
    return response(f"<rss version='2.0'><channel>{items}</channel></rss>", RSS)


def channel(name: str, number: int, after: str, head: str = "") -> dict[str, bytes]:
    return {f"/{name}/": listing(path(number, FIRST), after=after, head=head)}


CHANNELS: dict[str, dict[str, bytes]] = {
    "an address with a number": channel("a", 10, "<a href='index_2.html'>2</a>")
    | {"/a/index_2.html": listing(path(10, 2), after="<a href='index_3.html'>3</a>"),
       "/a/index_3.html": listing(path(10, 3))},
    "下一页": channel("b", 11, "<a href='/b/p/second'>下一页</a>")
    | {"/b/p/second": listing(path(11, 2), after="<a href='/b/p/third'>下一页</a>"),
       "/b/p/third": listing(path(11, 3))},
    "a script that prints numbers": channel("c", 12, "<script>createPageHTML(3, 0, 'index', 'html');</script>")
    | {"/c/index_1.html": listing(path(12, 2)), "/c/index_2.html": listing(path(12, 3))},
    "a button that loads JSON": channel("d", 13, "<button class='load-more' data-url='/api/d?page=2'>More</button>")
    | {"/api/d?page=2": answer(13, 2, more=True), "/api/d?page=3": answer(13, 3, more=False)},
    "a button that loads HTML": channel("e", 14, "<div class='more' data-url='/ajax/e?p=2'>加载更多</div>")
    | {"/ajax/e?p=2": fragment(path(14, 2), after="<div class='more' data-url='/ajax/e?p=3'>加载更多</div>"),
       "/ajax/e?p=3": fragment(path(14, 3))},
    "a link in the head": channel("f", 15, "", head="<link rel=next href='/f/page/2/'>")
    | {"/f/page/2/": listing(path(15, 2), head="<link rel=next href='/f/page/3/'>"),
       "/f/page/3/": listing(path(15, 3))},
    "a feed that the head names": channel("g", 16, "", head=f"<link rel=alternate type='{RSS}' href='/g/rss'>")
    | {"/g/rss": feed(16, 2, 3)},
    "archives of days": channel("h", 17, "<nav><a href='/archive/'>Archive</a></nav>")
    | {"/archive/": listing(after="<nav><a href='/2026/'>2026</a> <a href='/2094/'>2094</a></nav>"),
       "/2026/": listing(after="<nav><a href='/2026/01/'>January</a><a href='/2026/02/'>February</a></nav>"),
       "/2026/01/": listing(after="<nav><a href='/2026/01/07/'>7</a> <a href='/2026/01/08/'>8</a></nav>"),
       "/2026/01/07/": listing(path(17, 2)), "/2026/01/08/": listing(), "/2026/02/": listing(path(17, 3)),
       "/2094/": listing(after="<nav><a href='/2094/01/'>January</a></nav>")},
    "days in the query": channel("i", 18, "<a href='/i/?date=2026-02-04'>Day before</a>")
    | {"/i/?date=2026-02-04": listing(path(18, 2), after="<a href='/i/?date=2026-02-03'>Day before</a>"),
       "/i/?date=2026-02-03": listing(path(18, 3))},
}  # fmt: skip
NUMBERS = dict(zip(CHANNELS, range(10, 10 + len(CHANNELS)), strict=True))
AMP = path(10, FIRST).replace("/news/", "/amp/news/")
SHORT, WHOLE = "/n/812", "/news/2026/0205/ferry-is-back-at-the-quay.html"


@dataclass
class Done:
    """What a crawl of the portal held, what it asked for, and what it reported."""

    held: list[str]
    asked: list[str]
    told: dict[str, Any]
    archive: Path
    url: str


def portal() -> dict[str, bytes]:
    menu = "".join(f"<a href='/{chr(97 + n)}/'>Part {n}</a> " for n in range(len(CHANNELS)))
    pages = {"/": listing(after=f"<nav>{menu}</nav>")}
    for name, served in CHANNELS.items():
        pages |= served
        for number in (FIRST, SECOND, THIRD):
            pages[path(NUMBERS[name], number)] = story(f"Story {number} of {NUMBERS[name]}")
    twins = f"<a href='{AMP}'>News of the quay, for telephones</a><a href='{path(10, FIRST)}?outputType=amp'>The same news for other telephones</a>"
    odd = f"<a href='{SHORT}'>News of the ferry at the quay</a>"
    pages["/"] = listing(SHORT, after=f"<nav>{menu}</nav><div>{odd}</div>")
    pages["/b/p/third"] = listing(path(11, 3), WHOLE, after=twins)
    head = f"<head><link rel=canonical href='{WHOLE}'>".encode()
    page = story("The ferry is back").partition(b"\r\n\r\n")[2].replace(b"<head>", head)
    canonical = response(page)
    return pages | {SHORT: canonical, WHOLE: canonical, AMP: pages[path(10, FIRST)]}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    archive = tmp_path_factory.mktemp("discovery") / "archive"
    with recording(portal()) as server:
        ended = run("crawl", "news", "-a", f"url={server.url}", archive=archive)
        asked = list(server.asked)
    assert ended.returncode == 0, ended.stderr[-3000:]
    held = ["/" + str(line["url"]).split("/", 3)[3] for line in lines(archive)]
    return Done(held, asked, report(archive), archive, server.url)


@pytest.mark.parametrize("name", CHANNELS)
def test_a_channel_is_read_to_its_end_through(name: str, done: Done) -> None:
    wanted = {path(NUMBERS[name], number) for number in (FIRST, SECOND, THIRD)}

    assert wanted - set(done.held) == set()


def test_nothing_is_asked_for_twice_and_all_is_accounted_for(done: Done) -> None:
    assert len(done.asked) == len(set(done.asked))
    assert done.told["balances"]


def test_a_page_for_telephones_is_not_asked_for_where_the_other_is_known(done: Done) -> None:
    assert not [asked for asked in done.asked if "amp" in asked]
    assert done.told["reasons"]["dropped/twin"] >= 2


def test_the_canonical_address_of_a_story_that_is_held_is_not_asked_for(done: Done) -> None:
    assert SHORT in done.held
    assert WHOLE not in done.asked


def test_an_address_that_was_not_asked_for_tells_which_stands_for_it(done: Done) -> None:
    told = run("why", f"{done.url}{WHOLE}", archive=done.archive)

    assert f"not asked for: another address of {done.url}{SHORT}" in told.stdout


def test_an_archive_of_days_to_come_is_left_alone(done: Done) -> None:
    assert "/2094/01/" not in done.asked
