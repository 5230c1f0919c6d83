"""What a page lists is taken up a slice at a time, and what looks like news comes first."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.frontier.slices import SLICE, Sliced
from crawler.ledger.database import LedgerError
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, Address
from crawler.model import Capture
from crawler.run.page_task import PageTask
from crawler.run.site_run import SiteRun
from crawler.spiders.leads import PRIORITY, Leads, as_found, depth_of
from tests.crawling import report, response
from tests.in_process import SITE, START, drive, stepped

MAP = "/map.xml"
LONG = 4 * SLICE + 7


def sitemap(number: int, path: str = "/news/2026/0205/{}.html") -> bytes:
    listed = "".join(f"<url><loc>{path.format(n)}</loc></url>" for n in range(number))
    return response(f"<urlset>{listed}</urlset>", "application/xml")


class Written(list[int]):
    """How many addresses were new in each transaction, of a ledger that breaks after a while."""

    def __init__(
        self,
        monkeypatch: pytest.MonkeyPatch,
        breaks_after: int = 1_000,
        error: type[BaseException] = KeyboardInterrupt,
    ) -> None:
        add = Ledger.write_ahead
        self.refused = 0

        def written(ledger: Ledger, part: Any, run: int, *more: Any) -> None:
            if len(self) >= breaks_after:
                self.refused += 1
                raise error
            before = ledger.discovered(run)
            add(ledger, part, run, *more)
            self.append(ledger.discovered(run) - before)

        monkeypatch.setattr(Ledger, "write_ahead", written)


LATER: dict[str, Any] = {"RUN_AT": "2026-02-06T08:00:00Z"}


async def read(
    archive: Path, raw: bytes, *, others: list[int] | None = None, **settings: Any
) -> None:
    """Have the map answered, and count the turns that others had meanwhile."""

    async def turns() -> None:
        while True:
            await asyncio.sleep(0)
            if others is not None:
                others.append(1)

    async with stepped(archive, settings=settings, url=SITE + MAP) as crawl:
        await crawl.begin()
        request = crawl.scheduler.next_request()
        assert request
        beside = asyncio.ensure_future(turns())
        try:
            await crawl.answer(request, raw)
        finally:
            beside.cancel()
        crawl.store.commit()


@pytest.mark.parametrize(("number", "parts"), [(LONG, [SLICE] * 4), (2 * SLICE, [])], ids=str)
def test_the_page_writes_the_last_slice_of_a_long_list_and_all_of_a_short_one(
    number: int, parts: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, others = Written(monkeypatch), list[int]()

    drive(read(tmp_path, sitemap(number), others=others))

    assert written == parts
    assert len(others) >= len(parts)
    assert report(tmp_path)["discovered"] == number + 1
    assert report(tmp_path)["balances"]
    ledger = Ledger(tmp_path / "ledger.sqlite")
    _, [visit] = ledger.life(SITE + MAP)
    ledger.close()
    assert visit["listed"] == number


@pytest.mark.parametrize(
    ("tag", "host"),
    [("sitemap", "http://other.example"), pytest.param("url", SITE, marks=pytest.mark.long)],
)
def test_others_have_a_turn_after_each_slice_whosever_links_it_has(
    tag: str, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what is not ours nothing is written down, and it is looked at all the same."""
    root = {"sitemap": "sitemapindex", "url": "urlset"}[tag]
    listed = "".join(f"<{tag}><loc>{host}/{n}.xml</loc></{tag}>" for n in range(LONG))
    others, passes = list[int](), list[list[int]]()
    links = Sliced.links

    def counted(self: Sliced) -> Iterator[list[Link]]:
        passes.append([])
        for each in links(self):
            passes[-1].append(len(others))
            yield each

    monkeypatch.setattr(Sliced, "links", counted)
    drive(read(tmp_path, response(f"<{root}>{listed}</{root}>", "application/xml"), others=others))

    assert {len(turns) for turns in passes} == {1 + LONG // SLICE}
    assert all(before < after for turns in passes for before, after in pairwise(turns))
    assert report(tmp_path)["balances"]


@pytest.mark.parametrize(
    "path", ["/news/2026/0205/{}.html", "/about/{}"], ids=["stories", "pages"]
)
def test_a_long_list_that_was_being_written_is_read_again_and_nothing_is_lost(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Written(monkeypatch, breaks_after=2)
    with pytest.raises(KeyboardInterrupt):
        drive(read(tmp_path, sitemap(LONG, path)))
    monkeypatch.undo()
    ledger = Ledger(tmp_path / "ledger.sqlite")
    found = ledger.discovered(1)
    known, visits = ledger.life(SITE + MAP)
    ledger.close()
    assert known
    assert (found, known["state"], visits) == (2 * SLICE + 1, "due", [])

    drive(read(tmp_path, sitemap(LONG, path), **LATER))

    assert report(tmp_path)["discovered"] == LONG + 1
    assert report(tmp_path)["balances"]
    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert ledger.row_counts()["addresses"] == LONG + 1
    assert len(ledger.life(SITE + MAP)[1]) == 1
    ledger.close()


def test_what_cannot_be_written_ahead_is_left_to_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Written(monkeypatch, breaks_after=1, error=LedgerError)

    drive(read(tmp_path, sitemap(LONG)))

    assert (list(written), written.refused) == ([SLICE], 1), "it is tried once"
    assert report(tmp_path)["discovered"] == LONG + 1
    assert report(tmp_path)["balances"]
    ledger = Ledger(tmp_path / "ledger.sqlite")
    _, [visit] = ledger.life(SITE + MAP)
    ledger.close()
    assert visit["listed"] == LONG


@pytest.mark.long
def test_a_long_list_of_stories_and_pages_leads_to_its_pages_after_a_crash_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It lies deep, where only a list with something new leads to further lists."""
    first, second = (
        response(
            f"<sitemapindex><sitemap><loc>{SITE}/{name}.xml</loc></sitemap></sitemapindex>",
            "application/xml",
        )
        for name in ("second", "inner")
    )
    stories = "".join(f"<url><loc>/news/2026/0205/{n}.html</loc></url>" for n in range(3 * SLICE))
    pages = "".join(f"<url><loc>/about/{n}</loc></url>" for n in range(SLICE + 1))
    inner = response(f"<urlset>{stories}{pages}</urlset>", "application/xml")

    maps = {MAP: first, "/second.xml": second, "/inner.xml": inner}

    async def steps(**settings: str) -> None:
        async with stepped(tmp_path, settings=settings, url=SITE + MAP) as crawl:
            await crawl.begin()
            while request := crawl.scheduler.next_request():
                if (path := request.url.removeprefix(SITE)) not in maps:
                    break
                await crawl.answer(request, maps[path])
                crawl.store.commit()

    Written(monkeypatch, breaks_after=3)
    with pytest.raises(KeyboardInterrupt):
        drive(steps())
    monkeypatch.undo()

    drive(steps(**LATER))

    ledger = Ledger(tmp_path / "ledger.sqlite")
    assert [n for n in range(SLICE + 1) if not ledger.address(f"{SITE}/about/{n}")] == []
    ledger.close()


LINKS: dict[str, tuple[Link, bool, int]] = {
    "a story": (Link(f"{SITE}/1", "article"), False, PRIORITY["article"]),
    "a story of which nothing was said": (Link(f"{SITE}/1", "article"), True, PRIORITY["article"]),
    "a list": (Link(f"{SITE}/news/", "page"), False, PRIORITY["page"]),
    "a page of which nothing was said": (Link(f"{SITE}/x", "page"), True, PRIORITY["untold"]),
    "a feed": (Link(f"{SITE}/feed", "feed"), True, PRIORITY["feed"]),
    "a sitemap": (Link(f"{SITE}/sitemap.xml", "sitemap"), False, PRIORITY["sitemap"]),
    "a sitemap of news": (
        Link(f"{SITE}/news-sitemap.xml", "sitemap"), False, PRIORITY["sitemap"] + 1,
    ),
    "a feed of news": (Link(f"{SITE}/news.xml", "feed"), False, PRIORITY["feed"]),
}  # fmt: skip


@pytest.mark.parametrize("name", LINKS)
def test_what_names_news_is_asked_for_first(name: str) -> None:
    link, untold, priority = LINKS[name]

    assert as_found(link, 3, untold=untold) == link._replace(priority=priority, depth=3)


def address(url: str, kind: str = "page", depth: int = 1, **more: Any) -> Address:
    return Address(1, url, "quay.example", kind, PRIORITY["page"], depth, 0)._replace(**more)


STORY, PLAIN, CHANNEL = f"{SITE}/news/2026/0205/101.html", f"{SITE}/ferry-returns", f"{SITE}/news/"
UNTOLD = PRIORITY["untold"]
FEW, MANY = 2, 40
READ_AS_STORY: dict[str, tuple[Address | None, str, Sliced, bool]] = {
    "a channel": (address(CHANNEL), CHANNEL, Sliced("page", (), MANY, MANY), False),
    "a feed": (address(STORY, held=HELD), STORY, Sliced("feed", (), FEW, FEW), False),
    "one that is held": (address(PLAIN, held=HELD), PLAIN, Sliced("page", (), MANY, MANY), True),
    "one that a feed lists": (
        address(PLAIN, "article"), PLAIN, Sliced("page", (), MANY, MANY), True,
    ),
    "one that says so": (
        address(CHANNEL), CHANNEL, Sliced("page", (), FEW, FEW, is_story=True), True,
    ),
    "a start that looks like one": (
        address(STORY, depth=0), STORY, Sliced("page", (), MANY, MANY), True,
    ),
    "a start that looks like none": (
        address(CHANNEL, depth=0), CHANNEL, Sliced("page", (), MANY, MANY), False,
    ),
    "a capture of a story": (None, STORY, Sliced("page", (), FEW, FEW), True),
    "nothing said, few links": (
        address(PLAIN, priority=UNTOLD), PLAIN, Sliced("page", (), FEW, FEW), True,
    ),
    "nothing said, many links": (
        address(PLAIN, priority=UNTOLD), PLAIN, Sliced("page", (), MANY, MANY), False,
    ),
    "nothing said of a channel": (
        address(CHANNEL, priority=UNTOLD), CHANNEL, Sliced("page", (), FEW, FEW), False,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", READ_AS_STORY)
def test_a_page_is_read_as_a_story_where_something_says_that_it_may_be_one(name: str) -> None:
    known, url, listing, expected = READ_AS_STORY[name]
    addresses = SimpleNamespace(learned=lambda _: {})
    store: Any = SimpleNamespace(addresses=addresses, traps=None)
    wanted: Any = None
    leads = Leads(store, SiteRun("quay.example"), wanted)
    capture = Capture(url=url, fetched_at=START, body=b"")

    assert leads.may_be_article(capture, listing, known) is expected


def test_a_capture_that_is_read_by_itself_stands_at_the_start() -> None:
    assert depth_of(PageTask(None)) == 0
    assert depth_of(PageTask(address(CHANNEL, depth=4))) == 4
