"""A page is looked at with no archive behind it, as Scrapy's own shell does."""

from __future__ import annotations

from argparse import ArgumentParser

import pytest
from scrapy.commands.shell import Command as ScrapyShell
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.commands.shell import Command


def options(*args: str) -> Settings:
    command = Command()
    command.settings = Settings()
    command.settings.setmodule(ours)
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args([*args])
    command.process_options(rest, opts)
    return command.settings


@pytest.mark.parametrize("args", [(), ("https://a.example/",)])
def test_the_shell_opens_no_archive_and_asks_as_a_crawl_does(args: tuple[str, ...]) -> None:
    settings = options(*args)

    assert settings.getdict("ITEM_PIPELINES") == {}
    assert settings.getbool("ROBOTSTXT_OBEY")
    assert issubclass(Command, ScrapyShell)


def test_an_address_on_this_machine_may_be_looked_at() -> None:
    assert "127.0.0.1:8000" in options("http://127.0.0.1:8000/")["ALLOW_PRIVATE_ADDRESSES"]
