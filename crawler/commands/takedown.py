"""`scrapy takedown URL|ID --why TEXT`: a story that must go, out of everything that is kept."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.wanted import (
    brought_to,
    caches,
    looking_through,
    may_be_ended,
    own_archive,
)
from crawler.ledger.database import LedgerError, demand_place

if TYPE_CHECKING:
    from pathlib import Path

    from crawler.archive.offsite import Borrowed
    from crawler.archive.segments import Segments
    from crawler.archive.takedown import Story


class Command(WithoutSpiders, ScrapyCommand):
    """Remove a story from an archive."""

    requires_project = True

    def syntax(self) -> str:
        return "URL|ID --why TEXT [--dry-run]"

    def short_desc(self) -> str:
        return "Remove a story from lines, captures, index and ledger, and log why"

    def long_desc(self) -> str:
        return (
            "All versions of a story go, by its address or the identifier of one of them, from "
            "the archive (`-s ARCHIVE_DIR=DIR`): lines, events, index, ledger, and the bytes of "
            "its captures, in whose place tombstones stand. The same bytes under other addresses "
            "are the same story. What was removed, when and why is a line of takedowns/, which "
            "`scrapy outbox` hands out beside the files that changed; the address is never asked "
            "for again. Captures of lists and feeds keep what they said of it, which in a feed "
            "may be the whole text: `scrapy retain` lets go of them with age. --dry-run shows "
            "what would go. With ARCHIVE_STORE the files that changed take the places of those in "
            "the store at once, and files that are there alone are brought here for as long as it "
            "takes. The index of `scrapy view` goes, too, and is made anew when it is asked for; "
            "one that --index put elsewhere is when it is looked at next. A takedown that was "
            "killed is ended by the next one, or the next run. Exit status is 1 where no such "
            "story is held."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--why", default="", metavar="TEXT", help="goes into the log")
        parser.add_argument("--dry-run", action="store_true", help="show what would go")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.object_store import OffsiteError, shown
        from crawler.archive.offsite import Borrowed, upload
        from crawler.archive.outbox import OutboxError
        from crawler.archive.segments import SegmentError, Segments
        from crawler.archive.takedown import TakedownError

        if not args:
            raise UsageError("which story? scrapy takedown URL --why TEXT")
        if len(args) > 1:
            raise UsageError("one story at a time; the archive is named by -s ARCHIVE_DIR=DIR")
        if not (opts.why.strip() or opts.dry_run):
            raise UsageError("why? --why TEXT goes into the log")
        assert self.settings
        self._server = str(self.settings.get("LEDGER") or "")
        try:
            demand_place(self._server)
        except LedgerError as error:
            raise UsageError(str(error), print_help=False) from error
        root, url = own_archive(self.settings), self.settings.get("ARCHIVE_STORE")
        borrowed = Borrowed(root, url)
        try:
            with may_be_ended(self, "goes on where it was"):
                with closing(Segments(root)) as shelf:
                    self._take_down(shelf, args[0], opts, borrowed)
                if url and not opts.dry_run:
                    brought, back = list(upload(root, url)), borrowed.give_back()
                    told = f"{len(brought)} files brought to {shown(url)} in the places of theirs"
                    show(told + f"; {len(back)} of them are there alone again" * bool(back))
        except (TakedownError, SegmentError) as error:
            raise UsageError(str(error)) from None
        except (OffsiteError, OutboxError) as error:
            raise UsageError(f"gone here, and not yet in the store: {error}") from None
        finally:
            borrowed.give_back()

    def _take_down(self, shelf: Segments, named: str, opts: Namespace, borrowed: Borrowed) -> None:
        from crawler.archive.object_store import OffsiteError
        from crawler.archive.rebuild import end_run
        from crawler.archive.takedown import TakedownError, find_story, finish, prepare

        if log := finish(shelf, self._server):
            show(f"ended a takedown that was interrupted: {log}")
        for done in end_run(shelf):
            show(done)
        try:
            with looking_through("lines") as told:
                story = find_story(shelf.root, named, borrowed.bring, told)
        except OffsiteError as error:
            raise TakedownError(f"nothing has gone yet: {error}") from None
        if not story:
            show(f"no story of {named} is held in {shelf.root}")
            self.exitcode = 0 if log else 1
            return
        show("\n".join(_shown(story)))
        if opts.dry_run:
            show(f"would go: {story.counts()}")
            return
        # Before: whatever ends this command, no index tells of what has gone.
        assert self.settings
        _clear_caches(shelf.root, story, self.settings.get("ARCHIVE_STORE"))
        log = prepare(shelf, story, opts.why.strip(), datetime.now(UTC))
        finish(shelf, self._server)
        shelf.describe()
        show(f"gone: {story.counts()}; {log} says why")


def _clear_caches(root: Path, story: Story, url: str | None) -> None:
    """Remove what `scrapy view` and others have put into this user's caches of a story."""
    from crawler.view.index import discard_index

    discard_index(root, caches())
    if url:
        there = brought_to(url)
        discard_index(there, caches())
        for name in story.lines:
            (there / name).unlink(missing_ok=True)


def _shown(story: Story) -> list[str]:
    shown = [f"{url}: {len(versions)} versions" for url, versions in story.urls.items()]
    shown += [f"  {name}: {len(places)} lines" for name, places in story.lines.items()]
    shown += [f"  {name}: {len(places)} captures" for name, places in story.records.items()]
    return shown + [f"  {folder}/" for folder in story.aside]
