"""What stands in a WARC file in the place of a record that was taken down.

A ``metadata`` record of the same id, address and date, in a gzip member of the same length:
every other record, index line and location stays true, and what referred to the record still
finds one. It names the digests of what stood there, so that a copy can be told from it.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Mapping

from crawler.model import digest_of

_COMMENT = 0x10
"""FLG.FCOMMENT: text up to a zero byte, which every reader of gzip passes over (RFC 1952)."""

_HEAD = 10
"""Bytes of a gzip header that names no more than its coding."""

_KEPT = ("WARC-Target-URI", "WARC-Warcinfo-ID")
"""Fields that stay. The digest of the payload is in the block: as a field it would be of this
record's own, and other readers hold it against what stands here."""


def tombstone(fields: Mapping[str, str], log: str, length: int) -> bytes:
    """Return a gzip member of a length, for the place of a record with these fields.

    Names of `fields` are in lower case. `log` is the file of the archive that says why. Raises
    ValueError where the record was too small for it.
    """
    said = {
        "takedown": log,
        "removed-type": fields.get("warc-type", ""),
        "removed-block-digest": fields.get("warc-block-digest", ""),
        "removed-length": fields.get("content-length", ""),
    }
    if digest := fields.get("warc-payload-digest"):
        said["removed-payload-digest"] = digest
    block = "".join(f"{name}: {value}\r\n" for name, value in said.items()).encode()
    head = {
        "WARC-Type": "metadata",
        "WARC-Record-ID": fields["warc-record-id"],
        "WARC-Date": fields["warc-date"],
        **{name: fields[name.lower()] for name in _KEPT if fields.get(name.lower())},
        "Content-Type": "application/warc-fields",
        "WARC-Block-Digest": digest_of(block),
        "Content-Length": str(len(block)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    record = b"".join([b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"])
    return _padded(record, length)


def _padded(data: bytes, length: int) -> bytes:
    """Return data as a gzip member of a length, filled up with a comment of spaces."""
    member = gzip.compress(data, 9, mtime=0)
    room = length - len(member)
    if room < 0:
        raise ValueError(f"a tombstone of {len(member)} bytes does not fit in {length}")
    if not room:
        return member
    head = bytearray(member[:_HEAD])
    head[3] |= _COMMENT
    padded = bytes(head) + b" " * (room - 1) + b"\0" + member[_HEAD:]
    assert zlib.decompress(padded, zlib.MAX_WBITS | 16) == data
    return padded
