"""Which language a text is in: by what the page states, where the letters bear it out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.language import borne_out, language_of, told_by_letters

TEXTS: dict[str, str] = json.loads(
    (Path(__file__).parents[2] / "fixtures/text/languages.json").read_text("utf-8")
)
"""One sentence in each of 62 languages, all of a ferry."""


@pytest.mark.parametrize("language", TEXTS)
def test_a_sentence_is_told_by_its_letters_alone(language: str) -> None:
    assert told_by_letters(TEXTS[language]) == language


@pytest.mark.parametrize("language", TEXTS)
def test_what_is_right_is_believed_and_what_a_theme_says_of_every_page_is_not(
    language: str,
) -> None:
    text = TEXTS[language]

    assert (borne_out(language, text) or "")[:2] == language[:2]
    assert [other for other in ("en-US", "ru", "ar") if borne_out(other, text)] == [
        other for other in ("en-US", "ru", "ar") if other[:2] == language
    ]


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("en-US", "The ferry is back.", "en-US"),
        ("EN_us", "The ferry is back.", "en-US"),
        ("", "The ferry is back.", None),
        ("{{lang}}", "The ferry is back.", None),
        ("ru", "The ferry is back.", None),
        ("en", "Паром вернулся в порт.", "ru"),
        ("uk", "Пором повернувся в порт.", "uk"),
        ("", "Її їжак їсть їжу, є ґанок.", "uk"),
        ("zh", "这个国家的经济发展", "zh-Hans"),
        ("zh-CN", "這個國家的經濟發展", "zh-Hant"),
        ("zh-CN", "中文", "zh-CN"),
        ("en", "雨がやんだ。", "ja"),
        ("en", "비가 그쳤다.", "ko"),
        ("fa", "باران بند آمد", "fa"),
        ("ar", "توقف المطر", "ar"),
        ("en", "ฝนหยุดแล้ว", "th"),
        ("ko", "", "ko"),
        ("hsb", "Prěnja łódź je so wróćiła do přistawa.", "hsb"),
        ("no", TEXTS["da"].replace("igen", "igjen").replace("havn", "havn"), "no"),
        (
            "sr-Latn",
            "Trajekt je od ponedeljka ponovo u staroj luci, a ljudi su čekali.",
            "sr-Latn",
        ),
    ],
)
def test_letters_outweigh_what_a_page_states(stated: str, text: str, language: str | None) -> None:
    assert language_of(stated, text) == language


def test_a_locale_speaks_where_the_language_cannot_be_right() -> None:
    assert language_of("ru", "Le ferry est de retour.", "fr_FR") == "fr-FR"
    assert language_of("en-US", TEXTS["de"], "de_AT") == "de-AT"


@pytest.mark.parametrize("stated", ["en-GB", "en"])
def test_a_quoted_sentence_changes_nothing(stated: str) -> None:
    assert language_of(stated, f"{TEXTS['en']} “{TEXTS['de']}” {TEXTS['en']} ") == stated


@given(st.text(max_size=40), st.text(max_size=80), st.text(max_size=20))
def test_any_page_has_a_language_or_none(stated: str, text: str, locale: str) -> None:
    language = language_of(stated, text, locale)

    assert language is None or language[:2].isascii()
