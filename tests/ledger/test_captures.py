"""Where captures stand: the first with a payload, and the last of an address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import CaptureRow

FERRY, QUAY = "https://a.example/ferry", "https://a.example/quay"
ONE, TWO = "sha256:aaaaaaaaaaaaone", "sha256:aaaaaaaaaaaatwo"


def row(digest: str, url: str, day: int, kind: str = "response") -> CaptureRow:
    return CaptureRow(digest, url, f"2026-02-0{day}T00:00:00Z", f"id{day}", kind, "warc/a", day, 9)


@pytest.fixture
def ledger(place: Path | str) -> Iterator[Ledger]:
    opened = Ledger(place)
    run = opened.begin("news", {}, 0.0)
    rows = (row(ONE, FERRY, 1), row(ONE, FERRY, 3, "revisit"), row(TWO, FERRY, 2),
            row(ONE, QUAY, 4))  # fmt: skip
    opened.commit([], {}, run, rows)
    yield opened
    opened.close()


def test_a_payload_is_found_where_it_was_first_kept_whole(ledger: Ledger) -> None:
    assert ledger.earlier_capture(ONE) == (FERRY, "2026-02-01T00:00:00Z", "id1", ONE)
    assert ledger.payload_at(ONE) == ("warc/a", 1, "id1")


def test_a_digest_that_begins_alike_is_another(ledger: Ledger) -> None:
    assert ledger.earlier_capture(TWO) == (FERRY, "2026-02-02T00:00:00Z", "id2", TWO)
    assert ledger.earlier_capture("sha256:aaaaaaaaaaaathree") is None
    assert ledger.payload_at("sha256:aaaaaaaaaaaathree") is None


def test_the_last_whole_answer_of_an_address_is_no_revisit(ledger: Ledger) -> None:
    assert ledger.last_capture(FERRY) == (FERRY, "2026-02-02T00:00:00Z", "id2", TWO)
    assert ledger.last_capture("https://a.example/unheard-of") is None
