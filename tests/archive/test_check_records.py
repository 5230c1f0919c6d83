"""A WARC record is held against what it says of itself."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from crawler.archive.check_records import faults_of_record, memory_named, sized
from crawler.archive.containers import ArchiveDamage
from crawler.archive.warc import records, warcinfo
from crawler.archive.warc_reader import Stored
from crawler.model import Exchange, digest_of
from tests.archive.checked import NOON, found
from tests.raw_server import ANSWERS


def exchange(path: str = "/chunked") -> Exchange:
    return Exchange(
        url=f"http://a.example{path}", fetched_at=NOON, request=b"GET / HTTP/1.1\r\n\r\n",
        response=ANSWERS[path],
    )  # fmt: skip


def warc_of(path: str, *, hurt: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    info = warcinfo("a.warc", NOON, [("software", "test")])
    pair = [record.data for record in records(exchange(path), info.record_id, plain=True)]
    head = records(exchange(path), "", plain=True)
    assert head[0].record_id
    plain = b"".join(pair).replace(f"WARC-Warcinfo-ID: <{info.record_id}>\r\n".encode(), b"")
    return plain.replace(*hurt) if hurt[0] else plain


@pytest.mark.parametrize(
    "answer", ["/chunked", "/gzip-chunked", "/br", "/204", "/304", "/latin-1"]
)
def test_a_sound_warc_has_nothing_wrong(answer: str, tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(warc_of(answer))

    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("hurt", "fault"),
    [
        ((b"Hafen", b"Ofen!"), "its block is not what WARC-Block-Digest says"),
        ((b"Hafen", b"Ofen!"), "its payload is not what WARC-Payload-Digest says"),
        ((b"WARC-Concurrent-To: <urn", b"WARC-Concurrent-To: <ern"), "warc-concurrent-to names"),
        ((b"WARC-Date: ", b"WARC-Data: "), "no warc-date"),
        ((b"\r\n0\r\n\r\n", b"\r\n1\r\n\r\n"), "is cut short, and no WARC-Truncated says so"),
    ],
)
def test_each_fault_of_a_warc_is_named(
    hurt: tuple[bytes, bytes], fault: str, tmp_path: Path
) -> None:
    (tmp_path / "a.warc").write_bytes(warc_of("/chunked", hurt=hurt))

    assert any(reason.startswith(fault) for reason in found(tmp_path))


def stored(block: bytes, nth: int = 0, **fields: str) -> Stored:
    """Return a record with the fields that every record has, and these."""
    known = {
        "warc-type": "response", "warc-record-id": "<urn:uuid:1>", "warc-date": "2026-02-05",
        "content-length": str(len(block)), "content-type": "application/http",
    }  # fmt: skip
    return Stored(
        "a.warc", 0, known | {k.replace("_", "-"): v for k, v in fields.items()}, block, nth
    )


PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nFerry"
CUT = PAGE[:-2]
MEMORY_OF = "<urn:crawler:memory:r7>"
FAULTS: dict[str, tuple[Stored, list[str]]] = {
    "sound": (stored(PAGE), []),
    "no id": (stored(PAGE, warc_record_id=""), ["no warc-record-id"]),
    "amid a member": (stored(PAGE, nth=1), ["shares a gzip member with another record"]),
    "cut": (stored(CUT), ["is cut short, and no WARC-Truncated says so"]),
    "cut, as it says": (stored(CUT, warc_truncated="length"), []),
    "no answer": (stored(b"Ferry"), ["holds no HTTP response"]),
    "a request is none": (stored(b"Ferry", warc_type="request"), []),
    "another block": (
        stored(PAGE, warc_block_digest=digest_of(b"x")),
        ["its block is not what WARC-Block-Digest says"],
    ),
    "another page in a browser": (
        stored(PAGE, warc_type="conversion", warc_payload_digest=digest_of(b"x")),
        ["its payload is not what WARC-Payload-Digest says"],
    ),
    "a digest that nobody knows": (stored(PAGE, warc_block_digest="crc:" + "7" * 32), []),
    "a memory": (
        stored(b'{"revision": "r7"}', warc_type="metadata", warc_target_uri=MEMORY_OF), [],
    ),
    "another memory": (
        stored(b'{"revision": "r8"}', warc_type="metadata", warc_target_uri=MEMORY_OF),
        ["holds another memory than its address says, r8"],
    ),
    "no memory": (
        stored(b"[]", warc_type="metadata", warc_target_uri=MEMORY_OF),
        ["holds no memory: TypeError: list indices must be integers or slices, not str"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_record_is_held_against_its_own_fields(name: str) -> None:
    record, expected = FAULTS[name]

    assert [*faults_of_record(record)] == expected


@pytest.mark.parametrize(
    ("record", "memory"),
    [
        (stored(b"kind: page\r\nmemory: r7\r\n", warc_type="metadata"), "r7"),
        (stored(b"kind: page\r\n", warc_type="metadata"), None),
        (stored(b"memory: r7\r\n", warc_type="response"), None),
        (stored(b"memory: r7", warc_type="metadata", warc_target_uri=MEMORY_OF), None),
    ],
)
def test_the_memory_that_a_page_was_read_with_is_named_beside_it(
    record: Stored, memory: str | None
) -> None:
    assert memory_named(record) == memory


def test_a_record_is_as_long_as_its_gzip_member_damage_apart(tmp_path: Path) -> None:
    members = [gzip.compress(warc_of(path)) for path in ("/204", "/304")]
    (tmp_path / "a.warc.gz").write_bytes(members[0] + b"garbage" + members[1])
    told: list[ArchiveDamage] = []

    found = [
        (each.stored.offset, each.length) for each in sized(tmp_path / "a.warc.gz", told.append)
    ]

    second = len(members[0]) + len(b"garbage")
    assert found == [(0, len(members[0]))] * 2 + [(second, len(members[1]))] * 2
    assert [each.offset for each in told] == [len(members[0])]
