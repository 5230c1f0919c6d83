"""`scrapy view`: an archive as a web page on this machine."""

from __future__ import annotations

import ipaddress
import signal
import socket
import sqlite3
import threading
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.wanted import LINES, brought, caches, progress

if TYPE_CHECKING:
    from crawler.archive.stored_captures import StoredCaptures
    from crawler.commands.captures_read import CapturesRead

PORT, MAX_PORT = 8300, 65535
SAID = 50_000_000
"""Bytes of lines from which on it is said that they are read."""

AGAIN = 3.0
"""Seconds after which it is looked whether the archive has grown."""


class Command(WithoutSpiders, ScrapyCommand):
    """Show an archive in a browser."""

    requires_project = True
    default_settings = {"LOG_LEVEL": "WARNING"}

    def syntax(self) -> str:
        return "[ARCHIVE|FILE.jsonl|WARC|WACZ|s3://…]"

    def short_desc(self) -> str:
        return "Show an archive as a web page on this machine: stories, versions, runs, search"

    def long_desc(self) -> str:
        return (
            "Serve a page over an archive, to look and never to write: its stories by day and "
            "site, full-text search, versions side by side, what was taken off or repaired, "
            "captures as they were served, runs and their receipts. Without ARCHIVE the project's "
            "own is shown (`-s ARCHIVE_DIR=DIR`). An index is kept beside your other caches, or "
            "where --index says; it is made once, newest stories first, follows the archive as it "
            "grows, and may be deleted at any time. Captures that nobody has read (a WARC, a "
            "WACZ, a folder of them) are read for it, their lines kept beside the index. Of a "
            "store (s3://…) the lines of all archives are brought here first; captures that are "
            "not here are asked of it, or of ARCHIVE_STORE, one by one as they are looked at. "
            "Nothing else is asked of the net. Ctrl-C ends it."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--host", default="127.0.0.1", help="address to serve on: 127.0.0.1")
        parser.add_argument(
            "--port", type=int, default=PORT, help=f"port: {PORT}; 0 for a free one"
        )
        parser.add_argument("--index", metavar="FILE", help="where the index is kept")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.view.index import index_path
        from crawler.view.line_files import is_of_captures

        assert self.settings
        if len(args) > 1:
            raise UsageError("one archive at a time", print_help=False)
        if not 0 <= opts.port <= MAX_PORT:
            raise UsageError(f"{opts.port} is no port", print_help=False)
        named = str(args[0] if args else self.settings["ARCHIVE_DIR"])
        root = brought(named, (*LINES, "cdx"))
        if not root.exists():
            raise UsageError(f"no such archive: {root}", print_help=False)
        index = Path(opts.index) if opts.index else index_path(root, caches())
        if index.resolve().is_relative_to(root.resolve()):
            raise UsageError(f"{index} is inside the archive: keep the index elsewhere",
                             print_help=False)  # fmt: skip
        captures = None
        try:
            if is_of_captures(root):
                # Whoever looks at an archive waits for no reader.
                from crawler.commands.captures_read import CapturesRead

                beside, limit = index.with_name(f"{index.name}.lines"), "READ_TIMEOUT"
                captures = CapturesRead(root, beside, self.settings.getfloat(limit))
            following = Following(captures.lines if captures else root, index, captures)
        except (OSError, sqlite3.Error) as error:
            said = f"{index}: {error}; --index FILE names another"
            raise UsageError(said, print_help=False) from error
        kept = {"store": _store_of(named, self.settings), "name": _name_of(named)}
        server = server_of(following, index, opts, **kept)
        if not _is_loopback(opts.host):
            show(
                f"Look out: whoever reaches {opts.host} reads this archive; there is no password."
            )
        host = f"[{opts.host}]" if ":" in opts.host else opts.host
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            place = f"http://{host}:{server.port}/"
            show(f"{_name_of(named) or root} is shown on {place} (Ctrl-C ends it)")
            following.start()
            server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            server.server_close()
            following.stop()


class Following:
    """Keeps the index as the archive is, in a thread of its own."""

    def __init__(self, root: Path, index: Path, captures: CapturesRead | None = None) -> None:
        """Raises OSError and sqlite3.Error where the index cannot be written.

        `captures` are read first: `root` is where their lines go.
        """
        from crawler.view.index import Indexer

        self.root, self.captures = root, captures
        self._indexer = Indexer(root, index)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._ended = threading.Event()
        self._whole = self._read = False

    def progress(self) -> Any:
        """Return how far the index is."""
        from crawler.view.app import Progress

        each = self._indexer
        if self.captures and not self._read:
            return Progress(self.captures.done, self.captures.total, is_whole=False)
        return Progress(each.done, each.total, self._whole or not each.owns)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the lines that are being noted."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=10)
        self._indexer.close()

    def _follow(self) -> None:
        while not self._ended.is_set():
            try:
                self._read_captures()
                self._update()
            except _EndedError:
                return
            except Exception as error:  # noqa: BLE001 whatever it was, what is indexed is shown
                show(f"the index is not up to date: {type(error).__name__}: {error}")
            self._ended.wait(AGAIN)

    def _read_captures(self) -> None:
        """Read captures, if there are any to read; note their stories as each file is done."""
        if self.captures is None or self._read or not self._indexer.owns:
            return
        done = self.captures.done
        with progress(unit=" captures", desc="reading", leave=False, delay=1) as bar:

            def told(*_: object) -> None:
                nonlocal done
                if self._ended.is_set():
                    raise _EndedError
                bar.update()
                if self.captures and self.captures.done > done:
                    done = self.captures.done
                    self._indexer.update()

            self.captures.read(show, told)
        self._read = True

    def _update(self) -> None:
        with progress(unit="B", unit_scale=True, desc="reading", leave=False, delay=1) as bar:

            def told(done: int, total: int) -> None:
                if self._ended.is_set():
                    raise _EndedError
                self._whole = False
                bar.total = total
                bar.update(done - bar.n)

            self._indexer.update(told)
            count = bar.n
        if count > SAID and not self._whole:
            show(f"{self._indexer.root} is read: {count / 1e6:,.1f} MB of lines are indexed")
        self._whole = True


class _EndedError(Exception):
    """The page is closed: what was not noted is noted next time."""


def _store_of(named: str, settings: Any) -> StoredCaptures | None:
    """Return what has the captures that are not here; None where no store is known."""
    from crawler.archive.object_store import OffsiteError, is_address

    url = named if is_address(named) else settings.get("ARCHIVE_STORE")
    if not url:
        return None
    from crawler.archive.stored_captures import StoredCaptures

    try:
        return StoredCaptures(str(url))
    except OffsiteError as error:
        raise UsageError(str(error), print_help=False) from None


def _name_of(named: str) -> str:
    from crawler.archive.object_store import is_address, shown

    return shown(named.rstrip("/")) if is_address(named) else ""


def server_of(following: Following, index: Path, opts: Namespace, **viewed: Any) -> Any:
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

    captures = following.captures.root if following.captures else None
    hosts = frozenset({opts.host.casefold()})
    app = make_app(Viewed(following.root, index, following.progress, captures, hosts, **viewed))
    try:
        # Bound here: where it cannot, werkzeug would print what it thinks, and end the process.
        family = socket.AF_INET6 if ":" in opts.host else socket.AF_INET
        with socket.create_server((opts.host, opts.port), family=family) as bound:
            return make_server(opts.host, bound.getsockname()[1], app, threaded=True,
                               request_handler=Quiet, fd=bound.fileno())  # fmt: skip
    except OSError as error:
        said = f"{opts.host}:{opts.port} cannot be served on: {error.strerror}; --port, --host"
        raise UsageError(said, print_help=False) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
