"""Stories that frameworks hand to their scripts, read without running these."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.model import Article, Capture, NotAnArticle
from tests.page.embedded import framework_pages as pages


def extracted(page: str, url: str = pages.URL) -> Article:
    return extract(
        Capture(
            url=url,
            fetched_at=datetime(2026, 3, 1, tzinfo=UTC),
            body=page.encode(),
            headers=(("Content-Type", "text/html; charset=utf-8"),),
        )
    )


@pytest.mark.parametrize("framework", pages.SHELLS)
def test_a_story_in_the_state_of_a_framework_is_read_whole(framework: str) -> None:
    article = extracted(pages.SHELLS[framework])

    assert article.headline == pages.HEADLINE
    assert article.article_body == pages.BODY
    assert article.date_published is not None
    assert article.date_published[:10] == pages.DAY
    if "elements" not in framework:
        assert [maker.name for maker in article.author] == [pages.AUTHOR]


@pytest.mark.parametrize("framework", pages.TEASERS)
def test_a_state_that_knows_other_stories_only_needs_a_browser(framework: str) -> None:
    with pytest.raises(NotAnArticle) as verdict:
        extracted(pages.TEASERS[framework])

    assert verdict.value.reason == "needs-browser"


def test_a_page_that_shows_its_story_is_read_from_what_it_shows() -> None:
    shown = "".join(f"<p>{line.replace('ferry', 'barge')}</p>" for line in pages.BODY)
    page = pages.SHELLS["nuxt 3"].replace(
        '<div id="app"></div>', f'<div id="app"><h1>The barge is back</h1>{shown}</div>'
    )

    article = extracted(page)

    assert article.headline == "The barge is back"
    assert article.article_body[0].startswith("The barge that had been laid up")


def test_of_several_whole_stories_the_one_at_the_address_of_the_page_is_read() -> None:
    page = pages.TEASERS["two whole stories, and neither is told to be this one"]

    article = extracted(page, "https://courier.example/harbour/two")

    assert article.headline == "Lanterns on the mole"


CIRCLES = {
    "apollo": "<script>window.__APOLLO_STATE__="
    + pages.dumps(
        {
            "ROOT_QUERY": {"story": {"__ref": "S:1"}},
            "S:1": {"title": {"__ref": "S:1"}, "body": {"__ref": "S:1"}, "date": "2026-02-05"},
        }
    )
    + "</script>",
    "devalue": '<script type="application/json">'
    + pages.dumps([{"title": 0, "content": 1}, {"children": 1, "body": 2}, [0, 1, 2]])
    + "</script>",
    "devalue, what wraps itself": '<script type="application/json">'
    + pages.dumps([{"title": 1, "content": 1}, ["Ref", 1]])
    + "</script>",
    "rows": pages.flight('1:{"title":"$1","content":"$2"}\n', '2:["$1","$2"]\n'),
    "deep": '<script type="application/json">{"title": "Rain", "content":'
    + "[" * 900
    + "]" * 900
    + "}</script>",
    "a table of doublings": '<script type="application/json">'
    + pages.dumps([{"title": 1, "content": 2}, *([n + 1, n + 1] for n in range(1, 60)), "Rain"])
    + "</script>",
}


@pytest.mark.parametrize("circle", CIRCLES)
def test_a_state_without_an_end_ends(circle: str) -> None:
    with pytest.raises(NotAnArticle):
        extracted(pages.shell(CIRCLES[circle]))
