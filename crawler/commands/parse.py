"""`scrapy parse`: Scrapy's own; shows the record of an article, or where a list leads."""

from __future__ import annotations

from argparse import Namespace

from scrapy.commands.parse import Command as ScrapyParse
from scrapy.exceptions import UsageError

from crawler.commands.fetching import is_address
from crawler.commands.plain import WithoutArchive
from crawler.commands.usage import OneLine


class Command(OneLine, WithoutArchive, ScrapyParse):
    """Fetch one page and show what the spider makes of it."""

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Take the options; raises UsageError where no page is named."""
        super().process_options(args, opts)
        if len(args) != 1 or not is_address(args[0]):
            raise UsageError("say which page: http://… or https://…", print_help=False)
