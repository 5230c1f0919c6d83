"""Bytes are read from any offset of a file, whether it is packed in a package or not."""

from __future__ import annotations

import io
import random
import zlib

import pytest

from crawler import patterns as re
from crawler.archive.raw_bytes import UNPACKED, Deflated, Raw

BYTES = bytes(range(256)) * 40
BEFORE = b"what stands before it"


def raw(data: bytes) -> Raw:
    """Return bytes that stand amid a file."""
    return Raw(io.BytesIO(BEFORE + data + b"behind"), len(BEFORE), len(data))


def deflated(data: bytes, *, cut: int = 0, hurt: int | None = None) -> Deflated:
    """Return an entry of a package that holds these bytes."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = bytearray(packer.compress(data) + packer.flush())
    if hurt is not None:
        packed[hurt] ^= 0xFF
    packed = packed[: len(packed) - cut]
    return Deflated(io.BytesIO(BEFORE + packed), len(BEFORE), len(packed), len(data))


@pytest.mark.parametrize("form", [raw, deflated])
@pytest.mark.parametrize(
    ("offset", "count", "expected"),
    [
        (0, 5, BYTES[:5]),
        (300, 10, BYTES[300:310]),
        (len(BYTES) - 3, 10, BYTES[-3:]),
        (len(BYTES), 10, b""),
        (len(BYTES) + 7, 10, b""),
    ],
)
def test_a_stretch_ends_where_the_source_does(
    form: type[Raw], offset: int, count: int, expected: bytes
) -> None:
    assert form(BYTES).read(offset, count) == expected  # type: ignore[call-arg, arg-type]


def test_a_deflated_entry_is_read_anew_where_it_is_gone_back_in() -> None:
    noise = random.Random(7).randbytes(4 << 20)
    entry = deflated(noise)

    far = entry.read(3_500_000, 50)
    back = entry.read(10, 50)

    assert (far, back) == (noise[3_500_000:3_500_050], noise[10:60])
    assert entry.broken == ""


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (deflated(BYTES, cut=9), "the deflated entry ends too soon"),
        (deflated(BYTES, hurt=0), "no sound deflated entry"),
    ],
)
def test_an_entry_that_is_damaged_says_why_nothing_more_is_read(
    entry: Deflated, reason: str
) -> None:
    entry.read(0, len(BYTES))

    assert entry.broken.startswith(reason)


def test_a_pattern_is_found_once_wherever_the_pieces_meet() -> None:
    piece = 1 << 20
    starts = [0, piece - 20, piece - 16, piece - 2, piece + 5, 2 * piece - 1]
    data = bytearray(2 * piece + 100)
    for start in starts:
        data[start : start + 4] = b"mark"

    found = list(raw(bytes(data)).finds(re.compile(rb"mark"), 0))

    assert found == starts
    assert list(raw(bytes(data)).finds(re.compile(rb"mark"), piece)) == starts[-2:]


def test_of_a_large_entry_no_more_is_held_than_may_be_gone_back_to() -> None:
    noise = random.Random(7).randbytes(6 << 20)
    entry, held = deflated(noise), 0

    for offset in range(0, len(noise), 100_000):
        assert entry.read(offset, 50) == noise[offset : offset + 50]
        held = max(held, len(entry._kept))  # noqa: SLF001 what it takes of memory

    assert entry.KEPT < held < 3 * entry.KEPT + 2 * UNPACKED
