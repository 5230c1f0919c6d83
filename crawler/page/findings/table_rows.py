"""The rows of tables: which cells of a text are read side by side.

A table of data is read row by row. A table that lays a page out, as tables did for years, holds
columns of paragraphs in its cells: these are read one after the other.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import TYPE_CHECKING, Final

from crawler.page.blocks.class_vocabulary import FINAL

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from crawler.page.blocks.outline import Outline

    Place = tuple[int, int, int]
    """Positions in `Outline.nodes` of the table, the row and the cell that a block stands in."""

    Row = tuple[tuple[int, ...], ...]
    """The blocks of each cell."""

_NOWHERE: Final = (-1, -1, -1)


def rows(page: Outline, blocks: Sequence[int], others: Collection[int] = ()) -> list[Row]:
    """Return the blocks of a text by rows and cells; what stands in no table of data is alone.

    A row of data is whole: a cell that is but a link belongs to it, unless it is one of the
    `others`, which are no text of the story.
    """
    text = set(blocks)
    places = {n: _place(page, page.blocks[n].node) for n in blocks}
    for table in {place[0] for place in places.values()} - {-1}:
        for n in range(page.nodes[table].first, page.nodes[table].last):
            if n not in text and n not in others and page.blocks[n].role not in FINAL:
                places[n] = _place(page, page.blocks[n].node)
    data = {table for table in _tables_of_data(places.values()) if _is_read(page, table)}
    begun = {places[n][1] for n in blocks if places[n][0] in data}
    kept = sorted(n for n, (_, row, _) in places.items() if n in text or row in begun)
    found: list[Row] = []
    for (table, _), group in groupby(kept, key=lambda n: places[n][:2]):
        if table in data:
            cells = groupby(group, key=lambda n: places[n][2])
            found.append(tuple(tuple(cell) for _, cell in cells))
        else:
            found += [((n,),) for n in group]
    return found


def _place(page: Outline, node: int) -> Place:
    """Return where in the innermost table around it a node stands."""
    row = cell = -1
    for n in page.chain(node):
        tag = page.nodes[n].tag
        if tag in {"td", "th"} and cell < 0:
            cell = n
        elif tag == "tr" and row < 0:
            row = n
        elif tag == "table":
            return (n, row, cell) if row >= 0 <= cell else _NOWHERE
    return _NOWHERE


def _tables_of_data(places: Iterable[Place]) -> set[int]:
    """Return the tables most of whose rows hold several cells of one block each.

    What a table of one row is, nobody can tell.
    """
    by_row: dict[tuple[int, int], Counter[int]] = {}
    for table, row, cell in places:
        by_row.setdefault((table, row), Counter())[cell] += 1
    data, others = Counter[int](), Counter[int]()
    for (table, _), cells in by_row.items():
        if max(cells.values()) > 1:
            others[table] += 1
        elif len(cells) > 1:
            data[table] += 1
    return {table for table, count in data.items() if count > max(1, others[table]) and table >= 0}


def _is_read(page: Outline, table: int) -> bool:
    """Return True unless a table says of itself that it lays out a page.

    https://www.w3.org/TR/wai-aria-1.2/#presentation
    """
    return page.nodes[table].element.get("role") not in {"presentation", "none"}
