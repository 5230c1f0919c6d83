"""A coding is undone to its end, or the body is called cut; plain text stays text."""

from __future__ import annotations

import gzip
import random
import struct
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.compression import CODINGS, MAX_CODINGS, MAX_STREAMS, entity_of
from tests.raw_server import pack_zstd, page

PAGE = page("coded")
OTHERS = (
    b"", b"x", b"hi", "Fähre, 渡し船".encode(), "渡し船は月曜日に戻る。".encode("euc-jp") * 40,
    b"{}\n", b"\n" * 500, bytes(range(256)) * 9, random.Random(0).randbytes(30_000), PAGE * 40,
)  # fmt: skip


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "gzip": ("gzip", lambda data: gzip.compress(data, mtime=0)),
    "gzip, stored": ("x-gzip", lambda data: gzip.compress(data, 0, mtime=0)),
    "zlib": ("deflate", zlib.compress),
    "zlib, fast": ("Deflate", lambda data: zlib.compress(data, 1)),
    "raw deflate": ("deflate", raw_deflate),
    "gzip called deflate": ("deflate", lambda data: gzip.compress(data, mtime=0)),
    "zlib called gzip": ("gzip", zlib.compress),
    "brotli": ("br", brotli.compress),
    "brotli, fast": ("br", lambda data: brotli.compress(data, quality=1)),
    "zstd": ("zstd", pack_zstd),
}
"""A name, what a server calls it, and the library that packs it."""

UNCUT = {"gzip": 8, "gzip, stored": 8, "gzip called deflate": 8, "zlib": 4, "zlib, fast": 4,
         "zlib called gzip": 4}  # fmt: skip
"""Bytes of a check sum at the end, without which nothing is missing of what was packed."""

SKIPPED = b"\x50\x2a\x4d\x18" + struct.pack("<I", 5) + b"abcde"


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("data", OTHERS, ids=len)
def test_what_one_library_packs_is_what_comes_out(name: str, data: bytes) -> None:
    coding, pack = PACKED[name]

    assert entity_of(pack(data), [coding]) == (data, True)


@given(st.binary(max_size=400), st.lists(st.sampled_from(sorted(PACKED)), max_size=MAX_CODINGS))
def test_codings_on_top_of_each_other_are_undone_last_first(data: bytes, names: list[str]) -> None:
    packed = data
    for name in names:
        packed = PACKED[name][1](packed)

    assert entity_of(packed, [PACKED[name][0] for name in names]) == (data, True)


@pytest.mark.parametrize("name", PACKED)
def test_a_stream_that_ends_early_is_never_whole(name: str) -> None:
    coding, pack = PACKED[name]
    packed = pack(PAGE)

    for end in range(6, len(packed) - UNCUT.get(name, 0)):
        body, whole = entity_of(packed[:end], [coding])
        assert (whole, PAGE.startswith(body)) == (False, True), end


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("outer", ["gzip", "brotli", "zstd"])
def test_a_stream_is_cut_wherever_in_a_stack_it_is_cut(name: str, outer: str) -> None:
    (coding, pack), (around, pack_again) = PACKED[name], PACKED[outer]
    cut_within = pack_again(pack(PAGE)[: len(pack(PAGE)) // 2])
    cut_around = pack_again(pack(PAGE))[:-12]

    for packed in (cut_within, cut_around):
        body, whole = entity_of(packed, [coding, around])
        assert (whole, PAGE.startswith(body)) == (False, True)


@pytest.mark.parametrize("name", ["gzip", "zlib", "raw deflate", "brotli", "zstd"])
def test_what_stands_before_damage_is_kept(name: str) -> None:
    noise = random.Random(1).randbytes(60_000)
    coding, pack = PACKED[name]
    packed = bytearray(pack(noise))
    middle = len(packed) // 2
    packed[middle : middle + 4_000] = b"\xff" * 4_000

    body, whole = entity_of(bytes(packed), [coding])

    common = next((n for n in range(len(body)) if body[n] != noise[n]), len(body))
    assert common > 20_000
    assert not whole or len(body) == len(noise)


FRAMES = {
    "gzip members": ("gzip", [gzip.compress(PAGE[:900]), gzip.compress(PAGE[900:])], PAGE),
    "an empty member": ("gzip", [gzip.compress(b""), gzip.compress(PAGE)], PAGE),
    "a thousand members": ("gzip", [gzip.compress(b"%d " % n) for n in range(1_000)],
                           b"".join(b"%d " % n for n in range(1_000))),
    "zeros behind gzip": ("gzip", [gzip.compress(PAGE), bytes(512)], PAGE),
    "text behind gzip": ("gzip", [gzip.compress(PAGE), b"<!-- proxy -->"], PAGE),
    "text behind zlib": ("deflate", [zlib.compress(PAGE), b"<!-- proxy -->"], PAGE),
    "text behind brotli": ("br", [brotli.compress(PAGE), b"<!-- proxy -->"], PAGE),
    "zstd frames": ("zstd", [pack_zstd(PAGE[:900]), pack_zstd(PAGE[900:])], PAGE),
    "a frame to skip first": ("zstd", [SKIPPED, pack_zstd(PAGE)], PAGE),
    "a frame to skip between": ("zstd", [pack_zstd(b"a"), SKIPPED, pack_zstd(b"b")], b"ab"),
    "a frame to skip last": ("zstd", [pack_zstd(PAGE), SKIPPED], PAGE),
    "text behind zstd": ("zstd", [pack_zstd(PAGE), b"<!-- proxy -->"], PAGE),
}  # fmt: skip


@pytest.mark.parametrize("name", FRAMES)
def test_streams_that_follow_one_another_are_one_body(name: str) -> None:
    coding, parts, data = FRAMES[name]

    assert entity_of(b"".join(parts), [coding]) == (data, True)


@pytest.mark.parametrize("name", ["gzip members", "zstd frames", "a frame to skip between"])
def test_a_last_stream_that_ends_early_makes_the_body_a_part(name: str) -> None:
    coding, parts, data = FRAMES[name]

    body, whole = entity_of(b"".join(parts)[:-5], [coding])

    assert not whole
    assert data.startswith(body)
    assert body[:1] == data[:1]


PLAIN = (
    b"<!doctype html><p>The ferry is back.</p>" * 9, b"x", b"hi", b"\n", b"{}", b"\xef\xbb\xbf<p>",
    "渡し船は月曜日に戻る。".encode(), "渡し船は月曜日に戻る。".encode("shift-jis") * 40, PAGE,
    "渡し船は月曜日に戻る。".encode("iso-2022-jp") * 9, b"xml is not zlib" * 30, b"8" * 99,
)  # fmt: skip


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("plain", PLAIN, ids=lambda plain: repr(plain[:12]))
def test_plain_text_under_the_name_of_a_coding_is_text(coding: str, plain: bytes) -> None:
    assert entity_of(plain, [coding]) == (plain, True)


@pytest.mark.parametrize("claimed", CODINGS)
def test_a_coding_claimed_on_top_of_another_that_is_there_does_no_harm(claimed: str) -> None:
    assert entity_of(gzip.compress(PAGE), ["gzip", claimed]) == (PAGE, True)


@pytest.mark.parametrize("unknown", ["identity", "utf-8", "none", "compress", ""])
def test_a_name_that_is_no_coding_of_ours_is_passed_over(unknown: str) -> None:
    assert entity_of(gzip.compress(PAGE), [unknown, "gzip", unknown]) == (PAGE, True)
    assert entity_of(PAGE, [unknown] * 20) == (PAGE, True)


@pytest.mark.parametrize("count", [MAX_CODINGS + 1, 20])
def test_more_codings_than_anybody_needs_are_left_as_they_came(count: int) -> None:
    packed = PAGE
    for _ in range(count):
        packed = gzip.compress(packed)

    assert entity_of(packed, ["gzip"] * count) == (packed, False)


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("less", [0, 1, 100])
def test_a_body_grows_to_its_limit_and_no_further(name: str, less: int) -> None:
    coding, pack = PACKED[name]
    limit = len(PAGE) - less

    body, whole = entity_of(pack(PAGE), [coding], limit)

    assert (body, whole) == (PAGE[:limit], not less)


def test_members_and_frames_together_grow_to_the_limit_and_no_further() -> None:
    for coding, pack in (PACKED["gzip"], PACKED["zstd"]):
        assert entity_of(pack(PAGE) * 9, [coding], 5 * len(PAGE)) == (PAGE * 5, False)
        assert entity_of(pack(PAGE) * 5, [coding], 5 * len(PAGE)) == (PAGE * 5, True)


@pytest.mark.parametrize("name", ["gzip", "zstd"])
def test_streams_without_number_are_read_so_far(name: str) -> None:
    coding, pack = PACKED[name]

    assert entity_of(pack(b"a") * MAX_STREAMS, [coding]) == (b"a" * MAX_STREAMS, True)
    assert entity_of(pack(b"a") * (MAX_STREAMS + 1), [coding]) == (b"a" * MAX_STREAMS, False)


@given(st.binary(max_size=300), st.sampled_from(sorted(CODINGS)))
def test_nothing_that_is_sent_makes_it_raise(data: bytes, coding: str) -> None:
    for head in (b"", b"\x1f\x8b\x08", b"\x1f\x8b\x08\x00" + bytes(6), b"\x78\x9c", b"\x1b"):
        body, _ = entity_of(head + data, [coding], 10_000)
        assert len(body) <= 10_000
