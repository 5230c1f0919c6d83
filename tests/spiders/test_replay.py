"""What a crawl read can be read again from what it kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from crawler.commands.portal import serving
from tests.crawling import lines, report, run

PORTAL = Path(__file__).parents[2] / "fixtures" / "portal"


def told(archive: Path) -> dict[str, dict[str, Any]]:
    """Return what the lines say, without where their captures stand."""
    records = {record["url"]: record for record in lines(archive)}
    for record in records.values():
        record["provenance"].pop("locations", None)
    return records


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("crawled") / "archive"
    with serving(PORTAL) as url:
        done = run("crawl", "news", "-a", f"url={url}", archive=archive)
    assert done.returncode == 0, done.stderr[-3000:]
    return archive


def test_a_replay_of_its_captures_gives_the_articles_of_a_crawl(
    crawled: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"

    done = run("crawl", "replay", "-a", f"captures={crawled / 'warc'}", archive=again)

    assert done.returncode == 0, done.stderr[-3000:]
    assert told(again) == told(crawled)
    assert not list(again.glob("warc/*"))


def test_each_line_says_where_its_captures_stand(crawled: Path) -> None:
    for record in lines(crawled):
        places = record["provenance"]["locations"]
        assert len(places) == len(record["provenance"]["captures"])
        assert all((crawled / place["file"]).exists() for place in places)


def test_a_story_of_several_pages_is_one_line_that_names_them_all(crawled: Path) -> None:
    long = [r for r in lines(crawled) if len(r["provenance"]["captures"]) > 1]

    assert long
    assert not [r for r in lines(crawled) if "_2.html" in r["url"]]


def test_the_archive_of_a_crawl_is_sound(crawled: Path) -> None:
    done = run("check-archive", str(crawled), archive=crawled)

    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def test_a_second_crawl_stores_nothing_twice(crawled: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    with serving(PORTAL) as url:
        first = run("crawl", "news", "-a", f"url={url}", archive=archive)
        held = len(lines(archive))
        second = run("crawl", "news", "-a", f"url={url}", archive=archive)

    assert (first.returncode, second.returncode) == (0, 0), second.stderr[-3000:]
    assert len(lines(archive)) == held == len(lines(crawled))
    assert report(archive)["balances"]
    assert report(archive)["fetched"] < held


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [((), "-a captures=PATH"), (("-a", "captures=/nowhere.warc"), "there is no /nowhere.warc")],
)
def test_a_replay_of_nothing_says_so(
    tmp_path: Path, arguments: tuple[str, ...], complaint: str
) -> None:
    done = run("crawl", "replay", *arguments, archive=tmp_path / "archive")

    assert done.returncode != 0
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
