"""Whom a page shows as the makers of its story: by markup, by label, by place; and who is none."""

from __future__ import annotations

import pytest

from crawler.model import Organization, Person
from crawler.page.blocks.outline import outline
from crawler.page.findings.bylines import is_of_a_sheet
from crawler.page.tree import parse
from tests.page.read_pages import said
from tests.page.signed_pages import DAY, TEXT, names

NOTES = "".join(f"<p>({n}) The figures are those of the harbour board of 2019.</p>" for n in "123")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f'<a rel="author" href="/a/nora">Nora</a> {DAY}', ["Nora"]),
        (f'<a class="p-author h-card" href="/who/7">Brisk</a> {DAY}', ["Brisk"]),
        (f'<a rel="author" href="/author/c1">c1ph_4</a> {DAY}', ["c1ph_4"]),
        (f'<div class="byline"><i><span>Nora Ekdal</span></i></div>{DAY}', ["Nora Ekdal"]),
        (f'<ul class="authors"><li>Nora Ekdal<li>Jo Falk</ul>{DAY}', ["Nora Ekdal", "Jo Falk"]),
        (f"<p>Nora Ekdal</p><p>{DAY}</p>", ["Nora Ekdal"]),
        (f"<p>Nora Ekdal | Senior Writer | {DAY}</p>", ["Nora Ekdal"]),
        (f'<p class="byline">By <b>Nora Ekdal</b>{DAY}</p>', ["Nora Ekdal"]),
        (f'<p class="byline">By Nora Ekdal for The Harbour News</p>{DAY}', ["Nora Ekdal"]),
        (f'<p class="byline">Nora Ekdal, Founder &amp; Lead Reviewer</p>{DAY}', ["Nora Ekdal"]),
        (f'<p class="byline">Teksti Nora Ekdal Kuvat Jo Falk</p>{DAY}', ["Nora Ekdal"]),
        (f'<p class="byline">أحمد علي - القاهرة</p>{DAY}', ["أحمد علي"]),
        (f'<p class="byline">文・山田太郎</p>{DAY}', ["山田太郎"]),
        (f"<p>著者：山田太郎</p>{DAY}", ["山田太郎"]),
        (f'<p class="byline">By Nora ekdal</p>{DAY}', ["Nora ekdal"]),
        (f"<p>Posted by Nora Ekdal at 18:52</p>{DAY}", ["Nora Ekdal"]),
        (f"<div><p>by</p><div><p>Nora Ekdal</p></div></div>{DAY}", ["Nora Ekdal"]),
        ('<p class="byline">Nora Ekdal and the staff of Reuters</p>', ["Nora Ekdal"]),
        (f'<p><a href="/authors/12"><i><span>Brisk</span></i></a></p>{DAY}', ["Brisk"]),
        ("<p>Nora Ekdal</p><p>Last updated:</p>", ["Nora Ekdal"]),
        (f'<div class="topics line"><p>by Nora Ekdal ● {DAY}</p></div>', ["Nora Ekdal"]),
        (f'<p class="byline">By Nora Ekdal Staff Writer</p>{DAY}', ["Nora Ekdal"]),
        (f'<p class="byline">By Nora Ekdal | Updated May 15, 2024</p>{DAY}', ["Nora Ekdal"]),
        ('<p class="byline">May 15, 2024 by Nora Ekdal</p>', ["Nora Ekdal"]),
        (f'<p class="byline">By Ekdal, Nora</p>{DAY}', ["Nora Ekdal"]),
        (f'<p class="byline">By Nora Ekdal, Jo Falk</p>{DAY}', ["Nora Ekdal", "Jo Falk"]),
        (f'<p class="byline">HARBOUR Online</p>{DAY}', ["HARBOUR Online"]),
        (f'<p class="byline">ET Online</p>{DAY}', ["ET Online"]),
        (
            f'<h4 class="author-name">By <a href="/e">The Harbour editors</a></h4>{DAY}',
            ["The Harbour editors"],
        ),
        (f'<h5><a href="/blog/author/nora">Nora Ekdal</a></h5>{DAY}', ["Nora Ekdal"]),
    ],
)
def test_a_byline_is_known_by_its_markup_its_label_or_its_place(
    head: str, expected: list[str]
) -> None:
    assert names(head)[: len(expected)] == expected


@pytest.mark.parametrize(
    "head",
    [
        f'By <a href="/c/sport">Sport</a> {DAY}',
        f'<div class="byline">4 Min Read</div>{DAY}',
        f'<div class="article-topics"><span>Marta Hellberg</span></div>{DAY}',
        f"<p>Holiday and Christmas Shopping</p>{DAY}",
        f'<p class="news-info-tag">Harbour Ferries</p>{DAY}',
        f"<p>Stand: 20. April 2020, 14:57 Uhr</p>{DAY}",
        f"<h4>Nora Ekdal</h4>{DAY}",
        f'<div class="topics line"><p>Nora Ekdal</p></div>{DAY}',
        f'<p class="byline"><a href="/s/ask-question">Ask a question</a></p>{DAY}',
        f'<p class="byline">Posted on May 14, 2024</p>{DAY}',
        f'<a rel="author" href="/author/1">admin</a> {DAY}',
        f'<p class="byline">Medically reviewed by Jane Roe</p>{DAY}',
        f"<p>Foto: Jane Roe</p>{DAY}",
        f"<p>Old Quay</p>{DAY}",
    ],
)
def test_a_label_a_topic_a_date_or_a_placeholder_is_nobody(head: str) -> None:
    assert names(head) == []


def test_a_newsroom_in_a_byline_is_an_organisation() -> None:
    page = said(f'<h1>Ferry quay stays open</h1><p class="byline">By Reuters</p>{TEXT}')

    assert page.author == (Organization("Reuters"),)


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        ('<div class="author-box"><a rel="author" href="/author/n">Nora</a></div>', ["Nora"]),
        ('<p>by</p><div class="post-author"><p class="x__name">Jo Falk</p></div>', ["Jo Falk"]),
        ('<h2>More posts</h2><p class="post-author-name">Jonas Falk</p>', []),
        ("<h3>Final Thoughts</h3>", []),
    ],
)
def test_under_the_text_a_byline_stands_before_the_next_list(
    tail: str, expected: list[str]
) -> None:
    assert names(tail=tail) == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("<p>Nora Ekdal, dpa</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal, Political Editor</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal / Harbour News</p>", ["Nora Ekdal"]),
        ("<p>Interview by Nora Ekdal</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal, who left</p>", []),
        ("<p>Ferry Quay, Oslo</p>", []),
    ],
)
def test_a_name_with_a_post_over_the_text_is_its_author_and_none_of_it(
    first: str, expected: list[str]
) -> None:
    page = said(f"<h1>Board meets</h1><div>{first}{DAY}{TEXT}</div>")

    assert [maker.name for maker in page.author] == expected
    assert "dpa" not in "".join(page.article_body)


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        ("<p>Nora Ekdal</p>", ["Nora Ekdal"]),
        (f'<p align="right">Nora Ekdal</p>{NOTES}', ["Nora Ekdal"]),
        (f'<p style="text-align: right">Nora Ekdal</p>{NOTES}', ["Nora Ekdal"]),
        (f"<p>Nora Ekdal</p>{NOTES}", []),
        ("<p>(Nora Ekdal)</p>", ["Nora Ekdal"]),
        ("<p>— Nora Ekdal</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal, dpa</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal, Harbour Correspondent</p>", ["Nora Ekdal"]),
        ("<p>Nora Ekdal (AFP)</p>", ["Nora Ekdal"]),
        ("<p>“The quay is ours,” she said. “All of it.”</p><p>— Nora Ekdal</p>", []),
        ("<p>Nora Ekdal, who left</p>", []),
        ("<p>Mit Material der dpa</p>", []),
        ("<p>Additional reporting by Nora Ekdal</p>", []),
        ("<p>FERRY QUAY OPENS</p>", []),
        ("<h3>Final Thoughts</h3>", []),
        ("<p>Ferry Quay</p>", []),
        ("<ul><li>Quiet Harbours</li></ul>", []),
    ],
)
def test_a_name_alone_signs_the_text_and_other_last_lines_do_not(
    last: str, expected: list[str]
) -> None:
    page = said(f"<h1>Board meets</h1><div>{TEXT}{last}</div>")

    assert [maker.name for maker in page.author] == expected


@pytest.mark.parametrize(
    ("beside", "reviewed"),
    [
        ("<p>Title: The Quay</p><p>Author: Jane Roe</p><p>Publisher: Harbour Press</p>", True),
        ("<p>Author: Jane Roe</p><p>Released: 17 June 2025 by Harbour Press</p>", True),
        ("<p>Author: Jane Roe</p><p>Published: 17 June 2025 by Jo Falk</p>", False),
        ("<p>Author: Jane Roe</p><p>By: Jo Falk</p>", False),
    ],
    ids=["facts of a book", "one that names whom it is by", "a day", "another maker"],
)
def test_the_author_of_a_book_that_is_reviewed_is_a_fact_among_others(
    beside: str, *, reviewed: bool
) -> None:
    page = outline(parse(f"<body>{beside}</body>").root)
    n = next(n for n, block in enumerate(page.blocks) if block.text == "Author: Jane Roe")

    assert is_of_a_sheet(page, n) is reviewed


def test_who_signs_a_review_of_a_book_wrote_it() -> None:
    sheet = "<p>Title: The Quay</p><p>Author: Jane Roe</p><p>Publisher: Harbour Press</p>"

    assert names(f'<p class="byline">By Nora Ekdal</p>{DAY}{sheet}') == ["Nora Ekdal"]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Harbour Press GmbH & Co. KG", ["Harbour Press GmbH & Co. KG"]),
        (
            "Harbour Departement für Fischerei, Fähren und Bildung",
            ["Harbour Departement für Fischerei, Fähren und Bildung"],
        ),
        ("Copyright Harbour Press - all rights reserved", []),
        ("Nora Ekdal & Jo Falk", ["Nora Ekdal", "Jo Falk"]),
        ("Center for Tide Research and Dredging", ["Center for Tide Research and Dredging"]),
        ("Nordic Centre for Ships and Trade", ["Nordic Centre for Ships and Trade"]),
        ("Ministerio de Puertos y Pesca", ["Ministerio de Puertos y Pesca"]),
        ("Dredging and Ferry Administration", ["Dredging and Ferry Administration"]),
        ("Комитет рыболовства и портов", ["Комитет рыболовства и портов"]),
        ("Nora School and Jo Center", ["Nora School", "Jo Center"]),
        ("Center for Ferries, Nora Ekdal", ["Nora Ekdal"]),
        ("dpa and Reuters", ["dpa", "Reuters"]),
    ],
)
def test_a_company_is_not_taken_apart_and_a_notice_is_nobody(
    stated: str, expected: list[str]
) -> None:
    assert names(meta=f'<meta name="author" content="{stated}">') == expected


@pytest.mark.parametrize(
    ("line", "expected", "source"),
    [
        ("石小佳/云河青年报", ["石小佳"], "云河青年报"),
        ("記者陳以安／南灣報導", ["陳以安"], None),
        ("石小佳 林文远/云河青年报", ["石小佳", "林文远"], "云河青年报"),
        ("来源：云河日报 记者：石 小 佳", ["石小佳"], "云河日报"),
        ("新闻/本地", [], None),
        ("本帖由海风于2012年1月2日08:30:21在〖云河论坛〗发表", ["海风"], None),
        ("本报告由云河大学于2012年1月2日公布", [], None),
    ],
)
def test_a_chinese_line_says_who_writes_for_whom(
    line: str, expected: list[str], source: str | None
) -> None:
    text = (
        "<p>云河港务局周二表示，古老的渡口码头将继续使用到秋天，因为木桩的状况比预想的要好。</p>"
    )
    page = said(f'<html lang="zh"><h1>古老渡口码头将继续使用</h1><p>{line}</p>{text * 4}')

    assert [maker.name for maker in page.author] == expected
    found = page.source_organization
    assert (found.name if found else None) == source


TERMS = (
    '<p>in</p><div class="taxonomy-category"><a rel="tag" href="/category/sport/">Sport</a></div>'
    '<p>Tags:</p><div class="taxonomy-post_tag"><a rel="tag" href="/tag/ford/">ford</a>, '
    '<a rel="tag" href="/tag/mills/">mills</a></div>'
)


POSTED = "<h1>汐見港の朝市が四年ぶりに再開</h1>{}<ul><li>汐見沙織</li></ul>{}"


@pytest.mark.parametrize(
    ("heading", "names"), [("Posted by:", ["汐見沙織"]), ("Topics", []), ("写真", [])]
)
def test_a_heading_that_labels_an_author_vouches_for_a_name_of_han(
    heading: str, names: list[str]
) -> None:
    text = "<p>汐見港の朝市が八日、四年ぶりに再開した。午前五時の開始と同時に店が軒を連ねた。</p>"
    page = said(POSTED.format(f"<h3>{heading}</h3>", text * 3))

    assert [maker.name for maker in page.author] == names


@pytest.mark.parametrize(
    ("stated", "around", "section"),
    [
        ("posts", TERMS, "Sport"),
        ("Article", TERMS, "Sport"),
        ("Boats", TERMS, "Boats"),
        ("posts", "", "posts"),
    ],
)
def test_the_folder_of_all_stories_is_no_section_where_the_page_links_to_one(
    stated: str, around: str, section: str
) -> None:
    head = f'<head><meta property="article:section" content="{stated}"></head>'
    page = said(f"{head}<main><h1>Mill gets new sails</h1><div>{TEXT}</div>{around}</main>")

    assert page.article_section == section


def test_the_home_link_names_the_publisher_where_the_title_ends_with_it() -> None:
    link = '<a rel="home" href="/">{}</a><h1>Mill gets new sails</h1>'
    title = "<title>Mill gets new sails - The Valley Courier</title>"
    page = said(f"{title}{link.format('The Valley Courier')}{TEXT}")
    home = said(f"{title}{link.format('Home')}{TEXT}")

    assert page.publisher == Organization("The Valley Courier")
    assert home.publisher is None


NOTE = "Nora Ekdal is a writer who has told of harbours and of those who work in them for years."


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (f"<div><div>Nora Ekdal</div><p>{NOTE}</p></div>", ["Nora Ekdal"]),
        (f"<div><div>Nora Ekdal</div><div>Senior editor</div><p>{NOTE}</p></div>", ["Nora Ekdal"]),
        (f"<div><div>Nora Ekdal</div><p>The harbour. {NOTE}</p></div>", []),
        (f"<h3>Nora Ekdal</h3><p>{NOTE}</p>", []),
        ("<div><div>Old Quay</div><p>It is open.</p></div>", []),
    ],
)
def test_a_note_on_the_author_follows_her_name(tail: str, expected: list[str]) -> None:
    assert names(tail=tail) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The songs of <a href='/authors/ek'>Jo Ek</a> are still sung on the old quay here.", []),
        (
            "14 May, by <a href='/authors/ek'>Jo Ek</a> of the harbour office in the town.",
            ["Jo Ek"],
        ),
        (
            "<a href='/authors/ek'>Jo Ek</a> has written of the harbour for us since 1990.",
            ["Jo Ek"],
        ),
    ],
)
def test_a_name_that_a_sentence_links_is_of_whom_it_tells(line: str, expected: list[str]) -> None:
    assert names(f"<p>{line}</p>") == expected


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (
            f'<footer><p>{"harbour " * 30}<a rel="author" href="/a/7">Nora</a></p></footer>',
            ["Nora"],
        ),
        ('<div class="wp-block-post-author-name">Nora Ekdal</div>', ["Nora Ekdal"]),
        (
            '<a rel="author" href="/a/7">Nora Ekdal</a> <a rel="author" href="/a/8">Jo Falk</a>',
            [],
        ),
        ('<div class="related"><a rel="author" href="/a/7">Nora Ekdal</a></div>', []),
        ('<blockquote><a rel="author" href="/a/7">Nora Ekdal</a></blockquote>', []),
        ('<p class="author">Nora Ekdal</p>', []),
        ('<div class="author">Written By</div>', []),
    ],
)
def test_far_from_the_text_an_author_is_the_one_whom_all_that_is_called_so_names(
    tail: str, expected: list[str]
) -> None:
    assert names(tail=f"<h2>More of the harbour</h2>{tail}") == expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        ("By Nora Ekdal", ["Nora Ekdal"]),
        ("By No&shy;ra Ekdal, MS, LD", ["Nora Ekdal"]),
        ("Von Nora Ekdal", ["Nora Ekdal"]),
        ("By Jo Falk, Chief Editor", ["Jo Falk"]),
        ("Photo: Nora Ekdal", ["Jo Falk"]),
        ("By the quay stood Nora Ekdal.", ["Jo Falk"]),
        ("Nora Ekdal", ["Jo Falk"]),
    ],
)
def test_whom_the_text_itself_names_wrote_it_and_a_template_shows_who_put_it_on_line(
    first: str, expected: list[str]
) -> None:
    story = '{"@type": "NewsArticle", "author": {"@type": "Person", "name": "Jo Falk"}}'
    page = said(
        f'<html><script type="application/ld+json">{story}</script><main><article>'
        f'<h1>Ferry quay stays open</h1><p><a rel="author" href="/a/jo">Jo Falk</a> {DAY}</p>'
        f"<div><p>{first}</p>{TEXT}</div></article></main>"
    )

    assert [maker.name for maker in page.author] == expected


def test_whoever_is_quoted_and_whom_the_headline_names_wrote_nothing() -> None:
    quoted = (
        '<blockquote><p class="quote-by"><a href="/author/nora">Nora Ekdal</a></p></blockquote>'
    )

    assert names(f"{quoted}{DAY}") == []
    assert names(f"<p><a href='/author/nora'>Nora Ekdal</a></p>{DAY}") == ["Nora Ekdal"]
    page = said(
        f"<html><main><h1>Nora Ekdal · The Harbour</h1><p>Nora Ekdal</p><p>{DAY}</p>{TEXT}</main>"
    )
    assert page.author == ()


@pytest.mark.parametrize(
    ("kind", "expected"), [("Organization", Organization), ("Person", Person)]
)
def test_a_label_names_an_organisation_where_structured_data_call_it_one(
    kind: str, expected: type
) -> None:
    node = f'{{"@type": "{kind}", "name": "Tern Brisk"}}'
    page = said(
        f'<html><script type="application/ld+json">{node}</script><h1>Ferry quay stays open</h1>'
        f"<p>By Tern Brisk</p><p>{DAY}</p>{TEXT}"
    )

    assert page.author == (expected(name="Tern Brisk"),)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("Reuters, Hamburg, Germany", ["Reuters"]),
        ("Reuters, Nora Ekdal", ["Nora Ekdal"]),
        ("Reuters, nek", ["nek"]),
        ("About the Harbour Board", []),
        ("Opinion", []),
        ("Read more", []),
    ],
)
def test_a_place_behind_an_organisation_is_nobody(stated: str, expected: list[str]) -> None:
    assert names(meta=f'<meta name="author" content="{stated}">') == expected
