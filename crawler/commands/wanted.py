"""Which stories a command is to take: the options of `scrapy export` and `scrapy pack`."""

from __future__ import annotations

import shutil
import sys
from argparse import ArgumentParser, Namespace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

if TYPE_CHECKING:
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


def archive_of(args: list[str], settings: Any) -> Path:
    """Return the archive that a command reads: named second, or the project's own."""
    source = Path(args[1] if len(args) > 1 else settings["ARCHIVE_DIR"])
    if not source.exists():
        raise UsageError(f"no such archive: {source}")
    return source


def own_archive(settings: Any) -> Path:
    """Return the project's archive. Raises UsageError where there is none."""
    from crawler.archive.check_whole import is_archive

    root = Path(settings["ARCHIVE_DIR"])
    if not is_archive(root):
        raise UsageError(f"no such archive: {root}")
    return root


def progress(**more: Any) -> Any:
    """Return a progress bar for a terminal; elsewhere it shows nothing."""
    from tqdm import tqdm

    width = shutil.get_terminal_size().columns
    quiet = not sys.stderr.isatty()
    return tqdm(ncols=min(width, 80), disable=quiet, file=sys.stderr, **more)


def _day(stated: str) -> str:
    try:
        return date.fromisoformat(stated).isoformat() if stated else ""
    except ValueError:
        raise UsageError(f"{stated} is no day: 2026-02-05") from None
