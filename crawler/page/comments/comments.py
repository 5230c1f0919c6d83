"""What readers wrote under a story: numbered, dated, and bounded, with what was left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from crawler.lang.dates.relative import ago
from crawler.model import Comment, Person
from crawler.page.comments.in_data import stated
from crawler.page.comments.in_markup import marked, shown
from crawler.page.embedded.jsonld import count_of
from crawler.page.fields.local import dates_in, moment_of, zone_of
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from crawler.page.comments.written import Written
    from crawler.page.findings.findings import Findings

MOST: Final = 1000
"""Comments of one story that are kept."""

LONGEST: Final = 10_000
"""Characters of one comment that are kept."""


class Comments(NamedTuple):
    """The comments of a page."""

    comments: tuple[Comment, ...] = ()
    stated: int | None = None
    """How many there are, as the page states it; None where it states nothing."""

    cut: int = 0
    """How many of the page were left out, or kept in part."""


def comments_of(page: Findings) -> Comments:
    """Return what readers wrote under a story, by the witness that has most of it."""
    count = _count(page)
    witnesses = (stated, marked, shown) if count != 0 else (stated,)
    found = max(([*_dated(witness(page), page)] for witness in witnesses), key=len)
    kept = found[:MOST]
    numbers = {each.name: n for n, each in enumerate(kept, 1)}
    comments = tuple(
        _comment(each, n, numbers.get(each.answers)) for n, each in enumerate(kept, 1)
    )
    long = sum(len("\n".join(each.lines)) > LONGEST for each in kept)
    return Comments(comments, count, len(found) - len(kept) + long)


def joined(pages: Sequence[Comments]) -> Comments:
    """Return the comments of a story of several pages: those of the page that has most."""
    return max(pages, key=lambda page: len(page.comments), default=Comments())


def _dated(found: Iterable[Written], page: Findings) -> Iterator[Written]:
    """Yield the comments that have a name or a time, which may be their first line."""
    for written in found:
        lines, date = written.lines, _date(written.date, page)
        if not date and len(lines) > 1 and len(lines[0]) <= LINE_WIDTH:
            date = _date(lines[0], page)
            lines = lines[1:] if date else lines
        if date or written.author:
            yield replace(written, lines=lines, date=date or "")


def _comment(written: Written, n: int, parent: int | None) -> Comment:
    answered = parent if parent is not None and parent < n else None
    return Comment(
        text="\n".join(written.lines)[:LONGEST],
        author=Person(written.author) if written.author else None,
        date_created=written.date or None,
        position=n,
        parent_item=Comment(position=answered) if answered else None,
    )


def _date(text: str, page: Findings) -> str | None:
    """Return the moment that a comment states or shows; None where it does not."""
    if not text:
        return None
    dated = (moment for _, moment in dates_in(text, page))
    moment = moment_of(text, page) or next(dated, None) or ago(text, page.document.fetched_at)
    return moment.iso(zone_of(page)) if moment else None


def _count(page: Findings) -> int | None:
    """Return how many comments a page states that its story has."""
    article = page.structured.article or {}
    counters: Any = article.get("interactionStatistic")
    for value in (
        article.get("commentCount"),
        page.structured.micro_text("commentCount"),
        *(_counted(each) for each in (counters if isinstance(counters, list) else [counters])),
    ):
        if (number := count_of(value)) is not None:
            return number
    return None


def _counted(counter: Any) -> Any:
    """Return the number of an interaction counter of comments.

    https://schema.org/InteractionCounter
    """
    if not isinstance(counter, dict):
        return None
    kind = counter.get("interactionType") or ""
    kind = kind.get("@type") if isinstance(kind, dict) else kind
    return counter.get("userInteractionCount") if str(kind).endswith("CommentAction") else None
