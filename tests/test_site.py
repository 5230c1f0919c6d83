"""What somebody wrote down of a publisher."""

from __future__ import annotations

from datetime import date

import pytest

from crawler.site import ANY_SITE, Layout, Site

QUAY = Site(
    name="quay",
    domains=("quay.example", "127.0.0.1:8080"),
    layouts=(
        Layout(name="tables", until=date(2020, 12, 31)),
        Layout(name="columns"),
    ),
)


@pytest.mark.parametrize(
    ("url", "has"),
    [
        ("https://quay.example/1", True),
        ("https://QUAY.example/1", True),
        ("https://www.quay.example/1", True),
        ("https://quay.example:8443/1", True),
        ("https://own:word@quay.example/1", True),
        ("https://quay.example.evil.example/1", False),
        ("https://bigquay.example/1", False),
        ("https://evil.example/quay.example", False),
        ("https://quay.example@evil.example/", False),
        ("http://127.0.0.1:8080/", True),
        ("http://127.0.0.1:8081/", False),
        ("", False),
    ],
)
def test_an_address_is_a_site_s_by_its_host(url: str, *, has: bool) -> None:
    assert QUAY.has(url) is has


@pytest.mark.parametrize(
    ("day", "layout"),
    [
        (date(1999, 1, 1), "tables"),
        (date(2020, 12, 31), "tables"),
        (date(2021, 1, 1), "columns"),
        (date.max, "columns"),
    ],
)
def test_a_page_is_read_with_the_layout_of_its_own_day(day: date, layout: str) -> None:
    found = QUAY.layout_on(day)

    assert found
    assert found.name == layout


def test_a_site_that_nobody_described_has_no_address_and_no_layout() -> None:
    assert not ANY_SITE.has("https://quay.example/1")
    assert ANY_SITE.layout_on(date(2026, 2, 5)) is None
