"""Where feeds and sitemaps usually stand."""

from __future__ import annotations

import pytest

from crawler.frontier.guesses import SOURCES, USUAL, guesses, is_absent
from crawler.frontier.link import GUESSED


@pytest.mark.parametrize(
    ("start", "root"),
    [
        ("https://quay.example/news/1.html?x=1", "https://quay.example"),
        ("http://quay.example:8080/", "http://quay.example:8080"),
        ("https://渡口.example/", f"https://{'渡口'.encode('idna').decode()}.example"),
    ],
)
def test_the_usual_places_are_those_of_the_host(start: str, root: str) -> None:
    found = list(guesses(start))

    assert [link.url for link in found] == [root + path for _, path in USUAL]
    assert {(link.priority, link.depth) for link in found} == {(GUESSED, 1)}
    assert {link.kind for link in found} <= SOURCES


@pytest.mark.parametrize(
    ("status", "absent"),
    [(400, True), (401, True), (404, True), (410, True), (451, True), (408, False), (425, False),
     (429, False), (500, False), (503, False), (200, False), (304, False)],
)  # fmt: skip
def test_what_is_not_there_is_told_from_what_may_be_later(status: int, *, absent: bool) -> None:
    assert is_absent(status) is absent
