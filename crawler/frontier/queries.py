"""The query of a link, in the bytes of the page's encoding.

Browsers escape the path of a link as UTF-8 and its query in the encoding of the page that
it stands on, and old portals answer nothing else:
https://url.spec.whatwg.org/#query-state, https://url.spec.whatwg.org/#string-percent-encode-after-encoding.
"""

from __future__ import annotations

import codecs

import webencodings

from crawler import patterns as re

_CODECS = {
    "big5": "big5", "euc-kr": "cp949", "shift_jis": "cp932", "euc-jp": "euc_jp", "gbk": "gbk",
    "iso-2022-jp": "iso2022_jp", "windows-874": "cp874", "iso-8859-8-i": "iso8859_8",
    "macintosh": "mac_roman", "x-mac-cyrillic": "mac_cyrillic",
    "x-user-defined": "ascii",
}  # fmt: skip
"""Python's codec for an encoding of the web, where it has another name."""

_INSTEAD: dict[str, dict[str, bytes | None]] = {
    "gbk": {"€": b"\x80"},
    "gb18030": {"\ue5e5": None},
    "shift_jis": {"\u2212": "\uff0d".encode("cp932"), "¥": b"\\", "‾": b"~"},
    "iso-2022-jp": {"\x0e": None, "\x0f": None, "\x1b": None},
}
"""Characters that the web writes otherwise than Python, or cannot write (None)."""

_IN_UTF8 = ("utf-", "replacement")
"""Encodings in which nothing is written: https://encoding.spec.whatwg.org/#get-an-output-encoding."""

_KEPT = frozenset(range(0x21, 0x7F)) - frozenset(b"\"#<>'")
"""Bytes that stand for themselves: https://url.spec.whatwg.org/#special-query-percent-encode-set."""


def in_query(link: str, label: str) -> str:
    """Return a link whose query is escaped in an encoding of the web; the rest stays.

    What the encoding cannot write becomes a reference of HTML, as in browsers. In UTF-8,
    UTF-16 and under a name that nobody knows nothing is done.

    >>> in_query("/渡口?title=渡口&id=1", "gb2312")
    '/渡口?title=%B6%C9%BF%DA&id=1'
    >>> in_query("/渡口?title=渡口", "utf-8"), in_query("/?q=†", "big5")
    ('/渡口?title=渡口', '/?q=%26%238224%3B')
    """
    known = webencodings.lookup(label)
    if known is None or known.name.startswith(_IN_UTF8):
        return link
    before, mark, query = re.sub(r"[\t\n\r]", "", link).partition("#")[0].partition("?")
    if query.isascii() and known.name != "iso-2022-jp":
        return link
    return f"{before}{mark}{_escaped(query, known.name)}"


def _escaped(query: str, name: str) -> str:
    instead = _INSTEAD.get(name, {})
    codec = _CODECS.get(name, name)
    pieces = re.split(f"([{''.join(instead)}])", query) if instead else [query]
    written = b""
    for piece in pieces:
        if piece not in instead:
            written += piece.encode(codec, "as-reference")
        else:
            written += instead[piece] or _reference("\ufffd" if piece < " " else piece)
    return "".join(chr(byte) if byte in _KEPT else f"%{byte:02X}" for byte in written)


def _reference(text: str) -> bytes:
    return "".join(f"%26%23{ord(character)}%3B" for character in text).encode()


def _as_reference(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    return _reference(error.object[error.start : error.end]).decode(), error.end


codecs.register_error("as-reference", _as_reference)
