"""`scrapy ledger`: what a ledger holds, the traps it knows, and how it comes to a server."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import opened
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders
from crawler.ledger.database import LedgerError, is_server, shown

if TYPE_CHECKING:
    from crawler.ledger.ledger import Ledger


class Command(WithoutSpiders, ScrapyCommand):
    """Say what a ledger holds, or copy it."""

    requires_project = True
    takes_arguments = False

    def syntax(self) -> str:
        return "[--traps] [--forget-trap PATTERN] [--copy-to postgresql://USER@HOST/DATABASE]"

    def short_desc(self) -> str:
        return "Say what a ledger holds, or copy it to a server that processes share"

    def long_desc(self) -> str:
        return (
            "The number of rows of each table of the ledger of ARCHIVE_DIR. --copy-to brings "
            "them to a database that holds no ledger yet, in one transaction, and counts them "
            "there: what does not agree is undone, and the exit status says so. The old file is "
            "renamed then; no crawl may be going on meanwhile. --traps lists the patterns of "
            "addresses that brought what was held already, and how many stories of their own; a "
            "run leaves them, but for a few. --forget-trap has the next run ask them all."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--copy-to", metavar="URL", help="where to copy it")
        parser.add_argument("--traps", action="store_true", help="list the traps that it knows")
        parser.add_argument("--forget-trap", metavar="PATTERN", help="as --traps lists it")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.segments import SegmentError, Segments
        from crawler.archive.writers import Writers
        from crawler.ledger.copying import copied
        from crawler.ledger.ledger import Ledger
        from crawler.sites import key_of

        end_with_reader()
        del args
        root, ledger = opened(self.settings)
        with closing(ledger):
            if opts.traps or opts.forget_trap:
                _traps(ledger, opts.forget_trap)
                return
            if not opts.copy_to:
                show(
                    "\n".join(f"{count:>12} {name}" for name, count in ledger.row_counts().items())
                )
                return
            if not is_server(opts.copy_to):
                raise UsageError("--copy-to postgresql://USER@HOST/DATABASE", print_help=False)
            try:
                with closing(Segments(root)), closing(Ledger(opts.copy_to)) as other:
                    counts = copied(ledger, other, Writers(root).place, key_of)
            except (LedgerError, SegmentError) as error:
                raise UsageError(str(error), print_help=False) from None
        show("\n".join(f"{count:>12} {name}" for name, count in counts.items()))
        show(f"copied to {shown(opts.copy_to)}, and counted there")
        if is_server(ledger.place):
            return
        aside = Path(f"{ledger.place}.copied")
        Path(ledger.place).rename(aside)
        show(f"the old one is {aside} now: no crawl goes on with it by mistake")


def _traps(ledger: Ledger, forgotten: str | None) -> None:
    """Show the traps that a ledger knows; of one that is to be forgotten it knows no more."""
    from crawler.run.sameness import KEPT, brought_in, without

    known = brought_in(ledger.counts(KEPT))
    if forgotten is not None:
        if forgotten not in known:
            raise UsageError(f"no trap {forgotten}: --traps lists them", print_help=False)
        ledger.remember(KEPT, partial(without, pattern=forgotten))
        show(f"forgotten: {forgotten}")
        return
    found = {pattern: each for pattern, each in known.items() if each.is_trap}
    for pattern, (own, again) in sorted(found.items()):
        show(f"{again:>8} again {own:>8} of its own  {pattern}")
    if not found:
        show("no traps")
