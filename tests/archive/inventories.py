"""What a sound archive of one run holds, as a check has noted it: two captures of one story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crawler.archive.check_inventory import Inventory, RecordNote, index_of
from crawler.archive.check_lines import ArticleLine, CheckedLine, EventLine, Sealed
from crawler.archive.check_questions import ARCHIVE
from crawler.archive.warc import MEMORY

RUN = "20260205080000-00001"
WARC, LINES, EVENTS = f"warc/{RUN}.warc.gz", f"articles/{RUN}.jsonl", f"events/{RUN}.jsonl"
URL, KEY = "https://a.example/1", "example,a)/1"
FIRST, SECOND = "2026-02-05T08:00:00.000000Z", "2026-02-05T10:00:00.000000Z"
LENGTH = 10
"""Bytes of each record; the records stand one behind the other."""


def note(kind: str, name: str, date: str = FIRST, **more: str) -> RecordNote:
    """Return what is noted of a record of this kind."""
    url = more.get("url", URL)
    listed = kind in {"response", "revisit"}
    timestamp = f"20260205{'08' if date == FIRST else '10'}0000"
    status, mime = ("200", "text/html") if kind == "response" else ("0", "unk")
    if kind == "revisit":
        status, mime = "200", "warc/revisit"
    return RecordNote(
        (name, kind, url, date, "sha1:A" if listed else "", status, mime,
         KEY if listed else "", timestamp),
        more.get("memory"),
        (),
    )  # fmt: skip


def asked(name: str, about: str) -> RecordNote:
    """Return what is noted of the request of a capture."""
    reference = ("warc-concurrent-to", about, "request", None, None, None)
    return note("request", name)._replace(references=(reference,))


RECORDS = (
    note("metadata", "m", url=MEMORY + "r7"),
    note("metadata", "n", memory="r7"),
    note("response", "a"),
    asked("b", "a"),
    note("revisit", "c", SECOND)._replace(
        references=(("warc-refers-to", "a", "revisit", "sha1:A", URL, FIRST),)
    ),
    asked("d", "c"),
)
PLACES = {each.columns[0]: n * LENGTH for n, each in enumerate(RECORDS)}


def entry(name: str, timestamp: str, mime: str) -> CheckedLine:
    """Return the line of an index that names a record."""
    fields = {
        "url": URL, "mime": mime, "status": "200", "digest": "sha1:A", "length": str(LENGTH),
        "offset": str(PLACES[name]), "filename": WARC.removeprefix("warc/"),
    }  # fmt: skip
    return CheckedLine(KEY, timestamp, fields)


def line(version: int, at: str, date: str) -> ArticleLine:
    """Return a version of the story, read from one record."""
    before = f"i{version - 1}" if version > 1 else None
    places = ((WARC, PLACES[at], at),)
    return ArticleLine(
        URL, version, f"i{version}", f"c{version}", before, date, ("sha1:A",), places
    )


@contextmanager
def sound_inventory() -> Iterator[Inventory]:
    """Give what is noted of an archive in which nothing is wrong."""
    inventory = Inventory()
    for n, name in enumerate((WARC, index_of(WARC), LINES, EVENTS)):
        inventory.add_sealed(Sealed(name, 9, "0" * 64), n, bytes([n]))
        inventory.add_file(name, is_open=False)
    for each in RECORDS:
        inventory.add_note(ARCHIVE, WARC, (PLACES[each.columns[0]], LENGTH), each)
    inventory.add_entry(index_of(WARC), 0, entry("a", "20260205080000", "text/html"))
    inventory.add_entry(index_of(WARC), 90, entry("c", "20260205100000", "warc/revisit"))
    inventory.add_line(LINES, 0, 50, line(1, "a", FIRST), b"1")
    inventory.add_line(LINES, 50, 50, line(2, "c", SECOND), b"2")
    gone = EventLine(
        URL, "i2", "Withdrawn", "http-410", SECOND, ("sha1:A",), ((WARC, PLACES["c"], "c"),)
    )
    inventory.add_event(EVENTS, 0, gone, b"3")
    try:
        yield inventory
    finally:
        inventory.close()
