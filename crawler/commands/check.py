"""`scrapy check`: Scrapy's own; a contract may bring its page along as a ``data:`` address."""

from __future__ import annotations

from scrapy.commands.check import Command as ScrapyCheck

from crawler.commands.plain import WithoutArchive


class Command(WithoutArchive, ScrapyCheck):
    """Hold the spiders to their contracts."""

    allowed = {
        "DOWNLOAD_HANDLERS": {
            "data": "scrapy.core.downloader.handlers.datauri.DataURIDownloadHandler"
        }
    }
