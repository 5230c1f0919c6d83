"""What happened to a story beside its versions: it was withdrawn, or it appeared again.

One line of JSON each, in ``events/NAME.jsonl``, in the words of schema.org: the address the
identifier of the version that was held, and ``creativeWorkStatus``, ``Withdrawn`` or
``Published``. Whoever follows sealed files learns of both without the crawler's ledger.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.archive.jsonl import named
from crawler.archive.linked_data import context

if TYPE_CHECKING:
    from crawler.ledger.versions import Event
    from crawler.model import Article, Location


class EventCause(NamedTuple):
    """The answer that an event was told from."""

    reason: str
    """Why a story counts as withdrawn: ``http-404``, ``http-410``, ``redirected-home``; empty
    for one that appeared again."""

    status: int | None
    captures: tuple[str, ...] = ()
    """Digests of the payloads."""

    locations: tuple[Location, ...] = ()


def event_record(story: Article, event: Event, cause: EventCause) -> dict[str, Any]:
    """Return an event as a JSON-LD object; `story` is the version held when it happened."""
    at = datetime.fromtimestamp(event.captured_at, UTC)
    told = {
        "captures": list(cause.captures),
        "fetchedAt": at.isoformat(),
        "httpStatus": cause.status,
        "reason": cause.reason,
        "locations": [
            {"file": place.file, "offset": place.offset, "recordId": place.record_id}
            for place in cause.locations
        ],
    }
    return {
        "@context": context(),
        "@type": "NewsArticle",
        "@id": (identifier := named(story.url, event.content)),
        "url": story.url,
        "identifier": identifier,
        "headline": story.headline,
        "creativeWorkStatus": event.status,
        "provenance": {name: value for name, value in told.items() if value},
    }
