"""Labels and decoders of the web: what a page calls an encoding, and what browsers read it as.

https://encoding.spec.whatwg.org/#names-and-labels
"""

from __future__ import annotations

import codecs
from functools import cache

import webencodings

PYTHON = {
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp_ext",
    "windows-1252": "cp1252",
    "windows-1258": "cp1258",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859_8",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-user-defined": "cp1252",
    "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be",
}
"""Python's codec for an encoding of the web, where it has another name or a superset serves.

Pages labelled gb2312 hold GBK, shift_jis Windows' characters, euc-kr Unified Hangul.
"""

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
    "tis-620": "cp874",
    "x-mac-ce": "mac_latin2",
}
"""Encodings that stand in old files and that the web's standard has dropped."""


@cache
def name_of(label: str) -> str | None:
    """Return the web's name of an encoding, lower case; None for a label nobody knows.

    >>> name_of("GB2312"), name_of("latin1"), name_of("utf8"), name_of("klingon")
    ('gb18030', 'windows-1252', 'utf-8', None)
    """
    plain = label.strip(" \t\r\n\f\"'").lower()
    known = webencodings.lookup(plain) or webencodings.lookup(plain.replace("_", "-"))
    if known is None:
        return plain if plain in UNKNOWN_TO_BROWSERS else _as_python_knows(plain)
    return NAMED.get(known.name, known.name)


def _as_python_knows(label: str) -> str | None:
    """Return the web's name for one of Python's, such as ``cp932`` or ``gbk``."""
    try:
        python = codecs.lookup(label).name
    except (LookupError, ValueError):
        return None
    found = webencodings.lookup({"cp932": "shift_jis", "cp949": "euc-kr"}.get(python, python))
    return NAMED.get(found.name, found.name) if found else None


@cache
def python_of(name: str) -> str:
    """Return Python's codec for the web's name of an encoding."""
    if name in UNKNOWN_TO_BROWSERS:
        return UNKNOWN_TO_BROWSERS[name]
    return codecs.lookup(PYTHON.get(name, name)).name


def decode_as(body: bytes, name: str) -> str:
    r"""Return what the bytes say in an encoding; what they cannot say is U+FFFD.

    A byte that a Windows code page leaves undefined is the C1 control of its number, as in
    browsers; Python refuses it, and what it refuses would be lost for good.

    >>> decode_as(b"\x93Hi\x94 \x9d", "windows-1252")
    '“Hi” \x9d'
    """
    python = python_of(name)
    errors = "keep-c1" if python.startswith("cp125") or python == "cp874" else "replace"
    return body.decode(python, errors)


def _keep_c1(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    byte = error.object[error.start]
    return chr(byte) if byte < 0xA0 else "\ufffd", error.start + 1  # noqa: PLR2004 the C1 controls


codecs.register_error("keep-c1", _keep_c1)
