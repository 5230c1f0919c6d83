"""`scrapy sites`: the publishers that are known, and how those of an archive do."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.commands.asking import opened
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import OneLine
from crawler.commands.why import when

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.ledger.accounts import SiteHealth
    from crawler.site import Site


class Command(OneLine, ScrapyCommand):
    """List profiles, and what an archive remembers of its sites."""

    requires_project = True
    takes_arguments = False
    requires_crawler_process = False  # which loads all spiders
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "List the sites that have a profile, and how those of an archive do"

    def long_desc(self) -> str:
        return (
            "Each profile of crawler/sites/ with its domains, its layouts and how many fixtures "
            "prove them; then, where there is an archive in ARCHIVE_DIR, or a LEDGER that is "
            "shared, each site that it remembers, profile or not: addresses, stories held, due "
            "and failed, when the last new story came and when a page was last asked for, hosts "
            "that are left alone, and what its last run says calls for a look. --json gives the "
            "same for programs. The exit status is 1 where something calls for a look."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.sites import sites

        end_with_reader()
        del args
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
            show("\n".join(lines(profiles, healths)))
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
    }


def lines(profiles: list[dict[str, Any]], healths: list[SiteHealth]) -> Iterator[str]:
    """Yield the list as somebody reads it."""
    yield f"{len(profiles)} profiles (scrapy add-site URL writes one)"
    for each in profiles:
        layouts = ", ".join(each["layouts"]) or "read without a layout"
        render = f"; render {each['render']}" if each["render"] else ""
        yield f"  {each['name']}: {each['publisher'] or '?'}, {' '.join(each['domains'])}"
        yield f"    layouts: {layouts}; {each['fixtures']} fixtures{render}"
    if not healths:
        yield "no archive here remembers a site (-s ARCHIVE_DIR=DIR says where it is)"
        return
    yield f"{len(healths)} sites in the archive"
    for health in healths:
        yield f"  {health.site}: {_state(health)}"
        yield (
            f"    {health.addresses} addresses, {health.stories} stories held, "
            f"{health.withdrawn} withdrawn, {health.due} due, {health.failed} given up"
        )
        story = when(health.last_story) if health.last_story else "never"
        asked = when(health.last_asked) if health.last_asked else "never"
        yield f"    last new story {story}, last asked {asked}"
        for alarm in health.alarms:
            yield f"    LOOK {alarm}"


def _state(health: SiteHealth) -> str:
    """Return in a word or two how a site does."""
    if health.alarms:
        return "calls for a look"
    if health.resting:
        return f"left alone until {when(health.resting)}"
    return "well" if health.stories else "no story yet"
