"""Records of any origin are read; damage costs itself; what is passed over is named."""

from __future__ import annotations

import bz2
import gzip
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from crawler.archive import raw_bytes, warc_reader
from crawler.archive.containers import ArchiveDamage
from crawler.archive.warc_reader import read_records
from tests.archive.foreign import (
    ENDINGS,
    arc,
    package,
    packed,
    page,
    record,
    written,
)

CONFORMANCE = Path(__file__).parents[2].parent / "shared" / "conformance" / "warc"


def fail(damage: ArchiveDamage) -> None:
    """Fail: nothing is damaged there."""
    pytest.fail(str(damage))


def read(path: Path) -> tuple[list[str], list[ArchiveDamage]]:
    """Return the last parts of the addresses in a file, and what was reported."""
    damaged: list[ArchiveDamage] = []
    urls = [each.fields.get("warc-target-uri", "") for each in read_records(path, damaged.append)]
    return [url.rpartition("/")[2] for url in urls], damaged


@pytest.mark.parametrize("packing", ENDINGS)
def test_a_file_is_read_however_it_is_packed(packing: str, tmp_path: Path) -> None:
    records = [page(number) for number in range(5)]
    plain = written(tmp_path, "a.warc", b"".join(records))
    path = written(tmp_path, "b" + ENDINGS[packing], packed(records, packing))

    found = [(each.fields, each.block) for each in read_records(path, fail)]

    assert found == [(each.fields, each.block) for each in read_records(plain, fail)]
    assert len(found) == 5


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("packing", ["plain", "gzip", "gzip-whole", "zstd"])
def test_a_package_is_read_whether_stored_or_deflated(
    method: int, packing: str, tmp_path: Path
) -> None:
    inner = packed([page(1), page(2)], packing)
    entries = {f"archive/a{ENDINGS[packing].upper()}": inner, "datapackage.json": b"{}"}
    path = written(tmp_path, "a.WACZ", package(entries, method))

    assert read(path) == (["1", "2"], [])


@pytest.mark.parametrize("version", ["WARC/0.17", "WARC/0.18", "WARC/1.0", "WARC/1.1", "WARC/1.2"])
@pytest.mark.parametrize("packing", ["plain", "gzip"])
def test_every_version_is_read(version: str, packing: str, tmp_path: Path) -> None:
    records = [page(number, version=version) for number in range(3)]
    path = written(tmp_path, "a" + ENDINGS[packing], packed(records, packing))

    assert read(path) == (["0", "1", "2"], [])


@pytest.mark.parametrize("version", ["WARC/banana", "WARC/1", "warc/1.1", "WARC 1.1", "WARC/1.1x"])
def test_what_is_no_version_costs_itself_only(version: str, tmp_path: Path) -> None:
    path = written(tmp_path, "a.warc", page(0) + page(1, version=version) + page(2))

    urls, damaged = read(path)

    assert urls == ["0", "2"]
    assert [each.offset for each in damaged] == [len(page(0))]


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("packing", ["plain", "gzip", "gzip-whole"])
def test_an_arc_is_read_as_responses(version: int, packing: str, tmp_path: Path) -> None:
    name = "a.arc" if packing == "plain" else "a.arc.gz"
    path = written(tmp_path, name, packed(arc(1, 2, version=version), packing))

    found = list(read_records(path, fail))

    assert [each.fields["warc-type"] for each in found] == ["warcinfo", "response", "response"]
    assert [each.fields["warc-date"] for each in found[1:]] == ["2008-03-10T08:00:00Z"] * 2
    assert [each.block[:8] for each in found[1:]] == [b"HTTP/1.1"] * 2


def test_an_address_with_spaces_in_an_arc_is_one_address(tmp_path: Path) -> None:
    data = packed(arc(1), "plain").replace(b"n.example/1 ", b"n.example/From The Web?x=a b ")

    assert read(written(tmp_path, "a.arc", data))[0] == ["x.arc", "From The Web?x=a b"]


HURTS: dict[str, Callable[[bytes], bytes]] = {
    "flip": lambda data: b"  \x00" + data[3:],
    "middle": lambda data: data[:200] + bytes(b ^ 0x5A for b in data[200:240]) + data[240:],
    "cut": lambda data: data[: len(data) // 2],
    "head-cut": lambda data: data[:20],
    "garbage": lambda _: b"\x00\xffgarbage\r\n" * 50,
    "zeros": lambda data: bytes(len(data)),
    "twice-begun": lambda data: data[:100] + data,
}


@pytest.mark.parametrize(
    ("packing", "hurt"),
    [
        (packing, hurt)
        for packing in ("plain", "gzip", "zstd", "arc", "arc.gz", "stored", "deflated")
        for hurt in HURTS
        # An address in an ARC may hold spaces: two heads in one line are one.
        if (packing, hurt) != ("arc", "head-cut")
    ],
)
def test_damage_costs_itself_only(packing: str, hurt: str, tmp_path: Path) -> None:
    if packing.startswith("arc"):
        records, name = arc(0, 1, 2)[1:], "a." + packing
        pack = "gzip" if packing.endswith("gz") else "plain"
    else:
        records, name = [page(number) for number in range(3)], f"a.{packing}"
        pack = packing if packing in ENDINGS else "gzip"
        name = "a" + ENDINGS[pack]
    parts = [packed([each], pack) for each in records]
    parts[1] = HURTS[hurt](parts[1])
    data = b"".join(parts)
    if packing in {"stored", "deflated"}:
        method = zipfile.ZIP_STORED if packing == "stored" else zipfile.ZIP_DEFLATED
        data, name = package({f"archive/{name}": data}, method), "a.wacz"
    path = written(tmp_path, name, data)

    urls, damaged = read(path)

    assert [url for url in urls if url != "1"] == ["0", "2"]
    assert len(damaged) == (0 if urls == ["0", "1", "2"] and hurt == "middle" else 1)
    assert [each.offset for each in damaged] in ([], [len(parts[0])])


@pytest.mark.parametrize("packing", ["gzip-whole", "zstd-whole"])
def test_a_torn_file_gives_what_stands_before_its_end(packing: str, tmp_path: Path) -> None:
    records = [page(number) for number in range(40)]
    noise = record("noise", os.urandom(300_000), kind="resource", media="image/png")
    data = packed([*records, noise, page(99)], packing)
    path = written(tmp_path, "a" + ENDINGS[packing], data[:-150_000])

    urls, damaged = read(path)

    assert urls == [str(number) for number in range(40)]
    assert [each.reason for each in damaged] == ["the file ends inside a record"]


@pytest.mark.parametrize("packing", ["plain", "gzip", "gzip-whole", "zstd-whole"])
def test_the_limit_on_a_record_is_none_on_its_file(
    packing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc_reader, "MAX_RECORD", 5000)
    large = record("large", os.urandom(300_000), kind="resource", media="image/png")
    records = [page(number) for number in range(20)]
    path = written(tmp_path, "a" + ENDINGS[packing], packed([*records, large, page(20)], packing))

    urls, damaged = read(path)

    assert urls == [str(number) for number in range(21)]
    assert [each.reason for each in damaged] == ["a record of more than 5000 bytes"]


@pytest.mark.parametrize("packing", ["plain", "gzip", "gzip-whole"])
@pytest.mark.parametrize("length", ["99999999999", "70000000", "6000"])
def test_a_length_that_lies_costs_its_record_only(
    packing: str, length: str, tmp_path: Path
) -> None:
    lying = page(1).replace(b"Content-Length: ", f"Content-Length: {length}\r\nX: ".encode())
    records = [page(0), lying, *(page(number) for number in range(2, 20))]
    path = written(tmp_path, "a" + ENDINGS[packing], packed(records, packing))

    urls, damaged = read(path)

    assert [url for url in urls if url != "1"] == [str(n) for n in range(20) if n != 1]
    assert len(damaged) == 1


BOMBS = {
    "versions.warc": b"WARC/1.1\r\n" * 22_000,
    "colons.warc": b"a:WARC/1.1\n" * 22_000,
    "heads.warc": b"WARC/1.1\r\nA: b\r\nContent-Length: 60000000\r\n\r\n" * 5000,
    "huge.warc": b"WARC/1.1\r\nA: b\r\nContent-Length: 90000000\r\n\r\n" * 5000,
    "magics.warc.gz": b"\x1f\x8b\x08" * 20_000,
    "members.warc.gz": gzip.compress(b"WARC/1.1\r\nA: b\r\n" + bytes(99), 0)[:60] * 2000,
    "frames.warc.zst": b"\x28\xb5\x2f\xfd" * 5000,
    "lines.arc": b"http://x 192.0.2.1 20080310080000 text/html 60000000\n" * 5000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_false_starts_are_one_report_and_are_read_a_few_times_only(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[int] = []
    plain_read = raw_bytes.Raw.read

    def counting(raw: raw_bytes.Raw, offset: int, count: int) -> bytes:
        data = plain_read(raw, offset, count)
        counted.append(len(data))
        return data

    monkeypatch.setattr(raw_bytes.Raw, "read", counting)
    packing = next((key for key, end in ENDINGS.items() if name.endswith(end)), "plain")
    first, last = (arc(1)[1], arc(2)[1]) if name.endswith("arc") else (page(1), page(2))
    data = packed([first], packing) + BOMBS[name] + packed([last], packing)
    path = written(tmp_path, name, data)

    urls, damaged = read(path)

    assert urls == ["1", "2"]
    assert len(damaged) == 1
    assert damaged[0].offset == len(packed([first], packing))
    # What may be a member is looked into for 4 KB at most.
    tried = data.count(b"\x1f\x8b\x08") + data.count(b"\x28\xb5\x2f\xfd")
    assert sum(counted) < 4 * len(data) + 4096 * tried + (4 << 20)


@pytest.mark.parametrize("packing", ["gzip", "zstd", "deflated"])
def test_what_unpacks_to_much_is_never_held_whole(packing: str, tmp_path: Path) -> None:
    zeros = bytes(64 << 20)
    if packing == "deflated":
        inner = page(1) + zeros + page(2)
        path = written(
            tmp_path, "a.wacz", package({"archive/a.warc": inner}, zipfile.ZIP_DEFLATED)
        )
        del inner
    else:
        path = written(
            tmp_path, "a" + ENDINGS[packing], packed([page(1), zeros, page(2)], packing)
        )
    del zeros

    tracemalloc.start()
    urls, damaged = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert urls == ["1", "2"]
    assert len(damaged) == 1
    assert peak < 16 << 20


def test_members_without_a_byte_take_no_memory_and_hide_no_record(tmp_path: Path) -> None:
    empty, first = gzip.compress(b""), gzip.compress(page(1))
    data = empty * 20_000 + first + empty * 3 + gzip.compress(page(2))
    path = written(tmp_path, "a.warc.gz", data)

    tracemalloc.start()
    found = list(read_records(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    at = 20_000 * len(empty)
    assert [each.offset for each in found] == [at, at + len(first) + 3 * len(empty)]
    assert peak < 1 << 20


def test_entries_that_share_their_bytes_are_read_once(tmp_path: Path) -> None:
    data = bytearray(package({"archive/a.warc": page(1), "archive/b.warc": page(2)}, 0))
    second = data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)  # both begin with the first entry
    path = written(tmp_path, "a.wacz", bytes(data))

    urls, damaged = read(path)

    assert urls == ["1"]
    assert [each.reason for each in damaged] == ["overlaps another"]


def test_a_deflated_entry_that_is_damaged_is_reported(tmp_path: Path) -> None:
    texts = ("".join(sha256(b"%d %d" % (n, m)).hexdigest() for m in range(30)) for n in range(300))
    inner = b"".join(record(n, text.encode(), kind="resource") for n, text in enumerate(texts))
    data = bytearray(package({"archive/a.warc": inner}, zipfile.ZIP_DEFLATED))
    data[150_000:150_100] = b"\xff" * 100
    path = written(tmp_path, "a.wacz", bytes(data))

    urls, damaged = read(path)

    assert urls == [str(n) for n in range(len(urls))]
    assert 50 < len(urls) < 300
    assert damaged


def test_a_package_without_a_directory_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.wacz", package({"archive/a.warc": page(1)}, 0)[:-30])

    urls, damaged = read(path)

    assert urls == []
    assert damaged[0].file == str(path)


def test_odd_files_of_a_folder_are_named_and_usual_ones_are_not(tmp_path: Path) -> None:
    odd = {
        "bzipped.warc.bz2": bz2.compress(page(6)),
        "bare.arc": b"filedesc://x.arc 0.0.0.0 20080310080000 text/plain 2\n1\n",
        "hollow.warc.gz": b"",
        "of-nothing.warc.gz": gzip.compress(b""),
        "photo.jpg": b"\xff\xd8\xff\xe0" * 99,
        "text.warc": b"Dear reader,\nthis is no archive.\n",
        "packed.xz": b"\xfd7zXZ\0" * 9,
        "notes.gz": gzip.compress(b"Dear reader"),
    }
    usual = {
        "ok.warc.gz": packed([page(1)], "gzip"),
        "deep/er/UPPER.WARC.GZ": packed([page(2)], "gzip"),
        "deep/old.ARC": packed(arc(3), "plain"),
        "without-ending": packed([page(4)], "gzip"),
        "manifest.jsonl": b"{}\n",
        "index.cdxj": b"",
        "crawl.warc.gz.sha256": b"00",
    }
    for name, data in {**odd, **usual}.items():
        written(tmp_path, name, data)

    urls, named = read(tmp_path)

    assert urls == ["2", "x.arc", "3", "1", "4"]
    assert sorted(Path(each.file).name for each in named) == sorted(odd)


@pytest.mark.skipif(not CONFORMANCE.is_dir(), reason="the test data of others is not here")
def test_the_odd_files_of_others_are_read_or_their_damage_is_told() -> None:
    damaged: dict[str, int] = {}
    counts: dict[str, int] = {}
    for path in sorted(CONFORMANCE.iterdir()):
        if path.name != "LICENSE":
            urls, found = read(path)
            counts[path.name], damaged[path.name] = len(urls), len(found)

    assert {name: count for name, count in damaged.items() if count} == {
        "bad.arc": 2,
        "example-space-in-url.arc": 1,
        "example-trunc.warc": 1,
    }
    assert counts["example.warc"] == counts["example.warc.gz"] == 6
    assert counts["example-bad-non-chunked.warc.gz"] == counts["example-bad.warc.gz.bad"] == 6
