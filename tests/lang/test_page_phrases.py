"""What a page says of itself: for whom it is, and where it goes on."""

from __future__ import annotations

import pytest

from crawler.lang.page_phrases import LEADS, LIVE, asks_to_pay


@pytest.mark.parametrize(
    ("link", "leads"),
    [
        ("next page", "next"),
        ("下一页", "next"),
        ("nächste seite »", "next"),
        ("7", "number"),
        ("[ 12 ]", "number"),
        ("1963", None),
        ("next of kin", None),
        ("", None),
    ],
)
def test_a_link_leads_on_by_its_words_or_its_number(link: str, leads: str | None) -> None:
    found = LEADS.match(link)
    told = [name for name, said in found.groupdict().items() if said] if found else []

    assert told == ([leads] if leads else [])


@pytest.mark.parametrize(
    ("lines", "asks"),
    [
        ("the ferry is late.\nalready a subscriber? sign in", True),
        ("die fähre kommt.\nweiterlesen mit plus", True),
        ("the ferry has a thousand subscribers.", False),
        ("", False),
    ],
)
def test_a_line_that_asks_to_pay_is_told_from_one_about_subscribers(
    lines: str, *, asks: bool
) -> None:
    assert asks_to_pay(lines) is asks


@pytest.mark.parametrize(
    ("title", "live"),
    [("live blog: the ferry is back", True), ("ferry lives on", False)],
)
def test_a_title_says_that_a_page_reports_as_it_happens(title: str, *, live: bool) -> None:
    assert bool(LIVE.search(title)) is live
