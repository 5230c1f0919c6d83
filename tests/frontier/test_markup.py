"""Tokens of XML: those of an XML parser where it is well-formed, and an answer where it is not."""

from __future__ import annotations

from xml.parsers import expat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.frontier.markup import MAX_OPEN, MAX_VALUE, tokens

Told = list[tuple[str, str]]


def told(text: str) -> Told:
    """Return starts, ends and texts, with texts that follow each other in one."""
    seen: Told = []
    for kind, element, said in tokens(text):
        what = element.name if element else said
        if kind == "text" and seen and seen[-1][0] == "text":
            seen[-1] = ("text", seen[-1][1] + what)
        elif what:
            seen.append((kind, what))
    return seen


def by_expat(text: str) -> Told:
    seen: Told = []

    def text_of(data: str) -> None:
        if seen and seen[-1][0] == "text":
            seen[-1] = ("text", seen[-1][1] + data)
        else:
            seen.append(("text", data))

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, _: seen.append(("start", name))
    parser.EndElementHandler = lambda name: seen.append(("end", name))
    parser.CharacterDataHandler = text_of
    parser.Parse(text, True)  # noqa: FBT003 as expat has it
    return seen


NAMES = st.sampled_from(["rss", "item", "title", "pub-date", "a.b"])
TEXTS = st.text(st.characters(codec="ascii", categories=["L", "N", "Zs"]), min_size=1, max_size=9)
ATTRIBUTES = st.sampled_from(["", " a='1'", ' b="x > y"', " c='/'", ' xml:lang="de"'])
BESIDE = st.sampled_from(["", "<!-- <item> -->", "<?php <b> ?>"])


def element(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda name, said, inside, beside: f"<{name}{said}>{''.join(inside)}{beside}</{name}>",
        NAMES, ATTRIBUTES, st.lists(children, max_size=3), BESIDE,
    )  # fmt: skip


DOCUMENTS = element(
    st.recursive(
        st.one_of(TEXTS, st.just("<title/>"), TEXTS.map("<![CDATA[{}]]>".format)), element
    )
)


@given(DOCUMENTS)
def test_what_is_well_formed_is_read_as_an_xml_parser_does(text: str) -> None:
    assert told(text) == by_expat(text)


@given(st.text(st.sampled_from("<>/!-[]CDAT&;ab='\" \n?"), max_size=80))
def test_whatever_it_is_every_start_has_its_end(text: str) -> None:
    open_: list[str] = []
    for kind, each, _ in tokens(text):
        if kind == "start" and each:
            open_.append(each.name)
        elif kind == "end" and each:
            assert open_.pop() == each.name
    assert open_ == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "<a><b>1</a>",
            [("start", "a"), ("start", "b"), ("text", "1"), ("end", "b"), ("end", "a")],
        ),
        ("<a>1</b></a>", [("start", "a"), ("text", "1"), ("end", "a")]),
        (
            "<a><![CDATA[1 & <b>]]></a>",
            [("start", "a"), ("text", "1 &amp; &lt;b&gt;"), ("end", "a")],
        ),
        ("<a>1 < 2</a>", [("start", "a"), ("text", "1 < 2"), ("end", "a")]),
        ("<a><!-- 1", [("start", "a"), ("end", "a")]),
        ("<a b='<c>'>1</a>", [("text", "<a b='"), ("start", "c"), ("text", "'>1"), ("end", "c")]),
    ],
)
def test_what_is_not_well_formed_is_read_as_far_as_it_goes(text: str, expected: Told) -> None:
    assert told(text) == expected


def test_an_entity_is_what_the_document_says_and_no_more_than_its_bound() -> None:
    dtd = (
        "<!DOCTYPE r [<!ENTITY a 'x'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    )
    bomb = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 9))

    assert told(f"{dtd}<r>&b;&f;</r>")[1] == ("text", "xx&f;")
    [_, (_, text), _] = told(f"<!DOCTYPE r [<!ENTITY e0 'ha'>{bomb}]><r>&e8;</r>")
    assert len(text) <= MAX_VALUE


def test_namespaces_and_bases_are_those_around_an_element() -> None:
    text = (
        "<f xmlns='http://www.w3.org/2005/Atom' xmlns:m='http://search.yahoo.com/mrss/' "
        "xml:base='http://a.example/'><e xml:base='news/'><m:t/><x:t/></e></f>"
    )
    found = {
        (each.prefix, each.name): (each.namespace, each.base)
        for kind, each, _ in tokens(text)
        if kind == "start" and each
    }

    assert found["", "e"] == ("http://www.w3.org/2005/Atom", ("http://a.example/", "news/"))
    assert found["m", "t"][0] == "http://search.yahoo.com/mrss/"
    assert found["x", "t"][0] == "x"


def test_a_tag_closes_nothing_that_lies_deeper_than_the_bound() -> None:
    depth = MAX_OPEN + 1
    near, far = (told("<a>" + "<b>" * n + "</a>1") for n in (depth - 2, depth))

    assert near[-1] == ("text", "1")
    assert far[-1] == ("end", "a")
