"""Which stories are wanted: asked of an address first, then of its page."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.frontier.link import Link
from crawler.frontier.wanted import Wanted

WANTED = {  # arguments: (wanted, not wanted)
    "since=2024-05-01": ("/2024/05/01/a /2025/01/01/a /a", "/2024/04/30/a"),
    "until=2024-05-01": ("/2024/05/01/a /a", "/2024/05/02/a"),
    "match=/news/": ("/news/1", "/sport/1"),
    "skip=/sport/": ("/news/1", "/sport/1"),
}


@pytest.mark.parametrize("said", WANTED)
def test_what_an_address_tells_is_asked_before_it_is(said: str) -> None:
    name, value = said.split("=")
    wanted = Wanted.of(**{name: value})
    inside, outside = WANTED[said]

    for paths, expected in ((inside, True), (outside, False)):
        links = [Link(f"https://a.example{path}", "article") for path in paths.split()]
        assert [link.url for link in links if wanted.may_ask(link) is not expected] == []


def test_a_list_is_asked_for_whatever_day_or_pattern_is_wanted() -> None:
    wanted = Wanted.of("2024-05-01", match="/news/")

    assert wanted.may_ask(Link("https://a.example/2020/01/01/", "page"))


def test_what_a_page_says_decides_and_where_it_says_nothing_it_is_wanted() -> None:
    wanted = Wanted.of("2024-05-01", "2024-05-31", "en,zh-Hant")
    url = "https://a.example/1"

    assert wanted.is_wanted(url, "2024-05-31T23:59:00+08:00", "en-GB")
    assert wanted.is_wanted(url, None, None)
    assert not wanted.is_wanted(url, "2024-06-01", "en")
    assert not wanted.is_wanted(url, "2024-05-02", "zh-Hans")
    assert wanted.since == date(2024, 5, 1)
