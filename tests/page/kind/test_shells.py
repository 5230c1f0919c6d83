"""Pages without a text of their own: what is said of a list, a shell and an empty page."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import pytest

from crawler.model import NotAnArticle
from crawler.page.blocks.outline import Outline, outline
from crawler.page.blocks.paragraphs import Body
from crawler.page.body.container import body_of
from crawler.page.kind.listings import FEW
from crawler.page.kind.shells import asks_for_scripts, without_text
from crawler.page.read import read
from crawler.page.tree import parse
from tests.page.kind.stories import STORY, capture

SHELL = "<html><head><title>{title}</title></head><body>{body}<script src='/app.js'></script></body></html>"


SHELLS = {
    "that says so": "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div>",
    "that says so in Chinese": "<noscript><strong>本网站需要启用JavaScript才能正常运行。</strong></noscript><div id=app></div>",
    "that says so to all": "<div id=warning>Bitte aktivieren Sie JavaScript, um diese Seite zu lesen.</div><div id=root></div>",
    "with an empty place": "<div id=root></div>",
    "with an element of its own": "<app-root></app-root>",
    "with a place in which it turns": "<div id=__next><div class=spinner>Loading…</div></div>",
    "of an app by its modules, in a place without a name": "<div style='display: contents'>"
    "<script>Promise.all([import('./start.js'), import('./app.js')])</script></div>",
    "of an app whose modules are loaded first": "<link rel=modulepreload href=/a.js><div></div>",
    "with a menu": "<header><nav><a href='/'>News</a></nav></header><main id=app></main>",
}  # fmt: skip


@pytest.mark.parametrize("body", SHELLS.values(), ids=SHELLS)
def test_a_shell_that_a_script_fills_needs_a_browser(body: str) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(capture(SHELL.format(title="Harbour Times", body=body)))

    assert verdict.value.reason == "needs-browser"


@pytest.mark.parametrize("body", ["", "<p></p>", "<div id=map><img src=a.jpg></div>", "<div class=ad></div>", "<div class=ad><script>track({title: 'important'})</script></div>"])  # fmt: skip
def test_a_page_on_which_nothing_is_for_a_script_has_no_text(body: str) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        read(capture(SHELL.format(title="Harbour Times", body=body)))

    assert verdict.value.reason == "no-text"


@pytest.mark.parametrize(
    "body",
    [
        f"<noscript>Turn JavaScript on to comment.</noscript><h1>The wall</h1>{STORY}<div id=root></div>",
        "<h1>JavaScript turns thirty</h1><p>JavaScript turns thirty this year, the museum says.</p>",
    ],
)
def test_a_story_beside_an_empty_place_is_read(body: str) -> None:
    assert read(capture(SHELL.format(title="Harbour Times", body=body))).article_body


def page_of(html: str) -> tuple[Outline, Body]:
    page = outline(parse(f"<body>{html}</body>").root)
    return page, body_of(page)


def titles(many: int) -> str:
    line = "<h3><a href='/{0}'>The council votes on the harbour wall, part {0}</a></h3>"
    return "".join(map(line.format, range(many)))


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (titles(FEW), "list-page"),
        (titles(FEW - 1), "no-text"),
        (f"<div class=sidebar>{titles(FEW)}</div>", "no-text"),
        ("<div id=root></div><script src=/app.js></script>", "needs-browser"),
        ("<div id=root></div><script>count()</script>", "no-text"),
        ("<div id=root>The council votes on the harbour wall, once more</div><script src=/a.js></script>", "no-text"),
        ("<div id=root><form></form></div><script src=/a.js></script>", "no-text"),
    ],
    ids=["titles", "too few", "beside", "a shell", "no script to fill it", "filled", "a form"],
)  # fmt: skip
def test_a_page_without_text_is_a_list_a_shell_or_nothing(html: str, reason: str) -> None:
    verdict = without_text(page_of(html)[0], 0.7)

    assert (verdict.reason, verdict.confidence) == (reason, 0.7)


@pytest.mark.parametrize(
    ("html", "asks"),
    [
        ("<p>Please turn on JavaScript to read the Harbour Times on this page.</p>", True),
        ("<p>JavaScript is off, we see.</p><p>Turn JavaScript on, please.</p>", True),
        (
            "<h1>JavaScript turns thirty</h1><p>JavaScript turns thirty, the museum says.</p>",
            False,
        ),
        ("<p>Please turn on JavaScript to comment.</p><p>The ferry sails at noon.</p>", False),
        ("", False),
    ],
)
def test_a_page_asks_for_scripts_where_it_says_nothing_else(html: str, *, asks: bool) -> None:
    assert asks_for_scripts(*page_of(html)) is asks
