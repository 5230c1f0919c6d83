"""`scrapy read`: the article in one page, or in each page of a list."""

from __future__ import annotations

import gzip
import json
from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand

from crawler.archive.jsonl import to_record
from crawler.commands.lines import answer_each
from crawler.extract import extract
from crawler.model import Capture, NotAnArticle
from crawler.sites import site_of


class Command(ScrapyCommand):
    """Read pages that lie on disk."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[FILE]"

    def short_desc(self) -> str:
        return "Read the article in a page, or in each page listed as JSON lines on stdin"

    def run(self, args: list[str], opts: Namespace) -> None:
        del opts
        if args:
            print(json.dumps(_answer({"path": args[0]}), ensure_ascii=False, indent=2))
        elif answer_each(_answer):
            self.exitcode = 1


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    body = Path(asked["path"]).read_bytes()
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    url = asked.get("url") or Path(asked["path"]).absolute().as_uri()
    headers = (("Content-Type", asked.get("content_type") or "text/html"),)
    capture = Capture(url=url, fetched_at=datetime.now(UTC), body=body, headers=headers)
    try:
        return to_record(extract(capture, site_of(url)))
    except NotAnArticle as verdict:
        return {"notAnArticle": verdict.reason, "confidence": verdict.confidence}
