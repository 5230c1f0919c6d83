"""The unpacked bytes of a file are one stream, and damage of a member ends with the next."""

from __future__ import annotations

import gzip
import io
from typing import Any

import pytest
from backports import zstd

from crawler.archive.packed_members import Packing
from crawler.archive.raw_bytes import Raw
from crawler.archive.unpacking import Flow, begins
from tests.archive.foreign import arc, page

RECORDS = [page(number) for number in range(4)]
WHOLE = b"".join(RECORDS)
PACK: dict[Packing, Any] = {"plain": bytes, "gzip": gzip.compress, "zstd": zstd.compress}


def flow(data: bytes, packing: Packing) -> Flow:
    """Return the flow of a file."""
    return Flow(Raw(io.BytesIO(data), 0, len(data)), packing)


def rest_of(stream: Flow) -> bytes:
    """Return all that is unpacked from where a flow stands."""
    start = stream.base
    while stream.fill(stream.end + 1):
        pass
    return stream.take(start, stream.end)


@pytest.mark.parametrize(
    ("data", "is_record"),
    [
        (page(1), True),
        (b"\r\n\r\n" + page(1), True),
        (arc(1)[0], True),
        (arc(1)[1], True),
        (b"WARC/1.1\r\n\r\nno field", False),
        (b"WARC/1.1 is a format:", False),
        (b"HTTP/1.1 200 OK\r\nA: 1\r\n", False),
        (b"http://n.example/ 192.0.2.1 today text/html 7\n", False),
        (b"", False),
    ],
)
def test_the_begin_of_a_record_is_told_from_other_bytes(data: bytes, *, is_record: bool) -> None:
    assert begins(data) is is_record


@pytest.mark.parametrize("packing", PACK)
def test_a_flow_is_what_was_packed_and_ends_where_it_does(packing: Packing) -> None:
    stream = flow(b"".join(map(PACK[packing], RECORDS)), packing)

    assert rest_of(stream) == WHOLE
    assert (stream.fault, stream.fill(len(WHOLE) + 1), stream.fill(len(WHOLE))) == (
        "",
        False,
        True,
    )


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_position_is_placed_in_its_member(packing: Packing) -> None:
    members = [PACK[packing](each) for each in RECORDS]
    stream = flow(b"".join(members), packing)
    stream.fill(len(WHOLE))
    second = len(RECORDS[0])

    assert stream.place(0) == stream.place(second - 1) == (0, 0)
    assert stream.place(second) == stream.place(second + 1) == (len(members[0]), second)
    assert list(stream.members(0, len(WHOLE))) == [
        sum(map(len, RECORDS[:count])) for count in range(1, 4)
    ]


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_behind_a_damaged_member_it_goes_on_with_the_next_record(packing: Packing) -> None:
    members = [bytearray(PACK[packing](each)) for each in RECORDS]
    members[1][4 if packing == "zstd" else 12] ^= 0xFF
    members[1][-1] ^= 0xFF
    stream = flow(b"".join(members), packing)

    before = rest_of(stream)
    fault, at = stream.fault, stream.fault_at

    assert before.startswith(RECORDS[0])
    assert fault.startswith("no sound " + {"gzip": "gzip member", "zstd": "zstd frame"}[packing])
    assert at == len(members[0])
    assert stream.recover()
    assert rest_of(stream) == b"".join(RECORDS[2:])


def test_what_only_looks_like_a_member_is_not_gone_on_with() -> None:
    no_record = gzip.compress(b"a picture of the harbour")
    stream = flow(b"garbage" + no_record + gzip.compress(RECORDS[3]), "gzip")

    rest_of(stream)

    assert stream.fault == "no gzip member begins"
    assert stream.recover()
    assert rest_of(stream) == RECORDS[3]
    assert not flow(b"garbage" + no_record, "gzip").recover()


@pytest.mark.parametrize("packing", ["gzip", "zstd"])
def test_a_file_that_ends_inside_a_member_is_torn(packing: Packing) -> None:
    stream = flow(PACK[packing](RECORDS[0]) + PACK[packing](RECORDS[1])[:-3], packing)

    rest_of(stream)

    assert (stream.torn, stream.fault) == (True, "the file ends inside a record")


@pytest.mark.parametrize("packing", PACK)
def test_it_goes_back_to_a_place_and_gives_the_same_bytes(packing: Packing) -> None:
    stream = flow(b"".join(map(PACK[packing], RECORDS)), packing)
    start = len(RECORDS[0])
    stream.fill(len(WHOLE))
    place = stream.place(start + 9)
    stream.skip(len(WHOLE))

    stream.rewind(place, start + 9)
    stream.fill(len(WHOLE))

    assert stream.take(start + 9, len(WHOLE)) == WHOLE[start + 9 :]


def test_it_skips_no_member_that_begins_with_a_record() -> None:
    long = b"x" * 500_000
    within = flow(gzip.compress(long) + gzip.compress(long), "gzip")
    beyond = flow(gzip.compress(long) + gzip.compress(RECORDS[0] + long), "gzip")

    assert within.skip(900_000)
    assert not beyond.skip(900_000)
    assert not flow(WHOLE, "plain").skip(len(WHOLE) + 1)
    assert flow(WHOLE, "plain").skip(len(WHOLE))
