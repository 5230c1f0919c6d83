"""Why a page reads as it does: for every field its candidates, and the line that won."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from crawler.lang.dates.parse import Moment
from crawler.model import Image, NotAnArticle, Organization, Person
from crawler.page.article import article_of
from crawler.page.document import document_of
from crawler.page.evidence import evidence_of
from crawler.page.fields.local import zone_of
from crawler.page.headline.headline_block import Headline
from crawler.page.page_blocks import blocks_of
from crawler.page.precedence import PRECEDENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.model import Capture
    from crawler.page.candidate import Candidate, Choice, Field
    from crawler.page.evidence import Evidence
    from crawler.page.findings.findings import Findings
    from crawler.site import Site

WIDTH = 80
"""Columns of a terminal; a Han character takes two."""

VALUE = 38
"""Columns of a value."""

MOST = 8
"""Candidates of a field that are shown: a page of many dates has dozens."""


def explained(capture: Capture, site: Site) -> str:
    """Return every candidate of every field of a page, the winners marked and accounted for.

    The values are as the page has them: before repairs, and before boilerplate is taken off.
    """
    try:
        document = document_of(capture)
    except NotAnArticle as verdict:
        return f"No article here: {verdict.reason}"
    blocks = blocks_of(document, site)
    evidence = evidence_of(document, blocks, site, thorough=True)
    parts = ["\n".join(_field(field, evidence)) for field in PRECEDENCE.values()]
    silent = [name for name in PRECEDENCE if not evidence.candidates[name]]
    parts = [part for part in parts if part]
    if silent:
        parts.append(textwrap.fill(f"Nothing on the page for: {', '.join(silent)}", WIDTH))
    try:
        article_of(document, blocks, evidence)
    except NotAnArticle as verdict:
        parts.append(f"No article here: {verdict.reason} ({verdict.confidence:.0%} sure)")
    return "\n\n".join(parts)


def _field(field: Field[Findings, Any], evidence: Evidence) -> Iterator[str]:
    """Yield the lines for one field: its name, its candidates, and why one of them won."""
    candidates, page = evidence.of(field), evidence.findings
    if not candidates:
        return
    choice = field.choose(candidates, page)
    lines = [line.name for line in field.lines]
    yield field.name
    shown: dict[tuple[str, str, str], Candidate[Any]] = {}
    for candidate in candidates:
        text = _text(candidate.value, page)
        shown.setdefault((text, candidate.witness, candidate.place), candidate)
    for (text, witness, place), candidate in list(shown.items())[:MOST]:
        mark = ">" if choice and candidate is choice.best else " "
        fault = "" if field.possible(candidate, page) else "impossible: "
        where = fault + ", ".join(filter(None, (witness, place)))
        where = f"{lines.index(candidate.line) + 1:>2}. {where}"
        yield f"{mark} {_padded(text, VALUE)} {_cut(where, WIDTH - VALUE - 3)}"
    if len(shown) > MOST:
        yield f"  and {len(shown) - MOST} more"
    yield from _reason(choice, field, page)


def _reason(
    choice: Choice[Any] | None, field: Field[Findings, Any], page: Findings
) -> Iterator[str]:
    """Yield which line of the table won, and what a rule made of it."""
    lines = [line.name for line in field.lines]
    if choice is None:
        yield "  none of these can be right"
        return
    number = lines.index(choice.best.line) + 1
    weight = sum(line.weight for line in field.lines if line.name == choice.best.line)
    why = "is the first that can be right"
    if weight:
        why = f"names the day that weighs most ({weight})"
    yield f'  line {number} of {len(lines)}, "{choice.best.line}", {why}'
    if choice.rule:
        rule = choice.rule.replace("_", " ")
        yield f"  then {_cut(_text(choice.taken.value, page), WIDTH - 7)}"
        yield f"  by the rule: {rule}"


def _text(value: object, page: Findings) -> str:
    """Return a value of any field as one line."""
    if isinstance(value, tuple):
        return "; ".join(_text(part, page) for part in value)
    if isinstance(value, Moment):
        return value.iso(zone_of(page))
    if isinstance(value, Headline):
        return value.text
    if isinstance(value, Image):
        return value.caption or value.content_url or ""
    return value.name if isinstance(value, (Person, Organization)) else str(value)


def _padded(text: str, columns: int) -> str:
    text = _cut(text, columns)
    return text + " " * (columns - _columns(text))


def _cut(text: str, columns: int) -> str:
    """Return a text that fits, cut with an ellipsis where it does not."""
    text = " ".join(text[: 2 * WIDTH].split())
    if _columns(text) <= columns:
        return text
    while _columns(text) >= columns:
        text = text[:-1]
    return f"{text}…"


def _columns(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
