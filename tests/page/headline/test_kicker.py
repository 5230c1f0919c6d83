"""The lines over and under a headline: kicker and deck."""

from __future__ import annotations

import pytest

from tests.page.headline.headlines import BODY, headline


def test_a_kicker_set_inside_the_heading_is_taken_apart() -> None:
    found = headline(
        f'<h1><span class="article__kicker">Weather</span> Rain ends after nine days</h1>{BODY}',
        stated="Rain ends after nine days",
    )

    assert (found.kicker, found.text) == ("Weather", "Rain ends after nine days")


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("Weather: Rain ends after nine days", "Weather: Rain ends after nine days"),
        ("Weather: Rain ends after nine days | Sport", "Weather: Rain ends after nine days"),
        ("Rain ends after nine days | Sport", "Rain ends after nine days"),
    ],
)
def test_a_kicker_is_of_the_headline_where_json_ld_has_it_so(stated: str, text: str) -> None:
    kicker = '<span class="article__kicker">Weather:</span>'

    assert (
        headline(f"<h1>{kicker} Rain ends after nine days</h1>{BODY}", stated=stated).text == text
    )


def test_a_deck_in_the_heading_and_one_below_it_are_told_apart() -> None:
    inside = headline(
        f"<h1>Rain ends after nine days<span>Harbour opens again</span></h1>{BODY}".replace(
            "<span>", " <span>"
        ),
        stated="Rain ends after nine days",
    )
    below = headline(
        f'<div><h1>Rain ends after nine days</h1><p class="subtitle">Harbour opens again</p>'
        f"</div>{BODY}",
        stated="Rain ends after nine days",
    )

    assert inside.text == below.text == "Rain ends after nine days"
    assert inside.alternative == below.alternative == "Harbour opens again"


def test_a_byline_or_a_date_below_the_headline_is_no_deck() -> None:
    for line in ("By Jane Roe", "8 March 2021"):
        found = headline(
            f'<div><h1>Rain ends after nine days</h1><h4 class="subtitle">{line}</h4></div>{BODY}',
            stated="Rain ends after nine days",
        )
        assert found.alternative is None


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
    "lines",
    [
        f"<h1>{KICKER}<br>{MAIN}<br>{SUB}</h1>",
        f"<div><h3>{KICKER}</h3><h1>{MAIN}</h1><h3>{SUB}</h3></div>",
        f"<div><h2>{KICKER}</h2><h2>{MAIN}</h2><h2>{SUB}</h2></div>",
        f'<div><p align="center">{KICKER}</p><h1>{MAIN}</h1><p align="center">{SUB}</p></div>',
        f'<div><p class="yinti">{KICKER}</p><h1>{MAIN}</h1><p class="futi">{SUB}</p></div>',
        f"<center><p>{KICKER}</p><p><b>{MAIN}</b></p><p>{SUB}</p></center>",
        f'<div><p style="text-align:center">{KICKER}</p><h1>{MAIN}</h1><h2>{SUB}</h2></div>',
    ],
)
@pytest.mark.parametrize("title", [MAIN, f"{MAIN}_海州网", f"{MAIN} {SUB}"])
def test_the_three_lines_of_a_chinese_headline_are_told_apart(lines: str, title: str) -> None:
    found = headline(f"{lines}<div>2021-03-08 来源：海州日报</div>{TEXT}", title=title)

    assert (found.kicker, found.text, found.alternative) == (KICKER, MAIN, SUB)


@pytest.mark.parametrize(
    ("line", "is_deck"),
    [
        ("<div>{}</div>", True),
        ("<p class=ft>{}</p>", True),
        ("<div><strong>{}</strong></div>", True),
        ("<div><a href='/x/'>{}</a></div>", False),
        ("<div>作者：{}</div>", False),
        ("<div>{}。</div>", False),
        ("<div><div>{}</div></div>", False),
    ],
)
@pytest.mark.parametrize(
    ("main", "sub"), [(MAIN, SUB), ("Rain ends after nine days", "Harbour opens again at noon")]
)
def test_a_line_alone_between_headline_and_date_is_the_deck(
    line: str, main: str, sub: str, *, is_deck: bool
) -> None:
    dated = "<div class=info>2021-03-08 09:12 来源：海州日报</div>"
    page = f"<div><h1>{main}</h1>{line.format(sub)}{dated}{TEXT}{BODY}</div>"

    found = headline(page, title=main)

    assert (found.text, found.alternative) == (main, sub if is_deck else None)


@pytest.mark.parametrize("line", ["Berlin", "Issue of 2022", "NMB-Media", "+ 10"])
def test_a_word_or_two_below_a_headline_are_no_deck(line: str) -> None:
    dated = "<div class=info>8 March 2021</div>"
    page = f"<div><h1>Rain ends after nine days</h1><div>{line}</div>{dated}{BODY}</div>"

    assert headline(page, title="Rain ends after nine days").alternative is None
