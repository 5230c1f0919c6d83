"""What an element is called is a hint: the text decides, and no page of prose is left with nothing."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from crawler.model import NotAnArticle
from tests.page.story_pages import ONE, STORY, THREE, TWO, around, article, paragraphs

TEXT = paragraphs(*STORY)
REST = paragraphs(TWO, THREE)
COOKIES = paragraphs(
    *(
        f"Number {n} of our cookies is kept in your browser, since it is needed for this website, and those of third parties let us see how you use our pages."
        for n in range(12)
    )
)
LEGENDS = [
    f"A view of harbour {n}, where the nets are hung out in the morning and the boats come back before noon."
    for n in range(1, 13)
]
SLIDES = "".join(f"<li><h3>{n} / 12</h3><p>{text}</p></li>" for n, text in enumerate(LEGENDS, 1))
READERS = "".join(
    f"<div><b>Reader {n}</b><p>It is the third time in a winter, and nobody asks the people of the island.</p></div>"
    for n in (1, 2)
)
MODAL = '<div class="modal" role="dialog"><div class="modal-dialog"><div class="modal-content"><div class="modal-body">{}</div></div></div></div>'

WHOLE = {
    "an id that is the slug of its heading": (
        f'<p>{ONE}</p><section id="promoted-to-master"><h2>Promoted to master</h2>{REST}</section>',
        (ONE, "Promoted to master", TWO, THREE),
    ),
    "a class for the paper": (f'<p>{ONE}</p><div class="noprint">{REST}</div>', STORY),
    "a grid that has a sidebar": (
        f'<div class="sidebar-grid"><div class="sidebar-grid__row"><p>{ONE}</p></div><div class="sidebar-grid__row">{REST}</div></div>',
        STORY,
    ),
    "a link that counts comments, above the story": (
        f'<div><h3><a href="#c">12 comments</a></h3>{TEXT}</div>',
        STORY,
    ),
    "a row of players": (
        f"{TEXT}<table><tr class=player><td>Anna Berg scored twice.</td></tr></table>",
        (*STORY, "Anna Berg scored twice."),
    ),
    "hidden until a script shows it": (
        f'<div id="js_content" style="visibility:hidden">{TEXT}</div>',
        STORY,
    ),
    "the rest of it behind a button": (
        f"<p>{ONE}</p><button>More</button><div hidden>{REST}{paragraphs(*LEGENDS[:2])}</div>",
        (*STORY, *LEGENDS[:2]),
    ),
    "for readers without scripts": (f"<div id=app></div><noscript>{TEXT}</noscript>", STORY),
    "in tabs, under a window on cookies": (
        f'<div role="tablist">{TEXT}</div>{MODAL.format(COOKIES)}',
        STORY,
    ),
    "a list that a line announces": (
        f"<p>{ONE}</p><p>Two bid for the work:</p><ul><li><a href=/a>Eastern Dock</a></li><li><a href=/b>Vik Marine</a></li></ul>{REST}",
        (ONE, "Two bid for the work:", "Eastern Dock", "Vik Marine", TWO, THREE),
    ),
    "a sentence that is a link": (
        f"<p>{ONE}</p><p><a href=/r>The council has put its whole report on the repairs on its pages.</a></p>{REST}",
        (ONE, "The council has put its whole report on the repairs on its pages.", TWO, THREE),
    ),
    "a figure that shows a table": (
        f"<p>{ONE}</p><figure><table><tr><td>Herring<td>12 crowns</table><figcaption>Prices on the quay</figcaption></figure>{REST}",
        (ONE, "Herring", "12 crowns", TWO, THREE),
    ),
    "a figure that shows a quotation": (
        f"<p>{ONE}</p><figure><blockquote><p>We have seen worse, and shall see worse.</p></blockquote><figcaption>The harbour master</figcaption></figure>{REST}",
        (ONE, "We have seen worse, and shall see worse.", TWO, THREE),
    ),
    "a text of many paragraphs in a box for something else": (
        f'<p>{ONE}</p><div class="newsletter-wrapper">{paragraphs(*LEGENDS[:6])}</div>{REST}',
        (ONE, *LEGENDS[:6], TWO, THREE),
    ),
    "the first place of a ranking": (
        f'<div class="rank-1">{paragraphs(*STORY, *LEGENDS[:2])}</div><div class="rank-2">{paragraphs(*LEGENDS[2:5])}</div>',
        (*STORY, *LEGENDS[:5]),
    ),
    "more of it to read": (f'<p>{ONE}</p><div class="js_readmore">{REST}</div>', STORY),
    "a window outside of a main part that says next to nothing": (
        f'<p>One moment, please: the page is loading.</p></main><div class="modal">{TEXT}{paragraphs(*LEGENDS[:3])}</div><main>',
        (*STORY, *LEGENDS[:3]),
    ),
    "a state of the page": (
        f'<div class="main sidebar-enabled--false">{paragraphs(*LEGENDS[:2])}</div><div class="main sidebar-enabled--false">{TEXT}</div>',
        (*LEGENDS[:2], *STORY),
    ),
}
"""By kind: what is on the page, and what of it is the story."""

LESS = {
    "links under an id that is the slug of their heading": f'{TEXT}<section id="related-stories"><h2>Related stories</h2><ul><li><a href=/a>Market moves to the square</a><li><a href=/b>School gets a new roof</a></ul></section>',
    "a form under such an id": f'{TEXT}<section id="newsletter-of-the-harbour"><h2>Newsletter of the harbour</h2><p>Get all that is new in the harbour every morning, for nothing, before you have had your tea.</p><form><input></form></section>',
    "tools, for the screen": f'{TEXT}<div class="noprint"><a href=/s>Share</a> this story with others.</div>',
    "a sidebar": f'{TEXT}<div class="sidebar"><p>Herring costs twelve crowns the pound this week, and the smokehouse opens at six.</p></div>',
    "comments below the story": f"<div>{TEXT}<h3>2 comments</h3>{READERS}</div>",
    "a player": f'{TEXT}<div class="player">The film starts in a moment.</div>',
    "a hidden box beside a story": f"{TEXT}<div hidden>{paragraphs(*LEGENDS[:1])}</div>",
    "a window that is hidden": f'{TEXT}<div class="modal" hidden>{paragraphs(*LEGENDS)}</div>',
    "the story again": f"{TEXT}<noscript>{TEXT}</noscript>",
    "the story again, as one line": f"{TEXT}<div style='display:none'># Ice {' '.join(STORY)} {' '.join(LEGENDS)}</div>",
    "a window on cookies": TEXT + MODAL.format(COOKIES),
    "legends of a gallery": f'<p>{ONE}</p><div class="full-gallery"><ul>{SLIDES}</ul></div>{REST}',
    "titles that nothing announces": f"<p>{ONE}</p>{REST}<ul><li><a href=/a>Market moves to the square</a><li><a href=/b>School gets a new roof</a></ul>",
    "a title that asks": f"<p>{ONE}</p><p><a href=/r>What has the council said of the repairs on the pages of its report?</a></p>{REST}",
    "a figure that shows a picture": f'<p>{ONE}</p><figure><img src="/1.jpg" width="800"><p>The tug in the ice, seen from the quay.</p></figure>{REST}',
    "a box of few paragraphs": f'<p>{ONE}</p><div class="newsletter-wrapper">{paragraphs(*LEGENDS[:3])}</div>{REST}',
    "several articles in a box": f'{TEXT}<div class="related-reads">{"".join(f"<article><p>{text}</p></article>" for text in LEGENDS[:7])}</div>',
    "what customers wrote": f'{TEXT}<div class="testimonials-list">{paragraphs(*LEGENDS[:6])}</div>',
    "a window beside a short story in the main part": f'{TEXT}</main><div class="modal">{paragraphs(*LEGENDS)}</div><main>',
    "more to read": f'{TEXT}<p class="readmore">Read on in <a href="/w">the winter of 1963</a>.</p>',
    "a ranking of stories": f'{TEXT}<div class="rank"><ol><li><a href=/a>Market moves to the square</a><li><a href=/b>School gets a new roof</a></ol></div>',
}
"""Near misses: of these pages the story is `STORY` alone."""


@pytest.mark.parametrize("kind", WHOLE)
def test_a_story_is_whole_whatever_it_stands_in(kind: str) -> None:
    html, body = WHOLE[kind]

    assert article(around(html)).article_body == body


@pytest.mark.parametrize("kind", LESS)
def test_what_is_called_by_its_name_stays_out(kind: str) -> None:
    assert article(around(LESS[kind])).article_body == STORY


def test_a_story_told_in_slides_is_the_story() -> None:
    text = article(around(f'<div class="slideshow"><ul>{SLIDES}</ul></div>')).article_body

    assert {*LEGENDS} <= {*text}


@pytest.mark.parametrize(
    "hint", ["Please switch on JavaScript in the settings of your browser to see this page."]
)
def test_a_hint_for_readers_without_scripts_is_no_story(hint: str) -> None:
    with pytest.raises(NotAnArticle):
        article(f"<div id=app></div><noscript><p>{hint}</p></noscript>")
