"""A WARC record is held against what it says of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive.warc import records, warcinfo
from crawler.model import Exchange
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
