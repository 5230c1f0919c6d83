"""`scrapy crawl`: Scrapy's own, with an exit status that tells how the run went."""

from __future__ import annotations

import logging
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.archive.segments import SegmentError
from crawler.commands.usage import OneLine, demand_spider
from crawler.ledger.database import LedgerError, is_server
from crawler.report.receipt import EXIT_STATUS
from crawler.sites import sites
from crawler.spiders.fleet_arguments import NAME
from crawler.spiders.news_arguments import STARTS, is_readable, lines_of

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


class Command(OneLine, ScrapyCrawl):
    """Run a spider; exit 0 only if all is well."""

    def long_desc(self) -> str:
        return (
            "Run a spider by name. `scrapy crawl news -a url=URL` takes any news site, "
            "`-a site=NAME` one with a profile, `-a sites=A,B` (or a file) one after another, "
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
        assert self.settings
        if is_server(self.settings["LEDGER"]) and "sites" in opts.spargs:
            opts.spargs.setdefault(NAME, "sites")
        self._runs = each_site(opts.spargs)
        demand = getattr(demand_spider(self.settings, args[0]), "demand", None)
        try:
            if demand is not None:
                for said in self._runs:
                    demand(said)
            demand_folder(self.settings)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error

    def run(self, args: list[str], opts: Namespace) -> None:
        del opts
        assert self.crawler_process
        self._waiting = [(args[0], said) for said in self._runs]
        self._problem: BaseException | None = None
        self._begin_next()
        self.crawler_process.start()
        if isinstance(self._problem, SegmentError | LedgerError):
            logger.critical("%s", self._problem)
            self.exitcode = 1
        elif isinstance(self._problem, ValueError):
            raise UsageError(str(self._problem), print_help=False)
        elif self._problem is not None:
            raise self._problem

    def _begin_next(self) -> None:
        """Begin the next run; they share an archive, and take it one after another."""
        assert self.crawler_process
        name, said = self._waiting.pop(0)
        crawler = self._create_crawler(name)
        task: Any = self.crawler_process.crawl(crawler, **said)
        task.add_done_callback(lambda done: self._ended(crawler, done))

    def _ended(self, crawler: Crawler, task: Any) -> None:
        self._problem = None if task.cancelled() else task.exception()
        if self._problem is not None:
            return
        assert crawler.stats
        self.exitcode = max(self.exitcode, int(crawler.stats.get_value(EXIT_STATUS, 1)))
        if self._waiting and crawler.stats.get_value("finish_reason") != "shutdown":
            self._begin_next()


def demand_folder(settings: BaseSettings | None) -> None:
    """Raise ValueError, with what to do, where the archive cannot be a folder."""
    root = Path(settings["ARCHIVE_DIR"]) if settings else Path()
    taken = next((each for each in (root, *root.parents) if each.exists()), root)
    if taken.exists() and not taken.is_dir():
        raise ValueError(f"ARCHIVE_DIR={root}: {taken} is a file; say a folder with -s")


def each_site(said: dict[str, str]) -> list[dict[str, str]]:
    """Return the arguments of each run: ``sites`` names several, or a file of them, one a line.

    Raises UsageError where it cannot be read, or stands beside another start.

    >>> each_site({"sites": "a.example,b.example", "limit": "5"})
    [{'limit': '5', 'url': 'a.example'}, {'limit': '5', 'url': 'b.example'}]
    """
    if "sites" not in said or NAME in said:
        return [said]
    others = {name: value for name, value in said.items() if name != "sites"}
    if beside := next((name for name in STARTS if name in others), None):
        raise UsageError(f"either -a sites=… or -a {beside}=…, and not both", print_help=False)
    value = said["sites"]
    try:
        named = lines_of(value, "sites") if is_readable(value) else value.split(",")
    except ValueError as error:
        raise UsageError(str(error), print_help=False) from error
    names = [name.strip() for name in named if name.strip()]
    if not names:
        raise UsageError("-a sites=…: names or addresses, with commas", print_help=False)
    return [{**others, "site" if name in sites() else "url": name} for name in names]
