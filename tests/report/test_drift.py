"""When a layout breaks somebody is told, and such a page waits as a fixture that fails."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.portal import serving
from crawler.fixtures.story_fixture import read_story
from tests.crawling import PROSE, listing, report, response, run, site

pytestmark = pytest.mark.long

START = datetime(2026, 2, 5, 8, tzinfo=UTC)


def page(number: int, body: str) -> bytes:
    return response(
        f"<!doctype html><html lang=en><head><title>Ferry story {number} - The Quay</title>"
        '<meta property="article:published_time" content="2026-02-05T07:00:00Z"></head>'
        f"<body><nav><a href='/'>Home</a></nav><h1>Ferry story {number}</h1>{body}</body>"
    )


def whole(number: int) -> bytes:
    said = f"<p>Boat number {number} left on time.</p>"
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    return page(number, f'<div class="story"><div class="text">{said}{text}</div></div>')


def cut(number: int) -> bytes:
    said = (
        f"Boat number {number} left on time, and thirty passengers were on it, all of them late."
    )
    return page(number, f'<main><section class="prose"><p>{said}</p></section></main>')


def empty(number: int) -> bytes:
    return page(number, f'<div id="app" data-story="{number}"></div>')


def crawled(tmp_path: Path, last: Any) -> tuple[Path, dict[str, Any]]:
    """Crawl a site four times, the last time with stories of another make; return its report."""
    archive, pages = tmp_path / "archive", dict[str, bytes]()
    with serving(site(tmp_path / "site", {"/": listing()})) as url:
        for day in range(4):
            numbers = range(day * 7, day * 7 + 7)
            make = last if day == 3 else whole
            pages = {f"/news/2026/0205/{100 + n}.html": make(n) for n in numbers}
            site(tmp_path / "site", {"/": listing(*pages), **pages})
            at = (START + timedelta(hours=20 * day)).isoformat()
            run("crawl", "news", "-a", f"url={url}", archive=archive,
                settings=(f"RUN_AT={at}", "LOOK_AGAIN=9e9", "ROBOTSTXT_OBEY=False"))  # fmt: skip
    return archive, report(archive)


@pytest.mark.parametrize(
    ("make", "lacking", "said"),
    [
        pytest.param(cut, "short", "bodies are shorter than usual", marks=pytest.mark.long),
        (empty, "bodiless", "no article was found"),
    ],
)
def test_a_broken_layout_is_told_and_kept_as_a_fixture_that_fails(
    tmp_path: Path, make: Any, lacking: str, said: str
) -> None:
    archive, told = crawled(tmp_path, make)

    [alarm] = told["alarms"]
    assert (alarm["kind"], alarm["site"], alarm["lacking"]) == ("layout", "127.0.0.1", lacking)
    assert said in alarm["text"]
    assert told["exit_status"] == 1

    [folder] = told["drifted"]
    drift = json.loads((archive / folder / "drift.json").read_text("utf-8"))
    assert any("div.story div.text" in place for place in drift["gone"])
    assert drift["nearest"]
    read, expected = read_story(archive / folder)
    assert read != expected


def test_a_site_that_stays_as_it_is_raises_no_alarm(tmp_path: Path) -> None:
    archive, told = crawled(tmp_path, whole)

    assert (told["alarms"], told["drifted"], told["exit_status"]) == ([], [], 0)
    assert told["stored"] == 7
    assert not (archive / "drift").exists()
