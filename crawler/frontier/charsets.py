"""The text of a source: unpacked, and decoded by evidence as the text of a page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import webencodings

from crawler.compression import entity_of
from crawler.text.encoding.decode import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BYTES = 50 << 20
"""Most bytes read of a source once unpacked: https://www.sitemaps.org/protocol.html#index."""

MAX_SENT = 14 << 20
"""Most bytes taken of a source as it is sent: a crawl holds them in its own process, of three
sources at a time perhaps. Whoever reads a compressed one unpacks it to `MAX_BYTES`."""

MAX_LAYERS = 3
"""Times that a source was packed: twice is met, by a server that packs what is packed."""

_GZIP = b"\x1f\x8b"


def unpacked(body: bytes, codings: Sequence[str] = ()) -> tuple[bytes, bool]:
    """Return the bytes of a source, gzip undone, and whether that is less than all of it.

    `codings` are the content codings that are still to be undone.

    >>> import gzip
    >>> unpacked(gzip.compress(gzip.compress(b"<rss/>"))), unpacked(gzip.compress(b"<rss/>")[:-8])
    ((b'<rss/>', False), (b'<rss/>', True))
    """
    body, whole = entity_of(body, codings, MAX_BYTES)
    cut = not whole
    for _ in range(MAX_LAYERS):
        if not body.startswith(_GZIP):
            break
        body, whole = entity_of(body, ["gzip"], MAX_BYTES)
        cut = cut or not whole
    return body[:MAX_BYTES], cut or len(body) > MAX_BYTES


def text_of(body: bytes, content_type: str = "") -> tuple[str, str]:
    r"""Return the text of a source, and the web's name of the encoding its links are written in.

    A mark may stand after white space. What cannot be read is U+FFFD; nothing is raised.

    >>> text_of(b"\n\xef\xbb\xbf<rss/>")
    ('<rss/>', 'utf-8')
    >>> text_of("<a>新闻</a>".encode("gbk"), "text/xml; charset=GB2312")
    ('<a>新闻</a>', 'gbk')
    """
    decoded = decode(body.lstrip(b" \t\r\n"), content_type)
    stated = webencodings.lookup(decoded.declared or "")
    # What is ASCII only may lead to what is not, by references; and GBK has a name of its own.
    if stated and (decoded.evidence == "ascii" or decoded.encoding == "gb18030"):
        return decoded.text, stated.name
    return decoded.text, decoded.encoding
