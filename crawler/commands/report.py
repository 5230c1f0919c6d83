"""`scrapy report`: how the last run went, for whoever reads it in the morning."""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser, Namespace
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import shared_ledger
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders

PLOTTED = 60
"""Runs that a page plots: `crawler.view.report_file` takes no more."""


class Command(WithoutSpiders, ScrapyCommand):
    """Show the report of a run."""

    requires_project = True
    takes_arguments = False

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show how the last run went, and what calls for a look"

    def long_desc(self) -> str:
        return (
            "Show the report of the last run on ARCHIVE_DIR: what became of every address, beside "
            "what is usual; each site; each source that does not add up; and every alarm. --run N "
            "shows an earlier one, --json the whole of it. --html FILE writes a page in one file "
            "that needs nothing else: the run, and plots of the sixty up to it. The exit status "
            "is the run's own."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", type=int, dest="number", help="number of the run")
        parser.add_argument("--json", action="store_true", help="the whole report")
        parser.add_argument("--html", metavar="FILE", help="write a page with plots of the runs")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.report.receipt import shown

        end_with_reader()
        del args
        assert self.settings
        root = Path(self.settings["ARCHIVE_DIR"])
        reports = self._of_fleet(opts) if self.settings["LEDGER"] else _here(root, opts)
        report = reports[-1]
        self.exitcode = report["exit_status"]
        if opts.html:
            self._write(root, reports, Path(opts.html))
            return
        show(json.dumps(report, ensure_ascii=False, indent=1) if opts.json
             else shown(report, str(root)))  # fmt: skip

    def _of_fleet(self, opts: Namespace) -> list[dict[str, Any]]:
        """Return the report of a run; for a page, with those of the runs before it."""
        from crawler.run.lost_runs import close_lost

        with closing(shared_ledger(self.settings)) as ledger:
            for _ in close_lost(ledger):
                pass  # what it says is what is shown
            report = ledger.accounts.report(opts.number or 0)
            if report is None:
                raise UsageError("no such run has ended: `scrapy fleet` shows what goes on",
                                 print_help=False)  # fmt: skip
            last = int(report["run"])
            first = max(1, last - PLOTTED + 1) if opts.html else last
            earlier = map(ledger.accounts.report, range(first, last))
            return [*filter(None, earlier), report]

    def _write(self, root: Path, reports: list[dict[str, Any]], out: Path) -> None:
        """Write the page of the runs up to one; it stands under its name once it is whole."""
        try:
            from crawler.view.report_file import report_file
        except ImportError as missing:
            said = f"{missing.name} is not installed: pip install crawler[view]"
            raise UsageError(said, print_help=False) from None
        part = out.with_name(f"{out.name}.{os.getpid()}.part")
        try:
            part.write_text(report_file(root, reports), "utf-8")
            part.replace(out)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise UsageError(f"{out}: {error}", print_help=False) from error
        show(f"{out} shows the runs of {root} up to {reports[-1]['run']}")


def _here(root: Path, opts: Namespace) -> list[dict[str, Any]]:
    """Return the report of a run as its archive has it; for a page, with those before it."""
    last = _last(root, opts.number or 0)
    before = [path for path in sorted(last.parent.glob("*.json")) if path.name < last.name]
    reports = []
    for path in before[1 - PLOTTED :] if opts.html else ():
        with suppress(OSError, ValueError):
            reports.append(json.loads(path.read_text("utf-8")))
    return [*(each for each in reports if isinstance(each, dict)),
            json.loads(last.read_text("utf-8"))]  # fmt: skip


def _last(root: Path, run: int) -> Path:
    """Return the report of a run as its archive has it, the last one's if none is named."""
    found = sorted((root / "reports").glob(f"*-{run:05}.json" if run else "*.json"))
    if not found:
        raise UsageError(f"there is no report of such a run in {root}", print_help=False)
    return found[-1]
