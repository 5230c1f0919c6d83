"""A file says how it is packed, and one member of it is unpacked a step at a time."""

from __future__ import annotations

import gzip
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from crawler.archive import packed_members
from crawler.archive.containers import ArchiveDamage
from crawler.archive.packed_members import (
    GZIP,
    MAX_DICTIONARY,
    ZSTD,
    BrokenMember,
    Decoder,
    Frame,
    Member,
    dictionary_of,
    packing_of,
)
from crawler.archive.raw_bytes import UNPACKED, Raw
from crawler.archive.warc_reader import read_records
from tests.archive.foreign import page, written

TEXT = b"The ferry returns to the harbour.\n" * 4_000
FORMS: dict[str, tuple[Callable[[], Decoder], Callable[[bytes], bytes]]] = {
    "gzip": (Member, gzip.compress),
    "zstd": (lambda: Frame(b""), zstd.compress),
}


@pytest.mark.parametrize(
    ("magic", "name", "packing"),
    [
        (GZIP + b"\0", "a.warc", "gzip"),
        (ZSTD, "a.warc.gz", "zstd"),
        (b"\x5d\x2a\x4d\x18", "a", "zstd"),
        (b"WARC/1.1", "a.warc.gz", "plain"),
        (b"filedesc://a.arc", "a.arc.gz", "plain"),
        (b"\0\0\0\0", "a.warc.GZ", "gzip"),
        (b"\0\0\0\0", "a.warc.zst.open", "zstd"),
        (b"\0\0\0\0", "a.gz.warc", "plain"),
        (b"", "a.warc", "plain"),
    ],
)
def test_the_first_bytes_count_and_the_name_only_where_they_are_damaged(
    magic: bytes, name: str, packing: str
) -> None:
    assert packing_of(magic, name) == packing


def unpacked(decoder: Decoder, data: bytes) -> tuple[bytes, bytes]:
    """Return all that a member holds, and what was left over."""
    out = bytearray()
    while not decoder.eof:
        piece, data = decoder.step(data)
        out += piece
    return bytes(out), data


@pytest.mark.parametrize("form", FORMS)
def test_what_stands_behind_a_member_is_left_over(form: str) -> None:
    begin, pack = FORMS[form]

    assert unpacked(begin(), pack(TEXT) + b"next") == (TEXT, b"next")


@pytest.mark.parametrize("form", FORMS)
def test_no_step_unpacks_more_than_its_share(form: str) -> None:
    begin, pack = FORMS[form]
    decoder, data = begin(), pack(bytes(20 * UNPACKED))

    largest = 0
    while not decoder.eof:
        piece, data = decoder.step(data)
        largest = max(largest, len(piece))

    assert 0 < largest <= UNPACKED


@pytest.mark.parametrize("form", FORMS)
def test_a_damaged_member_is_broken(form: str) -> None:
    begin, pack = FORMS[form]
    data = bytearray(pack(TEXT))
    data[4 if form == "zstd" else 12] ^= 0xFF  # zstd writes no checksum of itself

    with pytest.raises(BrokenMember):
        unpacked(begin(), bytes(data))


def test_what_a_broken_gzip_member_gave_before_its_damage_is_salvaged() -> None:
    lines = b"".join(b"%d: the ferry of the day\n" % n for n in range(9_000))
    data = bytearray(gzip.compress(lines))
    data[-8:-4] = bytes(4)  # its checksum alone

    with pytest.raises(BrokenMember) as broken:
        unpacked(Member(), bytes(data))

    assert len(broken.value.salvaged) > 1_000
    assert lines.startswith(broken.value.salvaged)


def source(data: bytes) -> Raw:
    """Return bytes as those of a file."""
    return Raw(io.BytesIO(data), 0, len(data))


def first_frame(content: bytes, length: int | None = None) -> bytes:
    """Return the frame in front of a file in which a dictionary stands."""
    said = len(content) if length is None else length
    return b"\x5d\x2a\x4d\x18" + said.to_bytes(4, "little") + content


@pytest.mark.parametrize(
    ("data", "dictionary"),
    [
        (first_frame(b"ferry harbour"), b"ferry harbour"),
        (first_frame(zstd.compress(b"ferry harbour")), b"ferry harbour"),
        (first_frame(b"ferry", length=3), b"fer"),
        (first_frame(b"ferry", length=0xFFFFFFFF), b"ferry"),
        (zstd.compress(b"ferry"), b""),
        (b"", b""),
    ],
)
def test_the_dictionary_of_a_file_is_in_its_first_frame(data: bytes, dictionary: bytes) -> None:
    assert dictionary_of(source(data)) == dictionary


def test_a_dictionary_that_unpacks_to_too_much_is_cut() -> None:
    bomb = first_frame(zstd.compress(bytes(MAX_DICTIONARY + (1 << 20))))

    assert len(dictionary_of(source(bomb))) <= MAX_DICTIONARY + UNPACKED


NO_DICTIONARY = {
    "packed, and damaged": b"\x28\xb5\x2f\xfd\xff\xff" + b"ferry",
    "of a form that is none": b"\x37\xa4\x30\xec" + b"ferry" * 9,
    "a few bytes": b"\x37\xa4\x30\xec",
    "longer than its file": b"",
}


@pytest.mark.parametrize("name", NO_DICTIONARY)
def test_a_dictionary_that_is_damaged_costs_its_own_file_only(name: str, tmp_path: Path) -> None:
    length = 0xFFFFFF if name.startswith("longer") else None
    known = zstd.ZstdDict(b"the harbour " * 99, is_raw=True)
    frame = zstd.compress(page(1), options={zstd.CompressionParameter.checksum_flag: 1},
                          zstd_dict=known)  # fmt: skip
    written(tmp_path, "a.warc.zst", first_frame(NO_DICTIONARY[name], length) + frame)
    written(tmp_path, "b.warc.zst", first_frame(b"the ferry") + zstd.compress(page(2)))
    damaged: list[ArchiveDamage] = []

    found = [each.fields["warc-target-uri"] for each in read_records(tmp_path, damaged.append)]

    assert found == ["http://n.example/2"]
    assert {Path(each.file).name for each in damaged} == {"a.warc.zst"}


def outcome(data: bytes, piece: int) -> tuple[bytes, str, bytes]:
    """Return what came of a member that is fed in pieces, why no more did, and what was left."""
    member, out, held, at = Member(), bytearray(), b"", 0
    while not member.eof:
        if not held:
            held = data[at : at + piece]
            at += len(held)
        is_over = not held
        try:
            came, held = member.step(held)
        except BrokenMember as broken:
            return bytes(out + broken.salvaged), str(broken), b""
        out += came
        if is_over and not came and not member.eof:
            return bytes(out), "torn", b""
    return bytes(out), "", held + data[at:]


@pytest.mark.parametrize("seed", range(40))
def test_a_member_comes_to_the_same_whether_it_is_unpacked_fast_or_by_zlib(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    words = [b"ferry ", bytes(50), chance.randbytes(9)]
    data = bytearray(gzip.compress(b"".join(chance.choices(words, k=3_000))) + b"next")
    for _ in range(seed % 4):  # a quarter are sound
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    piece = chance.choice([7, 100, 1 << 16])

    came = []
    for fast in (-1, 1_000, 1 << 20):
        monkeypatch.setattr(packed_members, "FAST", fast)
        came.append(outcome(bytes(data), piece))

    (text, *by_zlib), *others = came
    for other, *how in others:
        assert how == by_zlib
        # What zlib alone had to throw away with the last step may be more.
        assert other == text or how[0]
        assert len(other) >= len(text) - 8
