"""A capture: what came over the wire, where it stands, and what its bytes are called."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Truncated = Literal["length", "time", "disconnect", "unspecified"]
"""Why a response was cut short: the values of ``WARC-Truncated``."""


SHELL, RENDERING = "shell", "rendering"
"""Kinds of captures: a page that a browser filled, and what it asked for to do so."""


def digest_of(payload: bytes) -> str:
    """Return the name of these bytes in every web archive: ``sha1:`` and base 32.

    >>> digest_of(b"")
    'sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ'
    """
    return Digest(payload).name


class Digest:
    """The name of bytes that come one after another."""

    def __init__(self, first: bytes = b"") -> None:
        self._sha1 = hashlib.sha1(first, usedforsecurity=False)
        self.update = self._sha1.update

    @property
    def name(self) -> str:
        """What `digest_of` says of all of them."""
        return "sha1:" + base64.b32encode(self._sha1.digest()).decode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer, as they were on the wire: what a WARC keeps."""

    url: str
    fetched_at: datetime
    """When the request went out: aware, in UTC."""

    request: bytes
    """The whole request, head and body."""

    response: bytes
    """The whole final response: head and body, chunked and compressed as it came."""

    ip_address: str | None = None
    truncated: Truncated | None = None
    kind: str = ""
    """What the address was asked as; see `Capture.kind`."""

    memory: str = ""
    """Revision of the site memory that its page was read with; empty where none was."""

    payload_digest: str = field(default="", repr=False, compare=False)
    """`Capture.digest` of what it brought, where that has been worked out."""

    is_proven: bool | None = field(default=None, repr=False, compare=False)
    """Whether what it brought is known to be all there, each coding come to its end; None where
    that has not been worked out."""

    software: str = ""
    """What made `response`, a page, of the answer of this address, by name and version; empty
    for what came over the wire."""

    via: str = ""
    """The page for which a browser asked for it; empty for a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a capture stands in the archive."""

    file: str
    """Relative to the archive's folder; for an entry of a WACZ its file, ``!`` and the entry."""

    offset: int
    """Where its record begins; in a gzipped file, the member that holds it."""

    record_id: str
    """``urn:uuid:...``, without the angle brackets; empty in an ARC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One HTTP response as it was received: a WARC ``response`` record."""

    url: str
    """``WARC-Target-URI``: the address that answered, after redirects."""

    fetched_at: datetime
    """``WARC-Date``: aware, in UTC."""

    body: bytes
    """The entity: transfer and content coding undone, its charset still to be found out."""

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    """In the order received, names as received, bytes read as Latin-1."""

    digest: str = ""
    """``WARC-Payload-Digest``: after transfer decoding, before content decoding."""

    truncated: Truncated | None = None
    kind: str = ""
    """What the address was asked as: ``article``, ``page``, ``feed``, ``sitemap``, ``robots``, or
    ``continuation`` for a further page of the article before it; empty where nobody knows."""

    memory: str = ""
    """Revision of the site memory that its run read with; empty where nobody knows."""

    is_rendered: bool = False
    """Whether it is what a browser made of an answer: a WARC ``conversion`` record."""

    location: Location | None = field(default=None, compare=False)
    """Where it stands in an archive: the same capture may stand in several."""

    exchanges: tuple[Exchange, ...] = field(default=(), repr=False, compare=False)
    """How it came over the wire, redirects first; empty once it stands in an archive."""

    def __post_init__(self) -> None:
        if not self.digest:
            object.__setattr__(self, "digest", digest_of(self.body))

    def header(self, name: str) -> str | None:
        """Return the first header of that name, in any case; None where there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def content_type(self) -> str:
        """The ``Content-Type`` header as served; empty where there is none."""
        return self.header("content-type") or ""
