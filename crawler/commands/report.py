"""`scrapy report`: how the last run went, for whoever reads it in the morning."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import shared_ledger
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import OneLine
from crawler.ledger.database import is_server
from crawler.report.receipt import shown


class Command(OneLine, ScrapyCommand):
    """Show the report of a run."""

    requires_project = True
    takes_arguments = False
    requires_crawler_process = False  # which loads all spiders
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Show how the last run went, and what calls for a look"

    def long_desc(self) -> str:
        return (
            "Show the report of the last run on ARCHIVE_DIR: what became of every address, beside "
            "what is usual; each site; each source that does not add up; and every alarm. --run N "
            "shows an earlier one, --json the whole of it. The exit status is the run's own."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--run", type=int, dest="number", help="number of the run")
        parser.add_argument("--json", action="store_true", help="the whole report")

    def run(self, args: list[str], opts: Namespace) -> None:
        end_with_reader()
        del args
        assert self.settings
        root = Path(self.settings["ARCHIVE_DIR"])
        if is_server(self.settings["LEDGER"]):
            report = self._of_fleet(opts.number or 0)
        else:
            report = _filed(root, opts.number or 0)
        show(json.dumps(report, ensure_ascii=False, indent=1) if opts.json
             else shown(report, str(root)))  # fmt: skip
        self.exitcode = report["exit_status"]

    def _of_fleet(self, run: int) -> dict[str, Any]:
        ledger = shared_ledger(self.settings)
        report = ledger.accounts.report(run)
        ledger.close()
        if report is None:
            raise UsageError("no such run has ended: `scrapy fleet` shows what goes on",
                             print_help=False)  # fmt: skip
        return report


def _filed(root: Path, run: int) -> dict[str, Any]:
    """Return the report of a run as its archive has it."""
    found = sorted((root / "reports").glob(f"*-{run:05}.json" if run else "*.json"))
    if not found:
        raise UsageError(f"there is no report of such a run in {root}", print_help=False)
    report: dict[str, Any] = json.loads(found[-1].read_text("utf-8"))
    return report
