"""`scrapy store`: sealed files brought to another store, and back."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.wanted import may_be_ended, own_archive, progress


class Command(WithoutSpiders, ScrapyCommand):
    """Bring sealed files to a store."""

    requires_project = True

    def syntax(self) -> str:
        return "[URL] [--let-go] [--fetch FILE... | --bring [FOLDER...]]"

    def short_desc(self) -> str:
        return "Bring sealed files to S3, a folder or another store, and prove them there"

    def long_desc(self) -> str:
        return (
            "Every sealed file of the archive (`-s ARCHIVE_DIR=DIR`) is written to URL, or to "
            "ARCHIVE_STORE: s3://BUCKET/PATH, file:///PATH, whatever fsspec knows. Each is read "
            "back and held against the manifest. What is there already is passed over, so it may "
            "be ended at any time. With --let-go the WARC files that are proven there are removed "
            "here; --fetch brings files back, for a takedown, say. A crawl with ARCHIVE_STORE in "
            "its settings does the same when it ends. Several archives, of machines or processes, "
            "may bring theirs to one URL, where each has a list of its own under manifests/. "
            "--bring makes one archive here of all of them, or brings it up to date, though a "
            "machine is gone: with what was sealed, or the files of these folders alone (articles "
            "events); `check-archive --mend` then makes its ledger."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--let-go", action="store_true", help="remove what is proven there")
        parser.add_argument("--fetch", nargs="+", metavar="FILE", help="bring these back")

        parser.add_argument(
            "--bring", nargs="*", metavar="FOLDER", help="bring here what all archives have there"
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.object_store import OffsiteError
        from crawler.archive.outbox import OutboxError
        from crawler.archive.segment import ENDINGS, SegmentError

        assert self.settings
        url = args[0] if args else self.settings.get("ARCHIVE_STORE")
        if not url or len(args) > 1:
            raise UsageError("which store? scrapy store s3://bucket/archive")
        if unknown := {*(opts.bring or ())} - {*ENDINGS}:
            raise UsageError(f"{min(unknown)} is none of {', '.join(ENDINGS)}")
        is_new = opts.bring is not None
        root = Path(self.settings["ARCHIVE_DIR"]) if is_new else own_archive(self.settings)
        try:
            with may_be_ended(self, "goes on with the next file"):
                with progress(unit="B", unit_scale=True) as bar:
                    came = self._move(root, url, opts, lambda _, count: bar.update(count))
                show(came)
        except (OffsiteError, OutboxError, SegmentError) as error:
            raise UsageError(str(error)) from None

    def _move(self, root: Path, url: str, opts: Namespace, told: object) -> str:
        """Move files; return what came of it, in one line."""
        from crawler.archive.object_store import shown
        from crawler.archive.offsite import bring, fetch, let_go, upload
        from crawler.archive.segment import ENDINGS

        assert callable(told)
        if opts.bring is not None:
            came = list(bring(root, url, tuple(opts.bring or ENDINGS), told))
            size = sum(each.length for each in came)
            return f"{len(came)} files, {size} bytes brought here from {shown(url)}"
        if opts.fetch:
            return f"{len(list(fetch(root, url, opts.fetch, told)))} files brought back"
        brought = list(upload(root, url, told))
        size = sum(each.length for each in brought)
        gone = list(let_go(root, url)) if opts.let_go else []
        return (
            f"{len(brought)} files, {size} bytes brought to {shown(url)}; {len(gone)} let go here"
        )
