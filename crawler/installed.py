"""The commands where the package is installed: entry points of the group ``scrapy.commands``.

In this project Scrapy finds them by ``COMMANDS_MODULE``. Anywhere else it loads every entry
point of every package for each command that is typed, so what it finds here is cheap: the
command itself is imported when it is asked something. https://docs.scrapy.org/en/latest/topics/commands.html

Settings: ours are the defaults of our commands; the project around them, and ``-s``, win. What
a command that fetches is built of (`PARTS`) is always ours: `scrapy demo` crawls with the
spiders of this package, whatever project it is typed in.
"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.utils.project import inside_project

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

PARTS = {
    "ADDONS": {},
    "DOWNLOADER_MIDDLEWARES": {},
    "DOWNLOAD_HANDLERS": {},
    "EXTENSIONS": {},
    "ITEM_PIPELINES": {},
    "LOG_FORMATTER": "scrapy.logformatter.LogFormatter",
    "ROBOTSTXT_PARSER": "scrapy.robotstxt.ProtegoRobotParser",
    "SCHEDULER": "scrapy.core.scheduler.Scheduler",
    "SPIDER_MIDDLEWARES": {},
    "SPIDER_MODULES": [],
}
"""Settings that name classes, and what they are where ours do not name them."""

NAMES = (
    "add_site", "check_archive", "completion", "crawl", "decode", "demo", "export", "fleet",
    "freeze", "history", "ledger", "outbox", "pack", "read", "repair", "report", "reread",
    "retain", "sites", "store", "takedown", "view", "why",
)  # fmt: skip
"""Modules of `crawler.commands`, as pyproject.toml writes them: no hyphen stands in an entry
point. Scrapy's own that ours only adapt to this project (``shell``, ...) stay Scrapy's."""


def __getattr__(name: str) -> type[ScrapyCommand]:
    if name not in NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name == "crawl" and inside_project():
        # The spiders of another project are its own affair, and how they end is Scrapy's.
        scrapys: type[ScrapyCommand] = import_module("scrapy.commands.crawl").Command
        return scrapys
    return type(name, (InstalledCommand,), {"name": name.replace("_", "-")})


def our_settings() -> dict[str, Any]:
    """Return the settings of this package, as a dict."""
    module = import_module("crawler.settings")
    return {name: value for name, value in vars(module).items() if name.isupper()}


class InstalledCommand(ScrapyCommand):
    """Stands for a command of ours until it is used."""

    name = ""

    @cached_property
    def _command(self) -> ScrapyCommand:
        command: ScrapyCommand = import_module(f"crawler.commands.{self.name}").Command()
        return command

    @property
    def default_settings(self) -> dict[str, Any]:  # type: ignore[override]
        """Ours, at Scrapy's priority for what a command brings along."""
        return {**our_settings(), **self._command.default_settings}

    @property
    def requires_crawler_process(self) -> bool:  # type: ignore[override]
        """Whether it crawls."""
        return self._command.requires_crawler_process

    def syntax(self) -> str:
        """Return how the command is typed."""
        return self._command.syntax()

    def short_desc(self) -> str:
        """Return its line in the list of commands."""
        return self._command.short_desc()

    def long_desc(self) -> str:
        """Return what it does."""
        return self._command.long_desc()

    def add_options(self, parser: ArgumentParser) -> None:
        """Declare its options."""
        assert self.settings
        ours = our_settings()
        parts = {name: ours.get(name, default) for name, default in PARTS.items()}
        self.settings.setdict(parts, priority="project")
        self._command.settings = self.settings
        self._command.add_options(parser)

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Take what was typed."""
        self._command.process_options(args, opts)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Do it; the exit status is the command's."""
        self._command.crawler_process = self.crawler_process
        try:
            self._command.run(args, opts)
        finally:
            self.exitcode = self._command.exitcode
