"""The ledger accounts for every address, and refuses what it does not know."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.ledger.database import LedgerError, NotStorableError
from crawler.ledger.ledger import Ledger
from crawler.ledger.revisit_policy import NEVER
from crawler.ledger.schema import HELD, MIGRATIONS, Visit
from tests.ledger.links import found, visit


def test_what_was_in_flight_is_due_again_in_the_next_run(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1"), found("/2")], None, run, 0.0)
    ledger.commit([visit("/1")], {"warc/a": 10}, run)

    again = ledger.begin("news", {}, 5.0)

    assert ledger.discovered(again) == 1
    assert [address.url for address in ledger.due("a.example", 5.0, 9)] == ["https://a.example/2"]
    assert ledger.segments() == {"warc/a": (10, False)}


def test_a_commit_is_all_or_nothing(ledger: Ledger) -> None:
    run = ledger.begin("news", {}, 0.0)
    ledger.add([found("/1")], None, run, 0.0)
    broken = visit("/1", found=(found("/2"),), captures=(("too", "short"),))

    with pytest.raises((sqlite3.Error, NotStorableError)):
        ledger.commit([broken], {"warc/a": 10}, run)

    assert ledger.known(["https://a.example/2"]) == set()
    assert ledger.segments() == {}
    assert ledger.pending(run) == 1


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


def test_what_a_list_spells_otherwise_is_no_other_story(ledger: Ledger) -> None:
    source = found("/list")._replace(kind="page")
    first, other = "/1?b=2&a=1&utm_source=feed", "/1?a=1&b=2"
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
