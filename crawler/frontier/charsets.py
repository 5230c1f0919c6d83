"""The text of a source: only addresses, titles and times matter here, so this is short.

Articles are decoded by evidence in `crawler.text.encoding.decode`; a caller who has done
so hands the text over, and nothing here is asked.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterator

import webencodings

from crawler.text.encoding.encodings import decode_as, name_of

MAX_BYTES = 50 << 20
"""Most bytes read of a source once unpacked: https://www.sitemaps.org/protocol.html#index."""

_DECLARED = re.compile(
    rb"(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z][\w.:-]{1,30})", re.IGNORECASE
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def unpacked(body: bytes) -> tuple[bytes, bool]:
    """Return the bytes of a source, gzip undone, and whether there were more than `MAX_BYTES`."""
    if not body.startswith(b"\x1f\x8b"):
        return body[:MAX_BYTES], len(body) > MAX_BYTES
    unpack = zlib.decompressobj(wbits=31)
    try:
        plain = unpack.decompress(body, MAX_BYTES)
    except zlib.error:
        return b"", True
    return plain, bool(unpack.unconsumed_tail)


def text_of(body: bytes, content_type: str = "") -> str:
    r"""Return the text of a source, by mark, by validity as UTF-8, then by what is declared.

    A mark may stand after white space. What cannot be read is U+FFFD; nothing is raised.

    >>> text_of(b"\n\xef\xbb\xbf<rss/>")
    '<rss/>'
    >>> text_of("<a>新闻</a>".encode("gbk"), "text/xml; charset=GB2312")
    '<a>新闻</a>'
    """
    start = body.lstrip(b" \t\r\n")
    for mark, name in _MARKS:
        if start.startswith(mark):
            return start[len(mark) :].decode(name, "replace")
    if start[:2] in {b"<\x00", b"\x00<"}:
        return start.decode("utf-16-le" if start[1] == 0 else "utf-16-be", "replace")
    try:
        return start.decode()
    except UnicodeDecodeError:
        return decode_as(start, _declared(start, content_type))


def encoding_of(body: bytes, content_type: str = "") -> str:
    """Return the web's name of the encoding of a source, in which its links are to be read.

    >>> encoding_of('<meta charset="gb2312"><a href="/?渡口">'.encode("gbk"))
    'gbk'
    >>> encoding_of('<meta charset="gb2312"><a href="/?渡口">'.encode()), encoding_of(b"<a>")
    ('utf-8', 'utf-8')
    """
    start = body.lstrip(b" \t\r\n")
    marked = start.startswith(tuple(mark for mark, _ in _MARKS))
    if marked or b"\x00" in start[:2] or (not start.isascii() and _is_utf8(start)):
        return "utf-8"
    known = (webencodings.lookup(label) for label in _labels(start, content_type))
    return next(
        (each.name for each in known if each), "utf-8" if start.isascii() else "windows-1252"
    )


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _labels(body: bytes, content_type: str) -> Iterator[str]:
    for said in (body[:4096], content_type.encode("latin-1", "replace")):
        if found := _DECLARED.search(said):
            yield found[1].decode("ascii")


def _declared(body: bytes, content_type: str) -> str:
    for label in _labels(body, content_type):
        name = name_of(label)
        if name and not name.startswith("utf-16"):
            return "utf-8" if name.startswith("utf") else name
    return "windows-1252" if body.count(b"\x00") == 0 else "utf-8"
