"""`scrapy history URL`: the versions of a story, and what changed between them."""

from __future__ import annotations

from argparse import Namespace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.asking import address, line_at, opened
from crawler.commands.lines import end_with_reader, show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.why import when

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.ledger.versions import ReadingRow

COMPARED = ("kicker", "headline", "alternativeHeadline", "articleBody")


class Command(WithoutSpiders, ScrapyCommand):
    """Show how a story changed, word by word."""

    requires_project = True

    def syntax(self) -> str:
        return "URL"

    def short_desc(self) -> str:
        return "Show the versions of a story and what changed between them, word by word"

    def long_desc(self) -> str:
        return (
            "What went stands in [-…-], what came in {+…+}. Give the address of the story and "
            "the archive with `-s ARCHIVE_DIR=DIR`."
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.ledger.schema import WITHDRAWN

        end_with_reader()
        del opts
        url = address(args)
        root, ledger = opened(self.settings)
        known, _ = ledger.life(url)
        story = (known and (known["story"] or known["url"])) or url
        places = ledger.stories.versions(story)
        readings = ledger.stories.readings(story)
        ledger.close()
        try:
            versions = [line_at(root, place) for place in places]
        except FileNotFoundError as error:
            raise UsageError(
                f"a version of {url} stands in {error.filename}, which is not here: say which "
                "archive holds it with -s ARCHIVE_DIR=DIR",
                print_help=False,
            ) from None
        if versions:
            show("\n".join([*told(versions, readings), *absences(readings)]))
        else:
            show(f"No version of {url} is held. `scrapy why {url}` says what became of it.")
        if known and known["held"] == WITHDRAWN:
            show("The site has withdrawn it; the versions above are kept.")
        self.exitcode = 0 if versions else 1


def told(versions: Sequence[dict[str, Any]], readings: Sequence[ReadingRow]) -> Iterator[str]:
    """Yield the first version's headline and, version by version, the lines that changed."""
    from crawler.ledger.versions import versions_of
    from crawler.text.compare.changes import marked

    fetched = {each.number: when(each.reading.captured_at) for each in versions_of(readings)}
    first = versions[0]
    yield f"version 1, fetched {fetched.get(1, '')}: {first.get('headline', '')}"
    for before, after in pairwise(versions):
        yield ""
        yield f"version {after['version']}, fetched {fetched.get(after['version'], '')}"
        for field in COMPARED:
            old, new = before.get(field, ""), after.get(field, "")
            if old != new:
                yield f"  {field}:"
                yield from (f"    {line}" for line in _changed(marked(old, new)))


def absences(readings: Sequence[ReadingRow]) -> Iterator[str]:
    """Yield when a story was found withdrawn, and when it was there again."""
    from crawler.ledger.versions import events_of

    for event in events_of(readings):
        if event.status == "Withdrawn":
            yield ""
            yield f"{when(event.captured_at)}  withdrawn ({event.reason})"
        else:
            yield f"{when(event.captured_at)}  there again"


def _changed(text: str) -> Iterator[str]:
    """Yield the lines of a marked text in which something changed."""
    inside = False
    for line in text.split("\n"):
        if inside or "[-" in line or "{+" in line:
            yield line
        opened, closed = line.count("[-") + line.count("{+"), line.count("-]") + line.count("+}")
        inside = inside + opened - closed > 0
