"""What a page gives for every field: each asked once, those that others depend on first."""

from __future__ import annotations

import json

import pytest

from crawler.page.candidate import Candidate, Field, Line
from crawler.page.evidence import Collected, evidence_of
from crawler.page.precedence import (
    AUTHOR,
    DATE_PUBLISHED,
    HEADLINE,
    LANGUAGE,
    PRECEDENCE,
)
from tests.page.read_pages import PROSE, evidence_in

STORY = f"<div>{PROSE}</div>"
PAGE = (
    f"<html lang=en><title>Rain over the quay</title><h1>Rain over the quay</h1>"
    f"<p class=byline>By Jane Roe</p><time datetime=2021-05-31>31 May 2021</time>{STORY}"
)


def data(**more: object) -> str:
    stated = json.dumps({"@type": "NewsArticle", "headline": "Rain over the quay", **more})
    return f"<script type='application/ld+json'>{stated}</script>"


def test_every_field_has_its_candidates_and_those_chosen_are_by_name() -> None:
    page = evidence_in(PAGE)
    choices = page.choices()

    assert set(page.candidates) == {*PRECEDENCE}
    assert [maker.name for maker in choices.value(AUTHOR) or ()] == ["Jane Roe"]
    assert page.of(AUTHOR)[0].witness == "visible:byline"


def test_a_field_of_which_the_page_says_nothing_is_none_and_has_no_choice() -> None:
    page = evidence_in(STORY)

    assert page.of(AUTHOR) == ()
    assert page.choices().value(AUTHOR) is None
    assert "author" not in page.choices().by_name


def test_a_field_is_asked_once_and_by_the_thorough_in_every_line() -> None:
    asked: list[str] = []

    def line(name: str) -> Line[object, str]:
        def ask(_: object) -> object:
            asked.append(name)
            yield Candidate(name, name)

        return Line(name, ask)  # type: ignore[arg-type]

    field: Field[object, str] = Field("shelf", (line("first"), line("second")))
    page = evidence_in(STORY).findings
    for thorough, expected in ((False, ["first"]), (True, ["first", "second"])):
        asked.clear()
        collected = Collected(thorough)

        values = [collected.value(field, page) for _ in range(2)]  # type: ignore[arg-type]

        assert (values, asked) == (["first", "first"], expected)


@pytest.mark.parametrize("html", [PAGE, data(author={"name": "Jane Roe"}) + PAGE, STORY])
def test_who_asks_every_line_chooses_the_same(html: str) -> None:
    page = evidence_in(html)
    found = page.findings

    thorough = evidence_of(found.document, found.blocks, found.site, thorough=True)

    chosen = page.choices().by_name
    assert chosen == {
        name: choice
        for name, choice in thorough.choices().by_name.items()
        if name in chosen
    }  # fmt: skip
    assert thorough.choices().by_name.keys() == chosen.keys()


@pytest.mark.parametrize(
    ("html", "is_looked_for"),
    [
        (PAGE, False),
        (PAGE.replace("<time datetime=2021-05-31>31 May 2021</time>", ""), True),
        (f"<title>Rain</title><h1>Rain</h1>{data(datePublished='2021-05-31')}<p>Wet.</p>", True),
    ],
    ids=["text and day", "no day", "next to no text"],
)  # fmt: skip
def test_scripts_are_looked_at_where_text_or_day_are_missing(
    html: str, *, is_looked_for: bool
) -> None:
    state = {"title": "Rain over the quay", "source": "Quay News", "content": PROSE}
    script = f"<script>window.__STATE__ = {json.dumps(state)}</script>"
    html = html.replace("<title>Rain</title><h1>Rain</h1>", "<title>Rain over the quay</title>")

    assert (evidence_in(html + script).findings.state is not None) is is_looked_for


@pytest.mark.parametrize(
    ("source", "is_looked_for"), [("<p>来源：海州日报</p>", False), ("<p>2021-05-31</p>", True)]
)
def test_scripts_of_a_chinese_page_are_looked_at_for_its_source(
    source: str, *, is_looked_for: bool
) -> None:
    text = "<p>" + "渡口复航的消息传来，两岸的人都到码头上看水，水位还在上涨。" * 4 + "</p>"
    state = {"title": "渡口今天复航", "content": text, "source": "海州日报", "ptime": "2021-05-31"}
    script = f"<script>window.__STATE__ = {json.dumps(state)}</script>"
    head = "<html lang=zh><title>渡口今天复航</title><h1>渡口今天复航</h1>"

    page = evidence_in(f"{head}<div>{source}</div><div>{text}{text}</div>{script}")

    assert (page.findings.state is not None) is is_looked_for


def test_language_and_headline_are_decided_before_the_fields_that_depend_on_them() -> None:
    page = evidence_in(PAGE.replace("31 May 2021</time>", "05/06/2021</time>"))

    assert page.findings.language == page.choices().value(LANGUAGE) == "en"
    assert page.findings.headline == page.choices().value(HEADLINE)
    assert page.findings.text is not None
    assert page.of(DATE_PUBLISHED)
