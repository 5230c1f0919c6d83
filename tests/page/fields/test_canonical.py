"""The canonical address, where it can be that of this page."""

from __future__ import annotations

import pytest

from crawler.page.fields.canonical import in_link, in_meta
from tests.page.read_pages import PROSE, evidence_in, told

URL = "https://www.a.example/news/rain?page=2"


@pytest.mark.parametrize(
    ("stated", "address"),
    [
        ("https://www.a.example/news/rain", "https://www.a.example/news/rain"),
        ("https://m.a.example/news/rain", "https://m.a.example/news/rain"),
        ("http://a.example/news/rain", "http://a.example/news/rain"),
        ("/news/rain", "https://www.a.example/news/rain"),
        ("rain", "https://www.a.example/news/rain"),
        ("//www.a.example/rain", "https://www.a.example/rain"),
        ("https://b.example/news/rain", None),
        ("https://www.a.example/", None),
        ("https://www.a.example", None),
        ("ftp://www.a.example/rain", None),
        ("javascript:void(0)", None),
        ("http://[broken/rain", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("witness", ["link", "meta"])
def test_an_address_of_this_site_is_believed_and_not_its_front_page(
    stated: str, address: str | None, witness: str
) -> None:
    head = {
        "link": f'<link rel="canonical" href="{stated}">',
        "meta": f'<meta property="og:url" content="{stated}">',
    }
    ask = {"link": in_link, "meta": in_meta}[witness]

    assert told(ask, evidence_in(f"{head[witness]}<h1>Rain</h1>{PROSE}", URL)) == (
        [address] if address else []
    )


def test_the_front_page_may_be_its_own_address() -> None:
    page = evidence_in('<link rel="canonical" href="/"><h1>Rain</h1>', "https://www.a.example/")

    assert told(in_link, page) == ["https://www.a.example/"]


def test_a_mirror_s_copy_is_not_of_the_site_it_was_copied_from() -> None:
    page = evidence_in(
        '<link rel="canonical" href="https://a.example/rain">', "https://b.example/1"
    )

    assert told(in_link, page) == []
