"""`scrapy retain`: let captures go that are old, or too many; lines stay."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import patterns as re
from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.wanted import own_archive
from crawler.ledger.database import LedgerError, is_server

MAX_DAYS = 366_000
"""A thousand years: a date cannot be counted back much further."""

_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}


class Command(WithoutSpiders, ScrapyCommand):
    """Let captures go."""

    requires_project = True

    def syntax(self) -> str:
        return "[--days N] [--size BYTES] [--dry-run]"

    def short_desc(self) -> str:
        return "Let WARC files go that are older than so many days, or beyond so many bytes"

    def long_desc(self) -> str:
        return (
            "WARC files of the archive (`-s ARCHIVE_DIR=DIR`) go, with their indexes, that were "
            "sealed more than --days ago, and the oldest of those beyond --size (500G). Lines and "
            "events stay. A file stays, too, as long as a capture that stays repeats a payload of "
            "it. The manifest goes on to list what went, as expired. Without options RETAIN_DAYS "
            "and RETAIN_SIZE of the settings are taken."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--days", type=float, metavar="N", help="older ones go")
        parser.add_argument("--size", metavar="BYTES", help="the oldest beyond this go: 500G")
        parser.add_argument("--dry-run", action="store_true", help="show what would go")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.rebuild import end_run
        from crawler.archive.retention import expire, expiry
        from crawler.archive.segments import SegmentError, Segments
        from crawler.archive.takedown import finish

        assert self.settings
        if args:
            raise UsageError("it takes no arguments")
        root = own_archive(self.settings)
        days = opts.days if opts.days is not None else self.settings.getfloat("RETAIN_DAYS")
        if not 0 <= days <= MAX_DAYS:
            raise UsageError(f"{days:g} is no number of days: 0 to {MAX_DAYS}")
        size = _bytes(opts.size or self.settings.get("RETAIN_SIZE") or "")
        if not days and size is None and opts.days is None:
            raise UsageError("what is to go? --days N or --size BYTES")
        now = datetime.now(UTC)
        server = str(self.settings["LEDGER"]) if is_server(self.settings["LEDGER"]) else ""
        try:
            with closing(Segments(root)) as shelf:
                finish(shelf, server)
                list(end_run(shelf))
                given = days if days or opts.days is not None else None
                going, needed = expiry(root, now, days=given, size=size)
                if not opts.dry_run:
                    expire(shelf, going, now, server)
        except (SegmentError, LedgerError) as error:
            raise UsageError(str(error)) from None
        for each in going:
            show(each.file)
        for each in needed:
            show(f"{each.file} stays: later captures repeat its payloads")
        verb = "would go" if opts.dry_run else "gone"
        total = sum(each.length for each in going)
        show(f"{verb}: {len(going)} WARC files, {total} bytes; {len(needed)} are needed")


def _bytes(stated: str) -> int | None:
    if not stated:
        return None
    found = re.fullmatch(r"(\d+)([KMGT]?)B?", str(stated).strip(), re.IGNORECASE)
    if not found:
        raise UsageError(f"{stated} is no size: 500G")
    return int(found[1]) * _UNITS[found[2].upper()]
