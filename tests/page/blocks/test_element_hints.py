"""What an element is by its tag, its names and its place."""

from __future__ import annotations

import lxml.html
import pytest

from crawler.page.blocks.element_hints import element_hint, hint_of_tag

HINTS = {
    "<nav>x</nav>": "drop",
    "<footer>x</footer>": "drop",
    "<aside class=entry-content>x</aside>": "drop",
    "<figure>x</figure>": "caption",
    "<div role=navigation>x</div>": "drop",
    "<div itemprop=articleBody>x</div>": "body",
    "<div class=sidebar>x</div>": "drop",
    "<div id=comments>x</div>": "comments",
    "<div class=row>x</div>": "",
    "<div>x</div>": "",
    "<p class=entry-content>x</p>": "",
    "<p class=comments>x</p>": "comments",
    "<main class=sidebar>x</main>": "",
    "<article class=related-posts>x</article>": "",
    "<div id=related-stories-of-the-mole><h2>Related stories of the mole</h2>x</div>": "",
    "<div id=related-stories><h2>Related stories</h2>x</div>": "drop",
}


@pytest.mark.parametrize(("markup", "hint"), HINTS.items(), ids=str)
def test_an_element_hints_at_what_is_in_it(markup: str, hint: str) -> None:
    element = lxml.html.fromstring(markup)

    assert element_hint(element, str(element.tag), element.keys()) == hint


@pytest.mark.parametrize(
    ("page", "hint"),
    [
        ("<body><form><p>x</p></form></body>", ""),
        ("<body><div><form><p>x</p></form></div></body>", "drop"),
    ],
)
def test_a_form_around_the_whole_page_is_no_form(page: str, hint: str) -> None:
    form = lxml.html.document_fromstring(page).find(".//form")

    assert form is not None
    assert element_hint(form, "form", form.keys()) == hint


def test_a_row_of_a_table_is_no_widget() -> None:
    assert hint_of_tag("tr", "players") == ""
    assert hint_of_tag("div", "sidebar") == hint_of_tag("td", "sidebar") == "drop"
