"""Lists without end that list the same are left, by their pattern; honest ones are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.run.same_lists import ReadList, SameLists
from crawler.run.sameness import AGAIN
from tests.crawling import listing, report, response, story
from tests.in_process import SITE, drive, stepped

BASE = "https://a.example"
MANY = 10 * AGAIN


def pages(*paths: str) -> list[Link]:
    return [Link(f"{BASE}{path}", "page") for path in paths]


def stories(*numbers: int) -> list[Link]:
    return [Link(f"{BASE}/news/2026/0205/{10_000 + n}.html", "article") for n in numbers]


def read(
    lists: SameLists,
    path: str,
    links: Iterable[Link] = (),
    body: bytes = b"",
    sent_to: str = "",
) -> None:
    told = ReadList(f"{BASE}{path}", body, f"{BASE}{sent_to}" if sent_to else "")
    told.add(links)
    lists.note(told)


def trap(lists: SameLists, path: str, kind: str = "page") -> str | None:
    return lists.trap(f"{BASE}{path}", kind)


SPELLED = ["/list?{}", "/list?page={}", "/list?k{}=1", "/list/{}", "/map-{}.xml",
           "/a{}b1c2d3/list/", "/a{}b1c2d3/2026/02/", "/list/x/?sid={}"]  # fmt: skip


@pytest.mark.parametrize("form", SPELLED)
@pytest.mark.parametrize(
    "links",
    [
        lambda form, _: pages(*(form.format(n) for n in range(MANY))),
        lambda form, n: pages(*(form.format(7 * n + more) for more in range(1, 8))),
        lambda form, n: [*stories(1, 2, 3), *pages(form.format(n + 1), "/quay/")],
        lambda *_: stories(1, 2, 3),
    ],
    ids=["itself in many spellings", "ever new spellings", "stories and a new one", "stories"],
)
def test_lists_of_a_pattern_that_list_the_same_are_a_trap(
    form: str, links: Callable[[str, int], list[Link]]
) -> None:
    lists = SameLists()
    for n in range(AGAIN + 1):
        assert trap(lists, form.format(1_000 + n)) is None
        read(lists, form.format(1_000 + n), links(form, 1_000 + n))

    assert trap(lists, form.format(9_999))
    assert trap(lists, form.format(9_999), "article") is None
    assert trap(lists, "/culture/2/") is None


def test_lists_at_names_of_a_folder_that_list_the_same_are_a_trap() -> None:
    lists = SameLists()
    for one, other in product("abcdef", repeat=2):
        read(lists, f"/list/{one}{other}/", pages("/list/other/", "/quay/"))

    assert trap(lists, "/list/another/") == "lists at a.example/list/*"


def test_documents_that_are_the_same_and_list_nothing_are_a_trap() -> None:
    lists = SameLists()
    for n in range(10, AGAIN + 11):
        read(lists, f"/map-{n}.xml", body=b"<urlset/>")

    assert trap(lists, "/map-99.xml", "sitemap") == "lists at a.example/map-00.xml"


def of_pages(lists: SameLists) -> None:
    for n in range(MANY):
        read(lists, f"/list?page={n}", [*stories(n), *pages("/quay/", f"/list?page={n + 1}")])


def of_untold_stories(lists: SameLists) -> None:
    for n in range(MANY):
        read(lists, f"/list?page={n}", pages("/quay/", f"/list?page={n + 1}", f"/a/{n}"))


def of_maps(lists: SameLists) -> None:
    for n in range(MANY):
        read(lists, f"/map-{n}.xml", stories(2 * n, 2 * n + 1))


def empty_sections(lists: SameLists) -> None:
    read(lists, "/section/1/", pages("/quay/"))
    read(lists, "/section/2/", pages("/quay/"))


def empty_pages_of_sections(lists: SameLists) -> None:
    for n in range(MANY):
        read(lists, f"/section/{n}/", body=b"<h1>Section %d</h1>" % n)


def days_without_stories(lists: SameLists) -> None:
    for n in range(1, 29):
        read(lists, f"/archive/2026/02/{n:02}/", pages("/quay/"))


def an_unchanged_list(lists: SameLists) -> None:
    for _ in range(MANY):
        read(lists, "/list?page=1", stories(1, 2))


def many_pages_and_a_last_one_again(lists: SameLists) -> None:
    of_pages(lists)
    for n in range(2 * AGAIN):
        read(lists, f"/list?page={MANY + n}", stories(1))


def empty_maps_beside_sections(lists: SameLists) -> None:
    for n in range(MANY):
        read(lists, f"/map-of-day-{n}.xml", body=b"<urlset/>")


def sections_that_send_home(lists: SameLists) -> None:
    for one, other in product("abcdef", repeat=2):
        read(lists, f"/{one}{other}/", pages("/quay/"), sent_to="/")


def stories_that_look_like_lists(lists: SameLists) -> None:
    for n in range(MANY):
        lists.note_story(f"{BASE}/a/{n}")
    for n in range(2 * AGAIN):
        read(lists, f"/a/{MANY + n}", pages("/quay/"))


HONEST = [of_pages, of_untold_stories, of_maps, empty_sections, empty_pages_of_sections,
          days_without_stories, an_unchanged_list, many_pages_and_a_last_one_again,
          empty_maps_beside_sections, sections_that_send_home,
          stories_that_look_like_lists]  # fmt: skip


@pytest.mark.parametrize("happens", HONEST)
def test_lists_that_differ_and_those_that_are_empty_are_none(
    happens: Callable[[SameLists], None],
) -> None:
    lists = SameLists()

    happens(lists)

    further = [
        "/list?page=999",
        "/map-999.xml",
        "/section/99/",
        "/archive/2026/03/01/",
        "/a/999",
        "/sport/",
    ]
    assert [trap(lists, path) for path in further] == [None] * len(further)


def test_links_in_another_order_and_other_slices_are_the_same() -> None:
    told = []
    for links in (stories(1, 2, 3), stories(3, 2, 1)):
        told.append(ReadList(f"{BASE}/list"))
        for link in links:
            told[-1].add([link])
    told.append(ReadList(f"{BASE}/list"))
    told[-1].add(stories(1, 2))

    assert told[0].content == told[1].content != told[2].content


# --- crawls


class Spelled(dict[str, bytes]):
    """A site with an index, and lists, that list themselves in spellings without end."""

    def get(self, path: str, default: Any = None) -> Any:
        bare, _, spelling = path.partition("?")
        at = 7 * int(spelling.removeprefix("page=") or 0)
        if bare == "/index.xml":
            inner = "".join(f"<sitemap><loc>{bare}?{at + n}</loc></sitemap>" for n in range(1, 8))
            return response(f"<sitemapindex>{inner}</sitemapindex>", "application/xml")
        if bare == "/list":
            further = "".join(f"<a href='/list?page={at + n}'>{n}</a>" for n in range(1, 8))
            return listing(after=further)
        return super().get(path, default)


@pytest.mark.parametrize("start", ["/index.xml", "/list"])
def test_a_crawl_of_a_list_in_spellings_without_end_ends_with_a_line(
    start: str, tmp_path: Path
) -> None:
    async def steps() -> list[str]:
        async with stepped(tmp_path / "a", url=SITE + start) as crawl:
            await crawl.begin()
            return await crawl.crawl(Spelled())

    asked = drive(steps())

    told = report(tmp_path / "a")
    assert len(asked) < 3 * AGAIN
    assert told["reasons"]["dropped/trap"]
    assert told["balances"]
    [alarm] = [each["text"] for each in told["alarms"] if each["kind"] == "trap"]
    assert alarm.startswith(f"lists at {SITE.removeprefix('https://')}{start}?* bring the same")


def test_two_crawls_of_pages_of_a_list_ask_for_all_of_them(tmp_path: Path) -> None:
    last = 2 * AGAIN
    paths = [f"/news/2026/0205/{10_000 + n}.html" for n in range(last)]
    site = {path: story(f"Ferry {n}", f"Of {n}.") for n, path in enumerate(paths)}
    for n, path in enumerate(paths):
        site[f"/list?page={n}"] = listing(path, after=f"<a href='/list?page={n + 1}'>Next</a>")
    asked = []

    async def steps(**settings: str) -> None:
        there = f"{SITE}/list?page=0"
        async with stepped(tmp_path / "a", url=there, settings=settings) as crawl:
            await crawl.begin()
            asked.append(await crawl.crawl(site))

    drive(steps())
    drive(steps(RUN_AT="2026-03-05T08:00:00Z"))

    assert set(site) <= set(asked[0])
    assert {path for path in site if "list" in path} <= set(asked[1])
    assert "dropped/trap" not in report(tmp_path / "a")["reasons"]


def test_a_list_that_was_on_its_way_when_its_trap_was_learned_leads_nowhere(
    tmp_path: Path,
) -> None:
    fresh = listing("/news/2026/0205/10001.html", after="<a href='/quay/'>Quay</a>")

    async def steps() -> list[str]:
        async with stepped(tmp_path / "a") as crawl:
            await crawl.begin()
            first = crawl.scheduler.next_request()
            assert first
            await crawl.answer(first, listing(after="<a href='/list?page=1'>A list</a>"))
            crawl.store.commit()
            request = crawl.scheduler.next_request()
            assert request
            assert request.url == f"{SITE}/list?page=1"
            for n in range(AGAIN + 1):
                told = ReadList(f"{SITE}/list?page={100 + n}")
                told.add(stories(1))
                crawl.store.same_lists.note(told)
            await crawl.answer(request, fresh)
            return await crawl.crawl({})

    asked = drive(steps())

    told = report(tmp_path / "a")
    assert asked == []
    assert told["balances"]
    assert told["pending"] == 0
