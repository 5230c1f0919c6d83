"""Of a text that was found, the part is shown in which the words stand."""

from __future__ import annotations

import pytest

from crawler.view.excerpts import excerpt

LONG = "The quay was empty. " * 20 + "A Ferry came at <nine>. " + "The gulls were back. " * 20


def test_the_words_are_marked_with_what_stands_around_them() -> None:
    shown = str(excerpt(LONG, ["ferry"]))

    assert "<mark>Ferry</mark>" in shown
    assert "&lt;nine&gt;" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 400


@pytest.mark.parametrize(
    ("body", "words", "shown"),
    [
        ("A ferry.", ["ferry"], "A <mark>ferry</mark>."),
        (
            "A ferry and a tram.",
            ["tram", "ferry"],
            "A <mark>ferry</mark> and a <mark>tram</mark>.",
        ),
        ("A ferry.", ["boat"], "A ferry."),
        ("a+b", ["+"], "a<mark>+</mark>b"),
        ("渡口复航", ["渡口"], "<mark>渡口</mark>复航"),
        ("A ferry.", [], "A ferry."),
        ("", ["ferry"], ""),
    ],
)
def test_a_short_text_is_shown_whole(body: str, words: list[str], shown: str) -> None:
    assert str(excerpt(body, words)) == shown


def test_without_words_the_beginning_is_shown() -> None:
    assert LONG.startswith(str(excerpt(LONG, [])))
    assert 0 < len(excerpt(LONG, [])) < len(LONG)
