"""`scrapy check`: Scrapy's own; a contract may bring its page along as a ``data:`` address."""

from __future__ import annotations

from argparse import Namespace

from scrapy.commands.check import Command as ScrapyCheck

from crawler.commands.plain import WithoutArchive
from crawler.commands.usage import OneLine, demand_spider


class Command(OneLine, WithoutArchive, ScrapyCheck):
    """Hold the spiders to their contracts."""

    allowed = {
        "DOWNLOAD_HANDLERS": {
            "data": "scrapy.core.downloader.handlers.datauri.DataURIDownloadHandler"
        }
    }

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Take the options; raises UsageError for a spider that nobody knows."""
        super().process_options(args, opts)
        for name in args:
            demand_spider(self.settings, name)
