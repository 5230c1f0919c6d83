"""`scrapy demo`: the whole way, on a portal that is served from this machine."""

from __future__ import annotations

import json
import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.portal import portal_folder, serving
from crawler.commands.shown import shown
from crawler.commands.usage import OneLine

PORT = 24289
"""Of the portal, where it is free: an archive knows its stories by their addresses. It is none
of those that a system gives out by itself."""


class Command(OneLine, ScrapyCommand):
    """Crawl the fixture portal on loopback and show what came out."""

    requires_project = True
    takes_arguments = False
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Serve a small news portal on this machine, crawl it, and show the archive"

    def long_desc(self) -> str:
        return (
            "Needs no network. A portal of two dozen articles in three languages and four "
            "encodings (fixtures/portal) is served on loopback and crawled as any site would be: "
            "robots.txt, news sitemap, feed, channels, further pages. What comes out goes to a "
            "new folder, or to the archive named with `-s ARCHIVE_DIR=DIR`: run it twice on one "
            "and see that no story is fetched twice."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--log", action="store_true", help="show the crawl's log")

    def process_options(self, args: list[str], opts: Namespace) -> None:
        super().process_options(args, opts)
        given = any(setting.startswith("ARCHIVE_DIR=") for setting in opts.set)
        archive = None if given else tempfile.mkdtemp(prefix="crawler-demo-")
        settings: dict[str, Any] = {
            "DOWNLOAD_DELAY": 0,
            "AUTOTHROTTLE_ENABLED": False,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 8,
            "LOG_ENABLED": opts.log,
            **({"ARCHIVE_DIR": archive} if archive else {}),
        }
        assert self.settings
        self.settings.setdict(settings, priority="cmdline")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.report.receipt import EXIT_STATUS

        del args, opts
        folder = portal_folder()
        if folder is None:
            raise UsageError(
                "the demo serves the portal in fixtures/portal, and this copy of the package has "
                "none: install it anew, or run the demo in a clone",
                print_help=False,
            )
        assert self.crawler_process
        assert self.settings
        with serving(folder, PORT) as url:
            show(f"A news portal is served on {url} and crawled from there ...")
            crawler = self.crawler_process.create_crawler("news")
            self.crawler_process.crawl(crawler, url=url)
            self.crawler_process.start()
        stats = crawler.stats.get_stats() if crawler.stats else {}
        self.exitcode = int(stats.get(EXIT_STATUS, 1))
        show(_report(Path(self.settings["ARCHIVE_DIR"])))


def _report(archive: Path) -> str:
    """Return what an archive holds: its files, its articles by headline, and one in full."""
    records = _records(archive)
    lines = ["", f"The archive is {archive}", ""]
    files = sorted(path for path in archive.rglob("*") if path.is_file())
    lines += [f"  {file.relative_to(archive)}  {file.stat().st_size:,} bytes" for file in files]
    lines += ["", f"{len(records)} articles:", ""]
    newest = sorted(records, key=lambda r: r.get("datePublished") or "", reverse=True)
    lines += [_line(record) for record in newest]
    if records:
        first = max(records, key=lambda record: (_is_english(record), _richness(record)))
        best = max(records, key=_richness)
        lines += ["", "One of them:", "", shown(first)]
        lines += ["", "And another:", "", shown(best)] if best is not first else []
    lines += ["", f"Each is one line of JSON: head -1 {archive}/articles/*.jsonl"]
    return "\n".join(lines)


def _is_english(record: dict[str, Any]) -> bool:
    return str(record.get("inLanguage", "")).startswith("en")


def _richness(record: dict[str, Any]) -> int:
    return len(record.get("image", ())) + 2 * ("kicker" in record)


def _line(record: dict[str, Any]) -> str:
    day = (record.get("datePublished") or "no date")[:10]
    return f"  {day:10}  {record['provenance']['encoding']:12}  {record.get('headline', '')}"


def _records(archive: Path) -> list[dict[str, Any]]:
    from crawler.archive.stored_lines import lines_of

    files = sorted((archive / "articles").glob("*.jsonl*"))
    return [json.loads(line) for file in files for _, _, line in lines_of(file)]
