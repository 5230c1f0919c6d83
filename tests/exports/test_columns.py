"""A story as a row: each column says what its values are, and holds nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from crawler.exports.columns import COLUMNS, precision_of, row_of, sound, spelled, time_of
from crawler.exports.held import HeldStory

TYPES: dict[str, tuple[type, ...]] = {
    "text": (str,), "texts": (list,), "count": (int,), "time": (datetime,), "day": (date,),
}  # fmt: skip
RECORD: dict[str, Any] = {
    "identifier": "urn:1",
    "url": "https://www.a.example/ferry",
    "version": 2,
    "headline": "Ferry back \ud83d",
    "author": [{"name": "Jane Roe"}, {"name": ""}],
    "publisher": {"name": "The Quay"},
    "datePublished": "2026-02-05T09:12:00+08:00",
    "image": [{"contentUrl": "https://a.example/1.jpg", "caption": "A pier."}, {"caption": "B"}],
    "provenance": {
        "fetchedAt": "2026-02-05T01:20:00+00:00",
        "captures": ["sha256:a"],
        "locations": [{"file": "warc/a.warc.gz", "offset": 7}],
    },
}


def story(**more: Any) -> HeldStory:
    return HeldStory(RECORD | more, "")


def test_a_row_has_a_value_of_its_kind_or_none_in_each_column() -> None:
    row = row_of(story())

    assert list(row) == [column.name for column in COLUMNS]
    for column in COLUMNS:
        value = row[column.name]
        assert value is None or isinstance(value, TYPES[column.kind]), column.name


def test_a_row_says_what_the_record_says() -> None:
    row = row_of(story())

    assert (row["host"], row["version"], row["publisher"]) == ("www.a.example", 2, "The Quay")
    assert row["author"] == ["Jane Roe"]
    assert row["image_urls"] == ["https://a.example/1.jpg"]
    assert row["image_captions"] == ["A pier.", "B"]
    assert row["published_at"] == datetime(2026, 2, 5, 1, 12, tzinfo=UTC)
    assert (row["warc_file"], row["warc_offset"]) == ("warc/a.warc.gz", 7)
    assert row["precision"] == "zone"
    assert row["headline"] == "Ferry back \ufffd"


def test_of_a_record_that_says_little_the_row_holds_little() -> None:
    bare = {"url": "https://a.example/", "provenance": {"fetchedAt": "2026-02-05T01:20:00+00:00"}}

    row = row_of(HeldStory(bare, ""))

    assert (row["author"], row["keywords"], row["flags"]) == ([], [], [])
    assert (row["headline"], row["publisher"], row["warc_file"]) == (None, None, None)
    assert row["day"] == date(2026, 2, 5)


@pytest.mark.parametrize(
    ("stated", "utc", "precision"),
    [
        ("2026-02-05T09:12:00+08:00", "2026-02-05T01:12:00+00:00", "zone"),
        ("2026-02-05T09:12:00Z", "2026-02-05T09:12:00+00:00", "zone"),
        ("2026-02-05T09:12", None, "time"),
        ("2026-02-05", None, "day"),
        ("2026-02", None, "month"),
        ("2026", None, "year"),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_time_is_known_as_exactly_as_it_is_stated(
    stated: str | None, utc: str | None, precision: str | None
) -> None:
    moment = time_of(stated)

    assert (moment.isoformat() if moment else None) == utc
    assert precision_of(stated) == precision


def test_days_and_times_are_spelled_and_other_values_stay() -> None:
    assert spelled(date(2026, 2, 5)) == "2026-02-05"
    assert spelled(datetime(2026, 2, 5, tzinfo=UTC)) == "2026-02-05T00:00:00+00:00"
    assert spelled("2026") == "2026"


def test_half_a_pair_is_replaced_wherever_it_stands() -> None:
    value = {"a\ud83d": ["\ud83d", {"b": "\ud83d\ude0a"}], "n": 1}

    assert sound(value) == {"a\ufffd": ["\ufffd", {"b": "😊"}], "n": 1}
