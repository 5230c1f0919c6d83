r"""What React's server components hand to a page's scripts: rows of values, in pieces.

``self.__next_f.push([1, "1f:{...}\n20:T2d,..."])``: the pieces of one text. A row of it is a name
in hexadecimal, a colon and JSON, up to the end of the line; or ``T``, the size in bytes of UTF-8
in hexadecimal, a comma and so much text, which other rows name as ``$1f``.
https://github.com/facebook/react/tree/main/packages/react-client
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK: Final = "__next_f"
_PUSHED: Final = re.compile(r'__next_f\.push\(\s*\[\s*1\s*,\s*("(?:[^"\\]|\\.)*")', re.DOTALL)
_ROW: Final = re.compile(rb"([0-9a-f]{0,6}):(?:T([0-9a-f]{1,8}),|[A-Z]{0,3})")

MAX_ROWS: Final = 5000
MAX_DEPTH: Final = 60
MAX_SIZE: Final = 8_000_000
"""Bytes of all pieces together; the most on 781 pages was 410,000."""


def rows(scripts: Iterable[str]) -> Iterator[Any]:
    r"""Yield the objects and lists of a page's rows, with the texts that they name filled in.

    >>> pushed = r'self.__next_f.push([1,"1:T5,First2:{\"title\":\"Rain\",\"content\":\"$1\"}\n"])'
    >>> list(rows([pushed])), list(rows(["self.__next_f.push([0])", "x = 1"]))
    ([{'title': 'Rain', 'content': 'First'}], [])
    """
    data = "".join(_pieces(scripts)).encode("utf-8", "replace")[:MAX_SIZE]
    texts: dict[str, str] = {}
    values = []
    at = 0
    for _ in range(MAX_ROWS):
        row = _ROW.match(data, at)
        if row is None:
            break
        start = row.end()
        if row[2]:
            at = start + int(row[2], 16)
            texts[f"${row[1].decode()}"] = data[start:at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        at = end + 1
        if data[start : start + 1] in {b"{", b"["}:
            try:
                values.append(json.loads(data[start:end]))
            except (ValueError, RecursionError):
                continue
    for value in values:
        yield _filled(value, texts)


def _pieces(scripts: Iterable[str]) -> Iterator[str]:
    for script in scripts:
        for pushed in _PUSHED.finditer(script) if MARK in script else ():
            try:
                yield json.loads(pushed[1], strict=False)
            except ValueError:
                continue


def _filled(value: Any, texts: dict[str, str], depth: int = 0) -> Any:
    """Return a value in which the names of texts are the texts."""
    if isinstance(value, str):
        return texts.get(value, value)
    if depth < MAX_DEPTH and isinstance(value, dict):
        return {key: _filled(inner, texts, depth + 1) for key, inner in value.items()}
    if depth < MAX_DEPTH and isinstance(value, list):
        return [_filled(inner, texts, depth + 1) for inner in value]
    return value
