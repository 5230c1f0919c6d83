"""What a page says of one field of the record, and how the field's tables are written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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

    weight: int = 0
    """What it adds to the value it gives, in a field whose witnesses are weighed; asked always."""


def _always(candidate: Candidate[Value], page: Page) -> bool:
    del candidate, page
    return True


def _no_day(value: Value) -> date:
    raise TypeError(f"a field without weights asks for the day of {value!r}")


@dataclass(frozen=True, slots=True)
class Field(Generic[Page, Value]):
    """How one field of the record is decided: lines in the order believed, then rules."""

    name: str
    """The field in the record's words: ``datePublished``."""

    lines: Sequence[Line[Page, Value]]
    possible: Callable[[Candidate[Value], Page], bool] = _always
    """Whether a candidate can be right at all; the first that can be wins."""

    day_of: Callable[[Value], date] = _no_day
    """The day of a value, in a field whose witnesses are weighed.

    The day wins for which the lines that name it weigh most; lines without a weight count only
    where no other has spoken.
    """

    rules: Sequence[Rule[Value, Page]] = ()
    """What may correct the winner, in the order tried: the first that changes it is the last."""

    def candidates(self, page: Page, *, thorough: bool = False) -> tuple[Candidate[Value], ...]:
        """Return what the page says of the field, the best first.

        No line is asked below one that has spoken, unless a rule needs it, or with `thorough`.
        """
        found: list[Candidate[Value]] = []
        decided = False
        for line in self.lines:
            always = thorough or line.always or line.weight > 0
            if decided and not always:
                continue
            for candidate in line.ask(page):
                value, witness = candidate.value, candidate.witness
                found.append(Candidate(value, witness, candidate.place, line.name))
                decided = decided or self.possible(candidate, page)
                if decided and not always:
                    break
        return tuple(found)

    def choose(self, candidates: Sequence[Candidate[Value]], page: Page) -> Choice[Value] | None:
        """Return the candidate that is believed; None where none is possible."""
        possible = [other for other in candidates if self.possible(other, page)]
        if not possible:
            return None
        weighed = self._weighed(possible)
        best = self._heaviest(weighed) if weighed else possible[0]
        for rule in self.rules:
            corrected = rule(best, weighed or candidates, page)
            if corrected != best:
                return Choice(corrected, best, rule.__name__)
        return Choice(best, best)

    def _weighed(self, possible: Sequence[Candidate[Value]]) -> Sequence[Candidate[Value]]:
        """Return the candidates of lines that have a weight."""
        weights = self._weights()
        return [other for other in possible if other.line in weights]

    def _heaviest(self, weighed: Sequence[Candidate[Value]]) -> Candidate[Value]:
        """Return the first candidate for the day that the heaviest lines name.

        A line speaks once, by its first candidate. Of two days that weigh the same it is the
        earlier: a change comes later.
        """
        weights, sums = self._weights(), Counter[date]()
        for line, first in {other.line: other for other in reversed(weighed)}.items():
            sums[self.day_of(first.value)] += weights[line]
        heaviest = min(sums, key=lambda day: (-sums[day], day))
        return next(other for other in weighed if self.day_of(other.value) == heaviest)

    def _weights(self) -> Mapping[str, int]:
        return {line.name: line.weight for line in self.lines if line.weight}


@dataclass(frozen=True, slots=True)
class Choice(Generic[Value]):
    """The candidate that a field is taken from, and why."""

    taken: Candidate[Value]
    best: Candidate[Value]
    """The first possible one in the order of the table, or the one that weighs most."""

    rule: str = ""
    """The rule that corrected the best one; empty where none did."""


if TYPE_CHECKING:
    Rule = Callable[[Candidate[Value], Sequence[Candidate[Value]], Page], Candidate[Value]]
