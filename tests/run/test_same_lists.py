"""Lists without end that list the same are left, by their pattern; honest ones are not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import count, pairwise, permutations, product
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.link import Link
from crawler.run.read_list import ReadList
from crawler.run.same_days import IN_A_ROW
from crawler.run.same_lists import SameLists
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


@pytest.mark.parametrize("number", [2, 3])
def test_lists_of_several_patterns_that_lead_to_ever_new_ones_of_each_other_are_a_trap(
    number: int,
) -> None:
    lists, forms = SameLists(), ["/one?x={}", "/two/{}/", "/three/b{}/?page=1"][:number]
    for n, form in enumerate(forms * (AGAIN + 1)):
        assert trap(lists, form.format(9_999)) is None
        further = pages(*(forms[(n + 1) % number].format(50 * n + more) for more in range(50)))
        read(lists, form.format(1_000 + n), [*stories(1, 2, 3), *further])

    assert all(trap(lists, form.format(9_999)) for form in forms)
    assert trap(lists, "/culture/2/") is None


@pytest.mark.parametrize("is_read", [True, False])
def test_lists_of_sections_without_stories_of_their_own_are_none(*, is_read: bool) -> None:
    """Whether the sections were read by then, and have stories, or wait to be."""
    lists = SameLists()
    for n in range(MANY):
        sections = pages(*(f"/tag/{10 * n + more}/" for more in range(10)))
        read(lists, f"/tags?page={n}", [*stories(1, 2, 3), *sections, *pages(f"/tags?page={n}1")])
        if is_read:
            read(lists, f"/tag/{10 * n}/", stories(10 * n))

    assert trap(lists, "/tags?page=9999") is None
    assert trap(lists, "/tag/9999/") is None


def test_two_lists_that_lead_to_each_other_and_to_new_stories_are_none() -> None:
    lists = SameLists()
    for n in range(MANY):
        form, other = ("/one?x={}", "/two?x={}") if n % 2 else ("/two?x={}", "/one?x={}")
        further = pages(*(other.format(50 * n + more) for more in range(50)))
        read(lists, form.format(n), [*stories(n, 1, 2), *further])

    assert trap(lists, "/one?x=9999") is trap(lists, "/two?x=9999") is None


def test_names_in_a_folder_that_lead_to_other_names_and_bring_no_story_are_none() -> None:
    lists, names = SameLists(), ["".join(each) for each in product("abcdef", repeat=2)]
    for one, other in pairwise(names):
        read(lists, f"/category/{one}/", pages(f"/category/{other}/"))

    assert trap(lists, "/category/physics/") is None


def test_paths_that_go_round_are_a_trap_and_those_that_do_not_are_none() -> None:
    lists = SameLists()
    rounds = ["/".join(each) for each in product(("sea", "quay"), repeat=5)]
    for n, path in enumerate(rounds):
        read(lists, f"/list/{path}/", [*stories(1, 2), *pages(f"/list/{path}/sea/")])
        read(lists, f"/list/a{n}/b/", stories(n))

    assert trap(lists, "/list/quay/sea/quay/quay/sea/quay/sea/")
    assert trap(lists, "/list/sea/boat/") is None
    assert trap(lists, "/list/a99/b/") is None


def days(since: int, number: int, form: str = "/archive/{:%Y/%m/%d}/") -> Iterator[str]:
    for n in range(since, since + number):
        yield form.format(date(2026, 2, 5) - timedelta(days=n))


@pytest.mark.parametrize("form", ["/archive/{:%Y/%m/%d}/", "/list?date={:%Y-%m-%d}"])
def test_days_to_come_and_those_before_the_first_are_a_trap_where_they_bring_the_same(
    form: str,
) -> None:
    lists = SameLists(lambda: (2026, 2, 5))
    for n, path in enumerate(days(-30, 30 + 20 + IN_A_ROW, form)):
        new = stories(n + 10) if 30 <= n < 50 else []
        read(lists, path, [*stories(1, 2), *new, *pages(*days(-n, 50, form))])

    kinds = {"to come": -90, "of its own": 10, "before the first": 400}
    told = {name: trap(lists, next(days(n, 1, form))) for name, n in kinds.items()}
    assert (told["to come"], told["of its own"]) == (told["before the first"], None)
    assert told["to come"]


def test_days_of_a_weekly_are_none() -> None:
    lists = SameLists(lambda: (2026, 2, 5))
    for n, path in enumerate(days(0, 200)):
        read(lists, path, [*stories(1, 2), *(stories(n + 10) if n % 7 == 0 else [])])

    assert [trap(lists, path) for path in days(201, 20)] == [None] * 20


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


# --- crawls


PER_LIST = 50
"""New spellings of itself that each list of a trap leads to."""

SAME = [f"/news/2026/0205/{10_000 + n}.html" for n in range(3)]


class Spelled(dict[str, bytes]):
    """A site of three stories whose lists list them, and lists in spellings without end."""

    def __init__(self, spelled: Callable[[int], str]) -> None:
        super().__init__({path: story(f"Ferry {path}", f"Of {path}.") for path in SAME})
        self._spelled, self._met = spelled, count(1)

    def get(self, path: str, default: Any = None) -> Any:
        if path.startswith("/index.xml"):
            urls = (f"/index.xml?{next(self._met)}" for _ in range(PER_LIST))
            inner = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
            return response(f"<sitemapindex>{inner}</sitemapindex>", "application/xml")
        if path in self or path == "/robots.txt":
            return super().get(path, default)
        new = [self._spelled(next(self._met)) for _ in range(PER_LIST)]
        return listing(
            *SAME, after="".join(f"<a href='{url}'>{n}</a>" for n, url in enumerate(new))
        )


def turned(number: int) -> str:
    """Return a path that goes through two names in one order of many."""
    return "/list/" + "".join("sea/" if bit == "1" else "quay/" for bit in f"{number + 64:b}")


def turned_keys(number: int) -> str:
    keys = list(permutations(["a=1", "b=2", "c=3", "d=4", "e=5", f"f={number}"]))
    return f"/list?{'&'.join(keys[number % len(keys)])}"


FORMS: dict[str, Callable[[int], str]] = {
    "a number of a page": lambda n: f"/list?page={n}",
    "a session": lambda n: f"/list?sid={n * 7919:x}",
    "a folder": lambda n: f"/list/{n}/",
    "turns of a path": turned,
    "the order of keys": turned_keys,
    "days to come": lambda n: f"/day/{date(2027, 1, 1) + timedelta(days=n):%Y/%m/%d}/",
    "days gone by": lambda n: f"/day/{date(2026, 1, 1) - timedelta(days=n):%Y/%m/%d}/",
    "two in turn": lambda n: f"/one?page={n}" if n // PER_LIST % 2 else f"/two/{n}/",
    "two at once": lambda n: f"/one?page={n}" if n % 2 else f"/two/{n}/",
}


@pytest.mark.parametrize(
    "form",
    [pytest.param(name, marks=[] if name == "a session" else [pytest.mark.long])
     for name in FORMS],
)  # fmt: skip
def test_a_crawl_of_a_list_in_spellings_without_end_ends_with_a_line(
    form: str, tmp_path: Path
) -> None:
    ends_with_a_line(tmp_path, Spelled(FORMS[form]), "/list?")


@pytest.mark.long
def test_a_crawl_of_an_index_in_spellings_without_end_ends_with_a_line(tmp_path: Path) -> None:
    ends_with_a_line(tmp_path, Spelled(str), "/index.xml")


def ends_with_a_line(folder: Path, site: Spelled, start: str) -> None:
    """Crawl a site from there: its stories are there, and its lists were left after a few."""

    async def steps() -> list[str]:
        async with stepped(folder / "a", url=SITE + start) as crawl:
            await crawl.begin()
            return await crawl.crawl(site)

    asked = drive(steps())

    told = report(folder / "a")
    assert len(asked) < MOST_ASKED
    assert told["reasons"]["dropped/trap"] >= AGAIN
    assert told["balances"]
    assert told["stored"] == (0 if "xml" in start else len(SAME))
    alarms = [each["text"] for each in told["alarms"] if each["kind"] == "trap"]
    assert alarms
    assert all(each.startswith("lists at quay.example/") for each in alarms)


MOST_ASKED = 8 * AGAIN
"""Requests that a trap may cost: with two patterns each is learned by itself."""


@pytest.mark.parametrize("pages", [12, pytest.param(400, marks=pytest.mark.long)])
@pytest.mark.parametrize("form", ["a number of a page", "two at once"])
def test_a_list_of_many_pages_with_new_stories_is_followed_to_its_end(
    form: str, pages: int, tmp_path: Path
) -> None:
    spelled = FORMS[form]
    lists = ["/list?", *(spelled(n) for n in range(1, pages))]
    site: dict[str, bytes] = {path: story(f"Ferry {path}", f"Of {path}.") for path in SAME}
    for n, (path, further) in enumerate(zip(lists, [*lists[1:], ""], strict=True)):
        own = f"/news/2026/0205/{20_000 + n}.html"
        site[own] = story(f"Quay {n}", f"Of quay {n}.")
        site[path] = listing(
            *SAME, own, after=f"<a href='{further}'>Next page</a>" if further else ""
        )

    async def steps() -> list[str]:
        async with stepped(tmp_path / "a", url=SITE + lists[0]) as crawl:
            await crawl.begin()
            return await crawl.crawl(site)

    asked = drive(steps())

    assert set(site) <= set(asked)
    assert "dropped/trap" not in report(tmp_path / "a")["reasons"]


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
