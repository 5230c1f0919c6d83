"""Captures in WARC files: the form in which every web archive keeps them.

Written: WARC 1.1, one gzip member a record, the blocks byte for byte as they were on
the wire. A record's id follows from what it holds, so the same exchange gives the same
record on every machine.
https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from isal import igzip, isal_zlib

from crawler.model import Exchange, digest_of
from crawler.wire import Message, final_in, is_whole, payload_of, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

PROFILE = "http://netpreserve.org/warc/1.1/revisit/"
NOT_MODIFIED = 304
REDIRECTS = 3
MAX_PROVEN = 10 << 20
"""Bytes to which a body is unpacked to prove that it is whole: a longer one is kept again."""

LARGE = 1 << 20
"""Bytes of a block from which on it is packed without a copy of it."""

_NOTHING = digest_of(b"")
_IDS = uuid.UUID("6d7d6ab4-52b8-5f2b-9c37-1f2bb4d0a5b1")
"""Namespace of our record ids (RFC 9562, version 5)."""


class Record(NamedTuple):
    """One WARC record, ready to be appended to a file."""

    type: str
    """``warcinfo``, ``metadata``, ``request``, ``response``, ``revisit`` or ``conversion``."""

    record_id: str
    """``urn:uuid:...``, without the angle brackets."""

    url: str
    date: str
    data: bytes
    """The whole record: a gzip member of its own, or plain where it was asked for."""

    payload_digest: str = ""
    status: int = 0
    mime: str = ""
    whole: bool = True
    """Whether nothing is known to be missing: only then another record may refer to it."""


class Seen(NamedTuple):
    """An earlier capture: what a revisit record refers to."""

    url: str
    date: str
    record_id: str
    digest: str = ""
    """Of its payload."""


def warcinfo(file: str, made_at: datetime, fields: Iterable[tuple[str, str]]) -> Record:
    """Return the record that a WARC file opens with: what made it, and how."""
    lines = (*fields, ("format", "WARC File Format 1.1"), ("conformsTo", _CONFORMS_TO))
    block = "".join(f"{name}: {value}\r\n" for name, value in lines).encode()
    date = warc_date(made_at)
    record_id = _id("warcinfo", file, date, digest_of(block))
    head = (("WARC-Filename", file), ("Content-Type", "application/warc-fields"))
    return Record(
        "warcinfo", record_id, "", date, _member("warcinfo", record_id, date, head, block)
    )


def records(
    exchange: Exchange,
    warcinfo_id: str,
    seen: Callable[[str], Seen | None] = lambda _: None,
    *,
    last: Callable[[str], Seen | None] = lambda _: None,
    plain: bool = False,
) -> tuple[Record, ...]:
    """Return what a WARC keeps of an exchange: the response, or its revisit, and the request.

    What the address was asked as stands in a metadata record before them.

    `seen` is asked with a payload digest for an earlier capture of the same payload, `last`
    with an address for its last capture: what a 304 says has not changed. Only a payload that is
    proven whole is taken for a repetition: halves of two stories may be the same bytes.
    """
    message = split(exchange.response, copies_body=False)
    digest, whole = _payload(exchange, message)
    kind, earlier = _repetition(exchange, message, digest, seen if whole else _nothing, last)
    if message.status == NOT_MODIFIED and earlier:
        digest = earlier.digest
    revisit = _of_revisit(kind, message, earlier)
    common = _common(exchange, warcinfo_id)
    response = _answer(exchange, message, kind, (*common, *revisit), digest, plain=plain)
    request = _question(exchange, common, response.record_id, plain=plain)
    pair = (response._replace(whole=whole), request)
    if not exchange.kind:
        return pair
    return (_asked_as(exchange, response.record_id, plain=plain), *pair)


def _nothing(_: str) -> None:
    """Return no earlier capture."""


def _repetition(
    exchange: Exchange,
    message: Message,
    digest: str,
    seen: Callable[[str], Seen | None],
    last: Callable[[str], Seen | None],
) -> tuple[str, Seen | None]:
    """Return the type of an answer's record, and the earlier capture that it refers to."""
    if message.status == NOT_MODIFIED:
        return "revisit", last(exchange.url)
    # Replay tools follow a redirect by its own record, never by the one it repeats.
    if digest == _NOTHING or message.status // 100 == REDIRECTS:
        return "response", None
    earlier = seen(digest)
    if earlier and _is_proven(exchange, message):
        return "revisit", earlier
    return "response", None


def _answer(  # noqa: PLR0913 the parts of a record
    exchange: Exchange,
    message: Message,
    kind: str,
    fields: tuple[tuple[str, str], ...],
    digest: str,
    *,
    plain: bool,
) -> Record:
    """Return the record of what was answered; a revisit keeps the head alone."""
    date, whole_digest = warc_date(exchange.fetched_at), digest_of(exchange.response)
    record_id = _id(kind, exchange.url, date, whole_digest)
    head = (
        *fields,
        ("WARC-Payload-Digest", digest),
        ("Content-Type", "application/http;msgtype=response"),
    )
    final = exchange.response[final_in(exchange.response)[0] :]
    block = message.head if kind == "revisit" else final
    block_digest = whole_digest if block == exchange.response else digest_of(block)
    mime = next(iter(message.values("content-type")), "").partition(";")[0].strip().lower()
    data = _member(kind, record_id, date, head, block, digest=block_digest, plain=plain)
    return Record(kind, record_id, exchange.url, date, data, digest, message.status, mime)


def _question(
    exchange: Exchange, common: tuple[tuple[str, str], ...], answer: str, *, plain: bool
) -> Record:
    """Return the record of what was asked; `answer` is the id of the other's record."""
    date, digest = warc_date(exchange.fetched_at), digest_of(exchange.request)
    record_id = _id("request", exchange.url, date, digest)
    head = (
        *common,
        ("WARC-Concurrent-To", f"<{answer}>"),
        ("Content-Type", "application/http;msgtype=request"),
    )
    block = exchange.request
    data = _member("request", record_id, date, head, block, digest=digest, plain=plain)
    return Record("request", record_id, exchange.url, date, data)


def _payload(exchange: Exchange, message: Message) -> tuple[str, bool]:
    """Return the digest of a payload, and whether all of that arrived.

    What is known of both is not worked out again: a crawl does this between two requests.
    """
    digest = exchange.payload_digest
    if digest and (exchange.truncated or exchange.is_proven is not None):
        return digest, not exchange.truncated
    payload, arrived = payload_of(message)
    return digest or digest_of(payload), arrived and not exchange.truncated


def _is_proven(exchange: Exchange, message: Message) -> bool:
    known = exchange.is_proven
    return is_whole(message, MAX_PROVEN) if known is None else known


CONVERTED = "text/html; charset=utf-8"
"""Type of a page as a browser showed it."""


def conversion(
    exchange: Exchange, warcinfo_id: str, refers_to: str = "", *, plain: bool = False
) -> tuple[Record, ...]:
    """Return what a WARC keeps of a page that a browser filled, with what made it before it.

    `refers_to` is the id of the record that holds what was served.
    https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/#conversion
    """
    digest, date = digest_of(exchange.response), warc_date(exchange.fetched_at)
    record_id = _id("conversion", exchange.url, date, digest)
    head = (
        ("WARC-Target-URI", exchange.url),
        *([("WARC-Warcinfo-ID", f"<{warcinfo_id}>")] if warcinfo_id else []),
        *([("WARC-Refers-To", f"<{refers_to}>")] if refers_to else []),
        ("WARC-Payload-Digest", digest),
        ("Content-Type", CONVERTED),
    )
    data = _member("conversion", record_id, date, head, exchange.response, plain=plain)
    mime = CONVERTED.partition(";")[0]
    record = Record("conversion", record_id, exchange.url, date, data, digest, 200, mime)
    return (_asked_as(exchange, record_id, plain=plain), record)


MEMORY = "urn:crawler:memory:"
"""What the addresses of records begin with that hold a site memory; its revision follows."""


def memory_record(revision: str, memory: str, made_at: datetime, warcinfo_id: str) -> Record:
    """Return the record of a site memory, as JSON, that pages of this file were read with."""
    block, date = memory.encode(), warc_date(made_at)
    uri = MEMORY + revision
    record_id = _id("metadata", warcinfo_id, uri, date, digest_of(block))
    head = (
        ("WARC-Target-URI", uri),
        *([("WARC-Warcinfo-ID", f"<{warcinfo_id}>")] if warcinfo_id else []),
        ("Content-Type", "application/json"),
    )
    data = _member("metadata", record_id, date, head, block)
    return Record("metadata", record_id, uri, date, data)


def _asked_as(exchange: Exchange, record_id: str, *, plain: bool) -> Record:
    """Return the record that says what an address was asked as, and what it was read with."""
    date = warc_date(exchange.fetched_at)
    known = f"memory: {exchange.memory}\r\n" if exchange.memory else ""
    known += f"software: {exchange.software}\r\n" if exchange.software else ""
    known += f"via: {exchange.via}\r\n" if exchange.via else ""
    said = f"kind: {exchange.kind}\r\n{known}".encode()
    said_id = _id("metadata", exchange.url, date, digest_of(said))
    about = (
        ("WARC-Target-URI", exchange.url),
        ("WARC-Concurrent-To", f"<{record_id}>"),
        ("Content-Type", "application/warc-fields"),
    )
    metadata = _member("metadata", said_id, date, about, said, plain=plain)
    return Record("metadata", said_id, exchange.url, date, metadata)


def warc_date(moment: datetime) -> str:
    """Return a time as WARC writes it: UTC, to the microsecond.

    >>> warc_date(datetime(2026, 2, 5, 8, 30, tzinfo=UTC))
    '2026-02-05T08:30:00.000000Z'
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _common(exchange: Exchange, warcinfo_id: str) -> tuple[tuple[str, str], ...]:
    fields = [("WARC-Target-URI", exchange.url)]
    if warcinfo_id:
        fields.append(("WARC-Warcinfo-ID", f"<{warcinfo_id}>"))
    if exchange.ip_address:
        fields.append(("WARC-IP-Address", exchange.ip_address))
    protocol = exchange.response[:8].decode("latin-1").lower()
    if protocol in {"http/1.0", "http/1.1"}:
        fields.append(("WARC-Protocol", protocol))
    if exchange.truncated:
        fields.append(("WARC-Truncated", exchange.truncated))
    return tuple(fields)


def _of_revisit(kind: str, message: Message, earlier: Seen | None) -> tuple[tuple[str, str], ...]:
    if kind != "revisit":
        return ()
    unmodified = message.status == NOT_MODIFIED
    profile = "server-not-modified" if unmodified else "identical-payload-digest"
    refers = (
        (
            ("WARC-Refers-To", f"<{earlier.record_id}>"),
            ("WARC-Refers-To-Target-URI", earlier.url),
            ("WARC-Refers-To-Date", earlier.date),
        )
        if earlier
        else ()
    )
    return (("WARC-Profile", PROFILE + profile), *refers)


def _member(  # noqa: PLR0913 the parts of a record
    kind: str,
    record_id: str,
    date: str,
    head: Iterable[tuple[str, str]],
    block: bytes,
    *,
    digest: str = "",
    plain: bool = False,
) -> bytes:
    fields = (
        ("WARC-Type", kind),
        ("WARC-Record-ID", f"<{record_id}>"),
        ("WARC-Date", date),
        *head,
        ("WARC-Block-Digest", digest or digest_of(block)),
        ("Content-Length", str(len(block))),
    )
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields)
    parts = [b"WARC/1.1\r\n", lines.encode(), b"\r\n", block, b"\r\n\r\n"]
    if plain or len(block) < LARGE:
        record = b"".join(parts)
        return record if plain else bytes(igzip.compress(record, 1, mtime=0))
    packer = isal_zlib.compressobj(1, wbits=31)
    return b"".join([*map(packer.compress, parts), packer.flush()])


def _id(*parts: str) -> str:
    return uuid.uuid5(_IDS, " ".join(parts)).urn


_CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
