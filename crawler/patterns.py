"""The standard library's `re`, with patterns that are compiled when they are first used.

    from crawler import patterns as re

Compiling all the patterns of the reader took a third of the time in which a command starts. One
page needs less than half of them, and a page in Latin script none of the dear ones: CPython
compiles a class by running through each of its characters, 1.8 ms for the Chinese ones. What a
process compiled the next one takes from `crawler.pattern_codes`.
"""

from __future__ import annotations

from re import (
    ASCII,
    DOTALL,
    IGNORECASE,
    MULTILINE,
    VERBOSE,
    Match,
    Pattern,
    error,
    escape,
    findall,
    finditer,
    fullmatch,
    match,
    search,
    split,
    sub,
)
from typing import Any, AnyStr, cast

from crawler.pattern_codes import CODES

__all__ = [
    "ASCII", "DOTALL", "IGNORECASE", "MULTILINE", "VERBOSE", "Match", "Pattern", "compile",
    "error", "escape", "findall", "finditer", "fullmatch", "match", "search", "split", "sub",
]  # fmt: skip


def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:  # noqa: A001 as `re` has it
    """Return a pattern that is compiled when one of its methods is first asked for.

    >>> compile("fer{2}y").search("The ferry is late").span()
    (4, 9)
    """
    return cast("Pattern[AnyStr]", _Uncompiled(pattern, flags))


class _Uncompiled:
    """Becomes the compiled pattern: what is asked for once is an attribute from then on."""

    def __init__(self, pattern: str | bytes, flags: int) -> None:
        self.pattern, self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ATTRIBUTES:
            raise AttributeError(name)
        compiled = CODES.compile(self.pattern, self._given)
        for each in _ATTRIBUTES:
            setattr(self, each, getattr(compiled, each))
        return getattr(self, name)

    def __reduce__(self) -> tuple[Any, ...]:
        return _Uncompiled, (self.pattern, self._given)


_ATTRIBUTES = frozenset(each for each in dir(Pattern) if each[0] != "_" and each != "pattern")
