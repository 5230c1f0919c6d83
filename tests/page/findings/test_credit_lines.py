"""The lines around a story, by where they stand, and what they say of who made it and when."""

from __future__ import annotations

import pytest

from crawler.page.blocks.outline import outline
from crawler.page.body.container import body_of
from crawler.page.findings.credit_lines import ABOVE, FAR, CreditLines, Time, credit_lines
from crawler.page.tree import parse
from tests.page.story_pages import ER, ONE, SAN, STORY, YI, paragraphs

TEXT = paragraphs(*STORY)
NOTES = "<p>The prices are of Monday.</p><p>So is the ice.</p>"
TITLE = "<h1>Ice stops the ferry</h1>"


def around(html: str, *named: str) -> CreditLines:
    """Return the lines around the body of a page, below its heading of the first rank."""
    page = outline(parse(f"<body>{html}</body>").root)
    body = body_of(page).blocks
    heading = next((n for n, block in enumerate(page.blocks) if block.tag == "h1"), -1)
    return credit_lines(page, heading, body, named)


def test_every_line_is_told_by_where_it_stands() -> None:
    far = "".join(f"<p>Far {n}</p>" for n in range(3))
    near = "".join(f"<p>Near {n}</p>" for n in range(ABOVE))
    lines = around(
        f"{far}{near}{TITLE}<p>By Jane Roe</p><article>{TEXT}<p>Photo: Mo Lee</p></article>"
        "<p>Tags</p>"
    )

    assert lines.far == ["Far 0", "Far 1", "Far 2"]
    assert lines.above == [f"Near {n}" for n in range(ABOVE)]
    assert lines.head == ["By Jane Roe"]
    assert lines.opening[-1] == "Ice stops the ferry"
    assert lines.tail[-2:] == ["Photo: Mo Lee", "Tags"]
    assert ONE not in {*lines.head, *lines.tail, *lines.above}


def test_what_stands_too_far_above_or_was_written_by_readers_is_no_line() -> None:
    menu = "".join(f"<div>Menu {n}</div>" for n in range(FAR + 5))
    lines = around(f"{menu}{TITLE}{TEXT}<div class=comments><p>By Old Tom</p></div>")

    assert (lines.far[0], lines.above[-1]) == ("Menu 5", f"Menu {FAR + 4}")
    assert "By Old Tom" not in lines.tail


def test_lines_that_a_profile_names_come_first() -> None:
    lines = around(f"{TITLE}<p>By Jane Roe</p>{TEXT}", "来源：海州日报")

    assert lines.head == ["来源：海州日报", "By Jane Roe"]
    assert lines.credits.source == "海州日报"


@pytest.mark.parametrize(
    ("element", "time"),
    [
        ("<time datetime=2026-02-05>Thursday</time>", Time("2026-02-05", "")),
        ("<time>5 February 2026</time>", Time("5 February 2026", "")),
        ("<time class='entry-date published' datetime=2026>x</time>", Time("2026", "published")),
        ("<time itemprop=dateModified datetime=2026>x</time>", Time("2026", "changed")),
        ("Published: <time>5 February 2026</time>", Time("5 February 2026", "published")),
        ("Updated: <time>5 February 2026</time>", Time("5 February 2026", "changed")),
        ("<time></time>", None),
    ],
)
def test_a_time_over_the_text_says_what_it_is_of(element: str, time: Time | None) -> None:
    lines = around(f"{TITLE}<p>{element} Port Pell</p>{TEXT}")

    assert lines.times == ([time] if time else [])


def test_a_time_in_the_text_counts_only_where_something_calls_it_so() -> None:
    inside = "<p>Since <time datetime=1963>1963</time>, none.</p>"
    called = "<p><time class=published datetime=2026>x</time> Port Pell</p>"

    assert around(f"{TITLE}<div>{inside}{TEXT}</div>").times == []
    assert around(f"{TITLE}<div>{called}{TEXT}</div>").times == [Time("2026", "published")]


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("<p>Jane Roe</p>", "Jane Roe"),
        (f"<p align=right>Jane Roe</p>{NOTES}", "Jane Roe"),
        (f"<p>Jane Roe</p>{NOTES}", None),
        ("<h3>Jane Roe</h3>", None),
        ("<ul><li>Jane Roe</ul>", None),
        ("<p><a href=/x>Jane Roe</a></p>", None),
        ("<p>Harbour Office</p>", None),
    ],
    ids=["a name", "set right", "not set right", "a heading", "a list", "a link",
         "words of the text"],
)  # fmt: skip
def test_a_name_alone_at_the_end_signs_the_text(end: str, author: str | None) -> None:
    signed = around(f"{TITLE}<article>{TEXT}{end}</article>").credits

    assert [each.name for each in signed.of("author")] == ([author] if author else [])


def test_credits_of_a_chinese_page_stand_over_and_under_its_text() -> None:
    lines = around(
        f"<h1>大雪封港</h1><p>2026-02-05 09:12 来源：海州日报</p>{paragraphs(YI, ER, SAN)}"
        "<p>责任编辑：袁永红</p>"
    )

    assert lines.credits.source == "海州日报"
    assert [each.name for each in lines.credits.of("editor")] == ["袁永红"]


def test_under_the_text_a_heading_ends_the_terms_that_are_its_own() -> None:
    terms = "<p class=tags><a rel=tag href=/tag/{0}>{0}</a></p>"

    lines = around(f"{TITLE}{TEXT}{terms.format('Ice')}<h3>More</h3>{terms.format('Sport')}")

    assert lines.terms.tags == ("Ice",)


def test_a_page_without_a_body_has_the_lines_below_its_heading() -> None:
    page = outline(parse(f"<body>{TITLE}<p>By Jane Roe</p>").root)

    lines = credit_lines(page, 0, [])

    assert (lines.head, lines.tail, lines.opening) == (
        ["By Jane Roe"],
        [],
        ["Ice stops the ferry"],
    )


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("<div class=caption>5 February 2026, Port Pell</div>", True),
        ("<div class=caption>Port Pell, 5 February 2026</div>", False),
        ("<div>Port Pell, 5 February 2026</div>", True),
        (f"<div><a href=/x>{' '.join(STORY)}</a></div>", False),
    ],
    ids=["a caption that is a day", "a caption", "a line", "a long line"],
)
def test_a_line_over_the_text_counts_unless_it_is_long_or_a_pictures(
    line: str, *, counts: bool
) -> None:
    assert bool(around(f"{TITLE}{line}<article>{TEXT}</article>").head) is counts


def test_a_paragraph_with_a_number_near_its_start_may_open_with_a_date_line() -> None:
    dated = f"Port Pell, 5 February 2026. {ONE}"
    lines = around(f"{TITLE}<article><p>{dated}</p>{TEXT}</article>")

    assert lines.opening == [dated, "Ice stops the ferry"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("<p>By Jane Roe and Mo Lee</p>", ["Jane Roe", "Mo Lee"]),
        ("<div>By Jane Roe</div>", ["Jane Roe"]),
        ("<ul><li>By Jane Roe</ul>", []),
        ("<p class=caption>By Jane Roe</p>", []),
        ("<p>By the quay stood Jane Roe.</p>", []),
    ],
    ids=["names", "a div", "a list", "a caption", "a sentence"],
)
def test_a_line_that_says_by_and_nothing_else_names_who_wrote_the_text(
    line: str, names: list[str]
) -> None:
    written = around(f"{TITLE}<article>{line}{TEXT}</article>").written

    assert [each.name for each in written] == names
