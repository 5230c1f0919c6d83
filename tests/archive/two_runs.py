"""An archive of two runs over a small site: versions, a redirect, a 304, a withdrawal."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from tests.crawling import listing, story
from tests.test_recrawl import DAY, FERRY, GONE, HOUR, QUAY, Paper

PIER, OLD_PIER, YARD = (
    "/news/2026/0205/103.html", "/news/2026/0205/1003.html", "/news/2026/0205/104.html",
)  # fmt: skip
MOVED = f"HTTP/1.1 302 Found\r\nLocation: {PIER}\r\nContent-Length: 0\r\n\r\n".encode()
FAR = "HOST_BUDGET=100"


def site() -> dict[str, bytes]:
    """Return the site as the first run finds it."""
    return {
        "/": listing(FERRY, QUAY, OLD_PIER, YARD),
        FERRY: story("Ferry returns"),
        QUAY: story("Quay mended", "The stones are of the old wall."),
        PIER: story("Pier closed", "It opens in spring."),
        OLD_PIER: MOVED,
        YARD: story("Yard sold", "The price was not told."),
    }


def crawl_twice(paper: Paper, archive: Path) -> None:
    """Crawl the site, and again two hours later: a story has changed, one has gone."""
    paper.etags[YARD] = '"y"'
    paper.crawl(archive, timedelta(), FAR)
    paper.pages[FERRY] = story("Ferry returns", "It was a day late.")
    paper.pages[QUAY] = GONE
    paper.crawl(archive, 2 * HOUR, FAR)


def crawl_again(paper: Paper, archive: Path) -> dict[str, int]:
    """Crawl a third time, two days later, when the first story has changed again."""
    paper.pages[FERRY] = story("Ferry returns", "It was two days late.")
    told = paper.crawl(archive, 2 * DAY, FAR)
    return {term: told[term] for term in ("stored", "version", "unchanged", "withdrawn")}


def copied(archive: Path, folder: Path) -> Path:
    """Return a copy of an archive in a folder."""
    return Path(shutil.copytree(archive, folder / "archive"))


def without(archive: Path, *names: str) -> Path:
    """Return an archive from which files and folders have been taken."""
    for name in names:
        path = archive / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    return archive
