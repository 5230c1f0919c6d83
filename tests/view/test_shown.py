"""Texts of pages nobody knows are shown escaped, isolated, what nobody sees in them visible."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.view import shown

VISIBLE = {
    "markup": ("<script>", "&lt;script&gt;"),
    "a quote": ('"onload=', "&#34;onload="),
    "sound text": ("Żółć 渡口", "Żółć 渡口"),
    "a mark in a text that runs from the right": ("שלום\u200e", "שלום\u200e"),
}


@pytest.mark.parametrize(("text", "markup"), VISIBLE.values(), ids=VISIBLE)
def test_a_text_is_markup_that_shows_it(text: str, markup: str) -> None:
    assert str(shown.visible(text)) == markup


@pytest.mark.parametrize("sign", ["\x1b", "\u202e", "\u2066", "\ufeff", "\ud800", "\U000e0041"])
def test_what_nobody_sees_is_a_sign_that_says_what_it_is(sign: str) -> None:
    markup = str(shown.visible(f"a{sign}b"))

    assert sign not in markup
    assert f"U+{ord(sign):04X}" in markup
    assert shown.plain(f"a{sign}b") == "ab"


def test_an_override_is_seen_even_in_a_text_that_runs_from_the_right() -> None:
    assert "RIGHT-TO-LEFT OVERRIDE" in shown.visible("שלום\u202e")


@given(st.text(st.characters(codec=None)))
def test_no_text_ends_the_element_that_it_stands_in(text: str) -> None:
    markup = str(shown.isolated(text))

    assert markup.startswith("<bdi>")
    assert markup.count("<bdi>") == markup.count("</bdi>") == 1
    assert markup.endswith("</bdi>")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/1", "https://a.example/1"),
        ("HTTP://a.example", "HTTP://a.example"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//a.example/1", ""),
        ("https:///1", ""),
        ("http://[1", ""),
        (None, ""),
        (7, ""),
    ],
)
def test_only_an_address_of_the_web_is_a_link(url: object, link: str) -> None:
    assert shown.link_of(url) == link


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ("2026-02-05T09:12:00Z", "2026-02-05 09:12 UTC"),
        ("2026-02-05T09:12", "2026-02-05 09:12"),
        ("2026-02-05T09:12:30.5-05:00", "2026-02-05 09:12 -05:00"),
        ("last week", "last week"),
        (None, "None"),
    ],
)
def test_a_time_is_shown_without_what_nobody_reads(stated: object, text: str) -> None:
    assert shown.time_shown(stated) == text


@pytest.mark.parametrize(
    ("day", "text"),
    [
        ("2026-02-06", "Today, Friday 6 February 2026"),
        ("2026-02-05", "Yesterday, Thursday 5 February 2026"),
        ("2026-02-07", "Saturday 7 February 2026"),
        ("no day", "no day"),
    ],
)
def test_a_day_is_spoken_of_as_people_do(day: str, text: str) -> None:
    assert shown.day_shown(day, "2026-02-06") == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1970-01-01 00:00 UTC"), ("1770280200", "2026-02-05 08:30 UTC"), ("x", ""), (None, ""),
     (1e30, ""), (float("nan"), "")],
)  # fmt: skip
def test_a_moment_is_a_time_and_what_is_none_is_nothing(seconds: object, text: str) -> None:
    assert shown.moment_shown(seconds) == text


@pytest.mark.parametrize(
    ("value", "texts"),
    [
        ({"name": "Ada", "jobTitle": "editor", "url": "https://a.example"},
         ["Ada (editor)", "https://a.example"]),
        ({"propertyID": "ICP", "value": "1"}, ["ICP 1"]),
        ([{"name": "Ada"}, ["x", None]], ["Ada", "x"]),
        (True, ["yes"]),
        (0, ["0"]),
        ("", []),
        ({}, []),
    ],
)  # fmt: skip
def test_any_value_of_a_record_is_lines(value: object, texts: list[str]) -> None:
    assert shown.texts_of(value) == texts


@pytest.mark.parametrize("tag", ["zh", "zh-Hans", "sr-Latn-RS"])
def test_a_tag_of_a_language_is_kept(tag: str) -> None:
    assert shown.language_tag(tag) == tag


@pytest.mark.parametrize("value", ['" onload="', "z", "english-language-of-old", None, "zh_CN"])
def test_what_is_no_tag_is_none(value: object) -> None:
    assert shown.language_tag(value) == ""


def test_a_report_of_another_form_has_no_sites() -> None:
    assert shown.sites_by_need({}) == []
    assert shown.sites_by_need({"sites": ["a"], "alarms": "none"}) == []
