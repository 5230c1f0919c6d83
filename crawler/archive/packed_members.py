"""How a file of records is packed, and one gzip member or zstd frame of it being unpacked.

https://www.rfc-editor.org/rfc/rfc1952 (gzip), https://www.rfc-editor.org/rfc/rfc8878 (zstd),
https://iipc.github.io/warc-specifications/specifications/warc-zstd/ (dictionary in the first
frame)
"""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import TYPE_CHECKING, Literal, Protocol, cast

from isal import isal_zlib

from crawler import patterns as re
from crawler.archive.raw_bytes import UNPACKED

if TYPE_CHECKING:
    from crawler.archive.raw_bytes import Raw

Packing = Literal["plain", "gzip", "zstd"]

MAX_DICTIONARY = 16 << 20
GZIP = b"\x1f\x8b\x08"
ZSTD = b"\x28\xb5\x2f\xfd"
SKIPPABLE = re.compile(rb"[\x50-\x5f]\x2a\x4d\x18", re.DOTALL)
_DICTIONARY = b"\x5d\x2a\x4d\x18"
_BY_ENDING: dict[str, Packing] = {"gz": "gzip", "zst": "zstd"}


def packing_of(magic: bytes, name: str) -> Packing:
    """Return how a file is packed: by its first bytes, by its name where they are damaged."""
    if magic.startswith(GZIP[:2]):
        return "gzip"
    if magic.startswith(ZSTD) or SKIPPABLE.match(magic):
        return "zstd"
    if magic.startswith((b"WARC/", b"filedesc:")):
        return "plain"
    ending = re.search(r"\.(gz|zst)(?:\.open)?$", name, re.IGNORECASE)
    return _BY_ENDING[ending[1].lower()] if ending else "plain"


class Decoder(Protocol):
    """One gzip member or zstd frame being unpacked."""

    @property
    def eof(self) -> bool:
        """True where it is unpacked to its end."""

    @property
    def hungry(self) -> bool:
        """True where more is unpacked only of more."""

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what was unpacked, and what was left over; raises `BrokenMember`."""


GZIPPED = zlib.MAX_WBITS | 16
"""What zlib calls a gzip member."""

FAST = 1 << 20
"""Bytes of a member that ISA-L unpacks, at twice the rate of zlib: most members are smaller.

They are kept meanwhile. What ISA-L refuses zlib judges, which tells what came before the damage.
"""


class Member:
    """A gzip member."""

    hungry = True

    def __init__(self) -> None:
        self._fast = isal_zlib.decompressobj(GZIPPED)
        self._zlib: zlib._Decompress | None = None
        self._taken, self._given = bytearray(), 0
        """What the fast one has taken, and how many bytes it has given for that."""

    @property
    def eof(self) -> bool:
        """True where it is unpacked to its end."""
        return (self._zlib or self._fast).eof

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what was unpacked, and what was left over; raises `BrokenMember`."""
        if self._zlib is None and len(self._taken) <= FAST:
            with suppress(cast("type[Exception]", isal_zlib.IsalError)):
                return self._by_isal(data)
        if self._zlib is None:
            self._zlib, rest = self._again()
            data = rest + data
        before = self._zlib.copy()
        try:
            out = self._zlib.decompress(data, UNPACKED)
        except zlib.error as error:
            raise BrokenMember(str(error), _salvaged(before, data)) from None
        return out, self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail

    def _by_isal(self, data: bytes) -> tuple[bytes, bytes]:
        out = self._fast.decompress(data, UNPACKED)
        left = self._fast.unused_data if self._fast.eof else self._fast.unconsumed_tail
        self._taken += data[: len(data) - len(left)]
        self._given += len(out)
        return out, left

    def _again(self) -> tuple[zlib._Decompress, bytes]:
        """Return zlib's decoder where the fast one stands, and what that had taken beyond it.

        Raises `BrokenMember` where zlib would not have come so far: it notices more, and earlier.
        """
        decoder, rest, given = zlib.decompressobj(GZIPPED), bytes(self._taken), self._given
        self._taken.clear()
        try:
            while given and (out := decoder.decompress(rest, min(given, UNPACKED))):
                given -= len(out)
                rest = decoder.unconsumed_tail
        except zlib.error as error:
            raise BrokenMember(str(error)) from None
        return decoder, rest


class BrokenMember(ValueError):
    """A member that cannot be unpacked any further; `salvaged` is what came before that."""

    def __init__(self, reason: str, salvaged: bytes = b"") -> None:
        super().__init__(reason)
        self.salvaged = salvaged


def _salvaged(decoder: zlib._Decompress, data: bytes) -> bytes:
    """Return what comes of packed bytes up to the 256 of which one is refused."""
    out = bytearray()
    with suppress(zlib.error):
        for at in range(0, len(data), 256):
            out += decoder.decompress(data[at : at + 256])
            if len(out) >= UNPACKED:
                break
    return bytes(out)


class Frame:
    """A zstd frame."""

    STEP = 8192

    def __init__(self, dictionary: bytes) -> None:
        try:
            from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415 3.14
        except ImportError:
            from backports import zstd  # noqa: PLC0415 Scrapy brings it before 3.14
        self._error = zstd.ZstdError
        try:
            known = zstd.ZstdDict(dictionary) if dictionary else None
            self._zstd = zstd.ZstdDecompressor(zstd_dict=known)
        except (ValueError, self._error):
            # Without a sound dictionary no frame is: each says so when it is unpacked.
            self._zstd = zstd.ZstdDecompressor()

    @property
    def eof(self) -> bool:
        """True where it is unpacked to its end."""
        return bool(self._zstd.eof)

    @property
    def hungry(self) -> bool:
        """True where more is unpacked only of more."""
        return bool(self._zstd.needs_input)

    def step(self, data: bytes) -> tuple[bytes, bytes]:
        """Return what was unpacked, and what was left over; raises `BrokenMember`."""
        try:
            out = self._zstd.decompress(data[: self.STEP], UNPACKED)
        except self._error as error:
            raise BrokenMember(str(error)) from None
        rest = self._zstd.unused_data if self._zstd.eof else b""
        return out, rest + data[self.STEP :]


def dictionary_of(raw: Raw) -> bytes:
    """Return the dictionary that the first frame of a ``.warc.zst`` holds, if it holds one.

    One that is damaged is cut where it is.
    """
    head = raw.read(0, 8)
    if head[:4] != _DICTIONARY:
        return b""
    length = min(int.from_bytes(head[4:8], "little"), MAX_DICTIONARY)
    dictionary = raw.read(8, length)
    if not dictionary.startswith(ZSTD):
        return dictionary
    frame, out, rest = Frame(b""), bytearray(), dictionary
    with suppress(BrokenMember):
        while not frame.eof and len(out) < MAX_DICTIONARY and (rest or not frame.hungry):
            piece, rest = frame.step(rest)
            out += piece
    return bytes(out)
