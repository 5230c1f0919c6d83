"""`scrapy crawl`: Scrapy's own, with an exit status that tells how the run went."""

from __future__ import annotations

import logging
from argparse import Namespace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.commands.usage import OneLine, demand_spider
from crawler.ledger.database import LedgerError, demand_place

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class Command(OneLine, ScrapyCrawl):
    """Run a spider; exit 0 only if all is well."""

    _problem: BaseException | None = None

    def long_desc(self) -> str:
        return (
            "Run a spider by name. `scrapy crawl news -a url=URL` takes any news site, "
            "`-a site=NAME` one with a profile, `-a sites=A,B` (or a file) several side by side, "
            "`-a urls=FILE` addresses alone, `-a only=URL` one page; `-a since=DAY`, `until=`, "
            "`language=`, `match=REGEX` and `skip=REGEX` choose among stories; `-a limit=N` stops "
            "after N articles, `-a minutes=N` after N minutes. `scrapy crawl replay -a "
            "captures=PATH` reads an archive again. `-s ARCHIVE_DIR=DIR` says where the archive "
            "is. The exit status is 0 only if something was fetched, every address is accounted "
            "for and nothing calls for a look; then `scrapy report` says what."
        )

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Take the options; raises UsageError before anything is begun, or said."""
        super().process_options(args, opts)
        if len(args) != 1:
            raise UsageError("say which spider: news or replay", print_help=False)
        demand = getattr(demand_spider(self.settings, args[0]), "demand", None)
        try:
            if demand is not None:
                demand(opts.spargs)
            demand_folder(self.settings)
            demand_server(self.settings, opts.spargs)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.segments import SegmentError
        from crawler.worker_process import prepare

        prepare()
        assert self.crawler_process
        # Scrapy makes a record of each line that is not to be shown, a few for each page.
        for name in ("", "scrapy"):
            logging.getLogger(name).setLevel(self.crawler_process.settings["LOG_LEVEL"])
        crawler = self._create_crawler(args[0])
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        task.add_done_callback(partial(self._ended, crawler))
        self.crawler_process.start()
        if isinstance(self._problem, SegmentError | LedgerError):
            logger.critical("%s", self._problem)
            self.exitcode = 1
        elif isinstance(self._problem, ValueError):
            raise UsageError(str(self._problem), print_help=False)
        elif self._problem is not None:
            raise self._problem

    def _ended(self, crawler: Crawler, task: Any) -> None:
        from crawler.report.receipt import EXIT_STATUS

        self._problem = None if task.cancelled() else task.exception()
        if self._problem is None:
            assert crawler.stats
            self.exitcode = int(crawler.stats.get_value(EXIT_STATUS, 1))


def demand_server(settings: BaseSettings | None, said: Mapping[str, str]) -> None:
    """Raise ValueError, with what to do, where LEDGER is no server, or a fleet has none."""
    place = settings["LEDGER"] if settings else ""
    try:
        demand_place(place)
    except LedgerError as error:
        raise ValueError(str(error)) from error
    if "fleet" in said and not place:
        raise ValueError(
            "the processes of a fleet share a ledger: -s LEDGER=postgresql://USER@HOST/DATABASE"
        )


def demand_folder(settings: BaseSettings | None) -> None:
    """Raise ValueError, with what to do, where the archive cannot be a folder."""
    root = Path(settings["ARCHIVE_DIR"]) if settings else Path()
    taken = next((each for each in (root, *root.parents) if each.exists()), root)
    if taken.exists() and not taken.is_dir():
        raise ValueError(f"ARCHIVE_DIR={root}: {taken} is a file; say a folder with -s")
