"""`scrapy crawl`: Scrapy's own, with an exit status that tells how the run went."""

from __future__ import annotations

import logging
from argparse import Namespace
from typing import Any

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError

from crawler.archive.segments import SegmentError
from crawler.extensions import EXIT_STATUS
from crawler.ledger.ledger import LedgerError

logger = logging.getLogger(__name__)


class Command(ScrapyCrawl):
    """Run a spider; exit 0 only if all is well."""

    def long_desc(self) -> str:
        return (
            "Run a spider by name. `scrapy crawl news -a url=URL` takes any news site, "
            "`-a site=NAME` one with a profile; `-a limit=N` stops after N articles, "
            "`-a minutes=N` after N minutes. `scrapy crawl replay -a captures=PATH` reads an "
            "archive again. `-s ARCHIVE_DIR=DIR` says where the archive is. The exit status is 0 "
            "only if something was fetched, every address is accounted for and nothing calls for "
            "a look; then `scrapy report` says what."
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) != 1:
            raise UsageError
        assert self.crawler_process
        crawler = self._create_crawler(args[0])
        demand = getattr(crawler.spidercls, "demand", None)
        try:
            if demand is not None:
                demand(opts.spargs)
        except ValueError as error:
            raise UsageError(str(error), print_help=False) from error
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        problem = None if task.cancelled() or not task.done() else task.exception()
        if isinstance(problem, SegmentError | LedgerError):
            logger.critical("%s", problem)
            self.exitcode = 1
            return
        if isinstance(problem, ValueError):
            raise UsageError(str(problem), print_help=False)
        if problem is not None:
            raise problem
        assert crawler.stats
        self.exitcode = int(crawler.stats.get_value(EXIT_STATUS, 1))
