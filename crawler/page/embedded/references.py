"""Values whose parts are named, not nested: put together again as their scripts would do it.

devalue (Nuxt 3, SvelteKit) and turbo-stream (Remix, React Router) write a table in which every
part stands once and others name its place. Apollo's cache is an object by entity, and others name
the entity. What refers to itself does so afterwards as well: whoever walks it counts steps.
https://github.com/sveltejs/devalue, https://github.com/jacob-ebey/turbo-stream
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from crawler import patterns as re
from crawler.page.embedded.bounds import MAX_PARTS, index_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


def is_flat(value: Any) -> bool:
    """Return True if a list is such a table: its first part is nothing but places.

    >>> is_flat([{"title": 1}, "Rain"]), is_flat([["Ref", 1], 7]), is_flat([{"title": "Rain"}])
    (True, True, False)
    """
    if not isinstance(value, list) or len(value) < 2 or not value[0]:  # noqa: PLR2004
        return False
    first = value[0]
    parts = first.values() if isinstance(first, dict) else first
    if not isinstance(first, (dict, list)):
        return False
    if isinstance(first, list) and isinstance(first[0], str):
        parts = first[1:]
    return bool(parts) and all(_is_place(part, len(value)) for part in parts)


def unflatten(table: list[Any]) -> Any:
    """Return the value that a table writes down.

    >>> unflatten([{"title": 1, "days": 2}, "Rain", [3, 3], ["Date", "2026-02-05"]])
    {'title': 'Rain', 'days': ['2026-02-05', '2026-02-05']}
    >>> unflatten([{"_1": 2}, "title", "Rain"])
    {'title': 'Rain'}
    """
    return _Table(table).value()


_HANDED: Final = re.compile(r'\s*(?:\[\s*1\s*,\s*)?("(?:[^"\\]|\\.)*")', re.DOTALL)
"""What a call is given: a text, alone or behind the number of a kind."""

_LATER: Final = re.compile(r"P(\d{1,6}):(?=\[)")


def streamed(scripts: Iterable[str]) -> list[Any] | None:
    r"""Return the table that scripts hand over in pieces, what comes later put where it belongs.

    The first line of a stream is a table; a line ``P7:[...]`` goes on with it, and begins with
    what the promise at place 7 gives. None where there is no stream.

    >>> first = r'[{\"_1\":2},\"story\",[\"P\",2]]\n'
    >>> later = r'P2:[{\"_4\":5},\"title\",\"Rain\"]\n'
    >>> unflatten(streamed([f's.enqueue("{first}");', f's.enqueue("{later}");']))
    {'story': {'title': 'Rain'}}
    """
    table: list[Any] = []
    for line in "".join(pieces(scripts, ".enqueue(")).split("\n"):
        later = _LATER.match(line)
        if bool(later) != bool(table):
            continue
        try:
            part = json.loads(line[later.end() :] if later else line)
        except (ValueError, RecursionError):
            continue
        if isinstance(part, list) and len(table) + len(part) <= MAX_PARTS:
            if later and int(later[1]) < len(table):
                table[int(later[1])] = ["P", len(table)]
            table += part
    return table or None


def pieces(scripts: Iterable[str], call: str) -> Iterator[str]:
    """Yield the texts that scripts give to a call.

    >>> list(pieces(['s.enqueue("[1"); s.enqueue(x); s.enqueue(", 2]")'], ".enqueue("))
    ['[1', ', 2]']
    """
    for script in scripts:
        for part in script.split(call)[1:]:
            if handed := _HANDED.match(part):
                try:
                    yield json.loads(handed[1], strict=False)
                except ValueError:
                    continue


class _Table:
    """One reading of a table: each part is put together once, and later than what names it."""

    def __init__(self, table: list[Any]) -> None:
        self.table = table
        self.done: dict[int, Any] = {}
        self.waiting: list[tuple[Any, Any]] = []

    def value(self) -> Any:
        """Return the first part, whole."""
        try:
            first = self.part(0)
            for _ in range(MAX_PARTS):
                if not self.waiting:
                    break
                self.fill(*self.waiting.pop())
        except RecursionError:
            return None
        return first

    def fill(self, out: Any, places: Any) -> None:
        """Put the parts of an object or a list in their places."""
        if isinstance(out, list):
            out.extend(map(self.part, places))
            return
        for key, place in places.items():
            at = index_of(key[1:]) if key[:1] == "_" else None
            named = key if at is None else self.part(at)
            out[named if isinstance(named, str) else key] = self.part(place)

    def part(self, place: Any) -> Any:
        """Return what stands at a place; None for those that stand for nothing."""
        if not _is_place(place, len(self.table)) or place < 0:
            return None
        if place in self.done:
            return self.done[place]
        value = self.table[place]
        if not isinstance(value, (dict, list)):
            return value
        if isinstance(value, list) and value and isinstance(value[0], str):
            self.done[place] = None
            self.done[place] = self.typed(value)
        else:
            self.done[place] = type(value)()
            self.waiting.append((self.done[place], value))
        return self.done[place]

    def typed(self, value: list[Any]) -> Any:
        """Return a part with a type: what wraps another is that, a date is what it states."""
        inner = value[1] if len(value) > 1 else None
        wraps = len(value) == 2 and value[0] not in {"Date", "D", "BigInt", "U", "N"}  # noqa: PLR2004
        return self.part(inner) if wraps else inner


def _is_place(part: Any, size: int) -> bool:
    return isinstance(part, int) and not isinstance(part, bool) and part < size


def link_entities(cache: dict[str, Any]) -> None:
    """Put the entities of Apollo's cache where others name them.

    >>> cache = {"ROOT_QUERY": {"story": {"__ref": "S:1"}}, "S:1": {"title": "Rain"}}
    >>> link_entities(cache)
    >>> cache["ROOT_QUERY"]
    {'story': {'title': 'Rain'}}
    """
    stack: list[Any] = [entity for entity in cache.values() if isinstance(entity, dict)]
    seen: set[int] = set()
    while stack and len(seen) < MAX_PARTS:
        value = stack.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        places: Any = list(value.items()) if isinstance(value, dict) else list(enumerate(value))
        for key, inner in places:
            entity = cache.get(_named(inner))
            if entity is not None:
                value[key] = entity
            elif isinstance(inner, (dict, list)):
                stack.append(inner)


def _named(value: Any) -> str:
    """Return the entity that a value stands for; empty where it is a value itself."""
    if not isinstance(value, dict):
        return ""
    name = value.get("__ref") or (value.get("type") == "id" and value.get("id"))
    return name if isinstance(name, str) else ""
