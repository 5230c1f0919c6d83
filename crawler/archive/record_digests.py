"""The digests that records state, compared with what they are of.

https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/ (WARC-Block-Digest)
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "sha1": lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sha512": lambda data: hashlib.sha512(data).digest(),
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
}


def agree(said: str, data: bytes) -> bool | None:
    """Return whether a digest is of these bytes; None where it is of an unknown kind.

    >>> agree("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"")
    True
    >>> agree("SHA-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", b"")
    True
    >>> agree("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", b"x")
    False
    """
    algorithm, _, value = said.strip().partition(":")
    if not value:  # some writers leave the algorithm out
        algorithm, value = "sha1", algorithm
    digest = _DIGESTS.get(algorithm.lower().replace("-", ""))
    if not digest or len(value) < 16:  # noqa: PLR2004 shorter than any digest
        return None
    real = digest(data)
    spelled = {real.hex(), base64.b32encode(real).decode().rstrip("=").lower()}
    return value.strip().rstrip("=").lower() in spelled
