"""What a run writes into its segments stands by itself, also after a part of it was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.segments import Segments
from crawler.archive.warc_reader import read_records
from crawler.archive.writer import Writer
from crawler.ledger.ledger import Ledger
from crawler.memory import Memory
from crawler.model import Exchange

MEMORY = Memory(revision="sha256:1", places=("body/main",))


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Segments]:
    shelf = Segments(tmp_path)
    yield shelf
    shelf.close()


def exchange(text: str, memory: str = MEMORY.revision) -> Exchange:
    return Exchange(
        url=f"http://a.example/{text}",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        request=b"GET / HTTP/1.1\r\n\r\n",
        response=b"HTTP/1.1 200 OK\r\n\r\nThe same page",
        memory=memory,
    )


@pytest.mark.parametrize("kept", [0, 1])
def test_what_was_taken_back_is_written_again_and_never_referred_to(
    shelf: Segments, kept: int
) -> None:
    ledger = Ledger(shelf.root / "ledger.sqlite")
    pen = Writer(shelf, ledger, "run")
    lengths: dict[str, int] = {}
    for n in range(kept):
        pen.begin_group()
        pen.captures([exchange(f"kept/{n}", memory="")], MEMORY)
        lengths = shelf.lengths()

    for _ in range(2):
        pen.begin_group()
        pen.captures([exchange("one"), exchange("two")], MEMORY)
        shelf.cut(lengths)
    pen.begin_group()
    pen.captures([exchange("one")], MEMORY)
    pen.begin_group()
    pen.captures([exchange("two")], MEMORY)
    shelf.seal()
    ledger.close()

    [warc] = shelf.root.glob("warc/*")
    found = [record.fields for record in read_records(warc)]
    kinds = [fields["warc-type"] for fields in found]
    assert kinds == ["warcinfo", *["response", "request"] * kept, "metadata",
                     *["response", "request"] * 2]  # fmt: skip
    held = {fields["warc-record-id"] for fields in found}
    assert {fields["warc-warcinfo-id"] for fields in found[1:]} <= held
