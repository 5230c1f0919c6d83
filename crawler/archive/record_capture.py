"""What one record of an archive holds: the capture in it, as its fields and its block say.

Stored (fields, block) -> Capture
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from crawler import patterns as re
from crawler.archive.record_dates import moment_of
from crawler.archive.record_digests import agree
from crawler.archive.warc_reader import MAX_RECORD, Stored, record_of
from crawler.compression import entity_of
from crawler.frontier.urls import redirected
from crawler.model import Capture, Truncated, digest_of
from crawler.wire import Message, codings_of, payload_of, split

if TYPE_CHECKING:
    from crawler.archive.containers import ByteSource

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
"""Types of a ``resource`` record that is a page."""

OK = 200
NOT_MODIFIED = 304

_TRUNCATED: dict[str, Truncated] = {
    "length": "length",
    "time": "time",
    "disconnect": "disconnect",
}
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)?\s+(\d{3})", re.IGNORECASE)
_CHUNK_LINE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;[^\r\n]*)?\r?\n")


def bare(value: str) -> str:
    """Return an identifier or address of a record without its angle brackets."""
    return value.strip().strip("<>").strip()


def url_of(fields: dict[str, str]) -> str:
    """Return the address that a record is of; "" where it names none."""
    return bare(fields.get("warc-target-uri", ""))


def leads_to(capture: Capture) -> str:
    """Return where an answer redirects to; "" where it does not."""
    location = (capture.header("location") or "").encode("latin-1", "replace")
    return (redirected(capture.url, location) if location else None) or ""


def media_type(fields: dict[str, str]) -> str:
    """Return the type of a record's block, without parameters."""
    return fields.get("content-type", "").partition(";")[0].strip().lower()


def folded(digest: str) -> str:
    """Return a stated digest as it is compared: writers differ in its case."""
    return digest.strip().lower()


def is_bare_page(stored: Stored) -> bool:
    """Return True if a record holds a page without the head of an HTTP response."""
    kind = stored.fields.get("warc-type", "").lower()
    bare = kind == "response" and not _STATUS.match(stored.block)
    return kind in {"resource", "conversion"} or (bare and media_type(stored.fields) in PAGES)


def is_rendered_page(fields: dict[str, str]) -> bool:
    """Return True if a record holds a page as a browser showed it; other conversions are no page.

    Common Crawl's hold the text of pages, others pictures in another format.
    """
    return fields.get("warc-type", "").lower() == "conversion" and media_type(fields) == HTML


HTML = "text/html"


def status_of(block: bytes) -> int:
    """Return the status of a response; 0 where it has none."""
    found = _STATUS.match(block)
    status = int(found[1]) if found else 0
    return split(block).status if status < OK else status


def says_its_end(response: bytes) -> bool:
    """Return True if a response states how long it is, and is that long."""
    message = split(response)
    states = message.values("content-length") or message.values("transfer-encoding")
    return bool(states) and payload_of(message)[1]


def own_answer(stored: Stored) -> Capture | None:
    """Return a revisit as it stands where it refers to no payload: 304 Not Modified."""
    unmodified = stored.fields.get("warc-profile", "").rstrip("/").endswith("server-not-modified")
    if not unmodified and status_of(stored.block) != NOT_MODIFIED:
        return None
    capture = capture_of(stored, whole=True)
    digest = stored.fields.get("warc-payload-digest", "") or capture.digest
    return replace(capture, status=capture.status or NOT_MODIFIED, digest=digest)


def fits(fields: dict[str, str], base: Capture, referred: Stored, *, verified: bool) -> bool:
    """Return True unless a revisit's digest says that its payload is another than this.

    Some writers take the digest of the chunked body or of the decoded one; what is known
    by its digest alone must have exactly that payload.
    """
    said = fields.get("warc-payload-digest", "")
    if not said:
        return not verified
    message = split(referred.block)
    payload, _ = _payload(message, referred.fields)
    agrees = agree(said, payload)
    if verified or agrees:
        return bool(agrees)
    stated = referred.fields.get("warc-payload-digest", "")
    if folded(stated) == folded(said) or agrees is None:
        return True
    return bool(agree(said, message.body) or agree(said, base.body))


def under_head(stored: Stored, base: Capture) -> Capture:
    """Return what a revisit saw: its own head over the body of another capture."""
    message = split(stored.block)
    moved = {"transfer-encoding", "content-encoding"}
    coding = [(name, value) for name, value in base.headers if name.lower() == "content-encoding"]
    length = next((v for name, v in base.headers if name.lower() == "content-length"), None)
    headers = [
        (name, length if name.lower() == "content-length" and length is not None else value)
        for name, value in message.headers
        if name.lower() not in moved and not (name.lower() == "content-length" and length is None)
    ]
    return replace(
        base,
        url=url_of(stored.fields),
        fetched_at=moment_of(stored.fields.get("warc-date", "")),
        status=message.status or base.status,
        headers=(*headers, *coding) if message.status else base.headers,
        kind="",
        memory="",
    )


class Unread(NamedTuple):
    """A capture that is left to whoever needs its body, be it in another process."""

    known: Capture
    """What an index knows of it: neither its headers nor its body, and not its digest."""

    source: ByteSource
    offset: int

    def read(self) -> Capture:
        """Return the whole capture; raises OSError and ValueError."""
        known, whole = self.known, capture_of(record_of(self.source, self.offset), whole=True)
        return replace(whole, kind=known.kind, memory=known.memory, location=known.location)


def capture_of(stored: Stored, whole: bool, most: int = MAX_RECORD) -> Capture:  # noqa: FBT001 of `_joined`
    """Return what a response or a resource holds, unpacked up to a size; raises ValueError."""
    fields = stored.fields
    said = fields.get("warc-truncated", "")
    truncated: Truncated | None = _TRUNCATED.get(said.lower(), "unspecified") if said else None
    if is_bare_page(stored):
        status, payload, body, arrived = OK, stored.block, stored.block, True
        headers: tuple[tuple[str, str], ...] = (("Content-Type", fields.get("content-type", "")),)
    else:
        message = split(stored.block)
        status, headers = message.status, message.headers
        payload, arrived = _payload(message, fields)
        body, complete = entity_of(payload, codings_of(message), most)
        if not complete and len(body) >= most:
            truncated = truncated or "length"
        arrived = arrived and complete
    return Capture(
        url=url_of(fields),
        fetched_at=moment_of(fields.get("warc-date", "")),
        body=body,
        status=status,
        headers=headers,
        digest=digest_of(payload),
        truncated=truncated or (None if arrived and whole else "unspecified"),
        is_rendered=fields.get("warc-type", "").lower() == "conversion",
    )


def _payload(message: Message, fields: dict[str, str]) -> tuple[bytes, bool]:
    """Return the body with its transfer coding undone, and whether it was whole.

    Some writers join the chunks and leave the headers as they were (CC-NEWS until May 2019,
    pywb): a body that does not begin with the size of a chunk is read as it stands, and one
    that is longer than Content-Length says is not cut unless its digest says so.
    """
    body = message.body
    if any(coding.lower() == "chunked" for coding in message.values("transfer-encoding")):
        return payload_of(message) if _is_chunked(body) else (body, True)
    payload, arrived = payload_of(message)
    if len(payload) == len(body):
        return payload, arrived
    said = fields.get("warc-payload-digest", "")
    return (payload if said and agree(said, payload) else body), True


def _is_chunked(body: bytes) -> bool:
    size = _CHUNK_LINE.match(body)
    if not size:
        return False
    end = size.end() + int(size[1], 16)
    return end >= len(body) or int(size[1], 16) == 0 or body[end : end + 1] in {b"\r", b"\n"}
