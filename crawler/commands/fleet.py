"""`scrapy fleet`: which process of a fleet does what, what is late, and what is failing."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import shared_ledger
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.why import when

if TYPE_CHECKING:
    from crawler.ledger.fleets import Fleets

LATE = 60.0
"""Seconds that a host may wait for a process: one that joins takes its share within a few."""


class Command(WithoutSpiders, ScrapyCommand):
    """Show the fleets of a ledger that several processes share."""

    requires_project = True

    def syntax(self) -> str:
        return "[NAME] -s LEDGER=postgresql://USER@HOST/DATABASE"

    def short_desc(self) -> str:
        return "Show which process of a fleet does what, what is late and what is failing"

    def long_desc(self) -> str:
        return (
            "A line for each process that is there, or was in the last hour: the sites that it "
            "holds, the pages on their way, what it has done. Then the hosts that wait for a "
            "process for longer than a minute, and those that fail or rest. --json gives all of "
            "it as JSON. A run of which no process is left is accounted for. The exit status is 1 "
            "where a host waits, or a process was lost."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="as JSON")

    def run(self, args: list[str], opts: Namespace) -> None:
        end_with_reader()
        from crawler.run.lost_runs import close_lost

        ledger = shared_ledger(self.settings)
        closed = list(close_lost(ledger))
        fleets = {name: _told(ledger.fleets, name) for name in args or ledger.fleets.names()}
        ledger.close()
        unknown = [name for name, told in fleets.items() if not (told["sites"] or told["members"])]
        if unknown:
            raise UsageError(f"no fleet is called {unknown[0]!r}", print_help=False)
        if opts.json:
            show(json.dumps(fleets, ensure_ascii=False, indent=1))
        else:
            lines = (line for each in fleets.items() for line in _lines(*each))
            show("\n".join([*closed, *lines]))
        calls = any(
            told["late"] or any(each["lost"] for each in told["members"])
            for told in fleets.values()
        )
        self.exitcode = int(calls)


def _told(fleets: Fleets, name: str) -> dict[str, Any]:
    now = time.time()
    return {
        "sites": fleets.count_sites(name),
        "members": [each for each in fleets.overview() if each["fleet"] == name],
        "late": fleets.late(name, now - LATE),
        "failing": fleets.failing(name, now),
    }


def _lines(name: str, told: dict[str, Any]) -> Iterator[str]:
    here = sum(not each["left"] for each in told["members"])
    yield f"{name}: {here} processes, {told['sites']} sites"
    for each in told["members"]:
        yield (
            f"  {each['process']} ({each['member']}, run {each['run']}): {_state(each)}; "
            f"{each['lines']} stories, {each['fetched']} pages"
            + (f", {each['refused']} refused" if each["refused"] else "")
        )
    for host, site, due in told["late"]:
        since = f"since {when(due)}" if due else "since the run began"
        yield f"  LATE: {host} ({site}) waits {since}, and nobody holds it"
    for host, failures, until in told["failing"]:
        rest = f", rests until {when(until)}" if until > time.time() else ""
        yield f"  FAILING: {host} failed {failures} times in a row{rest}"


def _state(member: dict[str, Any]) -> str:
    if member["lost"]:
        return "lost: it said nothing for longer than its lease"
    if member["left"]:
        return "left"
    return (
        f"holds {member['hosts']} hosts of {member['sites']} sites, {member['busy']} pages on "
        f"their way, {max(0, member['lease']):.0f} s of its lease left"
    )
