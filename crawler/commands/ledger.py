"""`scrapy ledger --copy-to postgresql://…`: bring a ledger to where processes share it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import opened
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import OneLine
from crawler.ledger.database import LedgerError, is_server, shown


class Command(OneLine, ScrapyCommand):
    """Say what a ledger holds, or copy it."""

    requires_project = True
    takes_arguments = False
    requires_crawler_process = False  # which loads all spiders
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[--copy-to postgresql://USER@HOST/DATABASE]"

    def short_desc(self) -> str:
        return "Say what a ledger holds, or copy it to a server that processes share"

    def long_desc(self) -> str:
        return (
            "The number of rows of each table of the ledger of ARCHIVE_DIR. --copy-to brings "
            "them to a database that holds no ledger yet, in one transaction, and counts them "
            "there: what does not agree is undone, and the exit status says so. The old file is "
            "renamed then; no crawl may be going on meanwhile."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--copy-to", metavar="URL", help="where to copy it")

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
