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
from crawler.page.embedded.bounds import MAX_PARTS, MAX_SIZE, index_of
from crawler.page.embedded.references import pieces
from crawler.page.embedded.rich_text import inside, is_element

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK: Final = "__next_f.push("
_ROW: Final = re.compile(rb"([0-9a-f]{0,6}):(?:T([0-9a-f]{1,8}),|[A-Z]{0,3})")

_MEANT: Final = re.compile(
    r"\$(?:[L@WQ]?([0-9a-f]{1,6})((?::\w+)*)|(?:D|n|\$)(.*)|undefined|NaN|-?Infinity)", re.DOTALL
)
"""A name and its path; a date, a number, a text that begins with the sign; what is nothing."""


def rows(scripts: Iterable[str]) -> Iterator[Any]:
    r"""Yield the objects and lists of a page's rows, with what they name filled in.

    A page that is made of elements alone comes last, as an object of its headline and paragraphs.

    >>> pushed = r'self.__next_f.push([1,"1:T5,First2:{\"title\":\"Rain\",\"content\":\"$1\"}\n"])'
    >>> list(rows([pushed])), list(rows(["self.__next_f.push([0])", "x = 1"]))
    ([{'title': 'Rain', 'content': 'First'}], [])
    """
    data = "".join(pieces(scripts, MARK)).encode("utf-8", "replace")[:MAX_SIZE]
    named: dict[str, Any] = {}
    at = 0
    for _ in range(MAX_PARTS if data else 0):
        row = _ROW.match(data, at)
        if row is None:
            break
        start = row.end()
        name = row[1].decode()
        if row[2]:
            at = start + int(row[2], 16)
            named[name] = data[start:at].decode("utf-8", "replace")
            continue
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        at = end + 1
        if data[start : start + 1] in {b"{", b"["}:
            try:
                named[name] = json.loads(data[start:end])
            except (ValueError, RecursionError):
                continue
    for value in named.values():
        _fill(value, named)
    yield from (value for value in named.values() if not isinstance(value, str))
    if page := _page(named.get("0")):
        yield page


def _fill(value: Any, named: dict[str, Any]) -> None:
    """Put what a value names in its places; what names itself is left in a circle."""
    stack, seen = [value], 0
    while stack and seen < MAX_PARTS:
        part = stack.pop()
        if not isinstance(part, (dict, list)):
            continue
        for place, inner in list(part.items() if isinstance(part, dict) else enumerate(part)):
            seen += 1
            if isinstance(inner, (dict, list)):
                stack.append(inner)
            elif (
                isinstance(inner, str) and inner[:1] == "$" and (meant := _MEANT.fullmatch(inner))
            ):
                given = inner[1:] if inner.startswith("$$") else meant[3]
                part[place] = _at(named, meant[1], meant[2], inner) if meant[1] else given


def _at(named: dict[str, Any], name: str, path: str, instead: str) -> Any:
    """Return what a name with a path means: ``$5:props:children:0``."""
    value = named.get(name, instead)
    for step in path.split(":")[1:] if value is not instead else ():
        if is_element(value):
            value = value[3] if step == "props" else instead
        elif isinstance(value, dict):
            value = value.get(step, instead)
        elif isinstance(value, list) and (at := index_of(step)) is not None and at < len(value):
            value = value[at]
        else:
            return instead
    return value


def _page(root: Any) -> dict[str, Any] | None:
    """Return the headline, the day and the paragraphs of a page that is made of elements."""
    titles, days = [], []
    for element in _elements(root):
        if element[1] == "h1":
            titles.append(element)
        elif element[1] == "time" and isinstance(element[3].get("dateTime"), str):
            days.append(element[3]["dateTime"])
    if len(titles) != 1:
        return None
    return {
        "headline": inside(titles[0]),
        "datePublished": next(iter(days), ""),
        "elements": root,
    }


def _elements(value: Any) -> Iterator[list[Any]]:
    """Yield the elements below a value, in reading order, each once."""
    stack = [value]
    seen: set[int] = set()
    while stack and len(seen) < MAX_PARTS:
        part = stack.pop()
        if not isinstance(part, (dict, list)) or id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, list) and is_element(part):
            yield part
        stack.extend(reversed(part if isinstance(part, list) else list(part.values())))
