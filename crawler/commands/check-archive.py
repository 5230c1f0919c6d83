"""`scrapy check-archive`: prove what an archive says of itself, and mend what can be made anew."""  # noqa: N999 as it is typed

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.wanted import LINES, brought, caches, may_be_ended, progress
from crawler.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawler.archive.check import CheckTally, Finding


def _shown_tally(bar: Any) -> CheckTally:
    """Return counts that show on a terminal how far they have come."""
    from crawler.archive.check import CheckTally

    class ShownTally(CheckTally):
        def __setattr__(self, name: str, value: Any) -> None:
            if name == "files" and value:
                bar.set_postfix_str(f"{value} files", refresh=False)
            if name in {"records", "lines"} and value:
                bar.update(value - getattr(self, name))
            super().__setattr__(name, value)

    return ShownTally()


def _of_captures(url: str, tally: CheckTally) -> Iterator[Finding]:
    """Yield the WARC files of a store that are not there as they were sealed."""
    from crawler.archive.check_proven import Digests
    from crawler.archive.check_whole import Finding
    from crawler.archive.object_store import Store
    from crawler.archive.offsite import sealed_there

    store = Store(url)
    name = sha256(url.rstrip("/").encode()).hexdigest()[:16]
    digests = Digests(caches() / "crawler" / "checks" / f"{name}.digests")
    for sealed, line in sealed_there(store):
        if sealed.file.startswith("warc/") and "expired" not in json.loads(line):
            tally.files += 1
            state = store.state(sealed.file)
            before = digests.before
            digest = digests.of(sealed.file, state, partial(store.digest, sealed.file))
            tally.before += digests.before - before
            if digest != sealed.sha256:
                why = "is not as it was sealed" if digest else "is gone"
                yield Finding(f"{store}/{sealed.file}", 0, f"{sealed.file} {why}")
    digests.forget()


class Command(WithoutSpiders, ScrapyCommand):
    """Check archives."""

    requires_project = True

    def syntax(self) -> str:
        return "[--mend] [--moved-away] DIR|FILE|s3://…..."

    def short_desc(self) -> str:
        return "Prove an archive: digests, index, references, lines, sealed files, ledger"

    def long_desc(self) -> str:
        return (
            "Read every file of an archive and print what is to be said of it, one finding a "
            "line: file, offset in bytes, what. Of WARC and WACZ files: damaged records, block "
            "and payload digests, references to records that are not there, responses cut short "
            "without saying so. Of an archive of ours, a folder, all that its parts say of each "
            "other: each line of the index and its record; each article, its schema, its edits, "
            "its identifier, the captures it names and the version before it; each sealed file "
            "and manifest.jsonl; the ledger and all of these. Exit status is 1 where anything is "
            "wrong or nothing was found to check. With --mend the index, the manifest and the "
            "ledger of an archive are first made anew from its captures and articles where they "
            "are lost or wrong; what stood there is set aside. A check that was ended goes on "
            "with the files that it had not read, or that have changed since; what it knows is "
            "kept in the user's caches until it is at its end, and counts for a week. Of a store "
            "(s3://…) the lines and indexes of all archives are brought here and proven, and the "
            "bytes of each WARC file there are held against what was sealed."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--mend",
            action="store_true",
            help="make index, manifest and ledger anew where they are lost or wrong",
        )
        parser.add_argument(
            "--moved-away",
            action="store_true",
            help="sealed files that are listed and not here were moved to another store",
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        with may_be_ended(self, "goes on where it was" if not opts.mend else
                          "goes on with what is still to be mended"):  # fmt: skip
            self._run(args, opts)

    def _run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.check import check
        from crawler.archive.check_whole import NO_LEDGER
        from crawler.archive.object_store import is_address

        paths = [brought(arg, (*LINES, "cdx")) for arg in args]
        stores = [arg for arg in args if is_address(arg)]
        missing = [path for path in paths if not path.exists()]
        if missing or not paths:
            raise UsageError(f"no such file: {missing[0]}" if missing else "which archive?")
        if opts.mend and not self._mended(paths, moved_away=opts.moved_away):
            self.exitcode = 1
            return
        wrong = 0
        with progress(unit=" records") as bar:
            tally = _shown_tally(bar)
            away = opts.moved_away or bool(stores)
            kept = caches() / "crawler" / "checks"
            findings = check(paths, tally, moved_away=away, kept=kept)
            for finding in chain(findings, *(_of_captures(url, tally) for url in stores)):
                if stores and finding.reason == NO_LEDGER:
                    continue
                wrong += finding.wrong
                told = f"{finding.file}, offset {finding.offset}: {finding.reason}"
                bar.write(harmless(told))
        if tally.before:
            show(f"{tally.before} of the files were read before, by a check that was ended")
        show(
            f"{tally.files} files, {tally.records} records, {tally.lines} lines: "
            f"{wrong or 'nothing'} wrong"
        )
        self.exitcode = 1 if wrong or not tally.files else 0

    def _mended(self, paths: list[Path], *, moved_away: bool) -> bool:
        """Mend the archives among these; say whether each could be taken for that."""
        from crawler.archive.folders import is_archive
        from crawler.archive.rebuild import mend
        from crawler.archive.segments import SegmentError
        from crawler.run.site_keys import KEYS

        archives = [path for path in paths if path.is_dir() and is_archive(path)]
        if not archives:
            raise UsageError("--mend takes the folder of an archive")
        for path in archives:
            try:
                done = list(map(show, mend(path, KEYS, moved_away=moved_away)))
            except SegmentError as error:
                show(f"{path}: {error}")
                return False
            if not done:
                show(f"{path}: nothing to mend")
        return True
