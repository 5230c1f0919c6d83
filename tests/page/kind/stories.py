"""A story of which pages of every kind are made, and such a page as it is fetched."""

from __future__ import annotations

from datetime import UTC, datetime

from crawler import Capture

STORY = "".join(
    f"<p>The harbour wall is {n} years old, the engineer told the council, "
    "and it will not last.</p>"
    for n in range(40, 52)
)


def capture(html: str, path: str = "/x/page.html", status: int = 200) -> Capture:
    return Capture(
        url=f"http://news.example{path}",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=html.encode(),
        status=status,
    )
