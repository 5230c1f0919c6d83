"""What each pipeline makes of a page, told step by step and without a network."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

import crawler.pipelines as stages
from crawler.archive.captures import read_captures
from crawler.archive.warc import records
from crawler.frontier.link import Link
from crawler.frontier.urls import canonical
from crawler.model import Article, Capture, Exchange, Image, NotAnArticle, Provenance
from crawler.run.page_task import PageTask
from crawler.run.rights import Rights
from crawler.run.sameness import KEPT
from crawler.spiders.news import NewsSpider
from crawler.spiders.replay import ReplaySpider
from crawler.worker_process import WorkerError
from tests.crawling import lines, listing, report, response, story
from tests.in_process import SITE, START, Stepped, drive, settings_for, stepped

FERRY, QUAY = (f"/news/2026/0205/10{n}.html" for n in (1, 2))
GONE = b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"
TWIN = story("Ferry returns")
HOME = story("The Quay, the paper of the harbour")


async def ask(crawl: Stepped, path: str, raw: bytes, kind: str = "article") -> tuple[str, str]:
    """Ask for an address and have it answered; return its outcome and reason in the ledger."""
    crawl.store.addresses.add(Link(SITE + path, kind, priority=10, depth=1))
    request = crawl.scheduler.next_request()
    assert request
    await crawl.answer(request, raw)
    crawl.store.commit()
    return ended(crawl.store.root, path)


def ended(archive: Path, path: str) -> tuple[str, str]:
    """Return the outcome and the reason of an address in the ledger."""
    with sqlite3.connect(archive / "ledger.sqlite") as ledger:
        query = "SELECT outcome, coalesce(reason, '') FROM addresses WHERE url = ?"
        [(outcome, reason)] = ledger.execute(query, (SITE + path,))
    return outcome, reason


def one(archive: Path, path: str, raw: bytes, kind: str = "article", **settings: Any) -> list[str]:
    """Crawl one page; return its outcome and reason."""

    async def steps() -> list[str]:
        async with stepped(archive, settings=settings) as crawl:
            return list(await ask(crawl, path, raw, kind))

    return drive(steps())


def later(archive: Path, days: int, pages: dict[str, bytes]) -> list[str]:
    """Crawl what is due some days later; return the paths that were asked for."""

    async def steps() -> list[str]:
        at = (START + timedelta(days)).isoformat()
        async with stepped(archive, settings={"RUN_AT": at}) as crawl:
            crawl.clock = iter(range(days * 86_400, days * 86_400 + 99))
            return await crawl.crawl(pages)

    return drive(steps())


def replayed(captures: Path, archive: Path, **settings: Any) -> dict[str, Any]:
    """Read an archive again into another; return the report."""

    async def steps() -> None:
        async with stepped(
            archive, ReplaySpider, settings=settings, captures=str(captures)
        ) as crawl:
            await crawl.begin()

    drive(steps())
    return report(archive)


def without_provenance(archive: Path) -> list[dict[str, Any]]:
    return [{key: value for key, value in line.items() if key != "provenance"}
            for line in lines(archive)]  # fmt: skip


def marked_up(page: bytes, before: str, after: str) -> bytes:
    """Return a page with a part of its markup replaced."""
    return response(page.partition(b"\r\n\r\n")[2].replace(before.encode(), after.encode()))


# --- every stage


@pytest.mark.parametrize("item", [{"price": 3}, "a line", None])
def test_items_of_another_project_pass_every_stage_untouched(item: object, tmp_path: Path) -> None:
    async def steps() -> list[object]:
        async with stepped(tmp_path) as crawl:
            await crawl.process(item)
            return crawl.items

    assert drive(steps()) == [item]


ENDS: dict[str, tuple[bytes, str, list[str]]] = {
    "a story": (story("Ferry returns"), "article", ["stored", ""]),
    "a page that lists": (listing(FERRY, QUAY), "page", ["source", "list"]),
    "a page without a text": (response("<title>x</title>"), "article", ["dropped", "no-text"]),
    "an announced length that did not come": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n<title>Ferry</title>",
        "article",
        ["failed", "cut-short"],
    ),
    "a coding that is none": (
        response(b"\xf7\x00\x01" * 400, "text/html\r\nContent-Encoding: br"),
        "article",
        ["failed", "undecodable"],
    ),
    "an image": (response(b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png"), "article",
                 ["dropped", "binary"]),
}  # fmt: skip


ENTITIES = {"a coding that is none": b""}
"""What a replay has of a page, where that is not its bytes on the wire."""


@pytest.mark.parametrize("page", ENDS)
def test_each_page_ends_for_a_reason_and_its_bytes_are_kept(page: str, tmp_path: Path) -> None:
    raw, kind, end = ENDS[page]

    assert one(tmp_path, "/news/2026/0205/77.html", raw, kind) == end

    [held] = [each for each in read_captures(tmp_path) if each.url.endswith("77.html")]
    assert held.body == ENTITIES.get(page, raw.partition(b"\r\n\r\n")[2])
    assert report(tmp_path)["balances"]


def test_what_goes_through_is_counted(tmp_path: Path) -> None:
    async def steps() -> dict[str, Any]:
        async with stepped(tmp_path) as crawl:
            await ask(crawl, FERRY, story("Ferry returns", "L'Ã‰toile, the dÃ©jÃ  vu of it."))
            await ask(crawl, QUAY, response("<title>x</title>"))
            return dict(crawl.stats)

    stats = drive(steps())

    assert stats["archive/captures"] == 2
    assert stats["archive/bytes"] > len(story("Ferry returns")) - 200
    assert (stats["archive/stored"], stats["archive/dropped/no-text"]) == (1, 1)
    assert stats["archive/encoding/utf-8"] == 1
    assert sum(count for key, count in stats.items() if key.startswith("edits/repair")) == 1


def test_a_crawl_that_only_fetches_reads_nothing_and_a_replay_reads_it_later(
    tmp_path: Path,
) -> None:
    fetched, read = tmp_path / "fetched", tmp_path / "read"
    end = one(fetched, FERRY, story("Ferry returns"), READ_ARTICLES=False)
    assert end == ["source", "kept-unread"]
    assert lines(fetched) == []
    assert report(fetched)["alarms"] == []

    assert replayed(fetched, read)["stored"] == 1
    assert [line["headline"] for line in lines(read)] == ["Ferry returns"]


def test_a_worker_that_takes_too_long_costs_that_page_alone(tmp_path: Path) -> None:
    async def steps() -> list[tuple[str, str]]:
        async with stepped(tmp_path) as crawl:
            crawl.store.workers.limit = 1e-9
            slow = await ask(crawl, FERRY, story("Ferry returns"))
            crawl.store.workers.limit = 60.0
            return [slow, await ask(crawl, QUAY, story("Quay is mended"))]

    assert drive(steps()) == [("failed", "read-timeout"), ("stored", "")]


def test_no_text_is_read_or_cleaned_in_the_process_that_fetches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page chooses its text, and may choose one that is dear to repair."""

    def not_here(*args: object) -> None:
        raise AssertionError(args)

    calls = {
        "crawler.extract": "repair_article strip read read_page lines_of signature",
        "crawler.page.read": "document_of",
    }
    for module, names in calls.items():
        for name in names.split():
            # The package has a function by the name of the module `crawler.extract`.
            monkeypatch.setattr(import_module(module), name, not_here)

    assert one(tmp_path, FERRY, story("Ferry returns", "Dated © 2025.")) == ["stored", ""]
    later(tmp_path, 1, {FERRY: story("Ferry returns", "It was late.", "Dated © 2026.")})

    assert ended(tmp_path, FERRY) == ("version", "")


class Adding:
    """A pipeline of another project, which adds a paragraph to each story."""

    def process_item(self, page: PageTask) -> PageTask:
        assert page.article
        body = (*page.article.article_body, "Added: the dÃ©jÃ  vu of the quay.")
        page.article = replace(page.article, article_body=body)
        return page


@pytest.mark.parametrize(
    ("after", "last"),
    [
        (stages.ReadArticle, "Added: the déjà vu of the quay."),
        (stages.RepairText, "Added: the déjà vu of the quay."),
        (stages.StripBoilerplate, "Added: the dÃ©jÃ  vu of the quay."),
    ],
)
def test_what_another_project_changes_in_between_goes_through_the_stages_that_follow(
    after: type, last: str, tmp_path: Path
) -> None:
    async def steps() -> tuple[str, str]:
        async with stepped(tmp_path) as crawl:
            place = [type(each) for each in crawl.pipelines].index(after)
            crawl.pipelines.insert(place + 1, Adding())
            return await ask(crawl, FERRY, story("Ferry returns", "The dÃ©jÃ  vu of it."))

    assert drive(steps()) == ("stored", "")
    [line] = lines(tmp_path)
    assert line["articleBody"].split("\n")[-2:] == ["The déjà vu of it.", last]


def test_a_stage_that_raises_costs_that_page_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reserved_in = Rights.reserved_in

    def fail_on_ferry(self: Rights, article: Article) -> list[str]:
        if article.headline.startswith("Ferry"):
            raise RecursionError
        return reserved_in(self, article)

    monkeypatch.setattr(Rights, "reserved_in", fail_on_ferry)

    async def steps() -> list[tuple[str, str]]:
        async with stepped(tmp_path) as crawl:
            page = story("Ferry returns", "It is the last of the ferry's days.")
            broken = await ask(crawl, FERRY, page)
            return [broken, await ask(crawl, QUAY, story("Quay is mended"))]

    assert drive(steps()) == [("failed", "error-RecursionError"), ("stored", "")]
    assert SITE + FERRY in {each.url for each in read_captures(tmp_path)}


# --- withdrawn


@pytest.mark.parametrize(
    ("again", "end"),
    [
        (story("Ferry returns"), ("unchanged", "same-content")),
        (story("Ferry returns", "It was late."), ("version", "")),
        (GONE, ("withdrawn", "http-410")),
        (response("<title>x</title>"), ("dropped", "no-text")),
    ],
)
def test_a_story_that_is_held_is_judged_by_what_is_there_now(
    again: bytes, end: tuple[str, str], tmp_path: Path
) -> None:
    one(tmp_path, FERRY, story("Ferry returns"))

    assert later(tmp_path, 1, {FERRY: again}) == [FERRY]

    assert ended(tmp_path, FERRY) == end
    assert len(lines(tmp_path)) == 1 + (end[0] == "version")


def test_a_story_that_is_gone_is_withdrawn_once_and_may_return(tmp_path: Path) -> None:
    one(tmp_path, FERRY, story("Ferry returns"))

    ends = []
    for days, page in ((1, GONE), (9, GONE), (32, story("Ferry returns"))):
        later(tmp_path, days, {FERRY: page})
        ends.append(ended(tmp_path, FERRY))

    assert ends == [("withdrawn", "http-410"), ("unchanged", "still-gone"),
                    ("unchanged", "same-content")]  # fmt: skip
    files = sorted(tmp_path.glob("events/*"))
    told = [json.loads(line) for f in files for line in f.read_text().splitlines()]
    assert [each["creativeWorkStatus"] for each in told] == ["Withdrawn", "Published"]


async def sent_home(crawl: Stepped, path: str) -> None:
    """Have what is due next answered with the site's front page."""
    request = crawl.scheduler.next_request()
    assert request
    assert request.url == SITE + path
    request.meta["exchanges"].clear()
    home = request.replace(url=f"{SITE}/")
    await crawl.answer(home, HOME)


def test_a_story_for_which_the_front_page_answers_is_withdrawn(tmp_path: Path) -> None:
    one(tmp_path, FERRY, story("Ferry returns"))

    async def steps(days: int) -> tuple[str, str]:
        at = (START + timedelta(days)).isoformat()
        async with stepped(tmp_path, settings={"RUN_AT": at}) as crawl:
            crawl.clock = iter([days * 86_400])
            await sent_home(crawl, FERRY)
        return ended(tmp_path, FERRY)

    assert drive(steps(1)) == ("withdrawn", "redirected-home")
    assert drive(steps(9)) == ("unchanged", "still-gone")


def test_an_address_that_was_never_a_story_and_leads_home_is_dropped(tmp_path: Path) -> None:
    async def steps() -> tuple[str, str]:
        async with stepped(tmp_path) as crawl:
            crawl.store.addresses.add(Link(SITE + FERRY, "article", priority=10, depth=1))
            await sent_home(crawl, FERRY)
        return ended(tmp_path, FERRY)

    assert drive(steps()) == ("dropped", "redirected-home")


# --- stories over several pages

LONG, SECOND = "/news/2026/0205/ferry.html", "/news/2026/0205/ferry_2.html"
NEXT = f"<a class=next rel=next href='{SECOND}'>Next page</a>"


def part(n: int, more: str = "") -> bytes:
    page = story("Ferry returns", f"This is part {n} of the story of the ferry.")
    return marked_up(page, "</article>", f"{more}</article>")


FOLLOWING: dict[str, tuple[bytes | None, int, list[str]]] = {
    "is served": (part(2), 2, ["stored", ""]),
    "is not there": (GONE, 1, ["stored", ""]),
    "cannot be had now": (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", 1, ["stored", ""]),
    "is refused": (None, 1, ["stored", ""]),
    "is no article": (response("<title>x</title>"), 1, ["stored", ""]),
}


async def in_parts(
    crawl: Stepped, second: bytes | None, first: bytes | None = None
) -> tuple[str, str]:
    """Ask for a story of two pages."""
    crawl.engine.pages = {SITE + SECOND: second} if second else {}
    return await ask(crawl, LONG, first or part(1, NEXT))


@pytest.mark.parametrize("second", FOLLOWING)
def test_a_story_goes_on_where_its_next_page(second: str, tmp_path: Path) -> None:
    raw, parts, end = FOLLOWING[second]

    async def steps() -> tuple[list[str], dict[str, Any]]:
        async with stepped(tmp_path) as crawl:
            return list(await in_parts(crawl, raw)), dict(crawl.stats)

    told, stats = drive(steps())

    assert told == end
    [line] = lines(tmp_path)
    assert [f"part {n} of" in line["articleBody"] for n in (1, 2)] == [True, parts == 2]
    assert stats.get("archive/continuation_failed", 0) == (raw is None)
    kinds = {each.url.removeprefix(SITE): each.kind for each in read_captures(tmp_path)}
    assert kinds.get(SECOND) == (None if raw is None else "continuation")


@pytest.mark.parametrize(
    ("second", "end"),
    [
        (None, ("failed", "cut-short")),
        (b"HTTP/1.1 503 Service Unavailable\r\n\r\n", ("failed", "cut-short")),
        (GONE, ("version", "")),
        (part(2), ("unchanged", "same-content")),
    ],
)
def test_half_a_story_is_no_version_of_the_whole(
    second: bytes | None, end: tuple[str, str], tmp_path: Path
) -> None:
    async def first() -> tuple[str, str]:
        async with stepped(tmp_path) as crawl:
            return await in_parts(crawl, part(2))

    async def again() -> tuple[str, str]:
        at = (START + timedelta(1)).isoformat()
        async with stepped(tmp_path, settings={"RUN_AT": at}) as crawl:
            crawl.clock = iter([86_400])
            return await in_parts(crawl, second)

    assert drive(first()) == ("stored", "")
    assert drive(again()) == end


@pytest.mark.parametrize(
    "where", ["https://other.example/2.html", LONG, f"{SITE}/news/2026/0205/ferry.html#two"]
)
def test_a_story_goes_on_neither_elsewhere_nor_where_it_was(where: str, tmp_path: Path) -> None:
    first = part(1, f"<a class=next rel=next href='{where}'>Next page</a>")

    async def steps() -> tuple[str, str]:
        async with stepped(tmp_path) as crawl:
            return await in_parts(crawl, part(2), first)

    assert drive(steps()) == ("stored", "")
    assert [capture.url for capture in read_captures(tmp_path)] == [SITE + LONG]


def test_a_replay_finds_the_pages_of_a_story_in_the_archive(tmp_path: Path) -> None:
    async def steps() -> None:
        async with stepped(tmp_path / "crawl") as crawl:
            await in_parts(crawl, part(2))

    drive(steps())

    told = replayed(tmp_path / "crawl", tmp_path / "replay")

    assert without_provenance(tmp_path / "replay") == without_provenance(tmp_path / "crawl")
    assert told["passed_over"] == {"continuation": 1}


def test_a_replay_says_where_a_page_of_a_story_is_absent(tmp_path: Path) -> None:
    async def steps() -> None:
        async with stepped(tmp_path / "crawl") as crawl:
            await in_parts(crawl, None)

    drive(steps())

    told = replayed(tmp_path / "crawl", tmp_path / "replay")

    assert told["stored"] == 1
    assert told["stats"]["archive/continuation_absent"] == "1"


# --- replays of what was withdrawn


def test_a_replay_of_a_life_gives_its_lines_and_events_again(tmp_path: Path) -> None:
    crawl, replay = tmp_path / "crawl", tmp_path / "replay"
    one(crawl, FERRY, story("Ferry returns"))
    for days, page in ((1, story("Ferry returns", "It was late.")), (9, GONE), (20, GONE)):
        later(crawl, days, {FERRY: page})

    told = replayed(crawl, replay)

    assert (told["discovered"], told["balances"]) == (1, True)
    assert without_provenance(replay) == without_provenance(crawl)
    events = [
        [json.loads(line)["creativeWorkStatus"] for f in sorted(archive.glob("events/*"))
         for line in f.read_text().splitlines()]
        for archive in (crawl, replay)
    ]  # fmt: skip
    assert events == [["Withdrawn"]] * 2
    assert replayed(crawl, replay)["unchanged"] == 1
    assert without_provenance(replay) == without_provenance(crawl)


def foreign(path: Path, *answers: tuple[str, bytes, str]) -> Path:
    """Write a WARC of these paths, answers and kinds, an hour apart; return it."""
    kept = [
        Exchange(url=SITE + where, fetched_at=START + timedelta(hours=n), request=b"GET /",
                 response=raw, kind=kind)
        for n, (where, raw, kind) in enumerate(answers)
    ]  # fmt: skip
    path.write_bytes(b"".join(record.data for each in kept for record in records(each, "")))
    return path


def test_a_page_of_a_story_is_none_of_its_own_in_an_archive_that_does_not_say_so(
    tmp_path: Path,
) -> None:
    captures = (LONG, part(1, NEXT), ""), (SECOND, part(2), ""), (FERRY, story("Quay"), "")
    warc = foreign(tmp_path / "two.warc.gz", *captures)

    told = replayed(warc, tmp_path / "replay")

    assert (told["stored"], told["reasons"]) == (2, {"dropped/continuation": 1})
    assert ["part 2 of" in line["articleBody"] for line in lines(tmp_path / "replay")] == [
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("answers", "reasons"),
    [
        (((FERRY, GONE, "article"),), {"dropped/http-410": 1}),
        (((FERRY, TWIN, ""), (FERRY, GONE, "")), {"withdrawn/http-410": 1}),
        (((FERRY, TWIN, ""), (FERRY, GONE, ""), (FERRY, GONE, "")), {"unchanged/still-gone": 1}),
        (((FERRY, TWIN, ""), (FERRY, TWIN, "")), {}),
    ],
)
def test_a_replay_tells_what_was_withdrawn_by_the_captures_before(
    answers: tuple[tuple[str, bytes, str], ...], reasons: dict[str, int], tmp_path: Path
) -> None:
    told = replayed(foreign(tmp_path / "gone.warc.gz", *answers), tmp_path / "replay")

    assert told["reasons"] == reasons
    assert told["balances"]


# --- rights


@pytest.mark.parametrize("honoured", ["noarchive", "tdm", ""])
@pytest.mark.parametrize("says", ["noarchive", "nofollow"])
def test_of_a_page_that_asks_for_it_neither_body_nor_bytes_are_kept(
    says: str, honoured: str, tmp_path: Path
) -> None:
    meta = f"</title><meta name=robots content={says}>"
    page = marked_up(story("Ferry returns"), "</title>", meta)

    end = one(tmp_path, FERRY, page, HONOUR_RESERVATIONS=honoured)

    assert end == ["stored", ""]
    [line] = lines(tmp_path)
    is_kept = not says == honoured == "noarchive"
    assert (bool(line["articleBody"]), bool(list(read_captures(tmp_path)))) == (is_kept, is_kept)
    assert ("noarchive" in line["provenance"].get("flags", [])) == (not is_kept)


# --- what is held already


@pytest.mark.parametrize(
    ("same_story", "end"), [("keep", ("stored", "")), ("drop", ("dropped", "same-story"))]
)
@pytest.mark.parametrize("committed", [True, False])
def test_a_story_held_at_another_address_says_so_or_is_dropped(
    same_story: str,
    end: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    committed: bool,
) -> None:
    async def steps() -> tuple[str, str]:
        async with stepped(tmp_path, settings={"SAME_STORY": same_story}) as crawl:
            if not committed:
                monkeypatch.setattr(crawl.store, "commit", lambda _=0.0: 0)
            for path in (FERRY, QUAY):
                crawl.store.addresses.add(Link(SITE + path, "article", priority=10, depth=1))
                request = crawl.scheduler.next_request()
                assert request
                await crawl.answer(request, TWIN)
            monkeypatch.undo()
            crawl.store.commit()
            return ended(tmp_path, QUAY)

    assert drive(steps()) == end
    told = lines(tmp_path)
    assert len(told) == 1 + (same_story == "keep")
    assert [line.get("sameAs") for line in told[1:]] == [[SITE + FERRY]] * (len(told) - 1)


def test_an_article_of_which_nothing_is_left_is_dropped(tmp_path: Path) -> None:
    known = Provenance(captures=("sha1:A",), fetched_at=START, encoding="utf-8")
    article = Article(url=SITE + FERRY, headline="Ferry returns", provenance=known)

    async def steps() -> tuple[str, str | None]:
        async with stepped(tmp_path) as crawl:
            capture = Capture(url=SITE + FERRY, fetched_at=START, body=b"")
            page = PageTask(None, captures=[capture], article=article)
            drop_seen = next(each for each in crawl.pipelines if isinstance(each, stages.DropSeen))
            with pytest.raises(DropItem):
                await drop_seen.process_item(page)
            return page.outcome, page.reason

    assert drive(steps()) == ("dropped", "empty-body")


def test_a_page_that_lists_and_is_no_story_is_a_source(tmp_path: Path) -> None:
    async def steps() -> None:
        async with stepped(tmp_path, url=SITE + FERRY) as crawl:
            await crawl.begin()
            await crawl.crawl({FERRY: listing(QUAY, LONG)})

    drive(steps())
    assert ended(tmp_path, FERRY) == ("source", "list")
    assert ended(tmp_path, QUAY) == ("failed", "http-404")


def test_what_becomes_of_the_same_story_is_one_of_two_words(tmp_path: Path) -> None:
    crawler = Crawler(NewsSpider, settings_for(tmp_path, SAME_STORY="merge"))
    late: Any = crawler
    late.stats = object()

    with pytest.raises(ValueError, match="SAME_STORY=merge: either keep or drop"):
        stages.DropSeen(crawler)


def test_two_captures_of_one_story_are_decided_one_after_the_other(tmp_path: Path) -> None:
    crawl, replay = tmp_path / "crawl", tmp_path / "replay"
    one(crawl, FERRY, story("Ferry returns"))
    later(crawl, 1, {FERRY: story("Ferry returns", "It was late.")})

    replayed(crawl, replay)
    told = [(line["version"], line.get("isBasedOn")) for line in lines(replay)]

    assert [version for version, _ in told] == [1, 2]
    assert [(line["version"], line.get("isBasedOn")) for line in lines(crawl)] == told


def test_a_run_that_is_cut_short_stores_no_half_story(tmp_path: Path) -> None:
    async def steps() -> tuple[str, bool]:
        async with stepped(tmp_path) as crawl:
            crawl.store.state.aborted = True
            crawl.store.addresses.add(Link(SITE + LONG, "article", priority=10, depth=1))
            request = crawl.scheduler.next_request()
            assert request
            await crawl.answer(request, part(1, NEXT))
            crawl.store.commit()
            with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
                [(state,)] = ledger.execute("SELECT state FROM addresses")
            return state, crawl.store.addresses.pending() == 1

    assert drive(steps()) == ("due", True)
    assert lines(tmp_path) == []


# --- what a site teaches

ENCODINGS = {"utf-8": "The café by the quay opens.", "windows-1252": "The café on the pier."}


def test_a_site_that_changes_its_encoding_is_told_of(tmp_path: Path) -> None:
    def page(encoding: str, n: int) -> bytes:
        text = story(f"Café number {n} opens", f"{ENCODINGS[encoding]} It is number {n}.")
        body = text.partition(b"\r\n\r\n")[2]
        return response(body.decode().encode(encoding), f"text/html; charset={encoding}")

    async def steps(names: Sequence[str], first: int, day: int) -> dict[str, Any]:
        at = START.replace(day=day).isoformat()
        async with stepped(tmp_path, settings={"RUN_AT": at}) as crawl:
            for n, name in enumerate(names, first):
                await ask(crawl, f"/news/2026/0205/{n}.html", page(name, n))
            return dict(crawl.stats)

    drive(steps(["utf-8"] * 6, 200, 5))

    assert "archive/encoding_changed/quay.example" not in drive(steps(["utf-8"], 300, 6))
    assert drive(steps(["windows-1252"], 400, 7))["archive/encoding_changed/quay.example"] == 1


def test_what_a_story_teaches_is_kept_once(tmp_path: Path) -> None:
    one(tmp_path, FERRY, story("Ferry returns"))
    later(tmp_path, 1, {FERRY: story("Ferry returns", "It was late.")})

    with sqlite3.connect(tmp_path / "ledger.sqlite") as ledger:
        [(counts,)] = ledger.execute("SELECT counts FROM counts WHERE site <> ?", (KEPT,))

    assert json.loads(counts)["stories"] == 1


# --- one stage by itself


def stage_in(crawl: Stepped, kind: type) -> Any:
    """Return a stage of the pipeline."""
    [stage] = [each for each in crawl.pipelines if isinstance(each, kind)]
    return stage


def page_with(article: Article | None = None, **more: Any) -> PageTask:
    capture = Capture(url=SITE + FERRY, fetched_at=START, body=b"")
    return PageTask(None, captures=[capture], article=article, **more)


def told(**more: Any) -> Article:
    known = Provenance(captures=("sha1:A",), fetched_at=START, encoding="utf-8")
    plain = {"url": SITE + FERRY, "headline": "Ferry", "article_body": ("One.",), **more}
    return Article(provenance=known, **plain)


@pytest.mark.parametrize(
    ("setting", "said"),
    [("RENDER", "say never, auto, always"), ("RICH_TEXT", "say html, markdown")],
)
def test_a_value_that_nobody_knows_is_refused_with_those_that_there_are(
    setting: str, said: str, tmp_path: Path
) -> None:
    async def steps() -> None:
        async with stepped(tmp_path, settings={setting: "sometimes"}):
            pass

    with pytest.raises(ValueError, match=f"{setting}=sometimes: {said}"):
        drive(steps())


def drops(stage: type, page: PageTask, archive: Path, **change: Any) -> tuple[str, str | None]:
    """Return how a page ends that a stage takes off the line; `change` is of the store."""

    async def steps() -> None:
        async with stepped(archive) as crawl:
            for name, value in change.items():
                setattr(crawl.store, name, value)
            made = stage_in(crawl, stage).process_item(page)
            if made is not None and hasattr(made, "__await__"):
                await made

    with pytest.raises(DropItem):
        drive(steps())
    return page.outcome, page.reason


def test_a_story_that_was_taken_down_is_not_stored_whatever_led_to_it(tmp_path: Path) -> None:
    served = Exchange(url=SITE + FERRY, fetched_at=START, request=b"GET", response=b"")
    page = page_with(told(), exchanges=[served])

    assert drops(
        stages.KeepWanted, page, tmp_path, taken_down=frozenset({canonical(SITE + FERRY)})
    ) == ("dropped", "taken-down")
    assert page.exchanges == []


def test_a_story_that_another_pipeline_has_changed_may_take_too_long(tmp_path: Path) -> None:
    async def slow(*_: object) -> None:
        raise WorkerError("read-timeout", "it took too long")

    workers = SimpleNamespace(clean=slow, close=lambda: None, begin=lambda: None)
    page = page_with(told())

    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            stage = stage_in(crawl, stages.RepairText)
            stage.workers = workers
            await stage.process_item(page)

    with pytest.raises(DropItem):
        drive(steps())
    assert (page.outcome, page.reason) == ("failed", "read-timeout")


UNREADABLE: dict[str, tuple[Any, tuple[str, str | None]]] = {
    "a file that is gone": (FileNotFoundError("gone"), ("failed", "read-crash")),
    "a record that is damaged": (ValueError("no record"), ("failed", "read-crash")),
    "no article": (NotAnArticle("no-text"), ("dropped", "no-text")),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_capture_that_cannot_be_read_from_its_place_ends_in_one_word(
    name: str, tmp_path: Path
) -> None:
    came, ended = UNREADABLE[name]

    async def finish(*_: object) -> Any:
        if isinstance(came, NotAnArticle):
            return page.captures[0], 7, came
        raise came

    unread: Any = SimpleNamespace(known=None)
    page = page_with(unread=unread)

    async def steps() -> int:
        async with stepped(tmp_path) as crawl:
            stage = stage_in(crawl, stages.ReadArticle)
            stage.workers = SimpleNamespace(finish_unread=finish)
            with pytest.raises(DropItem):
                await stage.process_item(page)
            return int(crawl.stats.get("archive/bytes", 0))

    counted = drive(steps())

    assert (page.outcome, page.reason) == ended
    assert counted == (7 if isinstance(came, NotAnArticle) else 0)


@pytest.mark.parametrize("flag", ["noarchive", ""])
def test_no_picture_is_fetched_of_a_story_that_asks_for_no_copy_or_from_no_address(
    flag: str, tmp_path: Path
) -> None:
    asked: list[str] = []

    async def picture(_: object, url: str, __: object) -> str:
        asked.append(url)
        return "sha1:P"

    images = tuple(Image(url) for url in ("data:image/gif;base64,R0", f"{SITE}/a.jpg"))
    article = told(image=images)
    if flag:
        article = replace(article, provenance=replace(article.provenance, flags=(flag,)))
    page = page_with(article)

    async def steps() -> None:
        async with stepped(tmp_path, settings={"IMAGES": True}) as crawl:
            captures: Any = SimpleNamespace(picture=picture)
            crawl.store.captures = captures
            await stage_in(crawl, stages.KeepPictures).process_item(page)

    drive(steps())

    assert asked == ([] if flag else [f"{SITE}/a.jpg"])
    assert page.article
    assert [each.digest for each in page.article.image] == [None, None if flag else "sha1:P"]
