"""What a profile names by its CSS, and nothing where the page has it not."""

from __future__ import annotations

import pytest

from crawler.model import Image, Person
from crawler.page.fields.in_layout import authors, images, published, text
from crawler.site import Layout, Site
from tests.page.read_pages import PROSE, evidence_in, told

LAYOUT = Layout(
    name="columns",
    author=".who b",
    published=".when",
    images=".picture",
    section=".where",
)
PAGE = f"""<h1>Rain ends</h1><p class=where> </p><p class=where>Harbour</p>
<p class=who><b>Jane Roe</b><b>John Doe</b></p>
<p class=when title="2021-03-08T14:05:00+02:00">yesterday</p>{PROSE}
<div class=picture><img src=/1.jpg>The quay</div><img class=picture src=/2.jpg>"""


def page(html: str = PAGE, layout: Layout = LAYOUT) -> object:
    return evidence_in(html, site=Site(name="a", domains=("a.example",), layouts=(layout,)))


SECTION = text("section", lambda layout: layout.section).ask


def test_each_field_is_in_the_elements_that_the_layout_names() -> None:
    found = page()

    assert told(authors, found) == [(Person("Jane Roe"), Person("John Doe"))]  # type: ignore[arg-type]
    assert [each.iso() for each in told(published, found)] == ["2021-03-08T14:05:00+02:00"]  # type: ignore[arg-type]
    assert told(SECTION, found) == ["Harbour"]  # type: ignore[arg-type]
    assert told(images, found) == [  # type: ignore[arg-type]
        (
            Image("https://www.a.example/1.jpg", "The quay"),
            Image("https://www.a.example/2.jpg"),
        )
    ]


@pytest.mark.parametrize("ask", [authors, published, images, SECTION])
@pytest.mark.parametrize(
    "layout",
    [
        Layout(name="empty"),
        Layout(name="broken", author=":::", published=":::", images=":::", section=":::"),
        Layout(name="elsewhere", author="#a", published="#b", images="#c", section="#d"),
    ],
)
def test_what_a_layout_does_not_find_is_left_to_others(ask: object, layout: Layout) -> None:
    assert told(ask, page(layout=layout)) == []  # type: ignore[arg-type]


def test_without_a_profile_there_is_no_layout_to_ask() -> None:
    assert told(SECTION, evidence_in(PAGE)) == []
