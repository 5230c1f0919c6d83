"""Dates: which rule completes a vaguer one, and which must leave it alone."""

from __future__ import annotations

import pytest

from crawler.page.precedence import DATE_PUBLISHED
from tests.page.read_pages import evidence_in, said

STORY = "".join(
    f"<p>It had rained for {n} days when the clouds broke over the harbour, and people came out "
    "to look at the water, which stood high against the quay and was still rising.</p>"
    for n in ("nine", "ten", "twelve")
)
HEAD = "<h1>Rain ends after nine days</h1>"
EXACT = "2021-03-08T14:05:00+02:00"
DAY = "8 March 2021"


@pytest.mark.parametrize(
    "line",
    [
        f"<p>Posted <time datetime='{EXACT}'>{DAY}</time></p>",
        f"<time datetime='{EXACT}'>{DAY}</time>",
        f"<time datetime='{EXACT}'>{DAY}, 14:05</time>",
        f"<time datetime='2021-03-08T12:05:00Z'>{DAY}, 14:05</time>",
        f"<p><abbr class='published' title='{EXACT}'>{DAY}</abbr></p>",
        f"<p><span data-timestamp='{EXACT}'>{DAY}</span></p>",
        f"<time datetime='{EXACT}' title='8 March 2021'>8. März 2021</time>",
    ],
)
@pytest.mark.parametrize("place", ["above", "below"])
def test_a_shown_day_has_the_minute_and_the_offset_that_its_element_states(
    line: str, place: str
) -> None:
    above, below = (line, "") if place == "above" else ("", line)
    page = said(f"{HEAD}<div>{above}</div><div>{STORY}</div><div>{below}</div>")

    assert page.date_published == EXACT


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"<time datetime='2021-03-08'>{DAY}, 14:05</time>", "2021-03-08T14:05:00"),
        (f"<time datetime=''>{DAY}, 14:05</time>", "2021-03-08T14:05:00"),
        (f"<time datetime='now'>{DAY}</time>", "2021-03-08"),
        (f"<time datetime='2021-03-08T00:00:00+01:00'>{DAY}</time>", "2021-03-08"),
        (f"<time datetime='2021-03-09T14:05:00+02:00'>{DAY}</time>", "2021-03-08"),
        (f"<time datetime='2021-03-08T17:11:00+02:00'>{DAY}, 14:05</time>", "2021-03-08T14:05:00"),
        (f"<p>{DAY}</p><a title='2021-03-08T09:00:00+02:00'>Snow</a>", "2021-03-08"),
    ],
)
def test_an_element_that_does_not_agree_completes_nothing(line: str, expected: str) -> None:
    assert said(f"{HEAD}<div>{line}</div>{STORY}").date_published == expected


STATED = '<meta property="article:published_time" content="2021-03-08">'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"<time datetime='{EXACT}'>Monday</time>", EXACT),
        (f"<p>Published {DAY}, 14:05</p>", "2021-03-08T14:05:00"),
        (f"<p>Last modified {DAY}, 14:05</p>", "2021-03-08"),
        ("<p>Published 9 March 2021, 14:05</p>", "2021-03-08"),
        ("<time datetime='2021-03-08T00:00:00Z'>Monday</time>", "2021-03-08"),
    ],
)
def test_a_stated_day_has_the_minute_that_the_page_shows_for_it(line: str, expected: str) -> None:
    page = said(f"{STATED}{HEAD}<div>{line}</div>{STORY}")

    assert page.date_published == expected
    assert dict(page.witnesses)["datePublished"] == "meta:article:published_time"


FIRST, LATER = "2021-03-08T10:00:00+02:00", "2021-03-09T14:00:00+02:00"


@pytest.mark.parametrize(
    "lines",
    [
        (f"<time class='updated' datetime='{LATER}'>9 March 2021</time>",
         f"<time class='entry-date published' datetime='{FIRST}'>8 March 2021</time>"),
        (f"<time itemprop='dateModified' datetime='{LATER}'>9 March 2021</time>",
         f"<time itemprop='datePublished' datetime='{FIRST}'>8 March 2021</time>"),
        (f"<p>Updated <time datetime='{LATER}'>9 March 2021</time></p>",
         f"<p>Published <time datetime='{FIRST}'>8 March 2021</time></p>"),
        ("<i>Updated 9 March 2021 14:00 | </i>", "<i>Published 8 March 2021 10:00 | </i>"),
        ("<p>Last modified at 14:00, 9 March 2021</p>", "<p>First published 8 March 2021</p>"),
        ("<p>更新时间：2021-03-09 14:00</p>", "<p>发布时间：2021-03-08 10:00</p>"),
        ("<p>Aktualisiert am 9. März 2021</p>", "<p>Veröffentlicht am 8. März 2021</p>"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [1, -1])
def test_what_a_date_is_called_decides_and_not_which_stands_first(
    lines: tuple[str, str], order: int
) -> None:
    page = said(f"{HEAD}<div>{''.join(lines[::order])}</div><div>{STORY}</div>")

    assert (page.date_published or "")[:10] == "2021-03-08"
    assert (page.date_modified or "")[:10] == "2021-03-09"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Received 3 May 2020. Accepted 16 December 2020. Published 2 January 2021.",
         "2021-01-02"),
        ("Embargoed until 3 May 2021. Published 2 January 2021.", "2021-01-02"),
        ("2 January 2021, seen 900 times", "2021-01-02"),
    ],
)  # fmt: skip
def test_a_day_that_is_called_something_else_is_none_of_publication(
    line: str, expected: str
) -> None:
    assert said(f"{HEAD}<p>{line}</p><div>{STORY}</div>").date_published == expected


def test_an_element_that_is_published_and_updated_at_once_is_of_publication() -> None:
    time = f"<time class='entry-date published updated' datetime='{FIRST}'>8 March 2021</time>"

    page = said(f"{HEAD}<div>{time}</div>{STORY}")

    assert (page.date_published, page.date_modified) == (FIRST, None)


def test_the_rule_that_completed_a_date_is_named() -> None:
    page = evidence_in(f"{HEAD}<time datetime='{EXACT}'>{DAY}</time>{STORY}")

    choice = page.choices().by_name[DATE_PUBLISHED.name]

    assert choice.rule == "to_the_minute_that_its_element_states"


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        (
            "<p>The clouds broke {} over the harbour, and people came out to see the water.</p>",
            None,
        ),
        ("<div>{}</div>", "1999-01-01"),
    ],
)
def test_a_time_inside_the_prose_is_no_date_of_publication(
    time: str, expected: str | None
) -> None:
    told = time.format('<time datetime="1999-01-01">on Friday</time>')

    assert said(f"{HEAD}<div>{STORY}{told}</div>").date_published == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Posted October 7, 2020", []),
        ("Updated December 9, 2020", []),
        ("Jane Roe October 7, 2020", ["Jane Roe"]),
        ("Jane Roe 7.10.2020", ["Jane Roe"]),
    ],
)
def test_the_name_before_a_day_ends_where_the_day_begins(line: str, expected: list[str]) -> None:
    page = said(f"{HEAD}<div>{line}</div>{STORY}")

    assert [maker.name for maker in page.author] == expected
