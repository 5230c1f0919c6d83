"""The third stage of reading: for every field of the record, what the page gives for it.

Some fields depend on others: a byline is looked for below the headline, a day is read by the
customs of a language. They are decided first; then every field of
`crawler.page.precedence` collects its candidates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from crawler.page.candidate import Candidate, Choice, Field
from crawler.page.embedded.app_state import STORY, state_of
from crawler.page.embedded.structured import structured
from crawler.page.findings.credit_lines import CreditLines, credit_lines
from crawler.page.findings.findings import Findings
from crawler.page.findings.site_names import site_names, topics
from crawler.page.findings.story_text import story_text
from crawler.page.headline.headline_block import Headline
from crawler.page.headline.layout_headline import layout_byline
from crawler.page.headline.slug import headline_from_slug
from crawler.page.precedence import (
    ALTERNATIVE_HEADLINE,
    DATE_MODIFIED,
    DATE_PUBLISHED,
    HEADLINE,
    KICKER,
    LANGUAGE,
    PRECEDENCE,
    TITLES,
)
from crawler.site import ANY_SITE, Site
from crawler.text.mirror.spam import without_spam

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawler.page.document import Document
    from crawler.page.page_blocks import Blocks

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a page gives for every field, the best first, and what it was found in."""

    findings: Findings
    candidates: Mapping[str, tuple[Candidate[Any], ...]]
    """By the field's name in the record."""

    def of(self, field: Field[Findings, Value]) -> tuple[Candidate[Value], ...]:
        """Return the candidates for a field, in the order of its table."""
        return cast("tuple[Candidate[Value], ...]", self.candidates[field.name])

    def choices(self) -> Choices:
        """Return which candidate each field is taken from."""
        chosen = (
            (name, field.choose(self.candidates[name], self.findings))
            for name, field in PRECEDENCE.items()
        )
        return Choices({name: choice for name, choice in chosen if choice})


@dataclass(frozen=True, slots=True)
class Choices:
    """The candidates that the fields of a record are taken from."""

    by_name: Mapping[str, Choice[Any]]
    """By the field's name in the record; without those of which the page says nothing."""

    def value(self, field: Field[Findings, Value]) -> Value | None:
        """Return the value of a field; None where the page gives none."""
        choice = self.by_name.get(field.name)
        return cast("Value", choice.taken.value) if choice else None


def evidence_of(
    document: Document, blocks: Blocks, site: Site = ANY_SITE, *, thorough: bool = False
) -> Evidence:
    """Return what a page gives for every field of the record.

    With `thorough`, every line of the tables is asked; without, those that can still decide. Both
    give the same record.
    """
    asked = Collected(thorough)
    page = _findings(document, blocks, site, asked)
    for field in PRECEDENCE.values():
        asked.candidates_for(field, page)
    return Evidence(page, asked.candidates)


class Collected:
    """The fields that a page was asked for so far, and what it gave."""

    def __init__(self, thorough: bool) -> None:  # noqa: FBT001 - the one thing to say
        self.thorough = thorough
        self.candidates: dict[str, tuple[Candidate[Any], ...]] = {}

    def candidates_for(
        self, field: Field[Findings, Value], page: Findings
    ) -> tuple[Candidate[Value], ...]:
        """Return what the page gives for a field; it is asked once."""
        if field.name not in self.candidates:
            self.candidates[field.name] = field.candidates(page, thorough=self.thorough)
        return cast("tuple[Candidate[Value], ...]", self.candidates[field.name])

    def value(self, field: Field[Findings, Value], page: Findings) -> Value | None:
        """Return the value of a field that others depend on."""
        choice = field.choose(self.candidates_for(field, page), page)
        return choice.taken.value if choice else None


def _findings(document: Document, blocks: Blocks, site: Site, asked: Collected) -> Findings:
    """Return the statements of a page, and the fields that other fields depend on."""
    marked = "itemprop" in document.text or "typeof=" in document.text
    statements = structured(document.root, document.url, microdata=marked)
    names = site_names(statements, site, document.host)
    page = Findings(
        document=document, blocks=blocks, site=site, structured=statements, site_names=names
    )
    page = replace(page, language=asked.value(LANGUAGE, page), **_titles(page))
    page = replace(page, headline=asked.value(HEADLINE, page) or NO_HEADLINE)
    page = replace(page, lines=_lines(page))
    if _says_too_little(page):
        called = page.headline.text or statements.title
        shell = _chars(blocks) < STORY
        state = state_of(document.root, called, document.url, shell=shell)
        page = replace(page, state=state)
        del asked.candidates[HEADLINE.name]
        page = replace(page, headline=asked.value(HEADLINE, page) or NO_HEADLINE)
    page = replace(page, modified=asked.value(DATE_MODIFIED, page))
    around = (asked.value(KICKER, page), asked.value(ALTERNATIVE_HEADLINE, page))
    lines = [page.headline.text, *(line for line in around if line)]
    text = story_text(blocks, document.base, lines, page.headline.block)
    return replace(page, text=text)


NO_HEADLINE: Final = Headline()


def _titles(page: Findings) -> dict[str, Any]:
    """Return what structured data and the page's title call the headline.

    A mirror hangs its search words around titles as well.
    """
    titles = TITLES.candidates(page, thorough=True)
    title = page.structured.title
    if page.blocks.clear is not str:
        cleared = (replace(stated, value=without_spam(stated.value)) for stated in titles)
        titles = tuple(stated for stated in cleared if stated.value)
        title = without_spam(title)
    return {"titles": titles, "title": headline_from_slug(title, page.document.url)}


def _lines(page: Findings) -> CreditLines:
    """Return the lines around the story that say who, when and where from."""
    blocks = page.blocks
    named = layout_byline(blocks.outline, blocks.layout)
    return credit_lines(
        blocks.outline,
        page.headline.block,
        blocks.body.blocks,
        named,
        blocks.clear,
        topics(page.structured, page.headline.text),
    )


def _says_too_little(page: Findings) -> bool:
    """Return True if text, date, or a Chinese page's source are missing on the page."""
    blocks = page.blocks
    if _chars(blocks) < STORY:
        return True
    if page.is_chinese:
        stated = page.structured.first("contentsource", "article:source")
        return not (page.lines.credits.source or stated)
    return not any(True for line in DATE_PUBLISHED.lines for _ in line.ask(page))


def _chars(blocks: Blocks) -> int:
    """Return the letters that a page shows of its story."""
    return sum(blocks.outline.blocks[n].chars for n in blocks.body.blocks)
