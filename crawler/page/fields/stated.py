"""Witnesses of any field: keys of JSON-LD, names of meta elements, properties of microdata."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.candidate import Candidate, Line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.page.findings.findings import Findings


def json_ld(key: str) -> Line[Findings, str]:
    """Return the line that asks the JSON-LD of the article for a key."""
    return spoken("json-ld", key, lambda page: page.structured.stated(key))


def microdata(prop: str) -> Line[Findings, str]:
    """Return the line that asks the page's microdata for a property."""
    return spoken("microdata", prop, lambda page: page.structured.micro_text(prop))


def meta(*names: str) -> Line[Findings, str]:
    """Return the line that asks the page's meta elements for the first of these names."""

    def ask(page: Findings) -> Iterator[Candidate[str]]:
        contents = ((name, text) for name in names for text in page.structured.meta.get(name, ()))
        for name, content in contents:
            if text := content.strip():
                yield Candidate(text, f"meta:{names[0]}", name if name != names[0] else "")
                return

    return Line(f"meta:{names[0]}", ask)


def spoken(witness: str, place: str, ask: Callable[[Findings], str]) -> Line[Findings, str]:
    """Return the line of a witness that says one text, or none."""

    def answer(page: Findings) -> Iterator[Candidate[str]]:
        if text := ask(page).strip():
            yield Candidate(text, witness, place)

    return Line(witness, answer)
