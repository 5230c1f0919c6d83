"""Words in many languages: data that anybody can read, correct and add to.

``data/NAME.toml`` is a list of words, one a line::

    words = [
      {language = "de", word = "mehr dazu", met = "", counts = "Mehr dazu: Eis", not = "Mehr Eis"},
    ]

`language` is a code of BCP 47, or several; `word` what stands in the text, in most tables a
regular expression; `met` where it was met; `counts` a line in which it counts and `not` one in
which it does not. The last three may be missing in old rows. What else a table needs is in `kind`
and `means`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from crawler import patterns as re


@dataclass(frozen=True, slots=True)
class Word:
    """One row of a table of words."""

    language: str
    """Codes of BCP 47, a blank between them; ``any`` where every language uses it."""

    word: str
    """The word or phrase, or a regular expression for it: the table's reader says which."""

    kind: str = ""
    """Which of the things that the table knows it says."""

    means: str | int = ""
    """Its value, where it has one: the number of a month."""

    met: str = ""
    """Where it was met; empty where nobody wrote it down."""

    counts: str = ""
    """A line in which it counts."""

    not_: str = ""
    """A line that has it, or nearly, and in which it does not count."""


@cache
def words(table: str) -> tuple[Word, ...]:
    """Return the rows of a table, in their order.

    >>> words("months")[0].language
    'any'
    """
    text = (resources.files("crawler.lang") / "data" / f"{table}.toml").read_text("utf-8")
    return tuple(_word(line) for line in text.split("\n") if line.lstrip().startswith("{"))


_NAMES = ("kind", "means", "met", "counts", "not")
_OTHERS = "".join(f"(?:, {name} = '([^']*)')?" for name in _NAMES)
_PLAIN = re.compile(rf" *\{{language = '([^']*)', word = '([^']*)'{_OTHERS}\}},?")
"""What 19 of 20 rows are: all that they say between single quotes, in the order of `Word`."""


def _word(line: str) -> Word:
    """Return a row of a table; a plain one in a third of the time of `_row`."""
    if plain := _PLAIN.fullmatch(line):
        return Word(*plain.groups(""))
    return Word(**{_FIELDS.get(key, key): value for key, value in _row(line).items()})


_VALUE = r"(?:'''(.*?)'''|'([^']*)'|(\d+))"
_VALUES = re.compile(rf"(\w+) = {_VALUE}(?:, |\}})")
_ROW = re.compile(rf"\s*\{{(?:\w+ = {_VALUE}(?:, |(?=\}})))+\}},?\s*")


def _row(line: str) -> dict[str, Any]:
    """Return the fields of a row, as TOML has them: most are read in a tenth of its time.

    >>> _row("  {language = 'zh', word = '民國', kind = 'era', means = 1911},")["means"]
    1911
    """
    if not _ROW.fullmatch(line):
        row: dict[str, Any] = tomllib.loads(f"row = {line.strip().removesuffix(',')}")["row"]
        return row
    return {
        key: int(number) if number else long or short
        for key, long, short, number in _VALUES.findall(line)
    }


def of_kind(table: str, *kinds: str) -> tuple[str, ...]:
    """Return the words of some kinds of a table, in their order.

    >>> of_kind("links", "ordinal")
    ('st', 'nd', 'rd', 'th')
    """
    return tuple(row.word for row in words(table) if row.kind in kinds)


def either(table: str, *kinds: str) -> str:
    """Return an expression for any word of some kinds of a table.

    >>> either("links", "ordinal")
    'st|nd|rd|th'
    """
    return "|".join(of_kind(table, *kinds))


class Parts:
    """Plain words, or parts of words, that are looked for in long texts, all of them at once."""

    def __init__(self, parts: tuple[str, ...]) -> None:
        runs = [(part, b"".join(_FOREIGN.findall(part.encode())[:1])) for part in parts]
        self._plain = tuple((part, part.encode()) for part, run in runs if not run)
        self._foreign = tuple((part, run) for part, run in runs if run)

    def within(self, text: str) -> list[str]:
        """Return which of them stand in a text.

        Bytes are searched at three times the speed of characters, and a word that is not all
        ASCII only where its other letters are: in a text in Latin script, there are few.

        >>> Parts(("subscri", "abonné", "订阅")).within("abonnés : « subscribe »")
        ['subscri', 'abonné']
        """
        data = text.encode("utf-8", "surrogatepass")
        found = [part for part, run in self._plain if run in data]
        if others := data.translate(None, _ASCII):
            found += [part for part, run in self._foreign if run in others and part in text]
        return found


_ASCII = bytes(range(0x80))
_FOREIGN = re.compile(rb"[\x80-\xff]+")
_FIELDS = {"not": "not_"}
