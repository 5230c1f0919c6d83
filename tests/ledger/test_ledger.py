"""The ledger accounts for every address, and refuses what it does not know."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.frontier.link import TRAPPED, Link
from crawler.ledger.database import LedgerError, NotStorableError
from crawler.ledger.ledger import Ledger
from crawler.ledger.revisit_policy import NEVER
from crawler.ledger.schema import HELD, MIGRATIONS, Visit
from crawler.ledger.stories import spelling_key


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    yield opened
    opened.close()


def found(path: str, host: str = "a.example", priority: int = 0) -> Link:
    return Link(f"https://{host}{path}", "article", priority=priority)


def visit(path: str, outcome: str = "stored", **more: object) -> Visit:
    return Visit(f"https://a.example{path}", 1.0, outcome, **more)  # type: ignore[arg-type]


def test_an_address_is_written_down_once(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)

    assert ledger.add([found("/1"), found("/2")], None, run, 0.0) == 2
    assert ledger.add([found("/2"), found("/3")], None, run, 0.0) == 1
    assert ledger.discovered(run) == 3


def test_a_host_is_asked_for_what_is_most_urgent_first(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/low"), found("/high", priority=9), found("/x", "b.example")], None, run, 0)

    assert sorted(ledger.run_hosts()) == ["a.example", "b.example"]
    due = ledger.due("a.example", 1.0, 10)
    assert [address.url[-5:] for address in due] == ["/high", "e/low"]
    assert [a.url for a in ledger.due("a.example", 1.0, 10, but=[due[0].id])] == [due[1].url]


def test_what_was_in_flight_is_due_again_in_the_next_run(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1"), found("/2")], None, run, 0.0)
    ledger.commit([visit("/1")], {"warc/a": 10}, run)

    again = ledger.begin("news", {}, 5.0)

    assert ledger.discovered(again) == 1
    assert [address.url for address in ledger.due("a.example", 5.0, 9)] == ["https://a.example/2"]
    assert ledger.segments() == {"warc/a": (10, False)}


def test_a_failed_address_is_due_later_and_its_tries_are_counted(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], None, run, 0.0)

    ledger.commit([visit("/1", "failed", reason="timeout", state="due", due_at=600.0)], {}, run)

    assert ledger.due("a.example", 599.0, 9) == []
    [address] = ledger.due("a.example", 600.0, 9)
    assert address.tries == 1


OUTCOMES = st.sampled_from(["stored", "unchanged", "source", "dropped", "failed", None])


@settings(deadline=None)  # each writes a file
@given(st.lists(OUTCOMES, max_size=12))
def test_every_address_of_a_run_is_accounted_for(outcomes: list[str | None]) -> None:
    ledger = Ledger(Path(":memory:"))
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found(f"/{n}") for n in range(len(outcomes))], None, run, 0.0)

    ledger.commit([visit(f"/{n}", o) for n, o in enumerate(outcomes) if o], {}, run)

    counted = {tally.outcome: tally.number for tally in ledger.tallies(run)}
    assert sum(counted.values()) == ledger.discovered(run) == len(outcomes)
    assert counted.get("pending", 0) == outcomes.count(None) == ledger.pending(run)
    ledger.close()


def test_a_commit_is_all_or_nothing(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], None, run, 0.0)
    broken = visit("/1", found=(found("/2"),), captures=(("too", "short"),))

    with pytest.raises((sqlite3.Error, NotStorableError)):
        ledger.commit([broken], {"warc/a": 10}, run)

    assert ledger.known(["https://a.example/2"]) == set()
    assert ledger.segments() == {}
    assert ledger.pending(run) == 1


def test_a_list_is_asked_again_once_a_run(ledger: Ledger) -> None:
    first = ledger.begin("news", {}, 0.0)
    ledger.add([found("/list")], None, first, 0.0)
    ledger.commit([visit("/list", "source")], {}, first)
    second = ledger.begin("news", {}, 1.0)

    assert ledger.ask_again(["https://a.example/list"], second, 1.0) == 1
    assert ledger.ask_again(["https://a.example/list"], second, 1.0) == 0


def test_the_life_of_an_address_is_told_in_order(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], "https://a.example/", run, 0.0)
    ledger.commit([visit("/1", "failed", reason="http-503", status=503, state="due")], {}, run)
    ledger.commit([visit("/1", status=200)], {}, run)

    known, visits = ledger.life("https://a.example/1")

    assert known
    assert known["seen_on"] == "https://a.example/"
    assert [(each["outcome"], each["status"]) for each in visits] == [
        ("failed", 503),
        ("stored", 200),
    ]


def test_a_ledger_of_a_newer_crawler_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    Ledger(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    newer.close()

    with pytest.raises(LedgerError, match="newer crawler"):
        Ledger(path)


def test_a_file_that_is_no_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    path.write_bytes(b"<html>not a database</html>" * 100)

    with pytest.raises(LedgerError, match="is no ledger"):
        Ledger(path)


def test_a_ledger_of_an_older_crawler_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    old = sqlite3.connect(path)
    old.executescript(
        MIGRATIONS[0]
        + """
        INSERT INTO addresses (url, host, kind, state, priority, depth, seen_at, due_at, run,
            outcome) VALUES
            ('https://a.example/1', 'a.example', 'article', 'done', 0, 1, 5, 5, 1, 'stored'),
            ('https://a.example/', 'a.example', 'page', 'done', 0, 0, 5, 5, 1, 'source'),
            ('https://a.example/3?a=%41', 'a.example', 'page', 'done', 0, 1, 5, 5, 1, 'dropped'),
            ('https://a.example/3?a=A', 'a.example', 'article', 'due', 0, 1, 5, 5, 1, NULL),
            ('https://a.example/2', 'a.example', 'article', 'due', 0, 1, 5, 5, 1, NULL);
        INSERT INTO articles VALUES ('https://a.example/1', 1, 'urn:1', 'sha256:1', 'f', 0, 9, 5);
        PRAGMA user_version=1;"""
    )
    old.close()

    ledger = Ledger(path)
    run = ledger.begin("news", {}, 40 * 86_400.0, "a.example")

    assert ledger.discovered(run) == 3
    known = ledger.address("https://a.example/1")
    assert known
    assert (known.held, known.since) == (HELD, 5.0)
    two_spellings = {address.url for address in ledger.due("a.example", 50 * 86_400.0, 9)}
    assert not any("/3" in url for url in two_spellings)
    assert ledger.known(["https://a.example/3?utm_source=x&a=A"])
    ledger.close()


@pytest.mark.parametrize("version", range(5, len(MIGRATIONS)))
def test_a_file_is_of_the_newest_version_also_where_that_is_one_of_servers_alone(
    version: int, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.create_function("spelling_key", 2, spelling_key, deterministic=True)
        old.create_function("address_key", 1, str, deterministic=True)
        steps = ";".join(MIGRATIONS[:version])
        old.executescript(f"{steps}; PRAGMA user_version={version};")

    Ledger(path).close()

    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


SPELLINGS = ["/1?b=2&a=1&utm_source=feed", "/1?a=1&b=2", "//1?a=%31&b=2&fbclid=x"]


def test_an_address_is_asked_for_as_it_was_found_and_known_in_any_spelling(
    ledger: Ledger,
) -> None:
    first, other, third = SPELLINGS
    run = ledger.begin("news", {}, 0.0)

    added = [ledger.add([found(each)], None, run, 0.0) for each in SPELLINGS]
    ledger.commit([visit(other)], {}, run)
    later = ledger.begin("news", {}, 5.0)
    again = ledger.ask_again([f"https://a.example{third}"], later, 5.0)

    assert (added, again) == ([1, 0, 0], 1)
    assert [each.url for each in ledger.due("a.example", 9.0, 9)] == [f"https://a.example{first}"]
    assert ledger.known([f"https://a.example{third}", "https://a.example/1?a=1"]) == {
        f"https://a.example{third}"
    }
    known, visits = ledger.life(f"https://a.example{third}")
    assert known
    assert (known["url"], len(visits)) == (f"https://a.example{first}", 1)


def test_what_a_list_spells_otherwise_is_no_other_story(ledger: Ledger) -> None:
    source = found("/list")._replace(kind="page")
    first, other, _ = SPELLINGS
    run = ledger.begin("news", {}, 0.0)
    ledger.add([source], None, run, 0.0)
    for spelled in (first, other):
        listed = (Link(f"https://a.example{spelled}", "article", "Ferry back"),)
        ledger.commit([visit("/list", "source", found=(found(spelled),), listed=listed)], {}, run)

    [account] = ledger.accounts.sources(run)

    assert (account.known, account.listed) == (1, 1)


LISTED = [
    (Link("https://a.example/1", "article", "Ferry back", "2026-02-05"), False),
    (Link("https://a.example/1", "article", "Ferry is back", "2026-02-05"), True),
    (Link("https://a.example/1", "article", "Ferry back", "2026-02-06"), True),
    (Link("https://a.example/1", "article", None, None), False),
]


@pytest.mark.parametrize(("listed", "is_reason"), LISTED)
def test_what_a_list_says_otherwise_is_a_reason_to_look_again(
    ledger: Ledger, listed: Link, *, is_reason: bool
) -> None:
    first = ledger.begin("news", {}, 0.0)
    ledger.add([found("/"), found("/1")], None, first, 0.0)
    before = Link("https://a.example/1", "article", "Ferry back", "2026-02-05")
    held = visit("/1")._replace(state="held", held=HELD, due_at=1e9, since=1.0)
    ledger.commit([held, visit("/", "source")._replace(listed=(before,))], {}, first)
    second = ledger.begin("news", {}, 1_000.0)

    ledger.commit([visit("/", "source")._replace(listed=(listed,), at=1_001.0)], {}, second)

    assert bool(ledger.due("a.example", 1_002.0, 9)) == is_reason


def test_a_title_that_changes_all_the_time_is_a_reason_ever_more_rarely(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/"), found("/1")], None, run, 0.0)
    held = visit("/1")._replace(state="held", held=HELD, due_at=1e12, since=0.0)
    ledger.commit([held, visit("/", "source")], {}, run)
    looks = 0
    for quarter in range(1, 4 * 24 * 30):
        at = quarter * 900.0
        run = ledger.begin("news", {}, at)
        listed = (Link("https://a.example/1", "article", f"Ferry back ({quarter} comments)"),)
        ledger.commit([visit("/", "source")._replace(listed=listed, at=at)], {}, run)
        if ledger.due("a.example", at, 9):
            looks += 1
            ledger.commit([held._replace(at=at, outcome="unchanged")], {}, run)

    assert 30 < looks < 60


def test_a_run_takes_up_what_is_due_of_its_own_site(ledger: Ledger) -> None:
    first = ledger.begin("news", {}, 0.0, "a.example")
    ledger.add([found("/1")], None, first, 0.0)

    other = ledger.begin("news", {}, 1.0, "b.example")
    assert (ledger.discovered(other), ledger.run_hosts()) == (0, [])

    third = ledger.begin("news", {}, 2.0, "a.example")
    assert (ledger.discovered(third), ledger.run_hosts()) == (1, ["a.example"])


PAGE = Link("https://a.example/posts/1", "page", priority=10, depth=1)
LIST: dict[str, Any] = {
    "outcome": "source", "reason": "list", "status": 200, "state": "source", "kind": "page",
    "due_at": 900.0, "rhythm": 900.0, "etag": '"a"',
}  # fmt: skip
FEED = Link("https://a.example/feed", "feed", priority=50, depth=1)


def fed(*proven: str) -> Visit:
    return visit("/feed", "source", reason="list", state="source", due_at=900.0, proven=proven)


def test_a_story_that_was_taken_for_a_list_is_read_where_a_feed_lists_it(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE, FEED], None, run, 0.0)
    ledger.commit([visit("/posts/1", **LIST)], {}, run)

    ledger.commit([fed(PAGE.url)], {}, run)

    [address] = ledger.due("a.example", 1.0, 9)
    assert (address.url, address.kind, address.etag) == (PAGE.url, "article", None)
    assert ledger.discovered(run) == sum(tally.number for tally in ledger.tallies(run)) == 2
    ledger.commit([visit("/posts/1", state="held", held=HELD, kind="article")], {}, run)
    assert ledger.verdicts.learned("") == {"a.example/posts/0": (1, 0)}


def test_a_list_of_an_earlier_run_is_read_as_a_story_in_the_run_of_the_feed(
    ledger: Ledger,
) -> None:
    first = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE], None, first, 0.0)
    ledger.commit([visit("/posts/1", **LIST)], {}, first)
    second = ledger.begin("news", {}, 5.0)
    ledger.add([FEED], None, second, 5.0)

    ledger.commit([fed(PAGE.url)], {}, second)

    assert [address.url for address in ledger.due("a.example", 5.0, 9)] == [PAGE.url]
    assert ledger.discovered(second) == 2
    assert ledger.pending(second) == 1


def test_a_story_that_is_being_asked_for_as_a_list_is_read_afterwards(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE, FEED], None, run, 0.0)

    ledger.commit([fed(PAGE.url), visit("/posts/1", **LIST)], {}, run)

    assert [address.kind for address in ledger.due("a.example", 1.0, 9)] == ["article"]
    assert ledger.discovered(run) == 2


def test_a_feed_that_lists_where_a_crawl_starts_makes_no_story_of_it(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE._replace(depth=0), FEED], None, run, 0.0)
    ledger.commit([visit("/posts/1", **LIST)], {}, run)

    ledger.commit([fed(PAGE.url)], {}, run)

    assert ledger.due("a.example", 1.0, 9) == []


def test_a_page_that_was_read_and_held_no_story_is_not_read_again(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([PAGE, FEED], None, run, 0.0)
    ledger.commit([visit("/posts/1", "dropped", reason="no-text", kind="page")], {}, run)

    ledger.commit([fed(PAGE.url)], {}, run)

    assert ledger.due("a.example", 1.0, 9) == []


def test_an_address_of_a_trap_is_written_down_and_never_due(place: Path | str) -> None:
    ledger = Ledger(place)
    run = ledger.begin("news", {}, 1.0, "a.example")

    ledger.add([Link("http://w9.a.example/1", "article", priority=TRAPPED)], None, run, 1.0)

    assert ledger.due("w9.a.example", 9e9, 9) == []
    assert [tuple(each) for each in ledger.tallies(run)] == [("dropped", "trap", 1)]
    assert ledger.discovered(run) == 1


@pytest.mark.parametrize("how", ["urls", "only"])
def test_a_run_that_was_given_its_addresses_takes_no_others_over(
    how: str, place: Path | str
) -> None:
    ledger = Ledger(place)
    run = ledger.begin("news", {"url": "http://a.example/"}, 1.0, "a.example")
    ledger.add([Link("http://a.example/1", "article")], None, run, 1.0)

    run = ledger.begin("news", {how: "x"}, 2.0, "a.example")

    assert (ledger.pending(run), ledger.discovered(run)) == (0, 0)
    assert ledger.begin("news", {"url": "x"}, 3.0, "a.example") > run
    assert ledger.pending(run + 1) == 1


def sitemap_run(ledger: Ledger, at: float, *listed: Link) -> int:
    """Read a sitemap in a run of its own; return how many addresses that run accounts for."""
    run = ledger.begin("news", {}, at, "a.example")
    source = Visit(
        "http://a.example/map.xml", at, "source", "list", state="source", due_at=1e9,
        kind="sitemap", found=listed, listed=listed,
    )  # fmt: skip
    ledger.add([Link(source.url, "sitemap")], None, run, at)
    ledger.commit([source], {}, run)
    return ledger.pending(run)


def hold(ledger: Ledger, run: int, *links: Link) -> None:
    visits = [
        Visit(link.url, 10.0, "stored", state="held", held=HELD, since=5.0, due_at=1e9)
        for link in links
    ]
    ledger.commit(visits, {}, run)


def test_a_story_that_a_sitemap_lists_no_more_is_looked_at_once(place: Path | str) -> None:
    ledger = Ledger(place)
    old, gone, new = (
        Link(f"http://a.example/{day}", "article", None, None, f"2026-01-0{day}")
        for day in (1, 2, 3)
    )
    sitemap_run(ledger, 10.0, old, gone, new)
    hold(ledger, 1, old, gone, new)

    assert sitemap_run(ledger, 20.0, old, new) == 1
    assert [each.url for each in ledger.due("a.example", 20.0, 9)] == [gone.url]
    hold(ledger, 2, gone)
    assert sitemap_run(ledger, 30.0, old, new) == 0


def test_a_story_that_has_left_the_window_of_a_sitemap_is_not_looked_at(place: Path | str) -> None:
    ledger = Ledger(place)
    old, new = (
        Link(f"http://a.example/{day}", "article", None, None, f"2026-01-0{day}") for day in (1, 2)
    )
    sitemap_run(ledger, 10.0, old, new)
    hold(ledger, 1, old, new)

    assert sitemap_run(ledger, 20.0, new) == 0


DAY = 86_400.0
STORY, OTHER, ANOTHER = (found(f"/2019/02/05/{n}", priority=30) for n in (1, 2, 3))


def list_run(ledger: Ledger, day: float, **lists: list[Link]) -> list[str]:
    """Read lists in a run of its own; return the stories that it is to look at, and does."""
    run, at = ledger.begin("news", {}, day * DAY, "a.example"), day * DAY
    looks = [each.url for each in ledger.due("a.example", at, 9) if each.kind == "article"]
    seen = [Visit(url, at, "unchanged", state="held", held=HELD, due_at=NEVER) for url in looks]
    ledger.add([found(f"/{name}/")._replace(kind="page") for name in lists], None, run, at)
    sources = [
        Visit(f"https://a.example/{name}/", at, "source", "list", state="source", kind="page",
              listed=tuple(listed), found=tuple(listed))
        for name, listed in lists.items()
    ]  # fmt: skip
    ledger.commit([*seen, *sources], {}, run)
    return looks


def aged(path: Path, **lists: list[Link]) -> Ledger:
    """Return a ledger in which three stories are past their last look, and what lists show."""
    ledger = Ledger(path / "ledger.sqlite")
    list_run(ledger, 0, **lists)
    each = (STORY, OTHER, ANOTHER)
    ledger.add(each, None, ledger.run, 0.0)
    seen = [Visit(link.url, 0.0, "stored", state="held", held=HELD, due_at=NEVER) for link in each]
    ledger.commit(seen, {}, ledger.run)
    return ledger


@pytest.mark.parametrize(
    ("then", "is_looked_at"),
    [
        ({"front": [OTHER], "tag": [OTHER]}, True),
        ({"front": [], "tag": [ANOTHER]}, True),
        ({"front": [OTHER]}, False),
        ({"front": [OTHER], "tag": [STORY]}, False),
        ({"front": [STORY._replace(title="Ferry, late")], "tag": [OTHER]}, False),
        ({"front": [OTHER], "tag": [OTHER], "next": [STORY]}, False),
    ],
    ids=["no list", "an empty one", "one that was not read", "one still", "the other", "a third"],
)
def test_a_story_past_its_last_look_gets_one_where_no_list_shows_it_any_more(
    then: dict[str, list[Link]],
    is_looked_at: bool,  # noqa: FBT001 drawn
    tmp_path: Path,
) -> None:
    ledger = aged(tmp_path, front=[STORY, OTHER], tag=[STORY])

    list_run(ledger, 1, **then)

    assert list_run(ledger, 2) == []
    assert (STORY.url in list_run(ledger, 20)) == is_looked_at
    list_run(ledger, 21, front=[ANOTHER], tag=[ANOTHER], next=[ANOTHER])
    assert (STORY.url in list_run(ledger, 40)) != is_looked_at, "once"


def test_a_story_that_moves_on_to_another_list_is_not_looked_at(tmp_path: Path) -> None:
    """On a channel with further pages each new story pushes all others on."""
    ledger = aged(tmp_path, front=[STORY], second=[OTHER])

    list_run(ledger, 1, front=[ANOTHER])
    list_run(ledger, 7, second=[STORY])

    assert list_run(ledger, 20) == [OTHER.url]


def test_a_younger_story_keeps_its_schedule(tmp_path: Path) -> None:
    ledger = aged(tmp_path, front=[STORY])
    again = Visit(STORY.url, 0.0, "unchanged", state="held", held=HELD, due_at=15 * DAY)
    ledger.commit([again], {}, ledger.run)

    list_run(ledger, 1, front=[OTHER])

    assert list_run(ledger, 12) == []
    assert list_run(ledger, 16) == [STORY.url]
