"""Which stories a command is to take: the options of `scrapy export` and `scrapy pack`."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import tempfile
import threading
from argparse import ArgumentParser, Namespace
from contextlib import contextmanager
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scrapy.commands import ScrapyCommand

    from crawler.exports.held import Selection


def add_options(parser: ArgumentParser) -> None:
    """Add the options that choose stories."""
    parser.add_argument("--since", default="", metavar="DAY", help="first day, 2026-02-05")
    parser.add_argument("--until", default="", metavar="DAY", help="last day")
    parser.add_argument(
        "--site", action="append", default=[], metavar="HOST", help="of this host alone"
    )
    parser.add_argument(
        "--query", default="", metavar="WORDS", help="words that stand in headline or text"
    )
    parser.add_argument(
        "--newest", action="store_true", help="only the last version of each story"
    )


def selection_of(opts: Namespace) -> Selection:
    """Return what the options choose. Raises UsageError."""
    from crawler.exports.held import Selection

    return Selection(
        since=_day(opts.since),
        until=_day(opts.until),
        sites=tuple(opts.site),
        words=tuple(opts.query.split()),
        newest=opts.newest,
    )


LINES = ("articles", "events", "reports", "takedowns")
"""Folders of what is known without captures."""


def archive_of(args: list[str], settings: Any, folders: tuple[str, ...] = LINES) -> Path:
    """Return the archive that a command reads: named second, or the project's own.

    Of the address of a store, what all archives have brought to it.
    """
    named = args[1] if len(args) > 1 else settings["ARCHIVE_DIR"]
    source = brought(named, folders)
    if not source.exists():
        raise UsageError(f"no such archive: {source}")
    return source


def brought(named: str, folders: tuple[str, ...]) -> Path:
    """Return the folder of an archive; of a store, what is brought of it to a cache here."""
    from crawler.archive.object_store import OffsiteError, is_address
    from crawler.archive.offsite import bring
    from crawler.archive.segment import SegmentError

    if not is_address(str(named)):
        return Path(named)
    root = brought_to(named)
    root.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with progress(unit="B", unit_scale=True, desc="bringing") as bar:
            for _ in bring(root, named, folders, lambda _, count: bar.update(count)):
                pass
    except (OffsiteError, SegmentError) as error:
        raise UsageError(str(error), print_help=False) from None
    return root


def brought_to(url: str) -> Path:
    """Return the folder to which the files of a store are brought when they are looked at."""
    return caches() / "crawler" / "stores" / sha256(url.rstrip("/").encode()).hexdigest()[:12]


def caches() -> Path:
    """Return the folder of the user's caches."""
    # https://specifications.freedesktop.org/basedir-spec/latest/
    named = os.environ.get("XDG_CACHE_HOME", "")
    return Path(named) if Path(named).is_absolute() else Path.home() / ".cache"


def own_archive(settings: Any) -> Path:
    """Return the project's archive. Raises UsageError where there is none."""
    from crawler.archive.folders import is_archive

    root = Path(settings["ARCHIVE_DIR"])
    if not is_archive(root):
        raise UsageError(f"no such archive: {root}")
    return root


@contextmanager
def may_be_ended(command: ScrapyCommand, how: str) -> Iterator[None]:
    """Say in one line what a Ctrl-C or SIGTERM has ended, and what the same command does next."""
    is_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGTERM, signal.default_int_handler) if is_main else None
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write(f"ended: the same command {how}\n")
        command.exitcode = ENDED
    finally:
        if is_main:
            signal.signal(signal.SIGTERM, before)


ENDED = 130
"""Exit status of what a Ctrl-C ended: 128 and the number of the signal, as a shell has it."""


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Let no other process write what stands under a name once it is whole. Raises UsageError."""
    from crawler.archive.alone import HeldError, alone

    with no_room(out):
        if not out.parent.is_dir():
            raise UsageError(f"no such folder: {out.parent}", print_help=False)
        try:
            with alone(out.with_name(f"{out.name}.lock"), str(out)):
                yield
        except HeldError as error:
            raise UsageError(str(error), print_help=False) from None


@contextmanager
def no_room(out: Path) -> Iterator[None]:
    """Say in one line that a disk is full, that nothing can be written, or what has changed."""
    from crawler.exports.held import ChangedError

    try:
        yield
    except ChangedError as error:
        raise UsageError(str(error), print_help=False) from None
    except sqlite3.Error as error:
        raise UsageError(f"{out}: {error} (temporary files: {tempfile.gettempdir()})") from None
    except OSError as error:
        where = error.filename or out
        raise UsageError(f"{where}: {error.strerror or error}", print_help=False) from None


def progress(**more: Any) -> Any:
    """Return a progress bar for a terminal; elsewhere it shows nothing."""
    from tqdm import tqdm

    # As wide as the terminal that it is shown on, wherever standard output goes.
    return tqdm(dynamic_ncols=True, disable=not sys.stderr.isatty(), file=sys.stderr, **more)


@contextmanager
def looking_through(what: str) -> Iterator[Callable[[int], object]]:
    """Yield what is told of bytes that are looked through first; the bar goes when all are."""
    with progress(unit="B", unit_scale=True, desc=f"looking through {what}", leave=False) as bar:
        yield bar.update


def _day(stated: str) -> str:
    try:
        return date.fromisoformat(stated).isoformat() if stated else ""
    except ValueError:
        raise UsageError(f"{stated} is no day: 2026-02-05") from None
