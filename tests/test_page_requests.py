"""What the scripts of a page may ask for while a browser shows it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Capture
from crawler.page_requests import Asked, House

PAGE = "https://news.example/2026/ferry"
SERVED = """
<script src="/app.js"></script><script src="https://static.example-cdn.com/vendor.js"></script>
<link rel="preconnect" href="https://content.example.org"><link rel="icon" href="//icons.example/">
<script src="https://www.googletagmanager.com/gtm.js"></script><script src="//[x"></script>
"""
QUERY = b'[{"query": "query Story {story {title body}}"}]'

ASKED = {
    "the page itself": (Asked(PAGE, "document", is_page=True), "page"),
    "the page, with a fragment": (Asked(f"{PAGE}#top", "document", is_page=True), "page"),
    "a frame of the same address": (Asked(PAGE, "document"), "refuse"),
    "another page": (Asked("https://news.example/2026/seals", "document", is_page=True), "refuse"),
    "the page, as a form": (Asked(PAGE, "document", "POST", is_page=True), "refuse"),
    "a script of the site": (Asked("https://news.example/app.js", "script"), "fetch"),
    "data of the site": (Asked("https://api.news.example/1.json", "fetch"), "fetch"),
    "data of a host that it names": (Asked("https://content.example.org/1", "xhr"), "fetch"),
    "a script of a host that it names": (
        Asked("https://static.example-cdn.com/2.js", "script"),
        "fetch",
    ),
    "data of another host": (Asked("https://other.example/1.json", "fetch"), "refuse"),
    "data of a host that it has an icon from": (Asked("https://icons.example/1", "xhr"), "refuse"),
    "a tracker that it names": (
        Asked("https://www.googletagmanager.com/gtm.js", "script"),
        "refuse",
    ),
    "a style": (Asked("https://news.example/a.css", "stylesheet"), "nothing"),
    "a picture": (Asked("https://news.example/a.jpg", "image"), "refuse"),
    "a film": (Asked("https://news.example/a.mp4", "media"), "refuse"),
    "a font": (Asked("https://news.example/a.woff2", "font"), "refuse"),
    "a beacon": (Asked("https://news.example/seen", "ping", "POST", b"{}"), "refuse"),
    "a query": (Asked("https://news.example/graphql", "fetch", "POST", QUERY), "fetch"),
    "a change": (
        Asked("https://news.example/graphql", "fetch", "POST", b'{"query": "mutation {like}"}'),
        "refuse",
    ),
    "a count": (Asked("https://news.example/views", "fetch", "POST", b'{"id": 7}'), "refuse"),
    "a deletion": (Asked("https://news.example/1", "fetch", "DELETE"), "refuse"),
    "a file": (Asked("file:///etc/passwd", "fetch"), "refuse"),
}


@pytest.mark.parametrize("what", ASKED)
def test_a_page_is_given_what_its_story_needs_and_nothing_else(what: str) -> None:
    asked, expected = ASKED[what]
    at = datetime(2026, 2, 5, tzinfo=UTC)
    house = House.of(Capture(url=PAGE, fetched_at=at, body=SERVED.encode()))

    answer = house.answer(asked)

    assert answer == expected


@pytest.mark.parametrize("body", [b"", b"\x00", b"<", b"<script src='http://[/'>", b"\xff" * 99])
def test_a_page_of_any_bytes_has_a_house(body: bytes) -> None:
    house = House.of(Capture(url=PAGE, fetched_at=datetime.now(UTC), body=body))

    assert house.hosts == frozenset()
