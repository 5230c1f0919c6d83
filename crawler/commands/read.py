"""`scrapy read`: the article in one page, or in each page of a list."""

from __future__ import annotations

import gc
import gzip
import json
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import patterns as re
from crawler.commands.fetching import fetch, is_address
from crawler.commands.lines import answer_each, show
from crawler.commands.shown import shown
from crawler.commands.usage import WithoutSpiders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.model import Capture
    from crawler.site import RichText

ARCHIVES = re.compile(r"\.(?:warc|arc)(?:\.gz|\.zst)?$|\.wacz$", re.IGNORECASE)


class Command(WithoutSpiders, ScrapyCommand):
    """Read pages: from disk, from the web, or from a list on standard input."""

    requires_project = True

    def syntax(self) -> str:
        return "[--json | --explain] [--rich-text FORM] [--comments] [--url URL] [FILE|URL]"

    def short_desc(self) -> str:
        return "Read the article in a page, or in each page listed as JSON lines on stdin"

    def long_desc(self) -> str:
        return (
            "With a FILE (a page as served, gzipped or not; a WARC or WACZ) or a URL, print the "
            "article for reading: headline, who wrote it and when, the text, the captions, and "
            "what was taken off. With --json, print the record instead; with --explain, what the "
            "page gives for every field, who says it, and why one of them is believed. With "
            "--rich-text the text is there in its shape, too, as HTML or Markdown, and with "
            "--comments what readers wrote, as RICH_TEXT and COMMENTS have it in a crawl. "
            "Without a FILE or URL, read "
            'JSON lines {"id", "url", "path", "content_type"} from standard input (path: a file; '
            "url and content_type may be missing) and answer each with a line "
            '{"id", ...the record}: {"id", "notAnArticle"} where the page holds none, '
            '{"id", "error"} where it cannot be read. The exit status is 1 if any could not.'
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the record, not a page")
        parser.add_argument(
            "--explain", action="store_true", help="print every candidate of every field"
        )
        parser.add_argument(
            "--rich-text", choices=("html", "markdown"), help="the shape of the text as well"
        )
        parser.add_argument("--comments", action="store_true", help="what readers wrote as well")
        parser.add_argument("--url", help="where the FILE was served: for its site and its links")

    def run(self, args: list[str], opts: Namespace) -> None:
        assert self.settings
        form = opts.rich_text or self.settings.get("RICH_TEXT") or None
        record_of = partial(
            _record, form=form, comments=opts.comments or self.settings.getbool("COMMENTS")
        )
        if len(args) > 1:
            raise UsageError("one page at a time; for more, give JSON lines on standard input")
        if not args:
            self.exitcode = int(bool(answer_each(lambda asked: record_of(_on_disk(asked)))))
            return
        gc.disable()  # reading leaves no cycles, and looking for them took .06 s of a page's .5
        captures = list(self._captures(args[0], opts.url))
        if not captures:
            show(f"{args[0]}: nothing was received")
            self.exitcode = 1
        for capture in captures:
            if opts.explain:
                show(_explained(capture))
                continue
            record = record_of(capture)
            show(json.dumps(record, ensure_ascii=False, indent=2) if opts.json else shown(record))

    def _captures(self, page: str, url: str | None) -> Iterator[Capture]:
        if is_address(page):
            from scrapy.crawler import AsyncCrawlerProcess

            from crawler.wire import capture_of

            process = AsyncCrawlerProcess(self.settings)
            yield from (capture_of(exchanges) for exchanges in fetch(process, page))
        elif not Path(page).is_file():
            raise UsageError(f"there is no file {page}", print_help=False)
        elif ARCHIVES.search(page):
            from crawler.archive.captures import read_captures

            yield from read_captures(Path(page))
        else:
            yield _on_disk({"path": page, "url": url})


def _on_disk(asked: dict[str, Any]) -> Capture:
    from crawler.model import Capture

    body = Path(asked["path"]).read_bytes()
    if body.startswith(b"\x1f\x8b"):
        body = gzip.decompress(body)
    url = asked.get("url") or Path(asked["path"]).absolute().as_uri()
    headers = (("Content-Type", asked.get("content_type") or "text/html"),)
    return Capture(url=url, fetched_at=datetime.now(UTC), body=body, headers=headers)


def _explained(capture: Capture) -> str:
    from crawler.page.explained import explained
    from crawler.sites import site_of

    return explained(capture, site_of(capture.url))


def _record(capture: Capture, form: RichText | None, *, comments: bool) -> dict[str, Any]:
    from crawler.archive.jsonl import to_record
    from crawler.extract import extract
    from crawler.model import NotAnArticle
    from crawler.sites import site_of

    try:
        site = site_of(capture.url).asked_for(form, comments=comments)
        return to_record(extract(capture, site))
    except NotAnArticle as verdict:
        return {"notAnArticle": verdict.reason, "confidence": verdict.confidence}
