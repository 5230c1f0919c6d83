"""Which language a text is in: by what the page states, where the letters bear it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.lang.language import language_of


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
    ],
)
def test_letters_outweigh_what_a_page_states(stated: str, text: str, language: str | None) -> None:
    assert language_of(stated, text) == language


def test_a_locale_speaks_where_the_language_cannot_be_right() -> None:
    assert language_of("ru", "Le ferry est de retour.", "fr_FR") == "fr-FR"


@given(st.text(max_size=40), st.text(max_size=80), st.text(max_size=20))
def test_any_page_has_a_language_or_none(stated: str, text: str, locale: str) -> None:
    language = language_of(stated, text, locale)

    assert language is None or language[:2].isascii()
