"""What the pages of the viewer ask of an archive: days, sites, words, runs and captures."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawler.view.holdings import Holdings
from crawler.view.rows import Window
from tests.exports.archives import CHINESE, archive, story
from tests.view.looking import indexed, page
from tests.view.newsroom import Newsroom

if TYPE_CHECKING:
    from collections.abc import Iterator

FERRY = "https://www.a.example/ferry"


QUAY = "https://www.a.example/quay"


def urls(held: Holdings, typed: str, **window: str) -> list[str]:
    return [hit.story.url for hit in held.found(typed, Window(**window))[0]]


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holdings]:
    """Return an archive of a story in Chinese and one in English."""
    folder = tmp_path_factory.mktemp("chinese")
    root = archive(folder / "a", CHINESE, story("https://a.example/1"))
    with indexed(root, folder / "i") as held:
        yield held


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path / "archive")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("渡口", True),
        ("渡", True),
        ("雨季提前", True),
        ("水位涨了", True),
        ("渡船 九点", True),
        ("渡春", False),
        ("口恢", True),
        ("位渡", False),
        ('"渡船九点"', True),
        ("渡口 -雨季", False),
        ("*", False),
        ('" OR 1', False),
        ("head:渡口 OR NEAR(", False),
    ],
)
def test_words_of_scripts_without_spaces_are_found(
    chinese: Holdings, typed: str, *, found: bool
) -> None:
    assert (CHINESE.url in urls(chinese, typed)) is found


def test_a_search_keeps_to_its_days_and_its_site(tmp_path: Path) -> None:
    days = ("2026-02-05", "2026-02-06", "2026-02-07")
    stories = [story(f"https://{host}.example/{day}", date_published=day)
               for host in ("a", "b") for day in days]  # fmt: skip
    root = archive(tmp_path / "a", *stories)

    with indexed(root, tmp_path / "i") as held:
        assert len(urls(held, "ferry")) == 6
        found = urls(held, "FERRY", since="2026-02-06", until="2026-02-06", host="b.example")
        assert found == ["https://b.example/2026-02-06"]
        assert urls(held, "ferry", host="c.example") == []


def test_an_older_version_is_found_where_the_newest_says_it_no_more(tmp_path: Path) -> None:
    url = "https://a.example/1"
    root = archive(
        tmp_path / "a",
        story(url, article_body=("Four were hurt. The ferry sailed.",)),
        story(url, article_body=("Five were hurt. The ferry sailed.",), version=2),
    )

    with indexed(root, tmp_path / "i") as held:
        told = {typed: [hit.version for hit in held.found(typed, Window())[0]]
                for typed in ("ferry", "four", "five", "six")}  # fmt: skip

    assert told == {"ferry": [2], "four": [1], "five": [2], "six": []}


def test_the_newest_come_first_and_older_ones_after_them(tmp_path: Path) -> None:
    days = [f"2026-01-{n:02}" for n in range(1, 31)]
    root = archive(
        tmp_path / "a", *(story(f"https://a.example/{d}", date_published=d) for d in days)
    )

    with indexed(root, tmp_path / "i") as held:
        first, count = held.found("ferry", Window(), most=10)
        second, _ = held.found("ferry", Window(), before=first[-1].line, most=10)

    assert count == 30
    told = [hit.story.day for hit in (*first, *second)]
    assert told == sorted(days, reverse=True)[:20]


def test_a_story_of_the_future_is_not_the_newest(tmp_path: Path) -> None:
    root = archive(
        tmp_path / "a",
        story("https://a.example/1", date_published="2026-02-09"),
        story("https://a.example/2", date_published="2099-01-01"),
    )

    with indexed(root, tmp_path / "i") as held:
        assert held.newest_day() == "2026-02-09"
        assert held.beside("2026-02-09") == ("", "2099-01-01")


def test_lateness_is_that_of_new_stories_of_a_run(newsroom: Newsroom, tmp_path: Path) -> None:
    for n, minutes in enumerate((10, 20, 60)):
        published = (newsroom.at - timedelta(minutes=minutes)).isoformat()
        newsroom.story(f"{FERRY}{n}", page(f"Ferry {n} returns"), date_published=published)
    old = (newsroom.at - timedelta(days=400)).isoformat()
    newsroom.story(QUAY, page("Quay mended"), date_published=old)
    newsroom.next_run(timedelta(hours=8))
    newsroom.story(FERRY + "0", page("Ferry 0 returns late"), date_published=published)

    with indexed(newsroom.root, tmp_path / "i") as held:
        told = held.lateness([1, 2])

    assert {run: round(late / 60) for run, late in told["a.example"].items()} == {1: 20}


def test_the_record_of_a_report_that_cannot_be_read_is_none(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    newsroom.report(stored=3)
    (newsroom.root / "reports" / "20260101000000-00009.json").write_text("{", "utf-8")
    (newsroom.root / "reports" / "20260101000000-00010.json").write_text(json.dumps([1]), "utf-8")

    with indexed(newsroom.root, tmp_path / "i") as held:
        told = [run.report and run.report["stored"] for run in held.runs()]

    assert told == [3, None, None]


DAYS = ("2026-02-01", "2026-02-06", "2026-02-06", "2026-03-31")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Holdings]:
    """Return an archive of two sites over four weeks."""
    folder = tmp_path_factory.mktemp("harbour")
    stories = [
        story(f"https://{host}.example/{n}", date_published=day)
        for host in ("a", "b")
        for n, day in enumerate(DAYS)
        if host == "a" or n < 2
    ]
    with indexed(archive(folder / "a", *stories), folder / "i") as held:
        yield held


def test_days_and_sites_are_counted_the_largest_site_first(harbour: Holdings) -> None:
    assert harbour.count_on("2026-02-06") == (3, 2)
    assert harbour.sites_on("2026-02-06") == [("a.example", 2), ("b.example", 1)]
    assert harbour.sites() == [
        ("a.example", 4, "2026-02-01", "2026-03-31"),
        ("b.example", 2, "2026-02-01", "2026-02-06"),
    ]
    assert harbour.months() == [("2026-03", 1), ("2026-02", 5)]
    assert harbour.days_of("2026-02") == [("2026-02-01", 2), ("2026-02-06", 3)]
    assert harbour.days_of("2026-03") == [("2026-03-31", 1)]
    assert harbour.days_of("2026-02", "b.example") == [("2026-02-01", 1), ("2026-02-06", 1)]


def test_the_days_beside_a_day_are_those_with_stories(harbour: Holdings) -> None:
    assert harbour.beside("2026-02-06") == ("2026-02-01", "2026-03-31")
    assert harbour.beside("2026-02-06", "b.example") == ("2026-02-01", "")
    assert harbour.beside("2026-02-20") == ("2026-02-06", "2026-03-31")
    assert harbour.beside("2026-02-06", "c.example") == ("", "")


def test_a_site_is_paged_through_by_the_last_story_that_was_seen(harbour: Holdings) -> None:
    first = harbour.of_site("a.example", most=2)
    rest = harbour.of_site("a.example", f"{first[-1].day}_{first[-1].n}")

    assert [row.url for row in (*first, *rest)] == [
        f"https://a.example/{n}" for n in (3, 1, 2, 0)
    ]  # fmt: skip
    assert harbour.of_site("c.example") == []
    assert harbour.site("b.example") == (2, "2026-02-01", "2026-02-06")
    assert harbour.site("c.example") is None


def test_what_is_not_held_is_none(harbour: Holdings) -> None:
    assert harbour.story("https://a.example/9") is None
    assert harbour.record(1) == (None, "the line is not in the index")
    assert harbour.run("nowhere") is None
    assert harbour.picture("sha1:BBBB") is None
    assert not (*harbour.withdrawn(), *harbour.taken_down(), *harbour.runs())


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (None, "names no place"),
        ({"file": "warc/1.warc.gz", "offset": True}, "names no place"),
        ({"file": "warc/1.warc.gz", "offset": -1}, "names no place"),
        ({"file": 7, "offset": 0}, "names no place"),
        ({"file": "../1.warc.gz", "offset": 0}, "is no file of the archive"),
        ({"file": "/etc/passwd", "offset": 0}, "is no file of the archive"),
        ({"file": "warc/../../x", "offset": 0}, "is no file of the archive"),
        ({"file": "warc/1.warc.gz", "offset": 0}, "is not here"),
    ],
)
def test_a_place_that_a_line_names_leads_nowhere_else(
    harbour: Holdings, place: object, error: str
) -> None:
    with pytest.raises((ValueError, FileNotFoundError), match=error):
        harbour.capture(place)


def test_a_line_that_is_gone_says_where_it_was(tmp_path: Path) -> None:
    root = archive(tmp_path / "a", story(FERRY))

    with indexed(root, tmp_path / "i") as held:
        [hit] = held.found("ferry", Window())[0]
        before, _ = held.record(hit.line)
        for file in (root / "articles").iterdir():
            file.write_bytes(b"")
        after, why = held.record(hit.line)

    assert before
    assert before["url"] == FERRY
    assert after is None
    assert why.startswith("articles/")
