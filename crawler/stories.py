"""Fixtures: a story as it was served, and the article that an editor would have it be.

fixtures/SITE/STORY/capture.warc   uncompressed WARC 1.1: one page, or the pages of one story
fixtures/SITE/STORY/article.json   the record; or {"notAnArticle": reason}
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import crawler
from crawler.archive.captures import read_captures
from crawler.archive.jsonl import to_record
from crawler.archive.warc import records
from crawler.boilerplate import strip
from crawler.extract import repair_article
from crawler.lint import complaints
from crawler.model import Capture, Exchange, NotAnArticle
from crawler.page.read import join, read
from crawler.site import Site
from crawler.sites import site_of

CAPTURE, ARTICLE = "capture.warc", "article.json"


class NotFit(Exception):
    """The article that was read must not be certified; the message says why."""


def fixtures_folder() -> Path | None:
    """Return the folder of fixtures: of this clone, or of the working folder; None without one."""
    for root in (Path(crawler.__file__).parents[1], Path.cwd()):
        if (root / "fixtures" / "portal").is_dir():
            return root / "fixtures"
    return None


def record_of(captures: Sequence[Capture], site: Site | None = None) -> dict[str, Any]:
    """Return the record of a story from its pages, as every pipeline would write it.

    A page without an article gives ``{"notAnArticle": reason}``.
    """
    profile = site or site_of(captures[0].url)
    try:
        article = join([read(capture, profile) for capture in captures])
    except NotAnArticle as verdict:
        return {"notAnArticle": verdict.reason}
    return to_record(strip(repair_article(article), profile.boilerplate))


KEPT = ("captures", "fetchedAt", "encoding", "declaredEncoding", "site", "layout", "flags")
"""What a story expects of the provenance: facts, and not how a reader came by them."""

DERIVED = ("identifier", "wordCount")


def comparable(record: dict[str, Any]) -> dict[str, Any]:
    """Return what a story expects of a record: all of it that an editor could have written."""
    kept = {name: value for name, value in record.items() if name not in DERIVED}
    if known := record.get("provenance"):
        kept["provenance"] = {name: known[name] for name in KEPT if name in known}
    return kept


def read_story(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the record that a story gives now, and the one that is expected of it."""
    captures = list(read_captures(folder / CAPTURE))
    expected: dict[str, Any] = json.loads((folder / ARTICLE).read_text("utf-8"))
    return comparable(json.loads(json.dumps(record_of(captures)))), expected


def write_story(folder: Path, exchanges: Iterable[Exchange]) -> dict[str, Any]:
    """Write a story's two files and return the expected record.

    Raises `NotFit` where the record holds what no fixture may certify; nothing is written.
    """
    data = b"".join(
        record.data
        for exchange in exchanges
        for record in records(exchange, "", plain=True)
        if record.type == "response"
    )
    beside = folder.parent / f".{folder.name}.{CAPTURE}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside.write_bytes(data)
    try:
        record = comparable(record_of(list(read_captures(beside))))
        if wrong := complaints(record):
            raise NotFit("\n".join(wrong))
        folder.mkdir(exist_ok=True)
        beside.replace(folder / CAPTURE)
    finally:
        beside.unlink(missing_ok=True)
    text = json.dumps(record, ensure_ascii=False, indent=2)
    (folder / ARTICLE).write_text(text + "\n", "utf-8")
    return record


def folder_for(root: Path, url: str, story: str | None = None) -> Path:
    """Return where the story of an address belongs.

    >>> folder_for(Path("fixtures"), "https://www.harbour.example/2024/05/02/Ferry-Returns.html")
    PosixPath('fixtures/www_harbour_example/ferry-returns')
    """
    parts = urlsplit(url)
    site = site_of(url)
    name = site.name if site.domains else re.sub(r"\W+", "_", parts.hostname or "any")
    last = parts.path.rstrip("/").rpartition("/")[2] or "front-page"
    slug = re.sub(r"[^\w-]+", "-", last.rpartition(".")[0] or last).strip("-").lower()
    return root / name / (story or slug or "story")
