"""`scrapy sites`: the publishers that are known, and how those of an archive do."""

from __future__ import annotations

import json
import shutil
import textwrap
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import opened
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.why import when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.ledger.accounts import SiteHealth
    from crawler.site import Site


class Command(WithoutSpiders, ScrapyCommand):
    """List profiles, and what an archive remembers of its sites."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] [SITE...]"

    def short_desc(self) -> str:
        return "List the sites that have a profile, and how those of an archive do"

    def long_desc(self) -> str:
        return (
            "Each profile of crawler/sites/ with its domains, its layouts and how many fixtures "
            "prove them; then, where there is an archive in ARCHIVE_DIR, a row for each site that "
            "it remembers, profile or not: stories held, addresses due and given up, when the "
            "last new story came; marked ! where its last run says that something calls for a "
            "look, z where its host is left alone, ? where no story was found yet. Those that "
            "call for a look come first, with all that is known, and so does each SITE that is "
            "named. --json gives all for programs. The exit status is 1 where something calls for "
            "a look."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.sites import sites

        end_with_reader()
        assert self.settings
        healths: list[SiteHealth] = []
        root = Path(self.settings["ARCHIVE_DIR"])
        if self.settings["LEDGER"] or (root / "ledger.sqlite").exists():
            _, ledger = opened(self.settings)
            healths = ledger.accounts.health(time.time())
            ledger.close()
        profiles = [profile(site) for site in sites().values()]
        if opts.json:
            told = {"profiles": profiles, "sites": [asdict(each) for each in healths]}
            show(json.dumps(told, ensure_ascii=False, indent=1))
        else:
            if unknown := {*args} - {each.site for each in healths}:
                raise UsageError(f"the archive knows no site {min(unknown)}", print_help=False)
            width = shutil.get_terminal_size().columns
            show("\n".join(lines(profiles, healths, args, width)))
        self.exitcode = int(any(each.alarms for each in healths))


def profile(site: Site) -> dict[str, Any]:
    """Return what a profile is, for a list of them."""
    from crawler.fixtures.story_fixture import fixtures_folder

    root = fixtures_folder()
    stories = [*(root / site.name).glob("*/capture.warc")] if root else []
    return {
        "name": site.name,
        "publisher": site.publisher,
        "domains": list(site.domains),
        "layouts": [layout.name for layout in site.layouts],
        "fixtures": len(stories),
        "render": site.render,
        "comments": site.comments,
    }


def lines(
    profiles: list[dict[str, Any]],
    healths: list[SiteHealth],
    named: Sequence[str] = (),
    width: int = 80,
) -> Iterator[str]:
    """Yield the list as somebody reads it, in lines of a width where their words let them.

    A site has a row; one that calls for a look, or that is asked for by name, its account.
    """
    if not named:
        yield from _of_profiles(profiles, width)
    if not healths:
        yield "no archive here remembers a site (-s ARCHIVE_DIR=DIR says where it is)"
        return
    states = Counter(map(_state, healths))
    counted = ", ".join(f"{state} {states[state]}" for state in STATES if states[state])
    yield from _folded(f"{len(healths)} sites in the archive: {counted}", "  ", width)
    for health in healths:
        if health.alarms or health.site in named:
            yield from _account(health, width)
    if not named:
        yield from _table(healths, width)


def _of_profiles(profiles: list[dict[str, Any]], width: int) -> Iterator[str]:
    yield f"{len(profiles)} profiles (scrapy add-site URL writes one)"
    for each in profiles:
        layouts = ", ".join(each["layouts"]) or "read without a layout"
        asked = "".join(f"; {name} {each[name]}" for name in ("render", "comments") if each[name])
        title = f"  {each['name']}: {each['publisher'] or '?'}, {' '.join(each['domains'])}"
        yield from _folded(title, "    ", width)
        yield from _folded(
            f"    layouts: {layouts}; {each['fixtures']} fixtures{asked}", "      ", width
        )


def _account(health: SiteHealth, width: int) -> Iterator[str]:
    """Yield all that is known of how a site does."""
    until = f" until {when(health.resting)}" if health.resting else ""
    yield from _folded(f"  {health.site}: {_state(health)}{until}", "    ", width)
    for alarm in health.alarms:
        yield from _folded(f"    LOOK {alarm}", "      ", width)
    yield from _folded(
        f"    {health.addresses} addresses, {health.stories} stories held, "
        f"{health.withdrawn} withdrawn, {health.due} due, {health.failed} given up",
        "      ",
        width,
    )
    story = when(health.last_story) if health.last_story else "never"
    asked = when(health.last_asked) if health.last_asked else "never"
    yield from _folded(f"    last new story {story}, last asked {asked}", "      ", width)


WIDE = 72
"""Columns from which a row has room for an hour."""

SIGNS = {"calls for a look": "!", "left alone": "z", "no story yet": "?", "well": " "}
STATES = tuple(SIGNS)
"""How a site does, in the order in which somebody wants to know; the sign of each in a row."""


def _table(healths: list[SiteHealth], width: int) -> Iterator[str]:
    """Yield a row for each site; the numbers of a long name stand below it."""
    to_the_minute = len("2026-02-05 08:30") if width >= WIDE else len("2026-02-05")
    heading = f"{'stories':>8}{'due':>7}{'given up':>9}  {'newest':<{to_the_minute}}"
    room = max(width - len(heading) - len("  ! "), 8)
    yield f"    {'site':<{room}}{heading}".rstrip()
    for health in healths:
        story = when(health.last_story)[:to_the_minute] if health.last_story else "never"
        numbers = f"{health.stories:>8}{health.due:>7}{health.failed:>9}  {story}"
        sign = SIGNS[_state(health)]
        if len(health.site) > room:
            yield f"  {sign} {health.site}"
            yield f"    {'':<{room}}{numbers}"
        else:
            yield f"  {sign} {health.site:<{room}}{numbers}"


def _folded(line: str, further: str, width: int) -> list[str]:
    return textwrap.wrap(
        line, max(width, 20), subsequent_indent=further, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip


def _state(health: SiteHealth) -> str:
    """Return in a word or two how a site does: one of `STATES`."""
    if health.alarms:
        return "calls for a look"
    if health.resting:
        return "left alone"
    return "well" if health.stories else "no story yet"
