"""One picture with its own address, however it is loaded."""

# ruff: noqa: E501 a picture stands on one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Article, Capture
from crawler.page.read import read

TEXT = "The old harbour ferry came back to its berth on Tuesday after eleven months in the yard, and forty people stood in the rain."
CAPTION = "<figcaption>The ferry at its berth. Photo: Per Holm</figcaption>"
EMPTY = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def article(inner: str, head: str = "", caption: str = CAPTION) -> Article:
    page = f"<html><head><title>Ferry returns</title>{head}</head><body><h1>Ferry returns to the harbour</h1><div><p>{TEXT}</p><figure>{inner}{caption}</figure><p>{TEXT[::-1]}</p><p>{TEXT}</p></div></body></html>"
    return read(
        Capture(
            url="https://news.example/2026/ferry",
            fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
            body=page.encode(),
        )
    )


LATE = (
    "<img src='/img/loading.gif' data-original='/img/a.jpg'>",
    "<img src='/img/blank.png' data-src='/img/a.jpg'>",
    "<img class='lazy loading' src='/assets/lazy.png' data-lazy-src='/img/a.jpg'>",
    f"<img src='{EMPTY}' data-hi-res-src='/img/a.jpg'>",
    "<img srcset='/img/s.jpg 400w, /img/a.jpg 1200w'>",
    "<img data-srcset='/img/a.jpg 2x, /img/s.jpg'>",
    f"<picture><source srcset='/img/a.jpg 1200w'><img src='{EMPTY}'></picture>",
    f"<img src='{EMPTY}'><noscript><img src='/img/a.jpg'></noscript>",
    "<div class=box></div><noscript><img src='/img/a.jpg'></noscript>",
    "<div class=box data-bg='/img/a.jpg'></div>",
    "<div style='width: 9em; background-image: url(/img/a.jpg)'></div>",
    "<amp-img src='/img/a.jpg' width='600' height='400'></amp-img>",
    "<img src='/img/a.jpg' data-id='7' data-image-caption='A ferry. By night.'>",
)


@pytest.mark.parametrize("picture", LATE)
def test_a_picture_that_is_loaded_late_is_one_picture(picture: str) -> None:
    images = article(picture).image

    assert [(i.content_url, i.credit_text, i.position) for i in images] == [
        ("https://news.example/img/a.jpg", "Per Holm", 1)
    ]


@pytest.mark.parametrize("name", ["loading-dock.jpg", "blank-map.png", "1.jpg", "greyhound.jpg"])
def test_a_picture_whose_name_holds_that_of_a_placeholder_is_one(name: str) -> None:
    assert [i.content_url for i in article(f"<img src='/img/{name}'>").image] == [
        f"https://news.example/img/{name}"
    ]


NONE = (
    "<img src='/img/pixel.gif' width='1' height='1'>",
    "<img src='/img/loading.gif'>",
    "<iframe src='https://video.example/7.jpg'></iframe>",
    "<div data-src='https://video.example/embed/7'></div>",
)


@pytest.mark.parametrize("picture", NONE)
def test_what_shows_no_picture_is_none(picture: str) -> None:
    assert article(picture, caption="").image == ()


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("<base href='https://cdn.example/x/'>", "https://cdn.example/x/img/a.jpg"),
        ("<base target=_top><base href='/x/'><base href='/y/'>", "https://news.example/x/img/a.jpg"),
        ("<base href='data:text/plain,x'>", "https://news.example/2026/img/a.jpg"),
        ("", "https://news.example/2026/img/a.jpg"),
    ],
)  # fmt: skip
def test_relative_addresses_start_from_the_base_of_the_page(base: str, address: str) -> None:
    head = (
        f"{base}<link rel=canonical href='story/7'><meta property='og:image' content='img/a.jpg'>"
    )

    found = article("<img src='img/a.jpg'>", head)

    assert [i.content_url for i in found.image] == [address]
    assert found.main_entity_of_page == address.replace("img/a.jpg", "story/7")


NODE = '{"@type": "ImageObject", "@id": "#i", "url": "/img/a.jpg", "caption": "The ferry"}'


@pytest.mark.parametrize(
    ("image", "nodes", "found"),
    [
        ('{"@id": "#i"}', NODE, [("https://news.example/img/a.jpg", "The ferry")]),
        (NODE, "{}", [("https://news.example/img/a.jpg", "The ferry")]),
        ('["/img/b.jpg", {"@id": "#i"}]', NODE, [("https://news.example/img/b.jpg", None), ("https://news.example/img/a.jpg", "The ferry")]),
        ('{"@id": "#j"}', NODE, []),
    ],
)  # fmt: skip
def test_a_picture_of_json_ld_may_be_given_by_its_id(
    image: str, nodes: str, found: list[tuple[str, str | None]]
) -> None:
    story = f'{{"@type": "NewsArticle", "headline": "Ferry returns", "image": {image}}}'
    head = f'<script type="application/ld+json">{{"@graph": [{story}, {nodes}]}}</script>'

    images = article("", head, caption="").image

    assert [(i.content_url, i.caption) for i in images] == found


@pytest.mark.parametrize("width", ["\u00b2", "\u0663", "9" * 5_000, "-1", "1e9", "", "600"])
def test_a_width_that_is_none_costs_neither_the_picture_nor_the_story(width: str) -> None:
    [image] = article(f"<img src='/img/a.jpg' width='{width}' height='{width}px'>").image

    assert image.content_url == "https://news.example/img/a.jpg"


@pytest.mark.parametrize("width", ["1", "59", "16px"])
def test_a_picture_of_a_few_pixels_is_none(width: str) -> None:
    assert not article(f"<img src='/img/a.jpg' width='{width}'>", caption="").image
