"""The body of a story in HTML or Markdown, its links out, and what it embeds."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.jsonl import from_line, to_line, to_record
from crawler.extract import finish
from crawler.model import Article, Capture, Film, Post, Reference
from crawler.page.shape import Run, Shape, shaped
from crawler.site import ANY_SITE, RichText
from tests.crawling import lines, response, run
from tests.serving import recording

URL = "https://courier.example/2026/02/05/ferry"
LEAD = (
    "The ferry that was laid up since the flood came back to Saltmarsh on Thursday morning, and "
    "half the town stood on the pier to see it come in."
)
BODY = f"""
<p>{LEAD}</p>
<h2>What it cost</h2>
<p>Its <em>new</em> engine was paid for by a <b>levy on moorings</b>, the
<a href="https://board.example/levy?a=1&amp;b=2">harbour <i>board</i></a> said, as it had
<a href="/2025/09/01/levy">announced</a> in the autumn of last year.</p>
<iframe src="https://www.youtube.com/embed/abc"></iframe>
<iframe src="https://ads.example/frame"></iframe>
<p>Three things have changed since the last crossing, nine winters ago:</p>
<ul><li>The landing stage is longer by two boats.</li>
<li>Bicycles travel <strong>free of charge</strong>.</li></ul>
<blockquote><p>We never sold the old boat because nobody would have bought it.</p></blockquote>
<blockquote class="twitter-tweet"><a href="https://twitter.com/quay/status/7">5 February</a>
</blockquote>
<p>Four crossings a day are planned until Easter, and six &lt;after&gt; that, at 3 * 4 pence.</p>
"""


def read(body: str, form: RichText | None, title: str = "Ferry returns") -> Article:
    page = (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><article>'
        f"<h1>{title}</h1>{body}</article></body></html>"
    )
    at = datetime(2026, 2, 6, tzinfo=UTC)
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    capture = Capture(url=URL, fetched_at=at, body=page.encode(), headers=kind)
    steps = finish(capture, replace(ANY_SITE, rich_text=form)).steps
    assert steps
    return steps.clean


def test_a_body_in_html_has_its_headings_lists_quotes_emphasis_and_links() -> None:
    article = read(BODY, "html")

    text = article.article_html or ""
    assert "<h2>What it cost</h2>" in text
    assert "Its <em>new</em> engine was paid for by a <strong>levy on moorings</strong>" in text
    assert '<a href="https://board.example/levy?a=1&amp;b=2">harbour <em>board</em></a>' in text
    assert '<a href="https://courier.example/2025/09/01/levy">announced</a>' in text
    assert "<ul><li>The landing stage is longer by two boats.</li><li>Bicycles" in text
    assert "<blockquote><p>We never sold the old boat" in text
    assert "six &lt;after&gt; that" in text


def test_a_body_in_markdown_has_them_too_and_its_own_signs_escaped() -> None:
    article = read(BODY, "markdown")

    text = article.article_markdown or ""
    assert "\n## What it cost\n" in text
    assert "Its *new* engine was paid for by a **levy on moorings**" in text
    assert "[announced](<https://courier.example/2025/09/01/levy>)" in text
    assert (
        "- The landing stage is longer by two boats.\n- Bicycles travel **free of charge**."
        in text
    )
    assert "> We never sold the old boat" in text
    assert r"six \<after\> that, at 3 \* 4 pence." in text


def test_links_out_and_what_is_embedded_have_their_places() -> None:
    article = read(BODY, "html")

    [first, *_] = article.citation
    assert first == Reference("https://board.example/levy?a=1&b=2", "harbour board", 2)
    assert not [each for each in article.citation if "courier.example" in each.url]
    assert article.shared_content[0] == Film("https://www.youtube.com/embed/abc", 3)
    assert (
        Post("https://twitter.com/quay/status/7", article.shared_content[-1].position)
        == (article.shared_content[-1])
    )
    assert not [each for each in article.shared_content if "ads.example" in each.url]


def test_the_text_of_the_html_is_the_body() -> None:
    article = read(BODY, "html")

    parsed = lxml.html.fragment_fromstring(article.article_html or "", create_parent=True)
    shown = [" ".join(e.text_content().split()) for e in parsed.iter("p", "h2", "li")]
    assert tuple(shown) == article.article_body


@pytest.mark.parametrize("form", ["html", "markdown"])
def test_a_shaped_article_is_a_line_and_an_article_again(form: RichText) -> None:
    article = read(BODY, form)

    assert from_line(to_line(article)) == article
    key = {"html": "articleHtml", "markdown": "articleMarkdown"}[form]
    assert to_record(article)["@context"][key] == f"urn:crawler:{key}"


def test_without_the_setting_nothing_is_different() -> None:
    plain = read(BODY, None)
    rich = read(BODY, "html")

    bare = replace(rich, article_html=None, citation=(), shared_content=())
    assert bare == plain
    assert "articleHtml" not in to_record(plain)["@context"]


def test_what_is_stripped_or_repaired_has_no_shape_of_its_own() -> None:
    damaged = f"<p>{LEAD}</p><p>The cafÃ© at the <b>pier</b> is open, the <i>board</i> said.</p>"
    article = read(f"{damaged}<p>© 2026 <b>The Courier</b>. All rights reserved.</p>", "html")

    assert article.article_html == (
        f"<p>{LEAD}</p>\n<p>The café at the pier is open, the board said.</p>"
    )


def test_rows_of_a_table_stay_together() -> None:
    cells = [Shape(text, group=("table", 1, row), runs=(Run(text),))
             for text, row in (("Day", 1), ("Boats", 1), ("Monday", 2), ("4 | 5", 2))]  # fmt: skip
    article = replace(read(BODY, None), article_body=tuple(cell.text for cell in cells))

    html = shaped(article, cells, "html").article_html
    markdown = shaped(article, cells, "markdown").article_markdown

    assert html == (
        "<table><tr><td>Day</td><td>Boats</td></tr><tr><td>Monday</td><td>4 | 5</td></tr></table>"
    )
    assert markdown == "| Day | Boats |\n| --- | --- |\n| Monday | 4 \\| 5 |\n"


@given(st.lists(st.text(max_size=40), max_size=6))
def test_any_text_is_escaped(paragraphs: list[str]) -> None:
    article = replace(read(BODY, None), article_body=tuple(paragraphs))

    text = shaped(article, (), "html").article_html or ""

    assert not re.search(r"<(?!/?p>)", text)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//[", "ftp://a/"])
def test_a_link_that_leads_to_no_page_is_text(address: str) -> None:
    article = read(f'<p>{LEAD} Read <a href="{address}">the levy</a> again.</p>', "html")

    assert "<a " not in (article.article_html or "")
    assert article.citation == ()


@pytest.mark.long
def test_a_crawl_keeps_the_form_that_is_asked_for(tmp_path: Path) -> None:
    page = response(f"<title>Ferry returns</title><article><h1>Ferry returns</h1>{BODY}</article>")
    with recording({"/2026/02/05/ferry": page}) as site:
        asked = ("crawl", "news", "-a", f"only={site.url}/2026/02/05/ferry")
        run(*asked, archive=tmp_path / "archive", settings=("RICH_TEXT=markdown",))
        wrong = run(*asked, archive=tmp_path / "none", settings=("RICH_TEXT=pdf",))

    [record] = lines(tmp_path / "archive")
    assert "\n## What it cost\n" in record["articleMarkdown"]
    assert record["sharedContent"][0]["@type"] == "VideoObject"
    assert "RICH_TEXT=pdf: say html, markdown" in wrong.stderr
    assert "Traceback" not in wrong.stderr
