"""Records of archives as other programs write them, byte by byte."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from backports import zstd

HTTP = "application/http; msgtype=response"
DATE = "2024-05-08T10:00:00Z"
ARC_FIELDS = b"URL IP-address Archive-date Content-type Archive-length\n"


def story(number: int) -> bytes:
    """Return a page that no other number gives."""
    return (
        b"<!doctype html><p>Story %d of the harbour.</p>" % number + b"<!-- %d -->" % number * 40
    )


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """Return an HTTP response."""
    lines = (f"HTTP/1.1 {status}", "Content-Type: text/html; charset=utf-8", *headers, "", "")
    return "\r\n".join(lines).encode() + body


def record_id(name: object) -> str:
    """Return the record id that stands for a name."""
    return uuid5(NAMESPACE_URL, str(name)).urn


def record(  # noqa: PLR0913 what a record may say
    number: object,
    block: bytes,
    *fields: str,
    kind: str = "response",
    media: str = HTTP,
    url: str | None = None,
    date: str = DATE,
    version: str = "WARC/1.1",
) -> bytes:
    """Return a WARC record; its id and, unless given, its address follow from `number`."""
    lines = [
        version,
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <{record_id(number)}>",
        f"WARC-Date: {date}",
        f"WARC-Target-URI: {f'http://n.example/{number}' if url is None else url}",
        f"Content-Type: {media}",
        *fields,
        f"Content-Length: {len(block)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + block + b"\r\n\r\n"


def page(number: int, **more: str) -> bytes:
    """Return the record of a page."""
    return record(number, answer(story(number)), **more)


def arc(*numbers: int, version: int = 1) -> list[bytes]:
    """Return the records of an ARC file that holds these pages."""
    fields = b"%d 0 Example\n" % version + ARC_FIELDS
    head = b"filedesc://x.arc 0.0.0.0 20080310080000 text/plain"
    more = b" 200 - - 0 x.arc" if version == 2 else b""
    records = [head + more + b" %d\n" % len(fields) + fields + b"\n"]
    for number in numbers:
        block = answer(story(number))
        line = b"http://n.example/%d 192.0.2.1 20080310080000 text/html" % number
        records.append(line + more + b" %d\n" % len(block) + block + b"\n")
    return records


def packed(records: list[bytes], packing: str) -> bytes:
    """Return a file of these records."""
    plain = b"".join(records)
    if not packing.endswith("dictionary"):
        return {
            "plain": lambda: plain,
            "gzip": lambda: b"".join(map(gzip.compress, records)),
            "gzip-whole": lambda: gzip.compress(plain),
            "gzip-blocks": lambda: b"".join(  # as bgzip does
                gzip.compress(plain[at : at + 700]) for at in range(0, len(plain), 700)
            ),
            "zstd": lambda: b"".join(map(zstd.compress, records)),
            "zstd-whole": lambda: zstd.compress(plain),
        }[packing]()
    known = zstd.train_dict([story(n) + record(n, b"") for n in range(100)], 4096)
    content = known.dict_content
    if packing == "zstd-packed-dictionary":
        content = zstd.compress(content)
    first = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    return first + b"".join(zstd.compress(each, zstd_dict=known) for each in records)


ENDINGS = {
    "plain": ".warc",
    "gzip": ".warc.gz",
    "gzip-whole": ".warc.gz",
    "gzip-blocks": ".warc.gz",
    "zstd": ".warc.zst",
    "zstd-whole": ".warc.zst",
    "zstd-dictionary": ".warc.zst",
    "zstd-packed-dictionary": ".warc.zst",
}


def package(entries: dict[str, bytes], method: int) -> bytes:
    """Return a WACZ."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name, data in entries.items():
            opened.writestr(name, data)
    return out.getvalue()


def written(folder: Path, name: str, data: bytes) -> Path:
    """Write a file and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
