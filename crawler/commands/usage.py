"""A mistake on the command line, told in one line.

Scrapy prints the usage above each error, and takes an option that nobody knows for an argument.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.log import configure_logging

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from scrapy import Spider
    from scrapy.commands import ScrapyCommand as Base
    from scrapy.settings import BaseSettings
else:
    Base = object


class OneLine(Base):
    """A command that says in one line what is wrong; `--help` has the rest."""

    takes_arguments = True
    """Whether anything but options may follow the command."""

    _parser: Any = None

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.print_usage = lambda _=None: None  # type: ignore[method-assign, assignment]
        self._parser = parser

    def process_options(self, args: list[str], opts: Namespace) -> None:
        """Take the options; raises UsageError before anything is begun, or said."""
        unknown = next((each for each in args if each.startswith("-") and len(each) > 1), None)
        if unknown is not None:
            name = unknown.partition("=")[0]
            options = self._parser._option_string_actions  # noqa: SLF001 argparse tells no other way
            near = difflib.get_close_matches(name, options, 1, 0.6)
            hint = f"is {near[0]} meant?" if near else "--help names those there are"
            raise UsageError(f"there is no option {name}: {hint}", print_help=False)
        if args and not self.takes_arguments:
            raise UsageError(f"{args[0]!r} says nothing here: options alone", print_help=False)
        super().process_options(args, opts)
        if not self.requires_crawler_process:
            configure_logging(self.settings)  # as the process of a crawl does


class WithoutSpiders(OneLine):
    """A command that crawls nothing: Scrapy makes no process for it, which loads all spiders.

    It logs nothing, unless it is asked to.
    """

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}


def demand_spider(settings: BaseSettings | None, name: str) -> type[Spider]:
    """Return the spider of a name; raises UsageError with the nearest one where there is none."""
    assert settings
    loader = get_spider_loader(settings)
    try:
        return loader.load(name)
    except KeyError:
        known = sorted(loader.list())
        near = difflib.get_close_matches(name, known, 1, 0.5)
        hint = f"is {near[0]} meant?" if near else f"known are {', '.join(known)}"
        raise UsageError(f"no spider is called {name!r}: {hint}", print_help=False) from None
