"""An inventory keeps what a check has to compare, and says it of each thing once."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.check_inventory import Contradiction, Inventory, index_of, note_of, run_of
from crawler.archive.check_lines import Sealed
from crawler.archive.check_questions import ARCHIVE, Question
from crawler.archive.check_records import sized
from crawler.archive.containers import ArchiveDamage
from crawler.archive.warc import Seen, records, warcinfo
from crawler.model import Exchange
from tests.archive.inventories import PLACES, RECORDS, URL, WARC, sound_inventory

AT = datetime(2026, 2, 5, 8, tzinfo=UTC)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: Text/HTML; charset=x\r\nContent-Length: 5\r\n\r\nFerry"


def test_what_the_manifest_says_twice_of_a_file_is_one_thing() -> None:
    with closing(Inventory()) as inventory:
        for offset, digest in ((0, "a"), (50, "a"), (90, "b")):
            inventory.add_sealed(Sealed("warc/x.warc.gz", 7, digest), offset, b"")

        assert [each.sha256 for each in inventory.sealed("warc/x.warc.gz")] == ["a", "b"]
        assert inventory.sealed("warc/y.warc.gz") == []
        assert [*inventory.away()] == [("warc/x.warc.gz", 0)]
        inventory.add_file("warc/x.warc.gz", is_open=False)
        assert [*inventory.away()] == []


def test_files_come_in_the_order_of_the_manifest_and_those_beside_it_after_them() -> None:
    with closing(Inventory()) as inventory:
        for offset, name in enumerate(("warc/b", "warc/a")):
            inventory.add_sealed(Sealed(name, 7, ""), offset, b"")
        for name in ("warc/0", "warc/a", "warc/b"):
            inventory.add_file(name, is_open=False)

        names = inventory.db.execute("SELECT name FROM files ORDER BY place").fetchall()

    assert names == [("warc/b",), ("warc/a",), ("warc/0",)]


def test_records_are_forgotten_with_all_that_they_name() -> None:
    with sound_inventory() as inventory:
        inventory.add_note("other.warc", "other.warc", (0, 9), RECORDS[-1])

        inventory.forget_records(ARCHIVE, WARC)

        for table, left in (("records", 1), ("references_made", 1), ("memories_named", 0)):
            [count] = inventory.db.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count == left, table


def test_a_contradiction_names_its_place() -> None:
    asked = Question("SELECT file, offset, url FROM lines WHERE version = 2", "not so: {}")

    with sound_inventory() as inventory:
        [told] = inventory.contradictions([asked])

    assert told == Contradiction(f"articles/{run_of(WARC)}.jsonl", 50, f"not so: {URL}")
    assert PLACES["a"] > 0


def no_damage(damage: ArchiveDamage) -> None:
    raise AssertionError(damage)


def test_of_a_record_is_noted_what_its_index_and_others_say_of_it(tmp_path: Path) -> None:
    info = warcinfo("a.warc", AT, ())
    made = Exchange(
        url=f"{URL}?b=1&a=2", fetched_at=AT, request=b"GET / HTTP/1.1\r\n\r\n", response=ANSWER,
        kind="article", memory="r7",
    )  # fmt: skip
    earlier = Seen(URL, "2026-02-04T08:00:00.000000Z", "urn:uuid:earlier", "sha1:A")
    revisit = records(made, info.record_id, lambda _: earlier)
    (tmp_path / "a.warc.gz").write_bytes(b"".join(each.data for each in revisit))

    said, capture, request = map(note_of, sized(tmp_path / "a.warc.gz", no_damage))

    assert said.memory == "r7"
    assert capture.columns[1:3] == ("revisit", made.url)
    assert capture.columns[5:] == (
        "200", "warc/revisit", "example,a)/1?a=2&b=1", "20260205080000000000"[:14],
    )  # fmt: skip
    refers, of = capture.references
    assert refers == (
        "warc-refers-to", "urn:uuid:earlier", "revisit", capture.columns[4], URL, earlier.date,
    )  # fmt: skip
    assert of == ("warc-warcinfo-id", info.record_id, "revisit", None, None, None)
    assert request.columns[6:8] == ("unk", "")


@pytest.mark.parametrize(
    ("warc", "index", "run"),
    [
        ("warc/20260205080000-00001-000.warc.gz", "cdx/20260205080000-00001-000.cdxj",
         "20260205080000-00001"),
        ("warc/a.warc", "cdx/a.cdxj", ""),
        ("warc/2026020508000-00001.warc.gz", "cdx/2026020508000-00001.cdxj", ""),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_its_index_and_its_run(warc: str, index: str, run: str) -> None:
    assert (index_of(warc), run_of(warc)) == (index, run)
