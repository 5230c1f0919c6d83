"""Any bytes are read into an article or a verdict, whatever their shape, and soon."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

import gzip
import json
import os
import random
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.model import Capture, NotAnArticle
from crawler.page.blocks.outline import MAX_BLOCKS, MAX_NODES, MAX_TEXT, outline
from crawler.page.read import Reading, read_page
from crawler.page.tree import MAX_ATTRIBUTES, parse

STORY = (
    "<p>The ferry across the sound was cancelled on Monday, the harbour office said.</p>"
    "<p>Some forty passengers spent the night in the school hall, in beds of the town's.</p>"
)

SHAPES = {
    "nested boxes": "<div>" * 100_000 + STORY,
    "nested bold": "<b>" * 100_000 + STORY,
    "kinds of letters, closed by each paragraph": "<p>"
    + "".join(f"<font size={n}>" for n in range(3_000))
    + "<p>x" * 3_000,
    "boxes in kinds of letters": "<b><div>" * 4_000 + "</b>" * 1_900 + STORY,
    "links around boxes": "<a href=x><div>" * 4_900 + STORY,
    "attributes of the document": "".join(f"<html a{n}=x>" for n in range(9_900)) + STORY,
    "nested forms in tables": "<table><form><tr><td>" * 5_000 + STORY,
    "lists of alternatives": "<select><option>" * 9_000 + STORY,
    "texts for no scripts": "<noscript><div><noscript>" * 3_000 + STORY,
    "open plain text": "<plaintext>" * 1_000 + STORY,
    "foreign": "<svg><math>" * 4_000 + STORY,
    "nested tables": "<table><tr><td>" * 30_000 + STORY,
    "nested lists": "<ul><li>" * 50_000 + STORY,
    "nested links": "<a href=x>" * 20_000 + STORY,
    "many attributes": "<p " + " ".join(f'a{n}="x"' for n in range(200_000)) + ">" + STORY,
    "many tags of many attributes": ("<i " + "a " * 400 + ">") * 2_000 + STORY,
    "one class of many words": '<div class="' + "a-b " * 100_000 + '">' + STORY,
    "one text node": "<p>" + "a" * 10_000_000,
    "one text node of words": "<p>" + "word, and " * 300_000,
    "one text node of Han": "<p>" + "汉字，" * 300_000,
    "spaces": "<p>" + " " * 3_000_000 + "x",
    "empty paragraphs": "<p>" * 500_000,
    "paragraphs": "<p>Text, here." * 50_000,
    "headings": "<h1>A heading, and text</h1>" * 20_000,
    "pictures": "<p>Text, here.<img src=a.jpg>" * 20_000,
    "links": "<li><a href=/a/b.html>Some text of a link, here</a>" * 20_000,
    "zones in zones": "<div class=caption><div class=meta>" * 900 + "<p>Text, here." * 9_000,
    "state that never ends": "<script>"
    + ("title = {a: [" + "f(1)," * 9_000) * 40
    + "</script><p>x",
    "hidden from the root": "<html hidden style='display:none'><body hidden>" + STORY,
    "a title that is never closed": "<title>" + "a \x01 b \ufffe c " * 2_000 + STORY,
    "a long title": "<title>" + "a - b | " * 200_000 + "</title>" + STORY,
    "nul": "\0" * 100_000 + "<p>x\0y</p>",
    "broken entities": "&#xFFFFFFFF; &foo &#; &#xD800; " * 20_000,
    "open tags": "<a " * 500_000,
    "tags in tags": "<a<" * 500_000,
    "attributes in attributes": "<a b<" * 300_000,
    "quotes in quotes": "<a b='<a c=\"" * 200_000,
    "many quoted attributes": "<p " + " ".join(f'a{n}="<>"' for n in range(100_000)) + ">" + STORY,
    "angles": "<" * 500_000,
    "open comment": "<!--" * 100_000,
    "open quote": '<a href="' + "x" * 1_000_000,
    "open script": "<script>" + "x" * 1_000_000,
    "nested JSON": f'<script type="application/ld+json">{"[" * 100_000}</script>{STORY}',
    "frames": "<frameset><frame src=a><frame src=b></frameset>",
    "two documents": f"<html><body>{STORY}</body></html><html><body>{STORY}</body></html>",
    "nothing": "",
    "a doctype": "<!DOCTYPE html>",
    "a processing instruction": "<?xml version='1.0' encoding='nothing'?><html>",
    "a base nobody can join": "<base href='http://[x'>" + STORY + "<a href='http://[y'>next</a>",
    "lone surrogates": "&#xD800;&#xDFFF;" + STORY,
}


def reading(body: bytes, url: str = "http://news.example/a.html") -> Reading | NotAnArticle:
    capture = Capture(url=url, fetched_at=datetime(2026, 2, 5, tzinfo=UTC), body=body)
    try:
        return read_page(capture)
    except NotAnArticle as verdict:
        return verdict


@pytest.mark.parametrize("shape", SHAPES)
def test_a_hostile_shape_gets_an_answer(shape: str) -> None:
    answer = reading(SHAPES[shape].encode())

    assert isinstance(answer, NotAnArticle) or answer.article.article_body


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 200,
        b"%PDF-1.7\n" + bytes(range(255, -1, -1)) * 200,
        b"\x1f\x8b\x08\x00" + random.Random(7).randbytes(20_000),
        b"\xff\xfe" + "<p>One, two.</p>".encode("utf-16-le") + b"\x00",
        b"\xef\xbb\xbf",
        b"\x00\xd8" * 500,
        b"{}",
    ],
    ids=["png", "pdf", "gzip", "utf-16", "a byte order mark", "surrogates", "json"],
)
def test_binary_sent_as_html_gets_an_answer(body: bytes) -> None:
    assert reading(body) is not None


@pytest.mark.parametrize(
    "url", ["", "x", "http://[", "http://a.example:99999999/", "data:text/html,x"]
)
def test_an_odd_address_costs_no_page(url: str) -> None:
    answer = reading(f"<h1>Ice</h1>{STORY}<a rel=next href='?page=2'>2</a>".encode(), url)

    assert isinstance(answer, Reading)


def test_a_tag_keeps_its_first_attributes_and_the_page_what_follows() -> None:
    html = "<p class='a' " + " ".join(f"b{n}='>'" for n in range(5_000)) + ">One</p><p>Two</p>"

    root = parse(html).root
    tag = root.find(".//p[@class]")

    assert tag is not None
    assert len(tag.attrib) == MAX_ATTRIBUTES
    assert root.xpath("string(//p[last()])") == "Two"


NO_QUOTATIONS = (
    '<p a="x"="{}">', '<p="{}">', "<p = {}>", '<p ="{}">', f"<p {'x' * 300} {{}}>",
    f"<p a={'x' * 3_000} {{}}>", f"<p{'x' * 99} {{}}>", '<p a/="{}">', '<p a="x"/="{}">',
    '<p a=b="{}">', '<p a="x""{}">', "<p / / {}>", """<p a="x"b="y"=z'{}'>""",
)  # fmt: skip
"""Where a parser reads many attributes that look like one, or like none."""


@pytest.mark.parametrize("shape", NO_QUOTATIONS)
def test_many_attributes_are_cut_off_wherever_they_hide(shape: str) -> None:
    html = shape.format(" ".join(f"b{n}" for n in range(3_000)))

    most = max(len(element.attrib) for element in parse(html).root.iter())

    assert most <= MAX_ATTRIBUTES + 1


def test_a_long_quotation_is_one_attribute() -> None:
    html = f'<p class=a title="{" ".join(f"b{n}" for n in range(3_000))}" id=c>One</p>'

    tag = parse(html).root.find(".//p")

    assert tag is not None
    assert [*tag.attrib] == ["class", "title", "id"]


def test_an_outline_is_bounded_and_says_that_it_was_cut() -> None:
    page = outline(parse("<p>Text, here." * 60_000).root)

    assert page.cut
    assert len(page.blocks) <= MAX_BLOCKS
    assert len(page.nodes) <= MAX_NODES + 1
    assert sum(len(block.text) for block in page.blocks) <= MAX_TEXT


_PIECE = st.sampled_from(
    [
        "<div>", "</div>", "<p>", "</p>", "<br>", "<table>", "<td>", "</table>", "<h1>", "</h1>",
        "<ul><li>", "</ul>", "<a href='/x_2.html'>", "</a>", "<figure>", "<figcaption>", "<img src=a>",
        "<script type='application/ld+json'>", "</script>", '{"@type":"NewsArticle","articleBody":"',
        "<div class='related'>", "<nav>", "</nav>", "<div class='sidebar'>", "<div class='article-body'>", "<div hidden>", "<blockquote>",
        "<meta property='og:type' content='article'>", "Text, and more of it here.", "下一页", "本报讯，",
        "责任编辑：张三", "By Jane Roe", "2026-02-05 08:00", "&#0;", "\x00", "\ufffd", "&", "<", '"', "'",
    ]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(_PIECE | st.text(max_size=12), max_size=60))
def test_any_soup_of_tags_gets_an_answer(pieces: list[str]) -> None:
    answer = reading("".join(pieces).encode("utf-8", "surrogatepass"))

    assert isinstance(answer, Reading | NotAnArticle)


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    assert isinstance(reading(body), Reading | NotAnArticle)


LONG = pytest.mark.long
CORPORA = Path(os.environ.get("CRAWLER_CORPORA", Path(__file__).parents[3] / "shared" / "bench"))


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora beside this repository")
@pytest.mark.parametrize(
    ("corpora", "pages"),
    [(("zh", "aeb"), 6), pytest.param(("zh", "aeb", "fundus", "segments"), None, marks=LONG)],
    ids=["a few", "all"],
)
def test_damaged_pages_get_an_answer(corpora: tuple[str, ...], pages: int | None) -> None:
    chance = random.Random(20260205)
    for corpus in corpora:
        for path in sorted((CORPORA / corpus / "pages").iterdir())[:pages]:
            page = gzip.decompress(path.read_bytes())
            for damage in DAMAGES:
                answer = reading(damage(page, chance))
                assert isinstance(answer, Reading | NotAnArticle), (path.name, damage)


def _cut(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page))]


def _flip(page: bytes, chance: random.Random) -> bytes:
    changed = bytearray(page)
    for _ in range(len(page) // 200):
        changed[chance.randrange(len(page))] = chance.randrange(256)
    return bytes(changed)


def _drop_tags(page: bytes, chance: random.Random) -> bytes:
    return re.sub(rb"<[^>]*>", lambda m: b"" if chance.random() < 0.2 else m[0], page)


def _shuffle(page: bytes, chance: random.Random) -> bytes:
    parts = page.split(b"<")
    chance.shuffle(parts)
    return b"<".join(parts)


def _double(page: bytes, chance: random.Random) -> bytes:
    places = sorted(chance.sample(range(len(page) + 1), 2))
    return (
        page[: places[1]]
        + page[places[0] : places[1]] * chance.randrange(1, 9)
        + page[places[1] :]
    )


def _wrap(page: bytes, chance: random.Random) -> bytes:
    opened = re.sub(rb"<body[^>]*>", lambda m: m[0] + chance.choice(WRAPPERS), page, count=1)
    return opened if opened != page else chance.choice(WRAPPERS) + page


WRAPPERS = (
    b"<div class='sidebar'>", b"<nav>", b"<div hidden>", b"<div class='comments'><div>", b"<svg>",
    b"<table><tr><td>", b"<noscript>", b"<a href='/'>", b"<template>", b"<plaintext>", b"<!--",
)  # fmt: skip
DAMAGES = (_cut, _flip, _drop_tags, _shuffle, _double, _wrap)


def test_an_answer_goes_into_json() -> None:
    answer = reading(("&#xD800;" + SHAPES["broken entities"] + STORY).encode())

    assert isinstance(answer, Reading)
    json.dumps(answer.article.article_body, ensure_ascii=False).encode()


@pytest.mark.parametrize("odd", ["\x01", "\x0b", "\ufffe", "\x00", ":", "é"])
def test_an_element_of_an_odd_name_costs_no_page_its_date(odd: str) -> None:
    stamp = "datetime='2024-05-08T10:00:00+02:00'>8 May 2024"

    answer = reading(f"<h1>Ice</h1><time{odd} {stamp}</time{odd}>{STORY}".encode())

    assert isinstance(answer, Reading)
    assert answer.article.date_published == "2024-05-08T10:00:00+02:00"
