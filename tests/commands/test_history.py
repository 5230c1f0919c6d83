"""A story shows its versions, and what changed between them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.portal import serving
from tests.crawling import listing, run, site, story

ONE, GONE = "/news/2026/0205/101.html", "/news/2026/0205/102.html"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return an archive that holds two versions of a story, and the address it came from."""
    folder = tmp_path_factory.mktemp("asked")
    pages = {"/news/": listing(ONE, GONE), ONE: story("Ferry story", "It leaves at seven.")}
    with serving(site(folder / "site", pages)) as url:
        base = url.rstrip("/")
        run("crawl", "news", "-a", f"url={base}/news/", archive=folder / "archive")
        site(folder / "site", {ONE: story("Ferry story", "It leaves at eight.")})
        run("crawl", "news", "-a", f"url={base}{ONE}", archive=folder / "archive")
    return folder / "archive", base


def test_a_story_shows_what_changed_word_by_word(archive: tuple[Path, str]) -> None:
    root, base = archive

    done = run("history", f"{base}{ONE}", archive=root)

    assert done.returncode == 0, done.stderr
    assert "It leaves at [-seven-]{+eight+}." in done.stdout
    assert "timetable" not in done.stdout
