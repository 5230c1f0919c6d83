"""A mistake on the command line is told in one line, before anything is begun."""

from __future__ import annotations

import subprocess
import sys
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

import crawler.commands
from tests.crawling import listing, report, run, story
from tests.serving import recording

COMMANDS = Path(crawler.commands.__path__[0])
ROOT = COMMANDS.parents[1]
MISTAKES: dict[tuple[str, ...], str] = {
    ("crawl", "replay"): "-a captures=PATH",
    ("crawl", "replay", "-a", "captures=/nowhere"): "there is no /nowhere",
    ("crawl", "replay", "-a", "capture=x"): "is -a captures=… meant?",
    ("crawl", "replay", "-a", "site=x"): "known are captures",
    ("read", "/nowhere"): "there is no file /nowhere",
    ("read", "--jsn", "x"): "there is no option --jsn: is --json meant?",
    ("decode", "a", "b"): "one file at a time",
    ("repair", "--nowhere"): "there is no option --nowhere",
    ("freeze",): "say what to freeze",
    ("report", "yesterday"): "options alone",
    ("why",): "say which address",
    ("history", "ferry"): "is no address",
    ("reread",): "read what, to where?",
    ("export",): "write what where?",
    ("view", "/nowhere"): "no such archive: /nowhere",
    ("outbox",): "which consumer?",
    ("check-archive", "/nowhere"): "no such file: /nowhere",
    ("demo", "here"): "options alone",
    ("check", "newz"): "is news meant?",
    ("parse",): "say which page",
    **{
        (*command, "-s", "LEDGER=mysql://a/b"): "LEDGER names a PostgreSQL server"
        for command in (
            ("crawl", "news", "-a", "url=http://127.0.0.1:1/"),
            ("crawl", "replay", "-a", "captures=fixtures"),
            ("fleet",),
            ("report",),
            ("sites",),
            ("why", "http://a.example/"),
            ("takedown", "http://a.example/", "--why", "asked"),
        )
    },
}


@pytest.mark.long
@pytest.mark.parametrize(("command", "told"), MISTAKES.items(), ids=str)
def test_a_mistake_is_told_in_one_line(
    command: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = run(*command, archive=tmp_path / "none")

    assert done.returncode == 2
    assert told in done.stderr
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)


def test_every_command_tells_a_mistake_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    names = [each.stem for each in COMMANDS.glob("*.py")]
    modules = [import_module(f"crawler.commands.{name}") for name in names]
    commands = [each.Command for each in modules if hasattr(each, "Command")]
    assert len(commands) > 12
    for each in commands:
        command, parser = each(), ArgumentParser(prog="scrapy")
        command.settings = Settings()
        command.add_options(parser)

        with pytest.raises(UsageError, match="there is no option --nowhere") as raised:
            command.process_options(["--nowhere"], Namespace())
        with pytest.raises(SystemExit):
            parser.error(str(raised.value))

        assert capsys.readouterr().err.count("\n") == 1


def test_typing_a_command_loads_neither_the_reader_nor_the_archive() -> None:
    code = (
        "import sys; from scrapy.utils.misc import walk_modules_iter\n"
        "commands = list(walk_modules_iter('crawler.commands'))\n"
        "print(len(commands), *(name for name in sys.modules if name.startswith('crawler.')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )

    count, *loaded = done.stdout.split()
    others = {name.removeprefix("crawler.") for name in loaded if ".commands" not in name}
    light = {
        "ledger.database",
        "log_lines",
        "outcomes",
        "pattern_codes",
        "patterns",
        "text.harmless",
    }
    assert int(count) > 20
    assert others - {"ledger", "text"} <= light


@pytest.mark.parametrize(
    ("asked", "meant"), [("--jsn", "--json"), ("--exlpain=x", "--explain"), ("--zzz", "--help")]
)
def test_the_nearest_option_is_named(asked: str, meant: str) -> None:
    command: Any = import_module("crawler.commands.read").Command()
    command.settings = Settings()
    command.add_options(ArgumentParser())

    with pytest.raises(UsageError, match=meant):
        command.process_options([asked, "page.html"], Namespace())


@pytest.mark.long
def test_addresses_come_through_a_pipe(tmp_path: Path) -> None:
    paths = ("/news/2026/0205/101.html", "/news/2026/0205/102.html")
    pages = {"/": listing(*paths), **{path: story(f"Ferry returns {path}") for path in paths}}
    for n, name in enumerate(("-", "/dev/stdin")):
        archive = tmp_path / str(n)
        with recording(pages) as server:
            done = subprocess.run(
                [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"urls={name}",
                 "-s", f"ARCHIVE_DIR={archive}", "-s", "DOWNLOAD_DELAY=0"],
                input=f"# two\n{server.url}{paths[0]}\n{server.url}{paths[1]}\n",
                capture_output=True, text=True, check=False,
            )  # fmt: skip
        assert (done.returncode, report(archive)["stored"]) == (0, 2), done.stderr[-2000:]
