"""`scrapy why URL`: the life of one address."""

from __future__ import annotations

from argparse import Namespace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.commands.asking import address, opened
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders
from crawler.outcomes import explained

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.ledger.ledger import Ledger


class Command(WithoutSpiders, ScrapyCommand):
    """Tell where an address was seen, when it was asked, and what became of it."""

    requires_project = True

    def syntax(self) -> str:
        return "URL"

    def short_desc(self) -> str:
        return "Tell the life of one address: where seen, when asked, what came, and why"

    def long_desc(self) -> str:
        return (
            "For the question where article X went. Give the address as the site spells it and "
            "the archive with `-s ARCHIVE_DIR=DIR`. The exit status is 1 where the address was "
            "never seen."
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        end_with_reader()
        del opts
        url = address(args)
        _, ledger = opened(self.settings)
        lines = list(life(ledger, url))
        ledger.close()
        show("\n".join(lines or [f"{url} was never seen: no list, feed or page led to it."]))
        self.exitcode = 0 if lines else 1


def life(ledger: Ledger, url: str) -> Iterator[str]:
    """Yield what is known of an address, a line each event; nothing where it was never seen."""
    from crawler.ledger.stories import TWIN

    known, visits = ledger.life(url)
    if known is None:
        return
    url = known["url"]
    yield url
    yield f"{when(known['seen_at'])}  seen on {known['seen_on'] or 'the start of a crawl'}" + (
        f", as “{known['title']}”" if known["title"] else ""
    )
    for source, title, since, still in ledger.accounts.listed_by(url):
        said = "listed" if still else "listed no more"
        yield f"{when(since)}  {said} by {source}" + (f" as “{title}”" if title else "")
    for visit in visits:
        yield f"{when(visit['at'])}  run {visit['run']}: {_told(visit)}"
    if known["reason"] and known["reason"] != TWIN:
        yield f"  {explained(known['reason'])}"
    if known["reason"] == TWIN:
        yield f"  not asked for: another address of {ledger.stories.twin_of(url, known['kind'])}"
    for capture in ledger.captures_of(url):
        yield f"  {capture['type']} kept in {capture['file']} at {capture['offset']}"
    for version in ledger.stories.versions(url):
        yield f"  version {version['version']} in {version['file']} at {version['offset']}"
    yield _now(known)


STATES = {
    "held": "a story that is held",
    "source": "a list of stories",
    "gone": "no longer there",
    "failed": "given up",
    "done": "done with: no story, and not looked at again",
}


def _now(known: dict[str, Any]) -> str:
    """Return what an address is, and when it is asked for again."""
    from crawler.ledger.revisit_policy import NEVER

    if known["state"] == "due":
        return f"it is due since {when(known['due_at'])}, tried {known['tries']} times"
    told = STATES.get(known["state"], known["state"])
    if known["state"] == "gone" and known["held"]:
        told = "withdrawn by its site; the copy is kept"
    if known["state"] in {"failed", "done"} or (known["state"] == "gone" and not known["held"]):
        return f"it is {told}"
    if known["due_at"] >= NEVER:
        return f"it is {told}, and looked at again where a list tells of a change"
    return f"it is {told}, and looked at again from {when(known['due_at'])} on"


def _told(visit: dict[str, Any]) -> str:
    reason = f" ({visit['reason']})" if visit["reason"] else ""
    status = f", HTTP {visit['status']}" if visit["status"] else ""
    return f"{visit['outcome']}{reason}{status}"


def when(seconds: float) -> str:
    """Return a time as somebody reads it: UTC, to the second.

    >>> when(0)
    '1970-01-01 00:00:00Z'
    """
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
