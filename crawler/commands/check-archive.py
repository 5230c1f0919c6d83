"""`scrapy check-archive`: prove what an archive says of itself."""  # noqa: N999 as it is typed

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.archive.check import Tally, check


class Command(ScrapyCommand):
    """Check archives."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "DIR|FILE..."

    def short_desc(self) -> str:
        return "Prove an archive: digests, references, every line against the schema"

    def long_desc(self) -> str:
        return (
            "Read every WARC, WACZ and JSON-lines file of an archive and print what is wrong with "
            "it, one finding a line: file, offset in bytes, what. Of a WARC: records that are "
            "damaged, block and payload digests, references to records that are not there, more "
            "than one record in a gzip member, responses cut short without saying so. Of a line: "
            "whether it is valid against the schema, and whether its edits can be undone. Of "
            "manifest.jsonl: whether each sealed file is as it was sealed. Exit status is 1 where "
            "anything is wrong or nothing was found to check."
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        del opts
        paths = [Path(arg) for arg in args]
        missing = [path for path in paths if not path.exists()]
        if missing or not paths:
            raise UsageError(f"no such file: {missing[0]}" if missing else "which archive?")
        tally, wrong = Tally(), 0
        for finding in check(paths, tally):
            wrong += 1
            print(f"{finding.file}, offset {finding.offset}: {finding.reason}")
        print(
            f"{tally.files} files, {tally.records} records, {tally.lines} lines: "
            f"{wrong or 'nothing'} wrong"
        )
        self.exitcode = 1 if wrong or not tally.files else 0
