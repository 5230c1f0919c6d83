"""What patterns compile to, kept from one process to the next as Python keeps its bytecode.

CPython compiles a regular expression in Python: a sixth of the time in which `scrapy read` starts.
What comes out is a list of numbers, which its engine checks before it takes it: a fiftieth of the
time. They are kept in the ``__pycache__`` of this folder, under the rules of bytecode: nothing is
written where `sys.dont_write_bytecode` is set or the folder is not ours, and what another Python
wrote is not read. They are found by the whole text of a pattern, so that none is out of date.
"""

from __future__ import annotations

import atexit
import marshal
import os
import re
import sys
from array import array
from contextlib import suppress
from functools import cache, lru_cache
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any, NamedTuple

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler, _parser  # type: ignore[attr-defined]
except ImportError:  # a Python that has another engine
    _sre = None

MOST = 2_000
"""Patterns that are kept; with more, the file is begun anew. The code has half as many, and a
crawl makes some of its own for each site."""

REMEMBERED = 512
"""Patterns of a process that it does not make again, as many as `re` itself remembers."""

WRITER = (sys.version, _sre and _sre.MAGIC)


class Code(NamedTuple):
    """What a pattern was compiled to, as the engine is given it."""

    flags: int
    numbers: bytes
    groups: int
    names: dict[str, int]
    by_group: tuple[str | None, ...]


class PatternCodes:
    """Compiles patterns, or takes what an earlier process compiled them to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.known: dict[tuple[str | bytes, int], Any] | None = None
        """By text and flags; None before the file was read."""

        self.new: dict[tuple[str | bytes, int], Code] = {}
        """Those that the file did not have."""

        self._compile = lru_cache(REMEMBERED)(self._compiled)

    def compile(self, pattern: str | bytes, flags: int = 0) -> re.Pattern[Any]:
        """Return a compiled pattern, as `re.compile` does; one that is asked for again is it."""
        return self._compile(pattern, int(flags)) if works() else re.compile(pattern, flags)

    def _compiled(self, pattern: str | bytes, flags: int) -> re.Pattern[Any]:
        key = (pattern, flags)
        if self.known is None:
            self.known = self.read()
        if kept := self.known.get(key) or self.new.get(key):
            with suppress(RuntimeError, TypeError, ValueError):  # whoever wrote it, it is no code
                return _made(pattern, Code(*kept))
        code = _code(pattern, flags)
        if len(self.new) < MOST:
            self.new[key] = code
        return _made(pattern, code)

    def keep(self) -> None:
        """Write the file anew where there is something new; see the module for where not."""
        if not self.new or sys.dont_write_bytecode:
            return
        known = self.read()
        known = known if len(known) + len(self.new) <= MOST else {}
        codes = known | {key: tuple(code) for key, code in self.new.items()}
        with suppress(OSError):
            written = self.file.with_suffix(f".{os.getpid()}")
            written.write_bytes(marshal.dumps((WRITER, codes)))
            written.replace(self.file)

    def read(self) -> dict[tuple[str | bytes, int], Any]:
        """Return the codes in the file by the text and the flags of their patterns."""
        with suppress(OSError, EOFError, ValueError, TypeError):
            writer, codes = marshal.loads(self.file.read_bytes())  # noqa: S302 as its bytecode
            if writer == WRITER:
                return dict(codes)
        return {}


def _code(pattern: str | bytes, flags: int) -> Code:
    """Return what a pattern compiles to; what `re._compiler.compile` does, up to its last line."""
    parsed = _parser.parse(pattern, flags)
    numbers = array("I", _compiler._code(parsed, flags))  # noqa: SLF001
    names = dict(parsed.state.groupdict)
    by_number = {number: name for name, number in names.items()}
    groups = parsed.state.groups
    return Code(
        flags | parsed.state.flags,
        numbers.tobytes(),
        groups - 1,
        names,
        tuple(map(by_number.get, range(groups))),
    )


def _made(pattern: str | bytes, code: Code) -> re.Pattern[Any]:
    numbers = array("I", code.numbers).tolist()
    made: re.Pattern[Any] = _sre.compile(
        pattern, code.flags, numbers, code.groups, code.names, code.by_group
    )
    return made


@cache
def works() -> bool:
    """Return True if this Python compiles by the steps that are taken here: it does up to 3.13.

    They are private to `re`. Where they have changed, patterns are compiled as ever.
    """
    if _sre is None:
        return False
    try:
        return _made(TRIED, _code(TRIED, 0)) == re.compile(TRIED)
    except Exception:  # noqa: BLE001 - whatever has changed
        return False


TRIED = "(?P<day>[0-9à-ž]+)|(?i:may)"
"""A pattern whose codes are compared with those that `re` makes."""

CODES = PatternCodes(Path(cache_from_source(__file__)).with_suffix(".codes"))
atexit.register(CODES.keep)
