"""Readers' comments are kept by setting, bound to their story, and never in its text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawler.archive.jsonl import from_line, schema, to_line, to_record
from crawler.archive.schema import faults
from crawler.extract import finish
from crawler.model import Article, Capture, undo
from crawler.page.comments.comments import LONGEST, MOST
from crawler.run.rights import without_body
from crawler.site import ANY_SITE
from tests.crawling import lines, response, run
from tests.page.comments import pages
from tests.serving import recording


def read(page: str, *, comments: bool | None = True) -> Article:
    kind = (("Content-Type", "text/html; charset=utf-8"),)
    at = datetime(2026, 2, 7, tzinfo=UTC)
    capture = Capture(url=pages.URL, fetched_at=at, body=page.encode(), headers=kind)
    steps = finish(capture, replace(ANY_SITE, comments=comments)).steps
    assert steps
    return steps.clean


@pytest.mark.parametrize("system", pages.SYSTEMS)
def test_comments_are_read_with_their_names_and_times(system: str) -> None:
    article = read(pages.SYSTEMS[system])

    told = [
        (each.text, each.author and each.author.name, each.position) for each in article.comment
    ]
    assert told == [(pages.TEXTS[n], pages.NAMES[n], n + 1) for n in range(3)]
    days = [each.date_created or "" for each in article.comment]
    assert [day[:10] for day in days] == [day[:10] for day in pages.DAYS]
    assert article.article_body == pages.STORY


@pytest.mark.parametrize("system", pages.NESTED)
def test_an_answer_names_the_comment_that_it_answers(system: str) -> None:
    article = read(pages.SYSTEMS[system])

    answered = [each.parent_item and each.parent_item.position for each in article.comment]
    assert answered == [None, 1, None]


def test_lists_of_chinese_portals_are_read() -> None:
    article = read(pages.CHINESE)

    assert [(each.text, each.author and each.author.name) for each in article.comment] == [
        ("渡轮回来了，真好，小时候天天坐。", "钟楼下的人"),
        ("八月份一天六班恐怕不够。", "盐沼读者"),
    ]
    assert article.comment[0].date_created == "2026-02-05T09:30:00"


@pytest.mark.parametrize("kind", pages.NONE)
def test_what_looks_like_comments_is_none(kind: str) -> None:
    with_setting, without = read(pages.NONE[kind]), read(pages.NONE[kind], comments=None)

    assert with_setting.comment == ()
    assert with_setting.article_body == without.article_body


@pytest.mark.parametrize("system", pages.SYSTEMS)
def test_without_the_setting_a_record_has_none_and_its_text_is_the_same(system: str) -> None:
    plain, rich = read(pages.SYSTEMS[system], comments=None), read(pages.SYSTEMS[system])

    assert replace(rich, comment=(), comment_count=None) == plain
    assert not {"comment", "commentCount"} & to_record(plain).keys()


def test_how_many_there_are_is_what_the_page_states() -> None:
    stated = read(pages.SYSTEMS["json-ld, a graph"])
    counted = pages.data(
        {
            **pages.ARTICLE,
            "commentCount": None,
            "interactionStatistic": [
                {"interactionType": "https://schema.org/LikeAction", "userInteractionCount": 99},
                {"interactionType": {"@type": "CommentAction"}, "userInteractionCount": "7"},
            ],
        }
    )

    assert stated.comment_count == 12
    assert read(pages.page("", counted)).comment_count == 7
    assert read(pages.SYSTEMS["wordpress"]).comment_count is None


def test_a_record_with_comments_is_valid_and_an_article_again() -> None:
    article = read(pages.SYSTEMS["wordpress"])

    record = to_record(article)
    assert list(faults(record, schema(), schema())) == []
    assert from_line(to_line(article)) == article
    assert record["comment"][1]["parentItem"] == {"@type": "Comment", "position": 1}


def test_what_a_reader_wrote_is_plain_text() -> None:
    bad = "&lt;script&gt;alert(1)&lt;/script&gt; <b>Bold</b> <img src=x onerror=y> \x1b[31mred"
    page = pages.SYSTEMS["wordpress"].replace(pages.escaped(2), bad + "<script>alert(2)</script>")

    article = read(page)

    assert "\x1b" not in (article.comment[2].text or "")
    assert "alert(2)" not in (article.comment[2].text or "")
    assert "<b>" not in (article.comment[2].text or "")


def test_damage_in_a_comment_is_repaired_and_taken_back() -> None:
    page = pages.SYSTEMS["wordpress"].replace(
        pages.escaped(2), "The cafÃ© â€œMoleâ€\x9d is closed."
    )

    article = read(page)

    assert article.comment[2].text == "The café “Mole” is closed."
    assert (undo(article).comment[2].text or "").startswith("The cafÃ©")


def test_what_is_too_much_is_left_out_and_counted() -> None:
    comments = [
        {"@type": "Comment", "text": f"Number {n} is here.", "author": "A. Reader"}
        for n in range(MOST + 30)
    ]
    comments[3]["text"] = "long " * LONGEST
    page = pages.page("", pages.data({**pages.ARTICLE, "comment": comments}))

    article = read(page)

    assert len(article.comment) == MOST
    assert len(article.comment[3].text or "") <= LONGEST
    assert article.provenance.comments_cut == 31
    assert read(pages.SYSTEMS["drupal"]).provenance.comments_cut is None


def test_of_a_page_that_lets_no_copy_be_kept_no_comment_is() -> None:
    kept = without_body(read(pages.SYSTEMS["wordpress"]), ["noarchive"])

    assert (kept.comment, kept.comment_count) == ((), None)


def test_answers_without_an_end_end() -> None:
    circle = [
        {"@type": "Comment", "@id": "#a", "text": "One.", "comment": {"@id": "#b"}},
        {"@type": "Comment", "@id": "#b", "text": "Two.", "comment": [{"@id": "#a"}]},
    ]
    deep = "<li class=comment><b class=author>A</b><p>Text.</p><ul>" * 400
    page = pages.page(f"<ol class=comment-list>{deep}</ol>", pages.data([pages.ARTICLE, *circle]))

    assert read(page).comment


@pytest.mark.long
@pytest.mark.parametrize("setting", ["COMMENTS=1", "COMMENTS=0"])
def test_a_crawl_keeps_comments_where_the_setting_says_so(setting: str, tmp_path: Path) -> None:
    path = "/2026/02/05/ferry"
    site = {
        "/": response(f"<a href={path}>The ferry is back at the quay</a>"),
        path: response(pages.SYSTEMS["wordpress"]),
    }

    with recording(site) as served:
        run(
            "crawl", "news", "-a", f"url={served.url}/", archive=tmp_path / "a",
            settings=(setting,),
        )  # fmt: skip
    [record] = lines(tmp_path / "a")

    assert len(record.get("comment", [])) == (3 if setting == "COMMENTS=1" else 0)
