"""Commands as they are typed: in a process of their own, or in that of the tests."""

from __future__ import annotations

import subprocess
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

from scrapy.settings import Settings

from tests import crawling

ROOT = Path(__file__).parents[2]
STORY = "news/yaowen/2022/0205/223052031.html"
PAGE = (ROOT / f"fixtures/portal/{STORY}.http").read_bytes().partition(b"\r\n\r\n")[2]


def scrapy(*args: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command that crawls, as its user would."""
    done = crawling.scrapy(*map(str, args))
    told = done.stdout.encode(), done.stderr.encode()
    return subprocess.CompletedProcess(done.args, done.returncode, *told)


def exit_status(name: str, *args: str | Path, **settings: Any) -> int:
    """Run a command that needs no crawl in this process; return its exit status."""
    command = import_module(f"crawler.commands.{name}").Command()
    command.settings = Settings({"READ_TIMEOUT": 60, **settings})
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args([str(arg) for arg in args])
    command.run(rest, opts)
    return int(command.exitcode)
