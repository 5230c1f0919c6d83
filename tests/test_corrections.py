"""A version says that the publisher changed the page; a withdrawal leaves a line of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import PROSE, lines, listing, response, run, story
from tests.test_recrawl import FERRY, GONE, Paper, printing

pytestmark = pytest.mark.long

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
TITLES = ("ferry", "mill", "weir", "crane", "mole", "school")
PATHS = {name: f"/news/2026/0205/{n}.html" for n, name in enumerate(TITLES, 201)}
IMPRINT = "The Quay is printed at the mill on Mondays, and any reader may borrow the press."


@pytest.fixture
def paper() -> Iterator[Paper]:
    with printing(Paper({})) as served:
        yield served


def told(name: str, *more: str, visitors: int = 0) -> bytes:
    """Return a story of its own about something, and a page that changes around it."""
    text = [
        f"The {name} is to be closed on Monday for as long as the ice holds, the board said.",
        f"Nobody who was asked about the {name} had been told of it before the evening.",
        *more,
    ]
    paragraphs = "".join(f"<p>{each}</p>" for each in text)
    return response(
        f"<html><head><title>The {name} closes for the winter</title></head><body>"
        f"<article><h1>The {name} closes for the winter</h1>{paragraphs}</article>"
        f"<footer>{visitors} visitors</footer></body></html>"
    )


def events(archive: Path) -> list[dict[str, Any]]:
    files = sorted(archive.glob("events/*.jsonl"))
    return [json.loads(line) for f in files for line in f.read_text("utf-8").splitlines()]


def test_what_the_site_has_taught_makes_no_version(paper: Paper, tmp_path: Path) -> None:
    """The imprint goes from new stories once six have shown it; the old ones stay as they were."""
    first = {path: told(name, IMPRINT) for name, path in PATHS.items()}
    paper.pages = {"/": listing(*first), **first}
    paper.crawl(tmp_path / "a", timedelta())

    later = {path: told(name, IMPRINT, visitors=7) for name, path in PATHS.items()}
    late = "/news/2026/0206/301.html"
    paper.pages = {"/": listing(*first, late), **later, late: told("inn", IMPRINT)}
    second = paper.crawl(tmp_path / "a", 2 * HOUR)

    assert (second["version"], second["unchanged"], second["stored"]) == (0, 6, 1)
    held = lines(tmp_path / "a")
    assert [each["articleBody"].endswith(IMPRINT) for each in held] == [True] * 6 + [False]
    assert [each["by"] for each in held[-1]["provenance"]["edits"]] == ["site:recurring"]


def test_a_story_that_grew_is_one_new_version(paper: Paper, tmp_path: Path) -> None:
    pages = {path: told(name, IMPRINT) for name, path in PATHS.items()}
    paper.pages = {"/": listing(*pages), **pages}
    paper.crawl(tmp_path / "a", timedelta())

    paper.pages[PATHS["ferry"]] = told("ferry", PROSE[0], IMPRINT)
    second = paper.crawl(tmp_path / "a", 2 * HOUR)

    assert second["version"] == 1
    last = lines(tmp_path / "a")[-1]
    assert (last["version"], last["provenance"]["changed"]) == (2, ["articleBody"])
    assert PROSE[0] in last["articleBody"]


def test_withdrawals_and_returns_stand_in_sealed_files(paper: Paper, tmp_path: Path) -> None:
    archive = tmp_path / "a"
    served = story("The ferry returns")
    paper.pages = {"/": listing(FERRY), FERRY: served}
    paper.crawl(archive, timedelta())
    for hours, answer in ((2, GONE), (30, GONE), (200, served)):
        paper.pages[FERRY] = answer
        paper.crawl(archive, hours * HOUR)

    [held] = lines(archive)
    gone, back = events(archive)
    assert [gone["creativeWorkStatus"], back["creativeWorkStatus"]] == ["Withdrawn", "Published"]
    assert gone["identifier"] == back["identifier"] == held["identifier"]
    assert (gone["provenance"]["reason"], gone["provenance"]["httpStatus"]) == ("http-410", 410)
    assert (archive / gone["provenance"]["locations"][0]["file"]).exists()
    assert run("check-archive", str(archive), archive=archive).returncode == 0

    history = run("history", f"http://127.0.0.1:{paper.port}{FERRY}", archive=archive).stdout
    assert "withdrawn (http-410)" in history
    assert "there again" in history


def grow(paper: Paper, archive: Path, *, visitors: int) -> Path:
    """Make an archive of four runs: stories change, change back, go and come again.

    `visitors` is added to what the pages around them count in each run.
    """
    pages = {path: told(name, IMPRINT) for name, path in PATHS.items()}
    runs: tuple[tuple[int, dict[str, tuple[str, ...] | None]], ...] = (
        (0, {}),
        (2, {"ferry": (PROSE[0],), "mill": None, "weir": ()}),
        (30, {"ferry": (IMPRINT,), "mill": (IMPRINT,)}),
        (200, {"ferry": (PROSE[0], PROSE[1]), "crane": (PROSE[2],)}),
    )
    for n, (hours, changes) in enumerate(runs):
        pages |= {
            PATHS[name]: GONE if more is None else told(name, *more, visitors=n * visitors)
            for name, more in changes.items()
        }
        pages |= {f"/news/2026/0209/{hours}.html": told(f"inn of {hours}", IMPRINT)}
        paper.pages = {"/": listing(*pages), **pages}
        paper.crawl(archive, hours * HOUR)
    assert {each["version"] for each in lines(archive)} == {1, 2, 3, 4}
    return archive


@pytest.fixture
def grown(paper: Paper, tmp_path: Path) -> Path:
    return grow(paper, tmp_path / "crawled", visitors=0)


def in_order(records: list[dict[str, Any]]) -> list[str]:
    return sorted(json.dumps(each, sort_keys=True) for each in records)


def test_a_replay_gives_exactly_the_lines_of_the_crawls(grown: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"

    done = run("crawl", "replay", "-a", f"captures={grown}", archive=again)

    assert done.returncode == 0, done.stderr[-3000:]
    assert in_order(lines(again)) == in_order(lines(grown))
    assert in_order(events(again)) == in_order(events(grown))


def test_a_second_replay_changes_nothing_and_balances(grown: Path) -> None:
    before, said = lines(grown), events(grown)

    done = run("crawl", "replay", "-a", f"captures={grown}", archive=grown)

    assert done.returncode == 0, done.stderr[-3000:]
    assert (lines(grown), events(grown)) == (before, said)
    assert run("check-archive", str(grown), archive=grown).returncode == 0


def history_of(archive: Path, url: str) -> list[tuple[int, str, str]]:
    """Return the versions of a story: the last line of each number counts."""
    newest = {each["version"]: each for each in lines(archive) if each["url"] == url}
    return [
        (n, each["articleBody"], each.get("isBasedOn", "")) for n, each in sorted(newest.items())
    ]


@pytest.mark.parametrize(
    "order", ["3210", *(pytest.param(each, marks=pytest.mark.long) for each in ("0123", "2031"))]
)
def test_any_order_of_replays_gives_the_same_history(
    paper: Paper, tmp_path: Path, order: str
) -> None:
    grown = grow(paper, tmp_path / "crawled", visitors=1)
    again, files = tmp_path / "again", sorted(grown.glob("warc/*"))

    for n in order:
        run("crawl", "replay", "-a", f"captures={files[int(n)]}", archive=again)

    for url in {each["url"] for each in lines(grown)}:
        assert history_of(again, url) == history_of(grown, url)
    for name in ("ferry", "mill"):
        url = f"http://127.0.0.1:{paper.port}{PATHS[name]}"
        shown = [run("history", url, archive=each).stdout for each in (again, grown)]
        assert shown[0] == shown[1]


INN, HALL = "/news/2026/0205/301.html", "/news/2026/0205/302.html"
HOME = b"HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n"
LED = HOME.replace(b" /\r", f" {HALL}\r".encode())
CAFE = "/news/2026/0205/303.html?b=caf%E9&a=1"
LED_AS_WRITTEN = HOME.replace(b" /\r", b" ../x/.././0205/303.html?b=caf\xe9&a=1#top\r")


def led(*more: str) -> dict[str, bytes]:
    """Return an address that redirects, and the story it leads to."""
    return {INN: LED, HALL: told("hall", *more)}


FERRY_STAYS = {PATHS["ferry"]: told("ferry")}
LIVES: dict[str, tuple[dict[str, bytes], ...]] = {
    "gone where it was asked": (led(), led(IMPRINT), {INN: GONE}, led(IMPRINT), led(PROSE[2])),
    "gone at the end": (led(), {INN: LED, HALL: GONE}),
    "gone once more": (led(), {INN: GONE}, {INN: GONE}),
    "led to an address not spelled out": (
        {INN: LED_AS_WRITTEN, CAFE: told("cafe")},
        {INN: LED_AS_WRITTEN, CAFE: told("cafe", IMPRINT)},
        {INN: GONE},
        {INN: LED_AS_WRITTEN, CAFE: told("cafe", PROSE[2])},
    ),
    "sent home": tuple({INN: each} for each in (told("inn"), HOME, HOME, told("inn"))),
    "sent home at last": ({INN: told("inn")}, {INN: HOME}),
    "same bytes": ({INN: told("inn")}, {INN: told("inn", PROSE[1])}, {INN: told("inn")}),
}


@pytest.mark.parametrize(
    "life",
    [pytest.param(life, marks=pytest.mark.long) for life in LIVES],
)
def test_a_replay_follows_redirects_and_revisits_as_the_crawls_did(
    paper: Paper, tmp_path: Path, life: str
) -> None:
    """All at once, and file by file from the last to the first, give what the crawls gave."""
    crawled, again, piecewise = (tmp_path / name for name in ("crawled", "again", "piecewise"))
    for hours, pages in zip((0, 2, 30, 200, 900), LIVES[life], strict=False):
        paper.pages = {"/": listing(*FERRY_STAYS, INN), **FERRY_STAYS, **pages}
        paper.crawl(crawled, hours * HOUR)

    done = run("crawl", "replay", "-a", f"captures={crawled}", archive=again)
    parts = [
        run("crawl", "replay", "-a", f"captures={file}", archive=piecewise)
        for file in sorted(crawled.glob("warc/*"), reverse=True)
    ]

    assert done.returncode == 0, done.stderr[-3000:]
    assert in_order(lines(again)) == in_order(lines(crawled))
    assert in_order(events(again)) == in_order(events(crawled))
    assert not [each.stderr for each in parts if "not in this archive" in each.stderr]
    for url in {each["url"] for each in lines(crawled)}:
        shown = [run("history", url, archive=each).stdout for each in (piecewise, crawled)]
        assert shown[0] == shown[1]


LONG, SECOND, MOVED = (f"/news/2026/0205/700{end}.html" for end in ("", "_2", "_2b"))
NUMBERS = f"<div class=page><a href='{LONG}'>1</a> <a href='{SECOND}'>Next page</a></div>"
BUSY = response("One moment.", status="503 Service Unavailable")


def long_story(*more: str) -> bytes:
    """Return the first page of a story of two."""
    return told("pier", *more).replace(b"</article>", NUMBERS.encode() + b"</article>").replace(
        b"Content-Length", b"X-Length"
    )  # fmt: skip


@pytest.mark.long
def test_a_page_of_a_story_that_fails_makes_no_version_and_is_replayed_so(
    paper: Paper, tmp_path: Path
) -> None:
    """One that is busy says nothing, one that is gone is part of the story no more."""
    second = story("The pier closes for the winter")
    moved = HOME.replace(b" /\r", f" {MOVED}\r".encode())
    later = second.replace(b"timber", b"planks")
    crawled, again = tmp_path / "crawled", tmp_path / "again"
    outcomes = []
    for hours, pages in (
        (0, {LONG: long_story(), SECOND: second}),
        (2, {LONG: long_story(), SECOND: BUSY}),
        (30, {LONG: long_story(), SECOND: moved, MOVED: later}),
        (200, {LONG: long_story(PROSE[0]), SECOND: GONE}),
    ):
        paper.pages = {"/": listing(LONG), **pages}
        done = paper.crawl(crawled, hours * HOUR)
        outcomes.append((done["stored"], done["version"], done["failed"]))

    replayed = run("crawl", "replay", "-a", f"captures={crawled}", archive=again)

    assert outcomes == [(1, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 0)]
    assert [len(each["provenance"]["captures"]) for each in lines(crawled)] == [2, 2, 1]
    assert replayed.returncode == 0, replayed.stderr[-3000:]
    assert in_order(lines(again)) == in_order(lines(crawled))


@pytest.mark.long
def test_a_front_page_that_has_not_changed_brings_no_story_back(
    paper: Paper, tmp_path: Path
) -> None:
    """Asked with a validator of its own or of the story's, the front page answers 304."""
    crawled, again = tmp_path / "crawled", tmp_path / "again"
    paper.pages = {"/": listing(INN), INN: told("inn")}
    paper.etags = {"/": '"same"', INN: '"same"'}
    outcomes = []
    for hours, etag in ((0, '"same"'), (2, ""), (30, ""), (200, "")):
        paper.etags[INN] = etag
        paper.pages |= {} if etag else {INN: HOME}
        done = paper.crawl(crawled, hours * HOUR)
        outcomes.append((done["stored"], done["withdrawn"], done["reasons"]))

    replayed = run("crawl", "replay", "-a", f"captures={crawled}", archive=again)

    assert [each[:2] for each in outcomes] == [(1, 0), (0, 1), (0, 0), (0, 0)]
    assert [each[2].get("unchanged/still-gone") for each in outcomes[2:]] == [1, 1]
    assert [each["creativeWorkStatus"] for each in events(crawled)] == ["Withdrawn"]
    assert replayed.returncode == 0, replayed.stderr[-3000:]
    assert in_order(lines(again)) == in_order(lines(crawled))
    assert in_order(events(again)) == in_order(events(crawled))
    assert run("check-archive", str(crawled), archive=crawled).returncode == 0
