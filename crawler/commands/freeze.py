"""`scrapy freeze`: a page becomes a test."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.fetching import fetch, is_address
from crawler.commands.lines import end_with_reader, show
from crawler.commands.shown import shown
from crawler.commands.usage import OneLine

if TYPE_CHECKING:
    from crawler.model import Capture, Exchange


LONGEST_NOTE = 4096
"""Bytes of a record that says what an address was asked as."""


class Command(OneLine, ScrapyCommand):
    """Make a fixture of a page."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options] URL|CAPTURE"

    def short_desc(self) -> str:
        return "Make a fixture: the page as served, and the article expected of it"

    def long_desc(self) -> str:
        return (
            "Write fixtures/SITE/STORY/capture.warc (uncompressed, so that a review can read it) "
            "and article.json, the record as it is read now. URL is fetched once, with the "
            "further pages of the story. CAPTURE is a WARC or WACZ; a page that a browser "
            "filled is taken as it was shown. Where it holds several pages, --url picks one "
            "(give it again for the story's further pages, in order). A story's "
            "own folder is frozen again: do so after the reader has learned something, and look "
            "at the difference. Nothing is written where the article holds U+FFFD, mojibake, a "
            "mirror's damage, a legal notice or words of navigation. Look at article.json before "
            "you commit it: it says what the tests will demand from now on."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--url", action="append", default=[], help="which page of CAPTURE")
        parser.add_argument("--story", help="name of the story's folder; else from the address")
        parser.add_argument("--fixtures", type=Path, help="folder of fixtures to write to")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.fixtures.story_fixture import (
            CAPTURE,
            NotFit,
            fixtures_folder,
            folder_for,
            write_story,
        )

        if len(args) != 1:
            raise UsageError("say what to freeze: the address of a page, or a WARC")
        exchanges = self._exchanges(args[0], opts.url)
        here = Path(args[0])
        if (here / CAPTURE).is_file():
            folder = here
        else:
            root = opts.fixtures or fixtures_folder() or Path("fixtures")
            folder = folder_for(root, exchanges[0].url, opts.story)
        try:
            record = write_story(folder, exchanges)
        except NotFit as why:
            show(f"Not frozen: the article as it is read now must not be certified.\n{why}")
            self.exitcode = 1
            return
        end_with_reader()
        show(f"{shown(record)}\n\nFrozen in {folder}. Is it as an editor would have it?")
        if record.get("notAnArticle") == "needs-browser" and is_address(args[0]):
            show(
                "Its scripts fill it: crawl it with -s RENDER=auto, and freeze what that keeps "
                "(CAPTURE --url)."
            )

    def _exchanges(self, source: str, urls: list[str]) -> list[Exchange]:
        from crawler.fixtures.story_fixture import CAPTURE
        from crawler.frontier.urls import canonical

        if is_address(source):
            assert self.crawler_process
            pages = fetch(self.crawler_process, source, _following)
            if not pages:
                raise UsageError(f"{source}: nothing was received", print_help=False)
            return [exchanges[-1] for exchanges in pages]
        path = Path(source)
        path = path / CAPTURE if (path / CAPTURE).is_file() else path
        if not path.exists():
            raise UsageError(f"there is no file {source}", print_help=False)
        held = _held(path)
        wanted = [canonical(url) for url in urls]
        picked = [held[url] for url in wanted if url in held] if urls else list(held.values())
        if not picked or len(picked) < len(wanted):
            raise UsageError(f"{source} holds no such page", print_help=False)
        if len(picked) > 1 and not urls and path.name != CAPTURE:
            listed = "\n".join(str(url) for url in held)
            raise UsageError(
                f"{source} holds several pages, pick with --url:\n{listed}", print_help=False
            )
        return picked


def _held(path: Path) -> dict[str, Exchange]:
    """Return the pages that an archive holds, the newest of each address.

    One that a browser filled is there as it was shown; what it asked for to do so is no page.
    """
    from crawler.archive.record_capture import is_rendered_page, url_of
    from crawler.archive.record_dates import moment_of
    from crawler.archive.warc_reader import fields_of, read_records
    from crawler.frontier.urls import canonical
    from crawler.model import RENDERING, SHELL, Exchange

    found: dict[str, Exchange] = {}
    notes: dict[str, dict[str, str]] = {}
    for stored in read_records(path):
        fields = stored.fields
        kind, url = fields.get("warc-type", "").lower(), url_of(fields)
        if kind == "metadata":
            about = fields.get("warc-concurrent-to", "")
            notes[about] = fields_of(b"\n" + stored.block[:LONGEST_NOTE])
        note = notes.pop(fields.get("warc-record-id", ""), {})
        rendered = is_rendered_page(fields)
        is_page = rendered or (kind == "response" and note.get("kind") not in {SHELL, RENDERING})
        if is_page and url.lower().startswith("http"):
            found[canonical(url)] = Exchange(
                url=url,
                fetched_at=moment_of(fields.get("warc-date", "")),
                request=b"",
                response=stored.block,
                software=note.get("software", "a browser") if rendered else "",
            )
    return found


def _following(capture: Capture) -> str | None:
    from crawler.model import NotAnArticle
    from crawler.page.read import read_page
    from crawler.sites import site_of

    try:
        return read_page(capture, site_of(capture.url)).next_page
    except NotAnArticle:
        return None
