"""The tags and texts of XML as it is met: mostly well-formed, often not quite.

A row of tokens, and a stack of what is open. What a comment or CDATA holds is no tag; a tag that
nobody closed ends with what it stands in; an entity is what the DTD says within the file, never
more than `MAX_VALUE` characters, and nothing is fetched. Nothing raises, and the time grows with
the length. https://www.w3.org/TR/xml/, https://www.w3.org/TR/xml-names/
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import NamedTuple

from crawler import patterns as re

MAX_VALUE = 4_096
"""Characters of a text that are kept: twice the longest address."""

MAX_OPEN = 64
"""Open elements in which the one is looked for that a tag closes."""

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<!\[CDATA\[(?P<data>.*?)(?:\]\]>|\Z)"
    r"|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE(?P<dtd>[^\[<>]*+(?:\[.*?\]\s*)?)>"
    r"|<(?P<end>/?)(?:(?P<prefix>[\w.-]++):)?(?P<name>[^\W\d][\w.-]*+)"
    r"(?P<said>(?:[^<>\"']++|\"[^\"<]*+\"|'[^'<]*+'|[\"'])*+)>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+))")
_ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(?:\"([^\"]*)\"|'([^']*)')\s*>")
_NAMED = re.compile(r"&([\w.-]+);")


class Element(NamedTuple):
    """An element that has begun, or has been read to its end."""

    prefix: str
    """In lower case, as written; empty for none."""

    name: str
    """In lower case, without its prefix."""

    attributes: dict[str, str]
    """As they stand there, entities and all; names in lower case."""

    namespaces: dict[str, str]
    """What is declared of prefixes, here and around it."""

    base: tuple[str, ...]
    """What ``xml:base`` says of it and of those around it, outermost first."""

    @property
    def namespace(self) -> str:
        """As declared for its prefix, or else the prefix; empty for none."""
        return self.namespaces.get(self.prefix, "") or self.prefix


Token = tuple[str, Element | None, str]
"""``start`` or ``end`` with an element; ``text`` with a text as it stands there, of CDATA with its
signs escaped."""

_DOCUMENT = Element("", "", {}, {}, ())


def tokens(text: str) -> Iterator[Token]:
    """Yield what a document holds in its order; every start has its end.

    >>> [(kind, e.name if e else said) for kind, e, said in tokens("<a>1<!-- 2 --><B/>")]
    [('start', 'a'), ('text', '1'), ('start', 'b'), ('end', 'b'), ('end', 'a')]
    """
    stack = [_DOCUMENT]
    entities: dict[str, str] = {}
    at = 0
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        if at < start:
            yield "text", None, _expanded(text[at:start], entities)
        at = end
        closes, prefix, name, said = found.group("end", "prefix", "name", "said")
        if closes:
            yield from _closed(stack, name.lower())
        elif name:
            opened = _opened(prefix, name, said, stack[-1], entities)
            yield "start", opened, ""
            if said.endswith("/"):
                yield "end", opened, ""
            else:
                stack.append(opened)
        elif (data := found["data"]) is not None:
            yield "text", None, html.escape(data, quote=False)
        elif found["dtd"]:
            entities = _entities(found["dtd"])
    if at < len(text):
        yield "text", None, _expanded(text[at:], entities)
    yield from (("end", each, "") for each in reversed(stack[1:]))


def _opened(
    prefix: str | None, name: str, said: str, around: Element, entities: dict[str, str]
) -> Element:
    namespaces, base = around.namespaces, around.base
    attributes = _attributes(said, entities) if "=" in said else {}
    if "xmlns" in said:
        declared = {name: uri for name, uri in attributes.items() if name.startswith("xmlns")}
        namespaces = {**namespaces, **{n[5:].removeprefix(":"): u for n, u in declared.items()}}
    if within := attributes.get("xml:base"):
        base = (*base, within)[-MAX_OPEN:]
    return Element((prefix or "").lower(), name.lower(), attributes, namespaces, base)


def _closed(stack: list[Element], name: str) -> Iterator[Token]:
    """Yield the ends of what a closing tag closes: nothing where nothing of its name is open."""
    if stack[-1].name == name:
        yield "end", stack.pop(), ""
        return
    for depth, each in enumerate(reversed(stack[-MAX_OPEN:]), 1):
        if each.name == name:
            yield from (("end", stack.pop(), "") for _ in range(depth))
            return


def _attributes(said: str, entities: dict[str, str]) -> dict[str, str]:
    found = _ATTRIBUTE.findall(said[: 4 * MAX_VALUE])
    return {n.lower(): _expanded(one or other or bare, entities) for n, one, other, bare in found}


def _entities(dtd: str) -> dict[str, str]:
    """Return what the names that a DTD declares stand for."""
    found = {name: one or other for name, one, other in _ENTITY.findall(dtd[: 16 * MAX_VALUE])}
    for name, value in found.items():
        found[name] = _expanded(value, found)[:MAX_VALUE]
    return found


def _expanded(text: str, entities: dict[str, str]) -> str:
    if not entities or "&" not in text:
        return text
    return _NAMED.sub(lambda name: entities.get(name[1], name[0]), text[: 4 * MAX_VALUE])
