"""How alike two stories are: a signature small enough to keep, compared in microseconds.

The signature is a MinHash (Broder 1997) of all runs of three words, a Han character
counting as a word, by the library rensa, and beside it the numbers that the text
names: two weather reports of one desk share most of their words and few of their
numbers. Its first byte is the version of the library's algorithm; signatures of two
versions are not compared.
"""

from __future__ import annotations

import struct
from hashlib import blake2b

from rensa import RMinHash

from crawler import patterns as re
from crawler.normal_forms import normalized

SIZE = 128
"""Hashes kept, of 16 bits: the estimate's standard error is at most 1 / (2 * sqrt(SIZE)), 4 %."""

BANDS, ROWS = 16, 4
"""What an index keeps of a signature. Of stories that share 0.6 of their runs 89 % meet in a
band, of those that share 0.7 99 %, of those that share 0.1 two in a thousand."""

ALIKE = 0.7
"""From here on two texts tell one story. Light edits (a dateline, credits, a paragraph cut, words
put otherwise) left 0.75 or more; a follow-up with the whole of the first story below it shared
0.68 or less, another reporter on the same event 0.09, weather reports a day apart up to 0.66, and
0.35 of their numbers (tests/text/compare/test_minhash.py)."""

RUN = 3
"""Words; with two, follow-ups and weather reports come to 0.74, and light edits to 0.77."""

LEAST_RUNS = 40
"""Shorter texts are told apart by their letters alone: notes to subscribers are alike."""

MOST_NUMBERS = 32
FEW_NUMBERS = 3
"""Up to so many numbers say nothing of what is told: the day, an age, a phone."""

SAME_NUMBERS = 0.5
"""Share of its numbers that a lightly edited story keeps: the least that was met was 0.83."""

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_HASHES = struct.Struct(f"<{SIZE}H")
_BANDS = struct.Struct(f"<{BANDS}q")
_LOW, _HIGH = (int.from_bytes(lane * SIZE, "little") for lane in (b"\xff\x7f", b"\x00\x80"))
"""Of each hash the fifteen low bits, and the highest."""

_SEED = 1


def signature(text: str) -> bytes:
    """Return what is kept of a text: about 300 bytes; none of one with too few words to tell.

    Width, case and punctuation make no difference.

    >>> rain = "雨季提前到来，出行请带伞。港口管理局说，渡船将在星期一恢复通航，修理用了九个星期。"
    >>> signature(rain * 2) == signature(rain.replace("，", ",") * 2), signature(rain[:9])
    (True, b'')
    """
    plain = normalized("NFKC", text).casefold()
    words = _WORD.findall(plain)
    runs = set(map(" ".join, zip(*(words[n:] for n in range(RUN)), strict=False)))
    if len(runs) < LEAST_RUNS:
        return b""
    sketch = RMinHash(num_perm=SIZE, seed=_SEED)
    sketch.update([*runs])
    hashes = _HASHES.pack(*(value & 0xFFFF for value in sketch.digest()))
    numbers = {blake2b(n.encode(), digest_size=2).digest() for n in _NUMBER.findall(plain)}
    return bytes([RMinHash.ALGORITHM_VERSION]) + hashes + b"".join(sorted(numbers)[:MOST_NUMBERS])


def bands(signature: bytes) -> tuple[int, ...]:
    """Return the numbers, of 64 bits, of which alike texts are likely to share one."""
    return _BANDS.unpack_from(signature, 1) if signature else ()


def likeness(one: bytes, other: bytes) -> float:
    """Return how much of two texts is the same, 0 to 1, from their signatures.

    What they share of their runs of words, or of their numbers where few of those agree.

    >>> story = "".join(f"ferry {n} returns to the old quay on day {n}; " for n in range(9))
    >>> likeness(signature(story), signature(story + " in the yard")) > 0.8
    True
    >>> other = "".join(f"line {n} of the tram is to be sold by order {n}; " for n in range(9))
    >>> likeness(signature(story), signature(other))
    0.0
    """
    if not (one and other) or one[0] != other[0]:
        return 0.0
    differ = _hashes(one) ^ _hashes(other)
    # The highest bit of a hash is set here where any of its bits differs.
    differing = (((differ & _LOW) + _LOW) | differ) & _HIGH
    shared = 1 - differing.bit_count() / SIZE
    numbers = _numbers_shared(one, other)
    return shared if numbers >= SAME_NUMBERS else min(shared, numbers)


def _hashes(signature: bytes) -> int:
    return int.from_bytes(signature[1 : 1 + _HASHES.size], "little")


def _numbers_shared(one: bytes, other: bytes) -> float:
    first, second = _numbers(one), _numbers(other)
    if min(len(first), len(second)) <= FEW_NUMBERS:
        return 1.0
    # Of each only the smallest are kept: what lies beyond both ends is not known.
    end = min(max(each) if len(each) == MOST_NUMBERS else b"\xff\xff" for each in (first, second))
    union = {each for each in first | second if each <= end}
    return len(first & second & union) / len(union) if union else 1.0


def _numbers(signature: bytes) -> set[bytes]:
    start = 1 + _HASHES.size
    return {signature[n : n + 2] for n in range(start, len(signature), 2)}
