"""The lines around a story that say who, when and where from: above the text and below it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.dates.labels import label_before
from crawler.lang.offices import signing_name
from crawler.page.blocks.standfirst import BETWEEN
from crawler.page.findings.bylines import (
    Ordinary,
    Place,
    Shown,
    bylines,
    is_of_a_sheet,
)
from crawler.page.findings.element_names import called
from crawler.page.findings.line_text import MAX_PARTS, covers, spaced
from crawler.page.findings.signed_lines import (
    FIRST,
    credits_of,
    may_be_signed,
    source_beside_the_day,
    with_values,
    written_by,
)
from crawler.page.findings.terms import Terms, terms
from crawler.page.letters import LINE_WIDTH
from crawler.page.page_blocks import BELOW
from crawler.text.credits import Credit, Credits

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.mirrored import Clear

ABOVE = 4
"""Blocks over the headline that may belong to it: a kicker, a section, a date.

Measured: at 2 nothing; at 8 fundus authors -0.6, segments date -0.3.
"""

OPENING = 10
"""Blocks at the head of the text where a date line may have been swallowed; as many at its end
may be signed, for notices of rights may follow.

Measured: at 5 nothing; at 20 segments date +0.3.
"""

FAR = 70
"""Blocks over the headline among which a dated line may still be the story's.

Measured: at 35 segments date -0.3; at 140 nothing.
"""

EDGE = 90
"""Characters of a line inside the text that may be a signature and is not prose.

Measured: at 45 zh authors -4.0, zh source -3.7; at 160 zhset authors -3.9.
"""


@dataclass(frozen=True, slots=True)
class Time:
    """What a ``time`` element states, and what it is called."""

    datetime: str
    kind: str
    """``published``, ``changed`` or ``other``; empty where neither a label nor its names say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLines:
    """What the lines around a story say."""

    above: list[str] = field(default_factory=list)
    """Over the headline."""

    head: list[str] = field(default_factory=list)
    """From the headline to the text."""

    tail: list[str] = field(default_factory=list)
    """Under the text."""

    opening: list[str] = field(default_factory=list)
    """Short lines among the first of the text, and the headline's own."""

    far: list[str] = field(default_factory=list)
    """Short lines further above the headline."""

    inside: list[str] = field(default_factory=list)
    """Short lines anywhere else in the text."""

    times: list[Time] = field(default_factory=list)
    """The ``time`` elements in the lines over the headline and between it and the text."""

    elements: dict[str, HtmlElement] = field(default_factory=dict)
    """The element that holds a line, by its text: of two equal lines, the first."""

    terms: Terms = field(default_factory=Terms)
    """What the story is filed under."""

    credits: Credits = field(default_factory=Credits)
    written: tuple[Credit, ...] = ()
    """Whom a line at the head of the text names that says nothing but "by" and names."""

    makers: tuple[Shown, ...] = ()
    """Whom the page shows as the makers of the story."""

    source: str | None = None
    """A name alone beside the date."""


def credit_lines(  # noqa: PLR0913, PLR0917 - what a page is, and what its site says of it
    page: Outline,
    heading: int,
    body: Sequence[int],
    named: Sequence[str] = (),
    clear: Clear = str,
    topics: Collection[str] = (),
) -> CreditLines:
    """Return what stands above, between and below, and who is named there.

    `named` are lines that the site's profile calls the byline; they come before all others.
    `clear` gives a line as it was meant: see `crawler.page.mirrored`. `topics` are names of
    other things than people: see `crawler.page.findings.bylines`.
    """
    around = _around(page, heading, body)
    blocks, ordinary = page.blocks, Ordinary(page, body)
    elements: dict[str, HtmlElement] = {}

    def texts_of(places: Iterable[int]) -> list[str]:
        texts = []
        for n in places:
            text = clear(blocks[n].text)
            elements.setdefault(text, blocks[n].element)
            texts.append(text)
        return texts

    lines = CreditLines(
        above=texts_of(around.above),
        head=[*named, *texts_of(around.head)],
        tail=texts_of(around.tail),
        opening=texts_of([*around.opens, *around.headline]),
        far=texts_of(around.over),
        inside=texts_of(around.short),
        times=_times_around(page, around),
        elements=elements,
        terms=terms(
            page,
            [*around.above, *around.head, *around.near, *_own_tail(page, around.below)],
        ),
        makers=bylines(page, _places(around, body), ordinary, topics),
    )
    signed = _credits(page, around, body, named, clear, ordinary, texts_of)
    source = source_beside_the_day(lines.head, (*lines.inside, *lines.tail))
    written = written_by(
        clear(spaced(blocks[n].element)) for n in around.first if not is_of_a_sheet(page, n)
    )
    return replace(lines, credits=signed, source=source, written=written)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """The blocks around a story, by where they stand."""

    above: list[int]
    headline: list[int]
    head: list[int]
    opens: list[int]
    """At the head of the text: short, or with a day near their beginning."""

    near: list[int]
    """At the head of the text: all that may be a line of credits."""

    first: list[int]
    """The first of these and the last over the text, but for captions and list items."""

    short: list[int]
    tail: list[int]
    over: range
    below: range
    """Behind the text."""


def _around(page: Outline, heading: int, body: Sequence[int]) -> _Around:
    blocks = page.blocks
    start = body[0] if body else min(heading + 1 + BETWEEN, len(blocks))
    end = body[-1] + 1 if body else start
    named = 0 <= heading < start
    top = heading if named else max(0, start - BETWEEN)
    opening = range(start, min(start + OPENING, end))
    head = [n for n in range(top + named, start)[:BETWEEN] if _counts(blocks[n])]
    near = [n for n in opening if _counts(blocks[n])]
    below = range(end, min(end + BELOW, len(blocks)))
    return _Around(
        above=[n for n in range(max(0, top - ABOVE), top) if _counts(blocks[n])],
        headline=[heading] if named else [],
        head=head,
        opens=[n for n in opening if _opens(blocks[n])],
        near=near,
        first=[n for n in (*head[-2:], *near[:FIRST]) if _is_written(blocks[n])],
        short=[n for n in range(start, end) if _is_edge(blocks[n])],
        tail=[n for n in body[-3:] if _is_edge(blocks[n])]
        + [n for n in below if _counts(blocks[n])],
        over=range(max(0, top - FAR), max(0, top - ABOVE)),
        below=below,
    )


def _places(around: _Around, body: Sequence[int]) -> tuple[Place, ...]:
    """Return where a byline may stand, the likeliest place first."""
    inside = frozenset(body)
    within = [n for n in around.near[:3] if n in inside]
    return (
        Place([*around.head, *(n for n in around.near if n not in inside)], "between"),
        Place([*around.above, *within, *body[-3:]], "around"),
        Place(around.below, None),
    )


def _credits(  # noqa: PLR0913, PLR0917 - what the lines of a page are read with
    page: Outline,
    around: _Around,
    body: Sequence[int],
    named: Sequence[str],
    clear: Clear,
    ordinary: Ordinary,
    texts_of: Callable[[Iterable[int]], list[str]],
) -> Credits:
    """Return the credits of the lines around the text and at its edges."""
    blocks = page.blocks

    def lines_of(places: Iterable[int]) -> Iterator[tuple[int, str]]:
        for n in places:
            element = blocks[n].element
            whole = len(element) > 1 and covers(element, blocks[n])
            yield n, clear(spaced(element) if whole else blocks[n].text)

    over = with_values(text for _, text in lines_of((*around.head, *around.above)))
    edges = dict.fromkeys((*around.short, *around.tail))
    signed = lines_of(n for n in edges if may_be_signed(blocks[n].text))
    below = with_values(text for n, text in signed if not is_of_a_sheet(page, n))
    right = [n for n in body[-2 * OPENING : -2] if _is_set_right(blocks[n])]
    alone = [clear(blocks[n].text) for n in (*right, *body[-2:]) if _may_sign(page, n, ordinary)]
    return credits_of(
        [*named, *over],
        below,
        texts_of(body[:2]),
        [*alone[:1], *texts_of(body[-OPENING:])],
        alone,
    )


def _times_around(page: Outline, around: _Around) -> list[Time]:
    """Return the ``time`` elements over the text, and those in it that something calls so."""
    swallowed = _times(page, [n for n in around.opens if page.blocks[n].chars <= LINE_WIDTH])
    times = [*_times(page, [*around.head, *around.above])]
    return [*times, *(time for time in swallowed if time.kind)]


def _own_tail(page: Outline, below: range) -> Iterator[int]:
    """Yield the lines under a text up to the first heading: below it stands another list."""
    for n in below:
        if page.blocks[n].heading:
            return
        yield n


def _is_edge(block: Block) -> bool:
    return len(block.text) <= EDGE and block.role != "comments"


def _may_sign(page: Outline, n: int, ordinary: Ordinary) -> bool:
    """Return True if a line at the end of a text can be its author's name: no heading, no link.

    A name behind a dash, below what somebody said, says who said it.
    """
    block, before = page.blocks[n], page.blocks[max(n - 1, 0)]
    plain = not (block.heading or block.linked or block.tag in {"li", "td", "th", "dt", "dd"})
    name = signing_name(block.text) if plain else ""
    quoted = before.text.endswith(tuple('"”“»«’')) or "blockquote" in {block.tag, before.tag}
    return bool(name) and not ordinary.has(name) and not (quoted and name[0] != block.text[0])


def _is_set_right(block: Block) -> bool:
    """Return True if a line is set at the right margin, as a signature is: notes may follow it."""
    style = (block.element.get("style") or "").replace(" ", "")
    return "align:right" in style or block.element.get("align") == "right"


def _counts(block: Block) -> bool:
    if block.role == "caption":
        return len(block.text) <= LINE_WIDTH and block.text[:1].isdigit()
    return len(block.text) <= 240 and block.role != "comments"  # noqa: PLR2004


def _is_written(block: Block) -> bool:
    """Return True if a block is of the text as an editor writes it: no list, and no picture's."""
    return block.tag in {"p", "div"} and block.role != "caption" and covers(block.element, block)


def _opens(block: Block) -> bool:
    """Return True if a block at the head of the text may be a date line, or begins with one."""
    return block.role not in {"caption", "comments"} and (
        len(block.text) <= LINE_WIDTH or _NUMBERED.match(block.text) is not None
    )


_NUMBERED: Final = re.compile(r"\D{0,40}\d")


def _times(page: Outline, places: Iterable[int]) -> Iterator[Time]:
    for n in places:
        line = page.blocks[n].text
        for inner in islice(page.blocks[n].element.iter("time"), MAX_PARTS):
            shown = " ".join(inner.text_content().split())
            before, _, line = line.partition(shown) if shown else ("", "", line)
            if stated := inner.get("datetime") or shown:
                yield Time(stated, _called(inner) or label_before(before))


def _called(element: HtmlElement) -> str:
    """Return what a ``time`` element is called: ``published``, ``changed``, or nothing.

    hAtom calls a day that is both ``published updated``: https://microformats.org/wiki/hatom
    """
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    return next((kind for kind in ("published", "changed") if called(kind, names)), "")
