"""A page is parsed into the tree that a browser builds, whatever is left open or out of place."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from crawler.archive.captures import read_captures
from crawler.page.document import document_of
from crawler.page.tree import _LONG, MAX_ATTRIBUTES, parse
from tests.page.story_pages import STORY, paragraphs

CAPTURES = sorted((Path(__file__).parents[2] / "fixtures").glob("*/*/capture.warc"))

TEXT = paragraphs(*STORY)


@pytest.mark.parametrize(
    "head",
    [
        "<!DOCTYPE html><title>Ice</title>",
        "<!DOCTYPE html><html lang=en><title>Ice</title><site-header>Times</site-header>",
        "<title>Ice</title><main>",
        "<title>Ice</title></head><article>",
        "<script>var a = '<p>';</script><!DOCTYPE html><html><head><title>Ice</title><unknown></head><body>",
        "<!-- one --><script></script><!DOCTYPE html><head>Word<title>Ice</title></head>",
        "<header><button><div>Menu</button></header>",
        "<header><dialog><div>Cookies</dialog></header>",
        "<header><svg><path d='M0'><div></div></header>",
        "<header><object><div>Film</object></header>",
        "<head><noscript><div><img src=a.gif></noscript><meta name=a></head>",
        "<noscript><noscript><iframe src=a></iframe></noscript></noscript><div>",
        "<picture><source srcset=a><img src=b></picture>",
        "<html xmlns='http://www.w3.org/1999/xhtml'><head><script src='a.js'/><title/></head>",
    ],
)
def test_what_is_left_open_above_a_story_does_not_swallow_it(head: str) -> None:
    root = parse(head + TEXT).root

    above = {element.tag for p in root.iter("p") for element in p.iterancestors()}

    assert [p.text for p in root.iter("p")] == list(STORY)
    assert not {"head", "button", "dialog", "svg", "object", "noscript", "source"} & above


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>a &amp;lt;b&amp;gt; &eacute;&#233;&#x80;", "a &lt;b&gt; éé€"),
        ("<p>a\x00b", "ab"),
        ("<p>a<![CDATA[b]]>c", "ac"),
        ("<p>a<?php b ?>c", "ac"),
        ("<p>a<template><p>b</template>c", "abc"),
        ("<p>a<noscript>b &amp;amp; <i>c</noscript>d", "ab &amp; cd"),
        ("<p>a</p></body></html><p>b", "ab"),
        ("<p>a<plaintext>b<i>&amp;</plaintext>", "ab<i>&amp;</plaintext>"),
        ("<table>a<tr><td>b</table>", "ab"),
        ("a \udcff b", "a ? b"),
        ("", ""),
    ],
)
def test_a_letter_is_read_once_and_as_a_browser_reads_it(html: str, text: str) -> None:
    assert shown(html) == text


_NAMES = """
    a address article aside b body button center custom-part details dialog div em figure font footer form
    h1 h2 head header html i label li main nav object ol option p pre section select small span strong
    summary table tbody td th tr u ul
""".split()
_PIECE = st.sampled_from(
    [
        *(f"<{name}>" for name in _NAMES),
        *(f"</{name}>" for name in _NAMES),
        "<a href=x>", "<a name=x/>", "<br>", "<br/>", "</br>", "</p>", "<hr>", "<img src=a>", "<input>", "<source src=a>",
        "<!-- a -->", "<!DOCTYPE html>", "<![CDATA[a]]>", "&amp;lt;", "&nbsp;", "&#0;", "<", "one", " two ", "\n", "三",
    ]
)  # fmt: skip


@settings(max_examples=300)
@given(st.lists(_PIECE, max_size=40).map("".join))
def test_the_text_is_the_one_that_another_parser_finds(html: str) -> None:
    page = LexborHTMLParser(html, scripting=True)
    body = page.body or page.css_first("frameset")

    assert body is not None
    assert sorted("".join(shown(html).split())) == sorted("".join(body.text().split()))


@pytest.mark.parametrize("path", CAPTURES, ids=lambda path: path.parent.name)
def test_the_text_of_a_real_page_is_the_one_that_another_parser_finds(path: Path) -> None:
    for capture in read_captures(path):
        html = document_of(capture).text

        body = LexborHTMLParser(html, scripting=True).body

        assert body is not None
        assert sorted(shown(html).split()) == sorted(body.text().split())


def shown(html: str) -> str:
    """Return the text of the body of a page, as it is parsed."""
    body = parse(html).root.find("body")
    return "" if body is None else "".join(body.itertext())


def test_a_tag_is_taken_as_a_whole_and_begun_at_no_sign_inside_it() -> None:
    page = b"<M" * 100_000  # where each of them begins a tag, each takes 129 attributes

    assert len(list(_LONG.finditer(page))) * MAX_ATTRIBUTES * 100 < len(page) + 100_000


@pytest.mark.parametrize(("count", "kept"), [(128, 128), (129, 128), (5_000, 128)])
@pytest.mark.parametrize("before", ["", "<p a<b c=d><i <i <i>", "<a b='<p x=1>'>"])
def test_a_tag_keeps_its_first_attributes(count: int, kept: int, before: str) -> None:
    tag = "<p " + " ".join(f"a{n}=1" for n in range(count)) + ">"

    [paragraph] = parse(f"<title>Ice</title>{before}{tag}Ferry").root.xpath("//p[@a1]")

    assert len(paragraph.attrib) == kept
