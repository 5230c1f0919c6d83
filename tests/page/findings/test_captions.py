"""Captions, credits and pictures of pages of our own making."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from crawler.model import Article, Capture
from crawler.page.findings import captions
from crawler.page.findings.captions import _credit
from crawler.page.findings.picture_source import is_picture
from crawler.page.read import read

if TYPE_CHECKING:
    from lxml.html import HtmlElement

YI = "连日的大雪让海峡上的轮渡停了三天，四十多名旅客被安置在镇上的学校里，吃住都由镇政府负责，至今无人受伤。"
ER = "镇长说，破冰船预计明天一早从大陆出发，中午前后可以抵达，届时轮渡将分批把旅客送回对岸，请大家耐心等候。"
SAN = "气象台预计，本周后半段气温将回升到零度以上，海面上的浮冰会逐渐消退，航道有望在周末前全部恢复通行。"
PICTURE = "<p><img src='/pic/1.jpg'></p>"


def article(inner: str) -> Article:
    page = f"<html><head><title>大雪封港</title></head><body><h1>大雪封港 轮渡停航</h1><div>{inner}</div></body></html>"
    return read(
        Capture(
            url="http://news.example/2026/ferry.html",
            fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
            body=page.encode(),
        )
    )


@pytest.mark.parametrize(
    ("caption", "credit"),
    [
        ("The old quay at dawn. Photo: Jane Roe/AFP", "Jane Roe/AFP"),
        ("The old quay ( Image: Harbour Police / SWNS)", "Harbour Police / SWNS"),
        ("The old quay ( Anadolu via Getty Images)", "Anadolu via Getty Images"),
        ("The old quay. Getty Images/Falkmanno", "Getty Images/Falkmanno"),
        ("The old quay. (AP Photo/Jane Roe, File)", "AP Photo/Jane Roe, File"),
        ("The old quay © Jane Roe", "Jane Roe"),
        ("© Jane Roe The quay at dawn on the first day of ice", None),
        ("Crew and cargo, and/or passengers and their luggage, were taken off", None),
    ],
)
def test_a_credit_is_what_names_the_maker_and_nothing_before_it(
    caption: str, credit: str | None
) -> None:
    assert _credit(caption) == credit


@pytest.mark.parametrize(
    ("line", "caption"),
    [
        ("<p>雪中的渡口。本报记者 李明 摄</p>", "雪中的渡口。本报记者 李明 摄"),
        ("<p>图为停在港内的轮渡。</p>", "图为停在港内的轮渡。"),
        ("<p>▲学校里的临时床铺。</p>", "学校里的临时床铺。"),
        ("<p style='text-align: center'>停在港内的轮渡</p>", "停在港内的轮渡"),
        ("<p align='center'>停在港内的轮渡</p>", "停在港内的轮渡"),
        ("<p>图片来源：海峡晚报</p>", "图片来源：海峡晚报"),
    ],
)
def test_a_line_below_a_picture_is_its_caption(line: str, caption: str) -> None:
    found = article(f"<p>{YI}</p>{PICTURE}{line}<p>{ER}</p><p>{SAN}</p>")

    assert found.article_body == (YI, ER, SAN)
    assert [(i.caption, i.content_url, i.position) for i in found.image] == [
        (caption, "http://news.example/pic/1.jpg", 1)
    ]


@pytest.mark.parametrize(
    "box",
    [
        "<div class='photo'><img src='a.jpg'><br><i>Паром у причала. Фото: Иван Орлов</i></div>",
        "<div class='photo'><img src='a.jpg' alt=''><p class='cap'>Паром у причала. Фото: Иван Орлов</p></div>",
    ],
)
def test_what_shares_a_box_with_a_picture_alone_is_its_caption(box: str) -> None:
    found = article(f"<p>{YI}</p>{box}<p>{ER}</p><p>{SAN}</p>")

    assert found.article_body == (YI, ER, SAN)
    assert [(i.caption, i.credit_text) for i in found.image] == [
        ("Паром у причала. Фото: Иван Орлов", "Иван Орлов")
    ]


def test_a_caption_above_the_first_paragraph_is_one() -> None:
    found = article(
        f"<img src='a.jpg'><br>图为停在港内的轮渡（李明摄）<br><br>{YI}<br><br>{ER}<br><br>{SAN}"
    )

    assert found.article_body == (YI, ER, SAN)
    assert [(i.caption, i.position) for i in found.image] == [("图为停在港内的轮渡（李明摄）", 0)]


def test_every_picture_of_a_gallery_has_its_own_caption() -> None:
    names = (
        "小镇的港口。",
        "学校的礼堂。",
        "镇上的街道。",
        "港内的破冰船。",
        "岸边的灯塔。",
        "雪中的旅客。",
    )
    items = "".join(
        f"<li><a href='#p{n}'><img src='{n}.jpg'></a><p class='caption'>{name}</p></li>"
        for n, name in enumerate(names)
    )

    found = article(f"<p>{YI}</p><ul>{items}</ul>")

    assert [i.caption for i in found.image] == list(names)


def test_a_claim_of_copyright_with_no_picture_above_it_is_no_caption() -> None:
    found = article(f"<p>{YI}</p><p>{ER}</p><p>{SAN}</p><p>© 2026 Harbour Times</p>")

    assert found.image == ()


def test_a_figures_caption_is_no_paragraph() -> None:
    figure = "<figure><img src='a.jpg'><figcaption>停在港内的轮渡</figcaption></figure>"

    found = article(f"<p>{YI}</p><p>{ER}</p>{figure}<p>{SAN}</p>")

    assert found.article_body == (YI, ER, SAN)
    assert [(i.caption, i.position) for i in found.image] == [("停在港内的轮渡", 2)]


def test_a_paragraph_below_a_picture_stays_a_paragraph() -> None:
    found = article(f"<p>{YI}</p>{PICTURE}<p>{ER}</p><p>{SAN}</p>")

    assert found.article_body == (YI, ER, SAN)
    assert [i.caption for i in found.image] == [None]


def test_who_took_a_picture_is_data_of_its_own() -> None:
    found = article(
        f"<p>{YI}</p>{PICTURE}<p>雪中的渡口。本报记者 李明 摄</p><p>{ER}</p><p>{SAN}</p>"
    )

    assert [i.credit_text for i in found.image] == ["本报记者 李明 摄"]


@pytest.mark.parametrize(
    "lines",
    [
        "<p class='credit'>李明 摄</p><p class='caption'>雪中的渡口。李明 摄</p>",
        "<p class='caption'>雪中的渡口。李明 摄</p><p class='caption'>雪中的渡口。李明 摄</p>",
        "<figcaption>李明 摄 / 雪中的渡口。李明 摄</figcaption>",
    ],
)
def test_caption_and_credit_are_said_once(lines: str) -> None:
    found = article(
        f"<p>{YI}</p><figure><img src='/pic/1.jpg'>{lines}</figure><p>{ER}</p><p>{SAN}</p>"
    )

    assert [(i.caption, i.credit_text) for i in found.image] == [
        ("雪中的渡口。李明 摄", "李明 摄")
    ]


def test_a_short_line_is_a_caption_where_the_page_does_it_so() -> None:
    lines = ("小镇的港口。", "学校的礼堂。", "镇上的街道。", "港内的破冰船。")
    inner = "".join(
        f"<p>{text}</p>{PICTURE}<p>{line}</p>"
        for text, line in zip((YI, ER, SAN, ER[::-1]), lines, strict=True)
    )

    found = article(inner + f"<p>{YI[::-1]}</p>")

    assert tuple(i.caption for i in found.image) == lines
    assert not set(lines) & set(found.article_body)


def test_icons_are_no_pictures() -> None:
    inner = f"<p>{YI}</p><img src='/share-icon.png'><img src='/dot.gif' width='1'><p>{ER}</p><p>{SAN}</p>"

    assert article(inner).image == ()


def test_a_caption_of_nothing_but_initials_is_looked_through_once() -> None:
    assert _credit("a." * 2_000) is None


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (
            "<img src='/a.jpg'><figcaption><span>The quay at noon.</span><span>The quay at noon.</span><span class='photo-credit'>Jo Falk/dpa</span></figcaption>",
            ("The quay at noon. Jo Falk/dpa", "Jo Falk/dpa"),
        ),
        (
            "<img src='/a.jpg'><figcaption>The quay at noon.</figcaption><div class='credit'>© Jo Falk</div>",
            ("The quay at noon. © Jo Falk", "Jo Falk"),
        ),
        (
            "<img src='/a.jpg'><figcaption>The <b>quay</b> at <i>noon</i>.</figcaption>",
            ("The quay at noon.", None),
        ),
        (
            "<img src='/a.jpg'><img src='/a.jpg'><figcaption>The quay.</figcaption>",
            ("The quay.", None),
        ),
    ],
)
def test_what_the_elements_of_a_caption_say_is_taken_once(
    figure: str, said: tuple[str, str | None]
) -> None:
    found = article(f"<p>{YI}</p><figure>{figure}</figure><p>{ER}</p><p>{SAN}</p>").image

    assert [(image.caption, image.credit_text) for image in found] == [said]
    assert found[0].content_url == "http://news.example/a.jpg"


@pytest.mark.parametrize(
    ("alt", "line", "is_caption"),
    [
        ("Selma", "Selma was built of oak in 1921, and has never been late for the ice.", False),
        ("Selma", "Selma", True),
        (
            "The tug Selma leaves the quay",
            "The tug Selma leaves the quay at dawn on Monday.",
            True,
        ),
    ],
)
def test_a_paragraph_may_begin_with_the_name_of_the_picture_above_it(
    alt: str, line: str, *, is_caption: bool
) -> None:
    shown = f"<p>{YI}</p><p><img src='/selma.jpg' width='600' alt='{alt}'></p><p>{line}</p>"

    story = article(f"{shown}<p>{ER}</p><p>{SAN}</p>")

    assert (line in story.article_body) is not is_caption
    assert [image.caption for image in story.image] == [line if is_caption else None]


@pytest.mark.parametrize("depth", [10, 300])
def test_each_element_of_figures_in_each_other_is_looked_at_once(
    depth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def counted(element: HtmlElement) -> bool:
        asked.append(element)
        return is_picture(element)

    monkeypatch.setattr(captions, "is_picture", counted)

    story = article(
        f"<p>{YI}</p><p>{ER}</p>{'<figure><b>雪</b>' * depth}{'</figure>' * depth}<p>{SAN}</p>"
    )

    assert len(asked) < 4 * (depth + 1)
    assert story.image == ()


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        (
            "<figure><figure><div data-src=/a.jpg></div></figure><div data-src=/b.jpg></div></figure>",
            ["a", "a"],
        ),
        (
            "<figure><div data-src=/b.jpg></div><figure><div data-src=/a.jpg></div></figure></figure>",
            ["b", "a"],
        ),
        ("<figure><figure>雪</figure><div data-src=/b.jpg></div></figure>", ["b"]),
    ],
)
def test_a_figure_without_a_picture_has_the_first_that_is_hidden_in_it(
    inner: str, shown: list[str]
) -> None:
    story = article(f"<p>{YI}</p><p>{ER}</p>{inner}<p>{SAN}</p>")

    pictures = [image.content_url for image in story.image]
    assert pictures == [f"http://news.example/{name}.jpg" for name in dict.fromkeys(shown)]
