"""What happened to a story beside its versions is told in the words of schema.org."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.archive.events import EventCause, event_record
from crawler.archive.jsonl import named
from crawler.ledger.versions import Event
from crawler.model import Article, Location, Provenance

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
STORY = Article(
    url="https://a.example/ferry",
    headline="Ferry back",
    article_body=("It came at nine.",),
    provenance=Provenance(captures=("sha256:a",), fetched_at=AT, encoding="utf-8"),
)
GONE = Event("Withdrawn", AT.timestamp(), "http-410", content="sha256:c")
PLACE = Location(file="warc/a.warc.gz", offset=7, record_id="urn:uuid:1")


def test_a_withdrawal_names_the_version_that_was_held_and_why_it_counts_as_one() -> None:
    told = event_record(STORY, GONE, EventCause("http-410", 410, ("sha256:b",), (PLACE,)))

    assert (told["@type"], told["url"], told["headline"]) == (
        "NewsArticle", STORY.url, "Ferry back"
    )  # fmt: skip
    assert told["creativeWorkStatus"] == "Withdrawn"
    assert told["identifier"] == told["@id"] == named(STORY.url, "sha256:c")
    assert told["provenance"] == {
        "captures": ["sha256:b"],
        "fetchedAt": "2026-03-01T12:00:00+00:00",
        "httpStatus": 410,
        "reason": "http-410",
        "locations": [{"file": "warc/a.warc.gz", "offset": 7, "recordId": "urn:uuid:1"}],
    }


@pytest.mark.parametrize(
    ("cause", "missing"),
    [
        (EventCause("", 200), {"reason", "captures", "locations"}),
        (EventCause("redirected-home", None), {"httpStatus", "captures", "locations"}),
    ],
)
def test_what_is_not_known_is_left_out(cause: EventCause, missing: set[str]) -> None:
    known = event_record(STORY, GONE._replace(status="Published"), cause)["provenance"]

    assert missing.isdisjoint(known)
    assert "fetchedAt" in known
