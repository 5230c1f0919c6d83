"""An archive of three versions of two stories, exported in any form, and what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from crawler.archive.jsonl import to_record
from crawler.exports.held import HeldStories
from crawler.exports.writers import FORMATS
from tests.exports.archives import CHINESE, archive, story

STORIES = (
    CHINESE,
    story("https://a.example/ferry.html"),
    story("https://a.example/ferry.html", version=2, headline="=HYPERLINK(0)"),
)


def exported(form: str, tmp_path: Path, *articles: Any) -> Path:
    out = tmp_path / f"out.{form}"
    root = archive(tmp_path / "archive", *(articles or STORIES))
    with HeldStories(root) as held, FORMATS[form](out) as write:
        for each in held.stories():
            write(each)
    return out


def held_records(articles: Any = STORIES) -> list[dict[str, Any]]:
    return [to_record(each) for each in sorted(articles, key=lambda each: each.date_published)]
