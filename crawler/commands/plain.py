"""What lets Scrapy's own commands try a spider out: no archive is opened, nothing is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argparse import Namespace

    from scrapy.settings import Settings

PLAIN: dict[str, Any] = {
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "ITEM_PIPELINES": {},
    "EXTENSIONS": {"scrapy.extensions.logstats.LogStats": None},
}


class WithoutArchive:
    """Mixed into a command of Scrapy's: it runs as it would in a project without an archive."""

    settings: Settings | None
    allowed: dict[str, Any] = {}

    def process_options(self, args: list[str], opts: Namespace) -> None:
        from crawler.private_addresses import with_starts

        super().process_options(args, opts)  # type: ignore[misc]
        assert self.settings
        self.settings.setdict({**PLAIN, **self.allowed}, priority="cmdline")
        name = "ALLOW_PRIVATE_ADDRESSES"
        may = with_starts(self.settings.get(name), args)
        self.settings.set(name, may, priority="cmdline")
