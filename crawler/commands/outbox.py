"""`scrapy outbox NAME`: hand sealed files to a consumer, each until it says that it has it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.archive.check_lines import Sealed


class Command(WithoutSpiders, ScrapyCommand):
    """Say which sealed files a consumer has not taken in, and note which it has."""

    requires_project = True

    def syntax(self) -> str:
        return "NAME [--next [N] | --done FILE...] [--of URL]"

    def short_desc(self) -> str:
        return "Hand sealed files to a consumer, each until it says that it has taken it in"

    def long_desc(self) -> str:
        return (
            "NAME is the consumer's: each has a place of its own in the order of sealed files. "
            "--next prints the files that come next, the first sealed first, relative to the "
            "archive (`-s ARCHIVE_DIR=DIR`); --done notes files that were taken in. A consumer "
            "that fails in between is given the same files again. Files of articles/ hold stories "
            "and versions, those of events/ withdrawals and returns, those of takedowns/ what "
            "must go. With --of the files are those of a store (`scrapy store`), whichever "
            "archive brought them; what was taken in is noted here all the same. Exit status is "
            "1 where --next has nothing to hand out."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--next", type=int, nargs="?", const=1, metavar="N", help="print the next N files (1)"
        )
        parser.add_argument("--of", metavar="URL", default="", help="files of a store: s3://…")
        parser.add_argument("--done", nargs="+", metavar="FILE", help="these were taken in")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.object_store import OffsiteError
        from crawler.archive.outbox import Outbox, OutboxError

        if len(args) != 1:
            raise UsageError("which consumer? scrapy outbox NAME --next")
        assert self.settings
        root = Path(self.settings["ARCHIVE_DIR"])
        if not (root.is_dir() or opts.of):
            raise UsageError(f"no such archive: {root}")
        try:
            outbox = Outbox(root, args[0], listed=_listed_in(opts.of) if opts.of else None)
            for file in opts.done or ():
                outbox.acknowledge(file)
            waiting = outbox.waiting()
            if opts.next is not None:
                handed = [each.file for each in islice(waiting, max(0, opts.next))]
                if handed:
                    show("\n".join(handed))
                self.exitcode = 0 if handed else 1
            elif not opts.done:
                show(f"{sum(1 for _ in waiting)} files wait for {args[0]}")
        except (OutboxError, OffsiteError) as error:
            raise UsageError(str(error)) from None


def _listed_in(url: str) -> Callable[[], list[Sealed]]:
    """Return what gives the sealed files of a store; it is asked once."""
    from crawler.archive.object_store import Store
    from crawler.archive.offsite import sealed_there

    listed = [sealed for sealed, _ in sealed_there(Store(url))]
    return lambda: listed
