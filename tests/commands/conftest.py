"""Commands in the test's own process, and an archive that answers for its addresses."""

from __future__ import annotations

import io
import secrets
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from scrapy.settings import Settings

from crawler.commands.portal import serving
from crawler.ledger.copying import copied as copied_to
from crawler.ledger.ledger import Ledger
from crawler.run.site_keys import KEYS
from tests.archive.two_runs import copied
from tests.crawling import listing, site, story
from tests.crawling import run as run_scrapy
from tests.postgresql import PostgreSQL

ONE, GONE = "/news/2026/0205/101.html", "/news/2026/0205/102.html"

Run = Callable[..., tuple[int, bytes]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command that needs no crawl; the values are its exit status and its output."""

    def run_here(name: str, *args: str | Path, given: bytes = b"") -> tuple[int, bytes]:
        command = import_module(f"crawler.commands.{name}").Command()
        command.settings = Settings()
        parser = ArgumentParser()
        command.add_options(parser)
        opts, rest = parser.parse_known_args([str(arg) for arg in args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        command.run(rest, opts)
        return command.exitcode, capsysbinary.readouterr().out

    return run_here


@pytest.fixture(scope="session")
def asked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return an archive that holds two versions of a story, and the address it came from."""
    folder = tmp_path_factory.mktemp("asked")
    pages = {"/news/": listing(ONE, GONE), ONE: story("Ferry story", "It leaves at seven.")}
    with serving(site(folder / "site", pages)) as url:
        base = url.rstrip("/")
        run_scrapy("crawl", "news", "-a", f"url={base}/news/", archive=folder / "archive")
        site(folder / "site", {ONE: story("Ferry story", "It leaves at eight.")})
        run_scrapy("crawl", "news", "-a", f"url={base}{ONE}", archive=folder / "archive")
    return folder / "archive", base


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


@pytest.fixture
def server(own: Path, postgresql: PostgreSQL) -> str:
    """Return the address of a ledger on a server that knows what the archive's own does."""
    url = postgresql.new_place(f"kept_{secrets.token_hex(4)}")
    with (
        closing(Ledger(own / "ledger.sqlite")) as source,
        closing(Ledger(url)) as target,
    ):
        copied_to(source, target, "here", KEYS.site)
    (own / "ledger.sqlite").unlink()
    return url
