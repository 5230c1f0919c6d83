"""An address tells its life, and why there is no article of it."""

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


def test_an_address_tells_its_life(archive: tuple[Path, str]) -> None:
    root, base = archive

    done = run("why", f"{base}{ONE}?utm_source=feed", archive=root)

    assert done.returncode == 0, done.stderr
    assert f"seen on {base}/news/" in done.stdout
    assert "run 1: stored, HTTP 200" in done.stdout
    assert "run 2: version, HTTP 200" in done.stdout
    assert "kept in warc/" in done.stdout


def test_a_missing_page_tells_why_there_is_no_article(archive: tuple[Path, str]) -> None:
    root, base = archive

    done = run("why", f"{base}{GONE}", archive=root)

    assert "failed (http-404), HTTP 404" in done.stdout
    assert "it is no longer there" in done.stdout


def test_an_address_never_seen_says_so(archive: tuple[Path, str]) -> None:
    root, base = archive

    done = run("why", f"{base}/nowhere.html", archive=root)

    assert done.returncode == 1
    assert "was never seen" in done.stdout


def test_no_archive_is_said_in_one_line(tmp_path: Path) -> None:
    done = run("why", "http://a.example/", archive=tmp_path / "nowhere")

    assert done.returncode != 0
    assert "there is no archive in" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
