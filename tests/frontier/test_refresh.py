"""Where a page sends its reader on by itself."""

from __future__ import annotations

import pytest

from crawler.frontier.refresh import SOON, refresh, sent_on

URL = "https://news.example/x"
SPELLINGS = (
    '<meta http-equiv="refresh" content="0; url=/story/7">',
    '<META HTTP-EQUIV=Refresh CONTENT="0;URL=/story/7">',
    "<meta content='0; url=\"/story/7\"' http-equiv='refresh'>",
    '<meta http-equiv="refresh" content="0.5,/story/7">',
    '<meta http-equiv="refresh" content="3 url=\'/story/7\'">',
    "<meta http-equiv=refresh content=0;url=/story/7>",
    '<meta http-equiv="refresh" content="0; url=https://news.example/story/7">',
)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_refresh_is_read_however_it_is_spelled(spelling: str) -> None:
    assert sent_on(spelling, URL) == "https://news.example/story/7"


STAYING = (
    '<meta http-equiv="refresh" content="300">',
    '<meta http-equiv="refresh" content="0; url=/x">',
    f'<meta http-equiv="refresh" content="{SOON + 1}; url=/story/7">',
    '<meta name="description" content="0; url=/story/7">',
    '<meta http-equiv="refresh" content="soon; url=/story/7">',
)


@pytest.mark.parametrize("spelling", STAYING)
def test_a_page_that_stays_sends_nobody_on(spelling: str) -> None:
    assert sent_on(spelling, URL) is None


def test_an_ampersand_in_a_refresh_is_one_of_its_address() -> None:
    page = '<meta http-equiv="refresh" content="0; url=/show?id=7&amp;page=2">'

    assert sent_on(page, URL) == "https://news.example/show?id=7&page=2"


@pytest.mark.parametrize("content", ["", "7", "7;", "url=/x", "-1; url=/x"])
def test_a_content_without_a_time_or_an_address_is_no_refresh(content: str) -> None:
    assert refresh(content) is None
