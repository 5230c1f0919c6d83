"""One story at several addresses is fetched once where that can be known, and told as one."""

from __future__ import annotations

from pathlib import Path

from crawler.archive.jsonl import from_line, identifier_of, line_of
from crawler.commands.portal import serving
from tests.crawling import lines, listing, report, response, run, site

ONE, TWO, THREE = (f"/news/2026/0205/10{n}.html" for n in (1, 2, 3))
BODY = (
    "The ferry returns to the old quay on Monday after nine weeks of repairs, the board said.",
    "Pupils of the island will reach their school in time, for two boats leave before seven.",
    "A yard on the other bank had offered to build a new boat, and the board had declined.",
    "Money was better spent on the landing stage, it found, which is older than the boat itself.",
    "The winter timetable stays in force until the end of March, and so do tickets from autumn.",
)
OTHER = (
    "The council voted on Tuesday to close the library for the summer, against many voices.",
    "Readers may return their books at the town hall, where a shelf has been set up for them.",
    "Work on the roof was put off three times, since nobody could say how much it would cost.",
    "In the end a roofer from the village on the hill made an offer that all could live with.",
    "Children were promised a reading tent in the park, with a stove for the colder evenings.",
)


def page(headline: str, paragraphs: tuple[str, ...], head: str = "") -> bytes:
    text = "".join(f"<p>{each}</p>" for each in paragraphs)
    return response(
        f"<!doctype html><html lang=en><head><title>{headline}</title>{head}</head><body>"
        f"<article><h1>{headline}</h1>{text}</article>"
    )


EDITED = ("OLD QUAY - " + BODY[0], *BODY[1:])
PORTAL = {
    "/news/": listing(ONE, TWO, THREE),
    ONE: page("Ferry back on Monday", BODY),
    TWO: page("Boat to the island sails again", EDITED),
    THREE: page("Library to close for the summer", OTHER),
}


def crawl(folder: Path, pages: dict[str, bytes], *settings: str) -> list[dict[str, object]]:
    with serving(site(folder / "site", pages)) as url:
        done = run(
            "crawl", "news", "-a", f"url={url}news/", archive=folder / "archive",
            settings=("READ_WORKERS=1", "CONCURRENT_REQUESTS_PER_DOMAIN=1", *settings),
        )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return lines(folder / "archive")


def path_of(url: object) -> str:
    return "/" + str(url).split("/", 3)[3]


def test_a_lightly_edited_story_is_kept_and_says_where_else_it_is_held(tmp_path: Path) -> None:
    kept = crawl(tmp_path, PORTAL)

    same = {path_of(each["url"]): each.get("sameAs") for each in kept}
    assert {path: bool(told) for path, told in same.items()} == {
        ONE: False,
        TWO: True,
        THREE: False,
    }
    assert [path_of(url) for url in same[TWO] or ()] == [ONE]  # type: ignore[attr-defined]


def test_it_is_dropped_where_a_setting_says_so(tmp_path: Path) -> None:
    kept = crawl(tmp_path, PORTAL, "SAME_STORY=drop")

    assert [path_of(each["url"]) for each in kept] == [ONE, THREE]
    told = report(tmp_path / "archive")
    assert told["reasons"]["dropped/same-story"] == 1
    assert told["balances"]


def test_a_setting_that_means_nothing_is_refused(tmp_path: Path) -> None:
    done = run("crawl", "news", "-a", "url=http://127.0.0.1:9/", archive=tmp_path / "archive",
               settings=("SAME_STORY=merge",))  # fmt: skip

    assert done.returncode != 0
    assert "SAME_STORY=merge: either keep or drop" in done.stderr


def test_a_story_of_a_later_run_is_known_by_what_the_archive_holds(tmp_path: Path) -> None:
    few = {"/news/": listing(ONE), ONE: PORTAL[ONE]}
    folder = tmp_path / "site"
    with serving(site(folder, few)) as url:
        first = run("crawl", "news", "-a", f"url={url}news/", archive=tmp_path / "archive")
        site(folder, {"/news/": listing(TWO), TWO: page("Ferry back on Monday", BODY)})
        second = run("crawl", "news", "-a", f"url={url}news/", archive=tmp_path / "archive")

    assert [first.returncode, second.returncode] == [0, 0], second.stderr[-3000:]
    one, two = lines(tmp_path / "archive")
    assert two["sameAs"] == [one["url"]]


def test_where_a_story_is_held_elsewhere_is_no_part_of_what_it_is(tmp_path: Path) -> None:
    [record] = [each for each in crawl(tmp_path, PORTAL) if "sameAs" in each]
    alone = {name: value for name, value in record.items() if name != "sameAs"}

    article = from_line(line_of(record))

    assert article.same_as == tuple(record["sameAs"])  # type: ignore[arg-type]
    assert (
        identifier_of(article) == identifier_of(from_line(line_of(alone))) == record["identifier"]
    )


def test_stories_whose_text_is_not_kept_are_told_apart(tmp_path: Path) -> None:
    head = "<meta name=robots content=noarchive>"
    told = {
        ONE: page("The week at the quay", BODY, head),
        TWO: page("The week at the quay", OTHER, head),
    }

    kept = crawl(tmp_path, {"/news/": listing(ONE, TWO), **told})

    assert len(kept) == 2
    assert not any("sameAs" in each for each in kept)
