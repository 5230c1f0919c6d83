"""`scrapy report`: how the last run went, for whoever reads it in the morning."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import OneLine


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
        from crawler.report.receipt import shown

        end_with_reader()
        del args
        assert self.settings
        root = Path(self.settings["ARCHIVE_DIR"])
        pattern = f"*-{opts.number:05}.json" if opts.number else "*.json"
        found = sorted((root / "reports").glob(pattern))
        if not found:
            raise UsageError(f"there is no report of such a run in {root}", print_help=False)
        report = json.loads(found[-1].read_text("utf-8"))
        show(json.dumps(report, ensure_ascii=False, indent=1) if opts.json
             else shown(report, str(root)))  # fmt: skip
        self.exitcode = report["exit_status"]
