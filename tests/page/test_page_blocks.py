"""The blocks of a page and its body: folded where names allow, shown where a script would."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from crawler.model import Capture
from crawler.page.document import document_of
from crawler.page.page_blocks import Blocks, blocks_of
from crawler.site import ANY_SITE, Layout, Site
from tests.page.story_pages import ER, ONE, SAN, STORY, THREE, TWO, YI, paragraphs

TEXT = paragraphs(*STORY)
MORE = (
    "On the island, the shops have bread for two more days, and milk for one of them.",
    "The doctor crossed the ice on a sledge, as her grandfather did in the winter of 1963.",
    "The school is closed, since it is full of passengers, and nobody there has complained.",
)
REST = paragraphs(*MORE)
LINE = " ".join(STORY)
SHORT = "The tug is late."


def blocks(html: str, site: Site = ANY_SITE) -> Blocks:
    capture = Capture(
        url="https://www.news.example/2026/ferry",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=f"<meta charset=utf-8><body>{html}</body>".encode(),
    )
    return blocks_of(document_of(capture), site)


def body(page: Blocks) -> tuple[str, ...]:
    return tuple(map(page.text, page.body.blocks))


def test_what_is_called_something_else_is_folded_unless_the_story_is_in_it() -> None:
    beside = blocks(f"{TEXT}<div class=sidebar><div><p>{ONE}</p></div></div>")
    within = blocks(f"<div class=sidebar><div>{TEXT}</div></div>")

    assert body(beside) == body(within) == STORY
    assert beside.outline.folds
    assert not within.outline.folds


@pytest.mark.parametrize(
    ("seen", "hidden", "expected"),
    [
        (ONE, paragraphs(TWO, THREE) + REST, (TWO, THREE, *MORE)),
        (ONE, TEXT + REST, (*STORY, *MORE)),
        (SHORT, f"<p>{TWO}</p>", (SHORT,)),
        (LINE, paragraphs(*(f"{text} {n}" for text in MORE for n in range(3))), (LINE,)),
        (LINE, f"<p>{LINE}</p>{REST}<p>{' '.join(MORE)}</p>", (LINE, *MORE, " ".join(MORE))),
        (LINE, f"<p>{LINE} {' '.join(MORE * 2)}</p>", (LINE,)),
        (ONE, "", (ONE,)),
    ],
    ids=[
        "another",
        "the seen and more",
        "little",
        "beside a text",
        "a line and more",
        "in one line",
        "nothing",
    ],
)
def test_what_a_script_would_show_is_read_where_it_is_the_larger_part(
    seen: str, hidden: str, expected: tuple[str, ...]
) -> None:
    assert body(blocks(f"<main><p>{seen}</p></main><div hidden>{hidden}</div>")) == expected


def test_the_layout_is_that_of_the_day_of_the_capture_and_decides_alone() -> None:
    old, new = (
        Layout(name="old", until=date(2020, 1, 1)),
        Layout(name="new", body="#b"),
    )
    site = Site(name="own", layouts=(old, new))

    page = blocks(
        f"<div>{TEXT}</div><div id=b><p>{TWO}</p></div><div hidden>{TEXT}{REST}</div>", site
    )

    assert page.layout == new
    assert body(page) == (TWO,)


def test_the_links_of_a_page_are_those_of_its_head_and_its_text() -> None:
    page = blocks(f"<link rel=next href=/2>{TEXT}<p><a href=/3>The winter of 1963</a></p>")

    assert [link.get("href") for link in page.links()] == ["/2", "/3"]


def test_only_a_page_that_a_mirror_damaged_is_cleared() -> None:
    mirrored = blocks("<p>來(lái)源：海州日報(bào)</p><p>責(zé)任編(biān)輯(jí)：周山</p>")

    assert [mirrored.text(n) for n in range(2)] == ["来源：海州日报", "责任编辑：周山"]
    assert blocks(TEXT).clear is str
    assert blocks(paragraphs(YI, ER, SAN)).clear is str
