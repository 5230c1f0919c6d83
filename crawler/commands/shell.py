"""`scrapy shell`: Scrapy's own, with no archive behind it."""

from __future__ import annotations

from scrapy.commands.shell import Command as ScrapyShell

from crawler.commands.plain import WithoutArchive
from crawler.commands.usage import OneLine


class Command(OneLine, WithoutArchive, ScrapyShell):
    """Fetch a page and look at it."""
