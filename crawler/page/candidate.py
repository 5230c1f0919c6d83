"""What a page says of one field of the record, and how the field's tables are written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Value = TypeVar("Value")
Page = TypeVar("Page")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[Value]):
    """One value that a page gives for a field."""

    value: Value
    witness: str
    """Who gives it, in the words of ``provenance.witnesses``: ``json-ld``, ``meta:og:title``."""

    place: str = ""
    """Where on the page it stands: a key, a line; empty where the witness says it all."""

    line: str = ""
    """The line of the precedence table under which it was found."""


@dataclass(frozen=True, slots=True)
class Line(Generic[Page, Value]):
    """One line of a precedence table: what is asked there, and its name."""

    name: str
    ask: Callable[[Page], Iterator[Candidate[Value]]]
    always: bool = False
    """It is asked although a line above it has spoken: a rule compares the two."""


def _always(candidate: Candidate[Value], page: Page) -> bool:
    del candidate, page
    return True


@dataclass(frozen=True, slots=True)
class Field(Generic[Page, Value]):
    """How one field of the record is decided: lines in the order believed, then rules."""

    name: str
    """The field in the record's words: ``datePublished``."""

    lines: Sequence[Line[Page, Value]]
    possible: Callable[[Candidate[Value], Page], bool] = _always
    """Whether a candidate can be right at all; the first that can be wins."""

    rules: Sequence[Rule[Value, Page]] = ()
    """What may correct the winner, in the order tried: the first that changes it is the last."""

    def candidates(self, page: Page, *, thorough: bool = False) -> tuple[Candidate[Value], ...]:
        """Return what the page says of the field, the best first.

        No line is asked below one that has spoken, unless a rule needs it, or with `thorough`.
        """
        found: list[Candidate[Value]] = []
        decided = False
        for line in self.lines:
            if decided and not thorough and not line.always:
                continue
            for candidate in line.ask(page):
                value, witness = candidate.value, candidate.witness
                found.append(Candidate(value, witness, candidate.place, line.name))
                decided = decided or self.possible(candidate, page)
                if decided and not thorough and not line.always:
                    break
        return tuple(found)

    def choose(self, candidates: Sequence[Candidate[Value]], page: Page) -> Choice[Value] | None:
        """Return the candidate that is believed; None where none is possible."""
        best = next((other for other in candidates if self.possible(other, page)), None)
        if best is None:
            return None
        for rule in self.rules:
            corrected = rule(best, candidates, page)
            if corrected != best:
                return Choice(corrected, best, rule.__name__)
        return Choice(best, best)


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """The candidate that a field is taken from, and why."""

    taken: Candidate[Value]
    best: Candidate[Value]
    """The first possible one in the order of the table."""

    rule: str = ""
    """The rule that corrected the best one; empty where none did."""


if TYPE_CHECKING:
    Rule = Callable[[Candidate[Value], Sequence[Candidate[Value]], Page], Candidate[Value]]
