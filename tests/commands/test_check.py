"""The contracts of a spider are tried without an archive, and of a spider that there is."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.commands.check import Command
from crawler.commands.plain import PLAIN


def options(*args: str) -> Settings:
    """Return the settings after the options were taken."""
    command = Command()
    command.settings = Settings()
    command.settings.setmodule(ours)
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args([*args])
    command.process_options(rest, opts)
    return command.settings


def test_a_contract_may_bring_its_page_along() -> None:
    settings = options("news")

    assert settings.getwithbase("DOWNLOAD_HANDLERS")["data"]
    assert settings["SCHEDULER"] == PLAIN["SCHEDULER"]
    assert settings.getdict("ITEM_PIPELINES") == {}


def test_without_the_command_no_page_is_brought_along() -> None:
    settings = Settings()
    settings.setmodule(ours)

    assert not settings.getwithbase("DOWNLOAD_HANDLERS")["data"]


def test_a_spider_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody"):
        options("news", "nobody")
    assert list(tmp_path.iterdir()) == []
