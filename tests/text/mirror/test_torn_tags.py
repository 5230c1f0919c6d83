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


BARE = "縣長來到渡口調研，詢問水位，並對渡船停航九個星期表示關心。"
"""A line of a mirror that writes no readings."""


def bare_page(story: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    body, flags = read(
        "<html><head><meta charset=utf-8><title>渡口調研</title></head><body><div class=content>"
        f"<h1>縣長來到渡口調研</h1><p>{BARE}</p>{story}<p>{BARE}</p></div></body></html>".encode()
    )
    assert body[0] == body[-1] == BARE
    return body[1:-1], flags


@pytest.mark.parametrize(
    ("torn", "meant"),
    [
        (
            "<p><strong>會計說帳目清楚?/strong>大家都放心了。</p>",
            ("會計說帳目清楚?大家都放心了。",),
        ),
        ("<p><b>老船工姓周?/b>今年七十歲。</p>", ("老船工姓周?今年七十歲。",)),
        ("<p><B>老船工姓周?/B>今年七十歲。</p>", ("老船工姓周?今年七十歲。",)),
        ("<p><em>水位退了?/em>碼頭開了。</p>", ("水位退了?碼頭開了。",)),
        ("<p><span>票價不變?/span>班次增加。</p>", ("票價不變?班次增加。",)),
        ("<p><font color=red>今天停航?/font>明天復航。</p>", ("今天停航?明天復航。",)),
        ("<p><a href=/x.html>看渡口的照片?/a>都是新拍的。</p>", ("看渡口的照片?都是新拍的。",)),
        ("<p>他說：“船修好了??/p><p>第二天就開航。</p>", ("他說：“船修好了??", "第二天就開航。")),
        (
            "<p>他說：“船修好了?!?/p><p>第二天就開航。</p>",
            ("他說：“船修好了?!?", "第二天就開航。"),
        ),
        ("<p>他說：“船修好了？！?/p><p>開航了。</p>", ("他說：“船修好了？！?", "開航了。")),
        ("<p>魚市又熱鬧了?/p><p>攤位有三十個。</p>", ("魚市又熱鬧了?", "攤位有三十個。")),
        (
            "<p>魚市熱鬧了?/p><p>攤位三十個?/p><p>傍晚收市。</p>",
            ("魚市熱鬧了?", "攤位三十個?", "傍晚收市。"),
        ),
        (
            "<p><b>路燈亮了?/b>橋也通了?/p><p>夜裡有人看守。</p>",
            ("路燈亮了?橋也通了?", "夜裡有人看守。"),
        ),
        (
            "<p>堤壩加高了。</p><h2>新的工程?/h2><p>工程七月完工。</p>",
            ("堤壩加高了。", "新的工程?", "工程七月完工。"),
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_of_a_mirror_without_readings_an_end_tag_of_what_is_open_is_one(
    torn: str, meant: tuple[str, ...]
) -> None:
    body, flags = bare_page(torn)

    assert body == meant
    assert "torn-tags" in flags


@pytest.mark.parametrize(
    "story",
    [
        "<p>鏡像網站常常留下“經驗?/strong>”這樣的殘餘。</p>",
        "<p>鏡像網站常常留下“經驗?/strong&gt;”這樣的殘餘。</p>",
        "<p><strong>鏡像網站</strong>留下“經驗?/strong>”。</p>",
        "<p>鏡像網站留下“經驗?/p>”這樣的殘餘。</p>",
        "<p><b>鏡像網站留下“?/b>”和“?/b>”。</p>",
        "<p>The <b>mirror shows ?/b> in its lines.</p>",
        "<p><b>文件在目錄 a?/b>裡。</p>",
        "<p>渡口</p><script>var s = '<b>渡口?/b>';</script>",
        "<p>渡口</p><!-- <b>渡口?/b> -->",
        "<p><strong>渡口?/span>開了。</p>",
    ],
)
def test_what_no_open_element_asks_for_stays_text(story: str) -> None:
    html = f"<html><body><p>{BARE}</p>{story}</body></html>"

    assert with_tags(html) == html


def test_mending_a_page_twice_changes_nothing_more() -> None:
    html = f"<p>{BARE}</p><p><b>路燈亮了?/b>橋也通了?/p><p>夜裡有人看守。</p>"

    assert with_tags(with_tags(html)) == with_tags(html) != html


@pytest.mark.parametrize(
    ("said", "lost"), [("經(jīng)驗(yàn)?,", True), ("經(jīng)驗(yàn),", False)]
)
def test_a_character_lost_before_a_comma_is_flagged(said: str, *, lost: bool) -> None:
    body, flags = read(page(f"<p>這是{said}{AFTER}</p>"))

    assert ("?" in body[1]) == lost
    assert ("unsure-characters" in flags) == lost
