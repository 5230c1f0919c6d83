"""What an element says of a name in it: by its names, its link, and the boxes around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import lxml.html
import pytest

from crawler.page.findings.byline_signs import (
    ENOUGH,
    LONGEST,
    SURE,
    VOUCHED,
    WEIGHTS,
    Sign,
    box_signs,
    files,
    is_marked,
    own_signs,
    stated_signs,
)

if TYPE_CHECKING:
    from lxml.html import HtmlElement


def first(html: str) -> HtmlElement:
    return lxml.html.fromstring(html)


@pytest.mark.parametrize(
    ("html", "signs"),
    [
        ("<a rel=author href=/p/7>Jane Roe</a>", {"marked"}),
        ("<span itemprop=author>Jane Roe</span>", {"marked"}),
        ("<span property=schema:creator>Jane Roe</span>", {"marked"}),
        ("<span class=p-author>Jane Roe</span>", {"marked"}),
        ("<span class=postAuthor>Jane Roe</span>", {"called"}),
        ("<a class=byline href=/authors/jane-roe>Jane Roe</a>", {"called", "linked"}),
        ("<a href=/authors/jane-roe>Jane Roe</a>", {"linked"}),
        ("<a href=/news/7>Jane Roe</a>", {"elsewhere"}),
        ("<span class=authority>Harbour board</span>", set()),
        ("<b>Jane Roe</b>", set()),
    ],
)
def test_an_element_speaks_for_a_name_by_what_it_is_called_and_where_it_leads(
    html: str, signs: set[Sign]
) -> None:
    found = stated_signs(first(html))

    assert found is not None
    assert {*found} == signs


@pytest.mark.parametrize(
    "html",
    [
        "<span class=author-bio>Jane Roe sails.</span>",
        "<span class=byline__date>Monday</span>",
        "<span class=reviewed-by>Jane Roe</span>",
        "<a rel=tag href=/x>Ice</a>",
        "<a class=byline href=/topics/ice>Ice</a>",
    ],
)
def test_an_element_of_something_else_holds_no_name(html: str) -> None:
    assert stated_signs(first(html)) is None


@pytest.mark.parametrize(
    ("href", "name", "signs"),
    [
        ("/people/jane-roe", "Jane Roe", set()),
        ("/people/zoe-ruck", "Zoë Rück", set()),
        ("/people/jane", "Jane Roe", {"elsewhere"}),
        ("/people/jane", "Jane", {"elsewhere"}),
        ("/authors/jane-roe", "Jane Roe", {"linked"}),
    ],
)
def test_a_link_that_spells_the_name_in_it_does_not_lead_elsewhere(
    href: str, name: str, signs: set[Sign]
) -> None:
    found = own_signs(first(f"<a href={href}>{name}</a>"))

    assert found is not None
    assert {*found} == signs


@pytest.mark.parametrize(
    ("box", "signs"),
    [
        ("<div class=byline><p><i>Jane Roe</i></p></div>", {"box"}),
        ("<div class=related><p><i>Jane Roe</i></p></div>", None),
        ("<div class=byline><div class=related><i>Jane Roe</i></div></div>", None),
        ("<div class=related><div class=byline><i>Jane Roe</i></div></div>", {"box"}),
        ("<article class=byline><p><i>Jane Roe</i></p></article>", set()),
        (f"<div class=byline><p><i>Jane Roe</i> {'sails. ' * LONGEST}</p></div>", set()),
        ("<div class=byline><b><b><b><i>Jane Roe</i></b></b></b></div>", set()),
        ("<div class=x9><p><i>Jane Roe</i></p></div>", set()),
        ("<div class=author-description><p><i>M.A. Journalism</i></p></div>", None),
        ("<div class=authors-desk><p><i>Jane Roe</i></p></div>", {"box"}),
    ],
    ids=["a byline", "others", "inmost", "inmost byline", "an article", "large", "far", "nothing",
         "a note on an author", "a desk of authors"],
)  # fmt: skip
def test_the_nearest_small_box_with_a_name_speaks_for_what_is_in_it(
    box: str, signs: set[Sign] | None
) -> None:
    page = first(f"<body>{box}</body>")

    assert box_signs(next(page.iter("i"))) == signs


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p class=byline>Jane Roe</p>", True),
        ("<p>By <a href=/authors/jane-roe>Jane Roe</a></p>", True),
        ("<p>By <a href=/x>Jane Roe</a></p>", False),
        ("<p><span class=share>Share</span></p>", False),
        ("<div><p class=byline>Jane Roe</p></div>", False),
    ],
    ids=["itself", "a part", "a link elsewhere", "something else", "another line"],
)
def test_a_line_is_marked_by_itself_or_a_part_of_it(html: str, *, marked: bool) -> None:
    assert is_marked(first(html)) is marked


@pytest.mark.parametrize(
    ("names", "filed"),
    [("post-tags", True), ("entryCategory", True), ("stage", False), ("", False)],
)
def test_what_a_story_is_filed_under_is_no_name(names: str, *, filed: bool) -> None:
    assert files(first(f"<p class='{names}'>Sea</p>")) is filed


@pytest.mark.parametrize(
    ("signs", "enough", "sure"),
    [
        (("marked",), True, False),
        (("called", "between", "person"), True, True),
        (("between", "dated", "person"), True, False),
        (("around", "dated", "person"), False, False),
        (("between", "dated", "person", "ordinary"), False, False),
        (("labelled", "person", "sheet"), False, False),
    ],
)
def test_what_signs_together_make_a_byline(
    signs: tuple[Sign, ...], *, enough: bool, sure: bool
) -> None:
    weight = sum(WEIGHTS[sign] for sign in signs)

    assert (weight >= ENOUGH, weight >= SURE) == (enough, sure)
    assert all(WEIGHTS[sign] > 0 for sign in VOUCHED)
