"""`scrapy view`: an archive as a web page on this machine."""

from __future__ import annotations

import ipaddress
import os
import sqlite3
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.usage import OneLine
from crawler.commands.wanted import progress
from crawler.view.index import Indexer, index_path

PORT, MAX_PORT = 8300, 65535
AGAIN = 3.0
"""Seconds after which it is looked whether the archive has grown."""


class Command(OneLine, ScrapyCommand):
    """Show an archive in a browser."""

    requires_project = True
    requires_crawler_process = False  # which loads all spiders
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[ARCHIVE|FILE.jsonl]"

    def short_desc(self) -> str:
        return "Show an archive as a web page on this machine: stories, versions, runs, search"

    def long_desc(self) -> str:
        return (
            "Serve a page over an archive, to look and never to write: its stories by day and "
            "site, full-text search, versions side by side, what was taken off or repaired, "
            "captures as they were served, runs and their receipts. Without ARCHIVE the project's "
            "own is shown (`-s ARCHIVE_DIR=DIR`). An index is kept beside your other caches, or "
            "where --index says; it is made once, newest stories first, follows the archive as it "
            "grows, and may be deleted at any time. Nothing is asked of the net. Ctrl-C ends it."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on: 127.0.0.1")
        parser.add_argument(
            "--port", type=int, default=PORT, help=f"port: {PORT}; 0 for a free one"
        )
        parser.add_argument("--index", metavar="FILE", help="where the index is kept")

    def run(self, args: list[str], opts: Namespace) -> None:
        assert self.settings
        if len(args) > 1:
            raise UsageError("one archive at a time", print_help=False)
        if not 0 <= opts.port <= MAX_PORT:
            raise UsageError(f"{opts.port} is no port", print_help=False)
        root = Path(args[0] if args else self.settings["ARCHIVE_DIR"])
        if not root.exists():
            raise UsageError(f"no such archive: {root}", print_help=False)
        index = Path(opts.index) if opts.index else index_path(root, _caches())
        if index.resolve().is_relative_to(root.resolve()):
            raise UsageError(f"{index} is inside the archive: keep the index elsewhere",
                             print_help=False)  # fmt: skip
        try:
            following = Following(root, index)
        except (OSError, sqlite3.Error) as error:
            raise UsageError(
                f"{index}: {error}; --index FILE names another", print_help=False
            ) from error
        server = server_of(root, index, following, opts)
        if not _is_loopback(opts.host):
            show(
                f"Look out: whoever reaches {opts.host} reads this archive; there is no password."
            )
        host = f"[{opts.host}]" if ":" in opts.host else opts.host
        show(f"{root} is shown on http://{host}:{server.port}/ (Ctrl-C ends it)")
        following.start()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()
            following.stop()


class Following:
    """Keeps the index as the archive is, in a thread of its own."""

    def __init__(self, root: Path, index: Path) -> None:
        """Raises OSError and sqlite3.Error where the index cannot be written."""
        self._indexer = Indexer(root, index)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._ended = threading.Event()
        self._whole = False

    def progress(self) -> Any:
        """Return how far the index is."""
        from crawler.view.app import Progress

        each = self._indexer
        return Progress(each.done, each.total, self._whole or not each.owns)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the lines that are being noted."""
        self._ended.set()
        self._thread.join(timeout=10)
        self._indexer.close()

    def _follow(self) -> None:
        while not self._ended.is_set():
            try:
                self._update()
            except _EndedError:
                return
            except (OSError, sqlite3.Error) as error:
                show(f"the index is not up to date: {error}")
            self._ended.wait(AGAIN)

    def _update(self) -> None:
        with progress(unit="B", unit_scale=True, desc="reading", leave=False, delay=1) as bar:

            def told(done: int, total: int) -> None:
                if self._ended.is_set():
                    raise _EndedError
                self._whole = False
                bar.total = total
                bar.update(done - bar.n)

            self._indexer.update(told)
        self._whole = True


class _EndedError(Exception):
    """The page is closed: what was not noted is noted next time."""


def server_of(root: Path, index: Path, following: Following, opts: Namespace) -> Any:
    """Return the server, bound. Raises UsageError."""
    try:
        from werkzeug.serving import WSGIRequestHandler, make_server

        from crawler.view.app import Viewed, make_app
    except ImportError as missing:
        said = f"{missing.name} is not installed: pip install crawler[view]"
        raise UsageError(said, print_help=False) from None

    class Quiet(WSGIRequestHandler):
        """Says nothing of requests that went well, and nothing of itself."""

        server_version, sys_version = "crawler", ""

        def log_request(self, code: Any = "-", size: Any = "-") -> None:
            """Say nothing: whoever looks sees what comes."""

    app = make_app(Viewed(root, index, following.progress, frozenset({opts.host.casefold()})))
    try:
        return make_server(opts.host, opts.port, app, threaded=True, request_handler=Quiet)
    except (OSError, OverflowError, SystemExit) as error:
        said = f"{opts.host}:{opts.port} cannot be served on: {error}; --port says another"
        raise UsageError(said, print_help=False) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _caches() -> Path:
    # https://specifications.freedesktop.org/basedir-spec/latest/
    named = os.environ.get("XDG_CACHE_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".cache"
