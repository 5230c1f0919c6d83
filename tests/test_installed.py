"""Commands where the package is installed: each stands for one of ours until it is used."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib.util import find_spec
from pathlib import Path

import pytest
from scrapy.settings import Settings

import crawler.commands
from crawler import installed

FOLDER = Path(crawler.commands.__file__).parent
SCRAPYS = ("check", "fetch", "parse", "shell", "edit", "genspider", "list", "runspider")


@pytest.mark.parametrize("name", sorted({*installed.NAMES} - {"crawl"}))
def test_each_name_is_a_command_of_ours(name: str) -> None:
    command = getattr(installed, name)()

    assert (FOLDER / f"{command.name}.py").is_file()
    assert command.short_desc()
    assert isinstance(command.requires_crawler_process, bool)


@pytest.mark.parametrize("inside", [True, False])
def test_a_crawl_in_another_project_is_scrapys(
    monkeypatch: pytest.MonkeyPatch,
    inside: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setattr(installed, "inside_project", lambda: inside)

    command = installed.crawl

    assert issubclass(command, installed.InstalledCommand) is not inside
    assert (command.__module__ == "scrapy.commands.crawl") is inside


def test_no_command_of_ours_is_forgotten() -> None:
    made = {path.stem for path in FOLDER.glob("*.py") if "class Command" in path.read_text()}
    known = {name.replace("_", "-") for name in installed.NAMES}

    assert made - known - {*SCRAPYS} == set()
    assert all(find_spec(f"scrapy.commands.{name}") for name in made - known)


def test_another_name_is_none() -> None:
    with pytest.raises(AttributeError, match="no attribute 'sail'"):
        _ = installed.sail


def test_our_settings_are_the_defaults_of_our_commands() -> None:
    defaults = installed.read().default_settings

    assert defaults["ARCHIVE_DIR"] == installed.our_settings()["ARCHIVE_DIR"]
    assert all(name.isupper() for name in installed.our_settings())


def test_what_a_command_is_built_of_is_ours_in_any_project() -> None:
    command = installed.demo()
    command.settings = Settings({"ITEM_PIPELINES": {"theirs": 1}, "SPIDER_MODULES": ["theirs"]})

    command.add_options(ArgumentParser())

    assert "theirs" not in command.settings["ITEM_PIPELINES"]
    assert command.settings["SPIDER_MODULES"] == installed.our_settings()["SPIDER_MODULES"]
    assert {*installed.PARTS} <= {*command.settings}
