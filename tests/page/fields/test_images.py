"""The pictures of a story: in its text, or else as they are stated."""

from __future__ import annotations

import json

import pytest

from crawler.model import Image
from crawler.page.fields.images import in_json_ld, in_meta, on_the_page
from tests.page.read_pages import PROSE, evidence_in, told

ROOT = "https://www.a.example"
URL = f"{ROOT}/news/rain"


@pytest.mark.parametrize(
    ("stated", "images"),
    [
        ("/1.jpg", [Image(f"{ROOT}/1.jpg")]),
        (["/1.jpg", "1.jpg", "/1.jpg"], [Image(f"{ROOT}/1.jpg"), Image(f"{ROOT}/news/1.jpg")]),
        (
            {"url": "/1.jpg", "caption": "The quay", "creditText": "Jane Roe"},
            [Image(f"{ROOT}/1.jpg", "The quay", "Jane Roe")],
        ),
        ({"contentUrl": "/1.jpg"}, [Image(f"{ROOT}/1.jpg")]),
        ({"@id": "#picture"}, [Image(f"{ROOT}/2.jpg", "By its id")]),
        ({"@id": "#nothing"}, None),
        ("data:image/gif;base64,R0lGOD", None),
        (["", None, 7, {"url": ["/1.jpg"]}], None),
    ],
)
def test_json_ld_states_them_by_address_by_node_or_by_id(
    stated: object, images: list[Image] | None
) -> None:
    data = {"@graph": [
        {"@type": "NewsArticle", "headline": "Rain ends", "image": stated},
        {"@type": "ImageObject", "@id": "#picture", "url": "/2.jpg", "caption": "By its id"},
    ]}  # fmt: skip
    page = evidence_in(
        f"<script type='application/ld+json'>{json.dumps(data)}</script>"
        f"<h1>Rain ends</h1>{PROSE}", URL,
    )  # fmt: skip

    assert told(in_json_ld, page) == ([tuple(images)] if images else [])


@pytest.mark.parametrize("name", ["og:image", "og:image:url", "twitter:image"])
def test_the_picture_of_a_link_to_the_page_is_joined_to_its_base(name: str) -> None:
    page = evidence_in(
        f"<base href='{ROOT}/pictures/'><meta property='{name}' content='1.jpg'>"
        f"<h1>Rain ends</h1>{PROSE}", URL,
    )  # fmt: skip

    assert told(in_meta, page) == [(Image(f"{ROOT}/pictures/1.jpg"),)]


def test_a_picture_in_the_text_stands_where_it_stands() -> None:
    first, rest = PROSE.split("</p>", 1)
    picture = "<figure><img src=/1.jpg width=600><figcaption>The quay</figcaption></figure>"
    page = evidence_in(f"<h1>Rain ends</h1><div>{first}</p>{picture}{rest}</div>", URL)

    assert told(on_the_page, page) == [(Image(f"{ROOT}/1.jpg", "The quay", None, 1),)]
    assert told(on_the_page, evidence_in(f"<h1>Rain ends</h1>{PROSE}", URL)) == []
