"""Encodings: what a page calls one, what browsers read it as, and which is mistaken for which.

The labels are those of the web, https://encoding.spec.whatwg.org/#names-and-labels, from
`webencodings`; here stands only what pages need besides. `MISTAKES` says what is met read as
what. A `Coding` encodes strictly and decodes strictly, by the tables of the browsers: a byte that
Windows-1252 leaves undefined is the C1 control of the same number.
"""

from __future__ import annotations

import codecs
from collections import Counter
from functools import cache
from itertools import product
from typing import NamedTuple

import webencodings

WIDER = {"gbk": "gb18030", "iso-2022-jp": "iso2022_jp_ext", "x-user-defined": "cp1252"}
"""Python's codec for an encoding of the web, where another than that of the same name serves."""

NAMED = {"gbk": "gb18030"}
"""Encodings that are read as their superset, under its name."""

UNKNOWN_TO_BROWSERS = {
    "iso-2022-kr": "iso2022_kr",
    "hz-gb-2312": "hz",
    "utf-7": "utf-7",
    "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be",
    "johab": "johab",
    "ibm855": "cp855",
    "x-mac-ce": "mac_latin2",
}
"""Encodings that stand in old files and that the web's standard has dropped."""

REFUSED = "replacement"
"""What the web calls an encoding that browsers show nothing of, since it may hide markup."""


@cache
def name_of(label: str) -> str | None:
    """Return the web's name of an encoding, lower case; None for a label nobody knows.

    >>> name_of("GB2312"), name_of("latin1"), name_of("utf8"), name_of("klingon")
    ('gb18030', 'windows-1252', 'utf-8', None)
    >>> name_of("hz-gb-2312"), name_of("iso-2022-cn"), name_of("tis-620")
    ('hz-gb-2312', None, 'windows-874')
    """
    plain = label.strip(" \t\r\n\f\"'").lower()
    known = webencodings.lookup(plain) or webencodings.lookup(plain.replace("_", "-"))
    if known is None or known.name == REFUSED:
        return plain if plain in UNKNOWN_TO_BROWSERS else _as_python_knows(plain)
    return NAMED.get(known.name, known.name)


def _as_python_knows(label: str) -> str | None:
    """Return the web's name for one of Python's, such as ``cp932`` or ``csiso2022kr``."""
    try:
        python = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    for name, codec in UNKNOWN_TO_BROWSERS.items():
        if codecs.lookup(codec).name == python:
            return name
    found = webencodings.lookup({"cp932": "shift_jis", "cp949": "euc-kr"}.get(python, python))
    return NAMED.get(found.name, found.name) if found else None


@cache
def python_of(name: str) -> str:
    """Return Python's codec for the web's name of an encoding."""
    if codec := UNKNOWN_TO_BROWSERS.get(name) or WIDER.get(name):
        return codecs.lookup(codec).name
    known = webencodings.lookup(name)
    return known.codec_info.name if known else codecs.lookup(name).name


def decode_as(body: bytes, name: str) -> str:
    r"""Return what the bytes say in an encoding; what they cannot say is U+FFFD.

    A byte that a Windows code page leaves undefined is the C1 control of its number, as in
    browsers; Python refuses it, and what it refuses would be lost for good.

    >>> decode_as(b"\x93Hi\x94 \x9d", "windows-1252")
    '“Hi” \x9d'
    """
    python = python_of(name)
    errors = "keep-c1" if python.startswith("cp125") or python == "cp874" else "replace"
    return body.decode(python, "euro" if python == "gb18030" else errors)


def _keep_c1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start]
    return chr(byte) if byte < 0xA0 else "\ufffd", error.start + 1  # noqa: PLR2004 the C1 controls


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Return what browsers read a byte of GBK as that begins no character: 0x80 is the euro sign.

    https://encoding.spec.whatwg.org/#gb18030-decoder
    """
    assert isinstance(error, UnicodeDecodeError)
    if error.object[error.start] == 0x80:  # noqa: PLR2004
        return "€", error.start + 1
    return "\ufffd", error.end


codecs.register_error("keep-c1", _keep_c1)
codecs.register_error("euro", _euro)


DOUBLE = frozenset({"utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc-jp"})
LEGACY_EAST = ("gb18030", "big5hkscs", "cp932", "euc-jp", "cp949")
CYRILLIC = ("cp1251", "koi8-r", "koi8-u", "cp866", "mac-cyrillic", "iso-8859-5")
LATIN = ("cp1252", "cp1250", "iso-8859-2", "cp1254", "cp1257", "mac-roman")
OTHER = ("cp1253", "cp1255", "cp1256", "cp874")

MISTAKES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", ("utf-8", *LEGACY_EAST, *CYRILLIC, *LATIN[1:], "cp850", "cp437", *OTHER)),
    ("latin-1", ("utf-8", *LEGACY_EAST, *CYRILLIC, *LATIN, *OTHER)),
    ("gb18030", ("utf-8", "big5hkscs", "cp932", "euc-jp", "cp949", "cp1252", "cp1251")),
    ("big5hkscs", ("utf-8", "gb18030", "cp932", "euc-jp", "cp949", "cp1252")),
    ("cp932", ("utf-8", "euc-jp", "gb18030", "big5hkscs", "cp949", "cp1252")),
    ("cp949", ("utf-8", "gb18030", "cp932", "euc-jp", "big5hkscs", "cp1252")),
    ("euc-jp", ("utf-8", "cp932", "gb18030", "big5hkscs", "cp949")),
    ("cp1251", ("utf-8", *CYRILLIC[1:], "cp1252", *LEGACY_EAST)),
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
    ("iso8859-15", ("utf-8",)),
)
"""What a text was read as, and what it may have been: the commonest first."""

HOME = {
    "cp1252": "de fr es pt it nl sv da nb nn fi is en ca ga eu",
    "cp1250": "pl cs sk hu hr sl bs ro sq de",
    "iso-8859-2": "pl cs sk hu hr sl bs ro",
    "cp1254": "tr az",
    "cp1257": "lt lv et pl da nb nn sv fi hr sl bs",
    "mac-roman": "de fr es pt it nl sv da nb nn fi is en",
    "cp850": "de fr es pt it nl sv da nb fi en",
    "iso8859-4": "lt lv et",
    "iso8859-13": "lt lv et pl",
    "iso8859-15": "de fr es pt it nl sv da nb nn fi is en ca ga eu et",
    "iso8859-16": "ro pl hu hr sl sq",
    "cp1258": "vi",
    "cp437": "de fr es it nl sv fi en",
    "cp852": "pl cs sk hu hr sl bs ro sq de",
    "mac-latin2": "pl cs sk hu hr sl bs et lv lt",
}
"""The languages that a Latin coding was made for: in others it was not used."""


@cache
def home_of(name: str) -> tuple[str, ...]:
    """Return the languages that an encoding was made for; none where it is not Latin.

    >>> home_of("windows-1258"), home_of("cp1254"), home_of("gb18030")
    (('vi',), ('tr', 'az'), ())
    """
    codec = codecs.lookup(python_of(name)).name
    found = (home for known, home in HOME.items() if codecs.lookup(known).name == codec)
    return tuple(next(found, "").split())


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
    chars = [bytes([byte]).decode(name, "ignore") or None for byte in range(256)]
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
    # GB18030 has a code for a character that was lost, and no page was ever read from it.
    if "\ufffd" in text:
        return None
    try:
        body = text.encode(name)
        return body if body.decode(name) == text else None
    except UnicodeError:
        return None


@cache
def twice_in(name: str) -> frozenset[str]:
    """Return the characters that a double-byte coding has under more than one code."""
    if name not in DOUBLE or name == "utf-8":
        return frozenset()
    pairs = map(bytes, product(range(0x81, 0xFF), range(0x40, 0xFF)))
    found = Counter(b"\n".join(pairs).decode(name, "ignore").split("\n"))
    twice = (char for char, times in found.items() if times > 1)
    return frozenset(char for char in twice if len(char) == 1 and not char.isascii())


def _covers(table: Coding, text: str) -> bool:
    return table.byte_of is not None and table.byte_of.keys() >= set(map(ord, text))


def decode(body: bytes, name: str) -> str | None:
    r"""Return what bytes say in a coding, or None where it has no such bytes.

    >>> decode(b"\xc3\xbc", "utf-8"), decode(b"\xfc", "utf-8")
    ('ü', None)
    """
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None
