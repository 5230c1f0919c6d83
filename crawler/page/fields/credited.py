"""Who else made a story: editors and contributors, whom the credits around the text name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from crawler.model import Person
from crawler.page.candidate import Candidate, Line
from crawler.page.findings.people import makers, people_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.page.findings.findings import Findings


def credited(role: Literal["editor", "contributor"]) -> Line[Findings, tuple[Person, ...]]:
    """Return the line that asks the credits around the text for everybody of a role."""

    def ask(page: Findings) -> Iterator[Candidate[tuple[Person, ...]]]:
        if people := people_in(page.lines.credits.of(role)):
            yield Candidate(people, "visible:credit", role)

    return Line("visible:credit", ask)


def stated(role: Literal["editor", "contributor"]) -> Line[Findings, tuple[Person, ...]]:
    """Return the line that asks JSON-LD for everybody of a role."""

    def ask(page: Findings) -> Iterator[Candidate[tuple[Person, ...]]]:
        named = makers((page.structured.article or {}).get(role))
        if people := tuple(maker for maker in named if isinstance(maker, Person)):
            yield Candidate(people, "json-ld", role)

    return Line("json-ld", ask)
