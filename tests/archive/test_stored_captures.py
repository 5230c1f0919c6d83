"""A record that is in a store alone is asked for by its place, and nothing else of its file."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.archive.object_store import OffsiteError
from crawler.archive.stored_captures import StoredCaptures
from crawler.model import Location
from tests.archive.foreign import packed, page, record_id, written

WARC = "warc/a.warc.gz"


@pytest.fixture
def store(tmp_path: Path) -> StoredCaptures:
    written(tmp_path, WARC, packed([page(1), page(2)], "gzip"))
    return StoredCaptures(f"file://{tmp_path}")


def place(offset: int, file: str = WARC) -> Location:
    return Location(file=file, offset=offset, record_id="")


def test_a_record_is_found_by_its_place(store: StoredCaptures) -> None:
    second = len(packed([page(1)], "gzip"))

    stored = store(place(second))

    assert stored.fields["warc-record-id"] == f"<{record_id(2)}>"
    assert (stored.file, stored.offset) == (WARC, second)


@pytest.mark.parametrize(
    "there",
    [
        place(1),
        place(1 << 40),
        place(0, "warc/gone.warc.gz"),
        place(0, "articles/a.jsonl"),
        place(0, "../a.warc.gz"),
    ],
)
def test_what_is_not_there_is_an_error_of_the_system(
    there: Location, store: StoredCaptures
) -> None:
    with pytest.raises(OSError, match=there.file) as told:
        store(there)
    assert "crawler-record" not in str(told.value), "nobody knows the folder where it was put"


def test_a_store_that_nobody_knows_is_refused() -> None:
    with pytest.raises(OffsiteError):
        StoredCaptures("nowhere://papers")


def test_it_is_told_without_its_secrets(tmp_path: Path) -> None:
    assert str(StoredCaptures(f"file://{tmp_path}?key=secret")) == f"file://{tmp_path}"
