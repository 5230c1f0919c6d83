"""The codings that get mistaken for each other, and the way back from each mistake.

`MISTAKES` says what is met read as what. A `Coding` encodes strictly and decodes strictly,
by the tables of the browsers: a byte that Windows-1252 leaves undefined is the C1 control of
the same number. https://encoding.spec.whatwg.org/#single-byte-decoder
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

DOUBLE = frozenset({"utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc-jp"})
LEGACY_EAST = ("gb18030", "big5hkscs", "cp932", "euc-jp", "cp949")
CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "mac-cyrillic")
LATIN = ("cp1252", "cp1250", "iso-8859-2", "cp1254", "cp1257", "mac-roman")
OTHER = ("cp1253", "cp1255", "cp1256", "cp874")

MISTAKES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", ("utf-8", *LEGACY_EAST, *CYRILLIC, *LATIN, *OTHER)),
    ("latin-1", ("utf-8", *LEGACY_EAST, *CYRILLIC, *LATIN, *OTHER)),
    ("gb18030", ("utf-8", "big5hkscs", "cp932", "euc-jp", "cp949", "cp1252", "cp1251")),
    ("big5hkscs", ("utf-8", "gb18030", "cp932", "euc-jp", "cp949")),
    ("cp932", ("utf-8", "euc-jp", "gb18030", "big5hkscs", "cp949")),
    ("cp949", ("utf-8", "gb18030", "cp932", "euc-jp", "big5hkscs")),
    ("euc-jp", ("utf-8", "cp932", "gb18030", "big5hkscs", "cp949")),
    ("cp1251", ("utf-8", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "cp1252", *LEGACY_EAST)),
    ("cp1250", ("utf-8", "iso-8859-2", "cp1252", "mac-roman", *LEGACY_EAST, "cp1251")),
    ("mac-roman", ("utf-8", "cp1252", "cp1250", *CYRILLIC, *LEGACY_EAST, *OTHER)),
    ("koi8-r", ("utf-8", "cp1251", "cp866", "koi8-u")),
    ("koi8-u", ("cp1251", "cp866")),
    ("cp866", ("utf-8", "cp1251", "koi8-r")),
    ("mac-cyrillic", ("utf-8", "cp1251", "koi8-r")),
    ("cp437", ("utf-8", "cp1252", "cp850", "cp866", "cp1251")),
    ("cp850", ("utf-8", "cp1252")),
    ("iso-8859-2", ("utf-8", "cp1250", "cp1252", *LEGACY_EAST)),
    ("cp1253", ("utf-8", "cp1252")),
    ("cp1254", ("utf-8", "cp1252", "cp1251", *LEGACY_EAST)),
    ("cp1255", ("utf-8", "cp1252")),
    ("cp1256", ("utf-8", "cp1252")),
    ("cp1257", ("utf-8", "cp1252", "cp1251")),
    ("cp1258", ("utf-8",)),
    ("cp874", ("utf-8", "cp1252")),
)
"""What a text was read as, and what it may have been: the commonest first."""

_PYTHON = {"mac-roman": "mac_roman", "mac-cyrillic": "mac_cyrillic", "euc-jp": "euc_jp"}
_C1 = range(0x80, 0xA0)


class Coding(NamedTuple):
    """One table of bytes and characters, both ways."""

    name: str
    byte_of: dict[int, int] | None
    """Code point to byte, for a coding of one byte a character."""

    char_of: tuple[str | None, ...]


@cache
def coding(name: str) -> Coding:
    """Return the coding of that name."""
    if name in DOUBLE:
        return Coding(name, None, ())
    python = python_name(name)
    chars = [bytes([byte]).decode(python, "ignore") or None for byte in range(256)]
    for byte in _C1:
        chars[byte] = chars[byte] or chr(byte)
    return Coding(name, {ord(c): byte for byte, c in enumerate(chars) if c}, tuple(chars))


def encode(text: str, name: str) -> bytes | None:
    r"""Return the bytes that a text was read from, had it been read as this coding.

    >>> encode("Ã¼", "cp1252"), encode("ü", "cp1251")
    (b'\xc3\xbc', None)
    """
    table = coding(name)
    if table.byte_of is not None:
        try:
            return (
                text.translate(table.byte_of).encode("latin-1") if _covers(table, text) else None
            )
        except UnicodeEncodeError:
            return None
    try:
        python = python_name(name)
        body = text.encode(python)
        return body if body.decode(python) == text else None
    except UnicodeError:
        return None


def _covers(table: Coding, text: str) -> bool:
    return table.byte_of is not None and table.byte_of.keys() >= set(map(ord, text))


def decode(body: bytes, name: str) -> str | None:
    r"""Return what bytes say in a coding, or None where it has no such bytes.

    >>> decode(b"\xc3\xbc", "utf-8"), decode(b"\xfc", "utf-8")
    ('ü', None)
    """
    try:
        text = body.decode(python_name(name))
    except UnicodeDecodeError:
        return None
    return text


def python_name(name: str) -> str:
    """Return what Python calls the coding."""
    return _PYTHON.get(name, name)
