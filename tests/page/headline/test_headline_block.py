"""Headlines: found on the page, cut free of the site's name, told from the lines around them."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from tests.page.headline.headlines import BODY, headline


def test_the_visible_heading_beats_what_was_stated_for_search_engines() -> None:
    found = headline(
        f"<h1>Rain ends in the harbour after nine days</h1>{BODY}",
        stated="Harbour rain ends: nine days of it",
    )

    assert found.text == "Rain ends in the harbour after nine days"


def test_the_name_of_the_site_in_a_heading_is_no_headline() -> None:
    found = headline(
        f"<h1>The Daily Harbour News</h1><h2>Rain ends after nine days</h2>{BODY}",
        stated="Rain ends after nine days",
        sites=("The Daily Harbour News",),
    )

    assert (found.text, found.block) == ("Rain ends after nine days", 1)


def test_a_title_alone_gives_the_headline() -> None:
    found = headline(BODY, title="Rain ends after nine days | The Daily", sites=("The Daily",))

    assert (found.text, found.block) == ("Rain ends after nine days", -1)


def test_the_styles_that_a_component_brings_along_are_no_part_of_a_headline() -> None:
    desk = "<span>The harbour office <style>.x{top:0}</style><span>:</span></span>"
    found = headline(
        f"<h1><style>.y{{top:0}}</style>{desk}Rain ends after nine days</h1>{BODY}",
        title="Rain ends after nine days",
    )

    assert found.text == "Rain ends after nine days"


KICKER, MAIN, SUB = (
    "某某在海州港调研防汛工作时强调",
    "全面排查堤坝加固险段确保安全",
    "保障群众生命财产和港口畅通",
)


TEXT = (
    "<p>3月8日，某某来到海州港，了解了堤坝加固的情况，看望了"
    "连日守在堤上的人们，并同他们一一握手交谈，询问大家的生活。</p>"
)


@pytest.mark.parametrize(
    ("heading", "title", "lines"),
    [
        ("RAIN<br>ENDS<br><b>AFTER NINE DAYS</b>", "Rain ends after nine days | The Daily", (None, "RAIN ENDS AFTER NINE DAYS", None)),
        ("Rain ends after<br>nine days", "Rain ends after nine days", (None, "Rain ends after nine days", None)),
        ("Rain ends after nine days<br>Harbour opens again", "Rain ends after nine days", (None, "Rain ends after nine days", "Harbour opens again")),
        ("<span class=article-kicker>Weather</span><br><span>Rain ends after nine days</span>", "Rain ends after nine days", ("Weather", "Rain ends after nine days", None)),
        ("<span class=topline>Weather</span> <span>Rain ends after nine days</span>", "Weather - Rain ends after nine days", ("Weather", "Rain ends after nine days", None)),
        ("<span>Rain ends,</span> <span>board says</span>", "Rain ends, board says", (None, "Rain ends, board says", None)),
        ("Weather: Rain ends after nine days", "Weather: Rain ends after nine days", (None, "Weather: Rain ends after nine days", None)),
    ],
)  # fmt: skip
def test_a_heading_of_several_lines_is_read_as_it_is_stated(
    heading: str, title: str, lines: tuple[str | None, ...]
) -> None:
    found = headline(f"<h1>{heading}</h1>{BODY}", title=title)

    assert (found.kicker, found.text, found.alternative) == lines


def test_breadcrumbs_and_the_line_of_the_source_are_no_lines_of_a_headline() -> None:
    found = headline(
        f"<div><h4>首页 > 要闻 > 正文</h4><h1>{MAIN}</h1><h4>来源：海州日报 作者：魏来</h4>"
        f"</div>{TEXT}",
        title=MAIN,
    )

    assert (found.kicker, found.text, found.alternative) == (None, MAIN, None)
