"""Archives that are dear to read, or say what cannot be: one sound story is in each."""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

from crawler.archive.containers import MOST_DIRECTORY
from tests.archive.foreign import record, record_id
from tests.soak.misdeeds import MB, sent, story

PATH = "/news/2026/0205/100000.html"


def stored(seed: object) -> bytes:
    """Return a record of a story, of whoever crawled it."""
    return record(seed, sent(story(seed)), url=f"http://quay.example{PATH}?{seed}")


def magics(path: Path) -> None:
    path.write_bytes(b"\x1f\x8b\x08" * 200_000 + gzip.compress(stored(0)))


def empty_members(path: Path) -> None:
    path.write_bytes(gzip.compress(b"") * 1_000_000 + gzip.compress(stored(0)))


def version_lines(path: Path) -> None:
    path.write_bytes(b"WARC/1.1\r\n" * 200_000 + stored(0))


def entry_of_a_gigabyte(path: Path) -> None:
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wacz,
        wacz.open("archive/a.warc", "w", force_zip64=True) as entry,
    ):
        entry.write(stored(0))
        for _ in range(1_024):
            entry.write(bytes(MB))


def damaged_everywhere(path: Path) -> None:
    with path.open("wb") as file:
        for n in range(2_000):
            file.write(stored(n % 2) + b"WARC/1.1\r\nno record\r\n")


def length_of_a_petabyte(path: Path) -> None:
    head = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 1000000000000000\r\n\r\n"
    path.write_bytes(head + bytes(30 * MB) + stored(0))


def entries_without_end(path: Path) -> None:
    """Make a folder of a package that is refused, and of a story beside it."""
    path.mkdir()
    with zipfile.ZipFile(path / "a.wacz", "w") as wacz:
        for n in range(100_000):
            wacz.writestr(f"archive/{n}.warc", b"")
    sound_one(path / "b.warc")


def longest_directory(path: Path) -> None:
    """Make a package with nearly as many entries as are read: each takes 55 bytes of them."""
    with zipfile.ZipFile(path, "w") as wacz:
        wacz.writestr("a.warc", stored(0))
        for n in range(MOST_DIRECTORY // 55 - 2):
            wacz.writestr(f"{n:04x}.warc", b"")


def members_of_a_byte(path: Path) -> None:
    body = sent(story(0) + "<!--" + "x" * 300_000 + "-->")
    data = record(0, body, url=f"http://quay.example{PATH}")
    path.write_bytes(b"".join(gzip.compress(data[n : n + 1], 1) for n in range(len(data))))


def long_records(path: Path) -> None:
    """Make records of 30 MB: a page, and what is none."""
    page = sent(story(1) + "<!--" + "x" * 30 * MB + "-->")
    gone = page.replace(b" 200 ", b" 404 ", 1)
    made = (record(n, each, url=f"http://quay.example{PATH}?{n}") for n, each in
            enumerate((page, gone), 1))  # fmt: skip
    path.write_bytes(b"".join(map(gzip.compress, (*made, stored(0)))))


def fields_without_end(path: Path) -> None:
    heads = b"".join(
        b"WARC/1.1\r\n" + b"X: y\r\n" * 9_000 + b"Content-Length: 0\r\n\r\n\r\n\r\n"
        for _ in range(300)
    )
    path.write_bytes(heads + stored(0))


def made_up_memory(path: Path) -> None:
    memory = "urn:crawler:memory:made-up"
    about = f"WARC-Concurrent-To: <{record_id(0)}>"
    named = record("named", b"kind: article\r\nmemory: made-up\r\n", about, kind="metadata")
    path.write_bytes(record("m", b'["' * 3 * MB, kind="metadata", url=memory) + named + stored(0))


def revisits_of_each_other(path: Path) -> None:
    with path.open("wb") as file:
        file.write(stored(0))
        for n in range(3_000):
            refers = f"WARC-Refers-To: <{record_id((n + 1) % 3_000 + 1)}>"
            digest = f"WARC-Payload-Digest: sha1:{'A' * 32}"
            made = record(n + 1, b"HTTP/1.1 200 OK\r\n\r\n", refers, digest, kind="revisit")
            file.write(made)


def sound_one(path: Path) -> None:
    path.write_bytes(stored(0))


ARCHIVES: dict[str, tuple[str, Callable[[Path], None]]] = {
    "sound": ("a.warc", sound_one),
    "200,000 gzip magics": ("a.warc.gz", magics),
    "1,000,000 empty gzip members": ("a.warc.gz", empty_members),
    "200,000 version lines": ("a.warc", version_lines),
    "an entry of 1 GB in a WACZ": ("a.wacz", entry_of_a_gigabyte),
    "damage between 2,000 records": ("a.warc", damaged_everywhere),
    "100,000 entries in a WACZ": ("a.d", entries_without_end),
    "a WACZ of 2 MB of directory": ("a.wacz", longest_directory),
    "gzip members of a byte": ("a.warc.gz", members_of_a_byte),
    "records of 30 MB": ("a.warc.gz", long_records),
    "9,000 fields a record": ("a.warc", fields_without_end),
    "a site memory of 6 MB": ("a.warc", made_up_memory),
    "3,000 revisits of each other": ("a.warc", revisits_of_each_other),
    "a record of a petabyte": ("a.warc", length_of_a_petabyte),
}
