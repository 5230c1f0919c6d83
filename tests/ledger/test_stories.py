"""One page at several addresses is asked for once, and nothing is lost for it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier.link import Link, found_at
from crawler.ledger.captures import OF_DIGEST
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import HELD, MIGRATIONS, ArticleRow, Visit
from crawler.ledger.stories import OF_CONTENT
from crawler.ledger.url_patterns import MOST_SHAPES

SITE = "https://www.portal.example"
STORY = f"{SITE}/news/7.html"


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    opened.begin("news", {}, 0.0, "portal.example")
    yield opened
    opened.close()


def found(url: str, kind: str = "article") -> Link:
    address = found_at(url, kind)
    assert address
    return address


def meet(ledger: Ledger, *urls: str, kind: str = "article") -> None:
    ledger.add([found(url, kind) for url in urls], f"{SITE}/", ledger.run, 1.0)


def due(ledger: Ledger) -> list[str]:
    return [a.url for host in ledger.run_hosts() for a in ledger.due(host, 9.0, 9)]


def row(url: str, canonical: str | None = None, content: str = "one") -> ArticleRow:
    bands = tuple(random.Random(content).sample(range(1 << 60), 16))
    return ArticleRow(url, 1, f"urn:{url}", content, "f", 0, 9, content.encode(), canonical, bands)


def hold(ledger: Ledger, url: str, canonical: str | None = None, content: str = "one") -> None:
    visit = Visit(url, 2.0, "stored", status=200, state="held", held=HELD, due_at=1e9)
    ledger.commit([visit._replace(articles=(row(url, canonical, content),))], {}, ledger.run)


TWINS = [
    "http://www.portal.example/news/7.html", "https://portal.example/news/7.html",
    "https://m.portal.example/news/7.html", f"{SITE}/amp/news/7.html",
    f"{SITE}/news/7.html?outputType=amp", f"{SITE}/news/7.amp.html",
]  # fmt: skip
STRANGERS = [
    f"{SITE}/news/8.html", "https://sport.portal.example/news/7.html", f"{SITE}/news/7.html?id=2",
    f"{SITE}/NEWS/7.html",
]  # fmt: skip


@pytest.mark.parametrize("twin", TWINS)
def test_a_twin_of_a_known_address_is_not_asked_for(ledger: Ledger, twin: str) -> None:
    meet(ledger, STORY)
    meet(ledger, twin)

    assert due(ledger) == [STORY]
    assert ledger.stories.twin_of(twin) == STORY
    tallies = {(tally.outcome, tally.reason): tally.number for tally in ledger.tallies(ledger.run)}
    assert tallies == {("pending", None): 1, ("dropped", "twin"): 1}
    assert ledger.discovered(ledger.run) == 2


@pytest.mark.parametrize("stranger", STRANGERS)
def test_another_address_is(ledger: Ledger, stranger: str) -> None:
    meet(ledger, STORY, stranger)

    assert sorted(due(ledger)) == sorted([STORY, stranger])


def test_a_list_and_its_mobile_twin_are_two(ledger: Ledger) -> None:
    meet(ledger, f"{SITE}/news/", "https://m.portal.example/news/", kind="page")
    meet(ledger, "http://portal.example/news/", kind="page")

    assert len(due(ledger)) == 2


def test_where_a_crawl_starts_is_asked_for_whatever_is_known(ledger: Ledger) -> None:
    meet(ledger, f"{SITE}/", kind="page")
    ledger.add([found("http://portal.example/", "page")], None, ledger.run, 1.0)

    assert len(due(ledger)) == 2


@pytest.mark.parametrize("outcome", ["failed", "dropped"])
def test_a_twin_is_asked_for_where_the_other_brought_nothing(ledger: Ledger, outcome: str) -> None:
    meet(ledger, STORY, TWINS[2])
    brought_nothing = Visit(STORY, 2.0, outcome, "robots", state="done")

    ledger.commit([brought_nothing], {}, ledger.run)

    assert due(ledger) == [TWINS[2]]
    assert ledger.discovered(ledger.run) == 2


def test_a_twin_asked_for_in_a_later_run_is_counted_there(ledger: Ledger) -> None:
    meet(ledger, STORY, TWINS[2])
    again = ledger.begin("news", {}, 5.0, "portal.example")

    ledger.commit([Visit(STORY, 6.0, "failed", "http-404", state="gone")], {}, again)

    assert due(ledger) == [TWINS[2]]
    assert ledger.discovered(again) == sum(t.number for t in ledger.tallies(again)) == 2


def test_the_canonical_address_of_a_story_that_is_held_is_not_asked_for(ledger: Ledger) -> None:
    short, whole = f"{SITE}/n/812", f"{SITE}/news/2026/ferry-is-back-home"
    meet(ledger, short, whole)

    hold(ledger, short, canonical=whole)

    assert due(ledger) == []
    assert ledger.stories.twin_of(whole) == short
    meet(ledger, whole.replace("www.", "m."))
    assert due(ledger) == []


NOT_BELIEVED = {
    "the front page": f"{SITE}/",
    "another site": "https://elsewhere.example/news/ferry-is-back",
}


@pytest.mark.parametrize("canonical", NOT_BELIEVED.values(), ids=NOT_BELIEVED)
def test_a_canonical_address_that_makes_no_sense_is_not_believed(
    ledger: Ledger, canonical: str
) -> None:
    meet(ledger, STORY, canonical)

    hold(ledger, STORY, canonical=canonical)

    assert due(ledger) == [canonical]


def test_a_list_is_no_canonical_address_of_a_story(ledger: Ledger) -> None:
    meet(ledger, STORY)
    meet(ledger, f"{SITE}/news/", kind="page")

    hold(ledger, STORY, canonical=f"{SITE}/news/")

    assert due(ledger) == [f"{SITE}/news/"]


def test_a_further_page_does_not_stand_for_the_first(ledger: Ledger) -> None:
    second = f"{SITE}/news/7_2.html"
    meet(ledger, second, STORY)

    hold(ledger, second, canonical=STORY)

    assert due(ledger) == [STORY]


def test_a_canonical_address_that_different_stories_share_is_nobodys(ledger: Ledger) -> None:
    shared = f"{SITE}/news/today.html"
    meet(ledger, STORY, f"{SITE}/news/8.html", shared)

    hold(ledger, STORY, shared, "one")
    assert shared not in due(ledger)
    hold(ledger, f"{SITE}/news/8.html", shared, "another")

    assert due(ledger) == [shared]
    assert ledger.discovered(ledger.run) == sum(t.number for t in ledger.tallies(ledger.run))


def test_one_that_the_same_story_shares_is_believed(ledger: Ledger) -> None:
    shared = f"{SITE}/news/ferry-is-back"
    meet(ledger, STORY, f"{SITE}/sport/7.html", shared)

    hold(ledger, STORY, shared)
    hold(ledger, f"{SITE}/sport/7.html", shared)

    assert due(ledger) == []


def test_a_story_is_found_by_a_band_of_its_signature(ledger: Ledger) -> None:
    for n in range(50):
        meet(ledger, f"{SITE}/news/{n}.html")
        hold(ledger, f"{SITE}/news/{n}.html", content=str(n))
    one = row(STORY, content="7")

    [alike] = ledger.stories.near((*range(15), one.bands[3]), "https://elsewhere.example/1")

    assert (alike.url, alike.signature) == (STORY, b"7")
    assert ledger.stories.near(one.bands, STORY) == []
    assert ledger.stories.exactly("7", "https://elsewhere.example/1") == [STORY]


def test_a_look_up_reads_an_index_and_nothing_else(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.sqlite").close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        plans = [
            db.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()
            for query, values in (
                ("SELECT story FROM bands WHERE tier IN (1, 2) AND band = ?", (1,)),
                (f"SELECT 1 FROM articles WHERE {OF_CONTENT}", ("",)),
                (f"SELECT 1 FROM captures WHERE {OF_DIGEST}", ("",)),
                ("SELECT address FROM spellings WHERE key = ?", (1,)),
                ("SELECT id FROM stories WHERE canonical = ?", ("",)),
            )
        ]

    assert all(step[3].startswith("SEARCH") for plan in plans for step in plan)


def test_what_addresses_turned_out_to_be_is_counted_once_each(ledger: Ledger) -> None:
    shape = "www.portal.example/n/000"
    urls = [f"{SITE}/n/{n}" for n in (811, 812, 813, 814)]
    meet(ledger, *urls)
    hold(ledger, urls[0])
    empty = Visit(urls[1], 2.0, "dropped", "no-text", status=200)
    list_page = Visit(urls[2], 2.0, "source", "list", status=200, state="source")
    failed = Visit(urls[3], 2.0, "failed", "timeout")

    ledger.commit([empty, list_page, list_page, failed], {}, ledger.run)

    assert ledger.verdicts.learned("portal.example") == {shape: (1, 2)}
    assert ledger.verdicts.learned("elsewhere.example") == {}


def test_no_more_shapes_are_remembered_than_travel_well(ledger: Ledger) -> None:
    rows = [("portal.example", f"shape-{n}", n, 0) for n in range(MOST_SHAPES + 10)]
    ledger._db.executemany("INSERT INTO shapes VALUES (?, ?, ?, ?)", rows)  # noqa: SLF001 the quick way

    learned = ledger.verdicts.learned("portal.example")

    assert len(learned) == MOST_SHAPES
    assert "shape-9" not in learned


def test_an_older_ledger_learns_the_spellings_of_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    old = sqlite3.connect(path)
    old.executescript(
        MIGRATIONS[0]
        + f"INSERT INTO addresses (url, host, kind, priority, depth, seen_at, due_at, run)"
        f" VALUES ('{STORY}', 'www.portal.example', 'article', 0, 1, 5, 5, 1);"
        "PRAGMA user_version=1;"
    )
    old.close()

    ledger = Ledger(path)

    assert ledger.stories.twin_of(TWINS[2]) == STORY
    ledger.close()
