"""A spider is tried out as in a project without an archive, and may look where it was sent."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler import settings as ours
from crawler.commands.plain import PLAIN, WithoutArchive


class Scrapys:
    """A command of Scrapy's, as far as ours takes its options."""

    settings: Settings | None

    def __init__(self, **more: Any) -> None:
        self.settings = Settings()
        self.settings.setmodule(ours)
        self.settings.setdict(more, priority="project")
        self.taken: list[list[str]] = []

    def process_options(self, args: list[str], _: Namespace) -> None:
        self.taken.append(args)


class Plain(WithoutArchive, Scrapys):
    """Ours in front of it."""

    allowed = {"DOWNLOAD_TIMEOUT": 7}  # noqa: RUF012 as a command has it


def settings_of(*args: str, **more: Any) -> Settings:
    command = Plain(**more)
    command.process_options([*args], Namespace())
    assert command.taken == [[*args]]
    assert command.settings
    return command.settings


def test_nothing_of_the_archive_is_left_and_all_else_is() -> None:
    settings = settings_of("https://a.example/")

    assert settings["SCHEDULER"] == PLAIN["SCHEDULER"] != ours.SCHEDULER
    assert settings.getdict("ITEM_PIPELINES") == {}
    assert not any("crawler" in path for path in settings.getdict("EXTENSIONS"))
    assert settings.getdict("DOWNLOADER_MIDDLEWARES") == ours.DOWNLOADER_MIDDLEWARES
    assert settings.getint("DOWNLOAD_TIMEOUT") == 7


HERE = ["127.0.0.1:8000", "[::1]:8000", "localhost:8000"]
"""A port of this machine, in each of its names."""


@pytest.mark.parametrize(
    ("args", "more", "may"),
    [
        (("https://a.example/",), {}, []),
        (("http://127.0.0.1:8000/x",), {}, HERE),
        (("http://127.0.0.1:8000/x",), {"ALLOW_PRIVATE_ADDRESSES": ["10.0.0.7:80"]},
         ["10.0.0.7:80", *HERE]),
        ((), {}, []),
    ],
)  # fmt: skip
def test_a_private_address_is_asked_only_where_it_was_given(
    args: tuple[str, ...], more: dict[str, Any], may: list[str]
) -> None:
    told = settings_of(*args, **more).get("ALLOW_PRIVATE_ADDRESSES")

    assert sorted(told or []) == sorted(may)
