"""A tag whose first sign went with half a character is a tag; what speaks of one is text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.extract import extract
from crawler.model import Capture
from crawler.text.mirror.torn_tags import with_tags

LINE = (
    "縣(xiàn)長(zhǎng)來(lái)到渡口調(diào)研，詢(xún)問(wèn)水位，"
    "並對(duì)渡船停航九個(gè)星期表示關(guān)心。"
)
MEANT = "县长来到渡口调研，询问水位，并对渡船停航九个星期表示关心。"
AFTER, READ = "縣(xiàn)里的產(chǎn)業(yè)進(jìn)步很快。", "县里的产业进步很快。"
INSIDE = [
    ("<strong>這是經(jīng)驗(yàn)?/strong>", "这是经验?"),
    ("<b>這是經(jīng)驗(yàn)?/b>", "这是经验?"),
    ("<b>這是經(jīng)驗(yàn)?/B>", "这是经验?"),
    ("<span>這是經(jīng)驗(yàn)?/span>", "这是经验?"),
    ('這是經(jīng)驗(yàn)?a href="/x.html">渡口</a>', "这是经验?渡口"),
    ('這是經(jīng)驗(yàn)?span class="b" id=c>渡口</span>', "这是经验?渡口"),
    ("<a href=/x.html>這是經(jīng)驗(yàn)?/a>", "这是经验?"),
    ("<font color=red>這是經(jīng)驗(yàn)?/font>", "这是经验?"),
    ("這是經(jīng)驗(yàn)?nbsp;&nbsp;", "这是经验? "),
    ("這是經(jīng)驗(yàn)?hellip;", "这是经验?…"),
]
BETWEEN = ["?/p><p>", "?br>", "?br/>", "?BR />", "?/div><div>", "?p>"]


def page(story: str, title: str = "渡口調(diào)研</title>") -> bytes:
    return (
        f"<html><head><meta charset=utf-8><title>{title}</head><body><div class=content>"
        f"<h1>縣(xiàn)長(zhǎng)來(lái)到渡口調(diào)研</h1><p>{LINE}</p>{story}<p>{LINE}</p></div>"
    ).encode()


def read(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    at = datetime(2026, 2, 5, tzinfo=UTC)
    article = extract(Capture(url="http://mirror.example/1.html", fetched_at=at, body=body))
    return article.article_body, article.provenance.flags


@pytest.mark.parametrize(("torn", "meant"), INSIDE)
def test_a_torn_tag_in_a_paragraph_leaves_no_letters(torn: str, meant: str) -> None:
    body, flags = read(page(f"<p>{torn}{AFTER}</p>"))

    assert body == (MEANT, f"{meant}{READ}", MEANT)
    assert "torn-tags" in flags


@pytest.mark.parametrize("torn", BETWEEN)
def test_a_torn_tag_between_paragraphs_still_parts_them(torn: str) -> None:
    body, _ = read(page(f"<p>這是經(jīng)驗(yàn){torn}{AFTER}</p>"))

    assert body == (MEANT, "这是经验?", READ, MEANT)


def test_a_title_without_an_end_does_not_take_the_page_with_it() -> None:
    body, _ = read(page(f"<p>{AFTER}</p>", title="渡口調(diào)研?/title>"))

    assert body == (MEANT, READ, MEANT)


@pytest.mark.parametrize(
    "html",
    [
        "<p>The mirror shows ?/strong> and ?nbsp; in its lines.</p>",
        "<p>鏡像網站會顯示 ?/strong> 這樣的殘餘。</p>",
        "<p>鏡像網站會把“調(diào)研”寫成這樣，還有 ?/p>。</p>",
        f"<p>{LINE}</p><p>見 ?&lt;/b&gt; 和 a.php?page=2 與 ?book></p>",
        f"<p>{LINE}</p><script>var c = a ?f>1 : 0;</script><a href='/x?b'>渡口</a>",
    ],
)
def test_what_is_no_torn_tag_of_a_mirror_stays(html: str) -> None:
    assert with_tags(html) == html
