"""`scrapy parse`: Scrapy's own; shows the record of an article, or where a list leads."""

from __future__ import annotations

from scrapy.commands.parse import Command as ScrapyParse

from crawler.commands.plain import WithoutArchive


class Command(WithoutArchive, ScrapyParse):
    """Fetch one page and show what the spider makes of it."""
