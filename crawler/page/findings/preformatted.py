"""The lines of preformatted text: code, verse and mail keep theirs, wrapped prose has none.

https://html.spec.whatwg.org/#the-pre-element
"""

from __future__ import annotations

import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.page.blocks.outline import width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page.blocks.outline import Block

COLUMNS: Final = 50
"""Width from which lines are those of wrapped prose; verse is shorter."""

_HAN: Final = "\u2e80-\u9fff\uff00-\uff60"
_FIRST: Final = re.compile(rf"[{_HAN}]|\S+")
"""What a line may be broken before: a Han character, a word."""

_IN_HAN: Final = re.compile(rf"(?<=[{_HAN}]) (?=[{_HAN}])")


def lines_of(block: Block) -> list[str]:
    """Return the lines of a preformatted block, or the text of another."""
    if block.tag != "pre":
        return [block.text]
    text = block.element.text_content()
    whole = "".join(text.split()) == block.text.replace(" ", "")
    return preformatted(text) if whole else [block.text]


def preformatted(text: str) -> list[str]:
    r"""Return the lines of a text; those that were wrapped are joined.

    >>> preformatted("  def ferry():\n      return ice\n")
    ['def ferry():', '    return ice']
    """
    lines = [line.rstrip() for line in textwrap.dedent(text.expandtabs(4)).splitlines()]
    full = _full(lines)
    return list(_joined(lines, full) if full else filter(None, lines))


def _full(lines: Sequence[str]) -> frozenset[int]:
    """Return the lines without room for the first word of the next; none, if few are.

    A browser, an editor and a wire break prose where the next word does not fit.
    """
    pairs = [n for n, (line, after) in enumerate(pairwise(lines)) if line and after]
    columns = max((width(lines[n]) for n in pairs), default=0)
    full = {n for n in pairs if width(lines[n]) + 1 + _first(lines[n + 1]) > columns}
    wrapped = columns >= COLUMNS and len(full) > max(1, len(pairs) / 2)
    return frozenset(full if wrapped else ())


def _first(line: str) -> int:
    word = _FIRST.search(line)
    return width(word[0]) if word else 0


def _joined(lines: Sequence[str], full: frozenset[int]) -> Iterator[str]:
    """Yield the lines, each full one with what follows it."""
    begun: list[str] = []
    for n, line in enumerate(lines):
        begun.append(line.strip())
        if n not in full:
            if text := " ".join(begun):
                yield _IN_HAN.sub("", text)
            begun = []
