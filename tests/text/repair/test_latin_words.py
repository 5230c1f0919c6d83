"""Words that are misspelt in the language of the plain words around them."""

from __future__ import annotations

import pytest

from crawler.text.repair.latin_words import (
    is_abroad,
    is_misspelt,
    is_misspelt_page,
    is_torn,
    likely_languages,
)

MISSPELT = {
    "a letter of Czech in French": ("aprčs", "fr"),
    "a letter of Polish in German": ("fłr", "de"),
    "a sign inside a word": ("f³r", "de"),
    "a capital inside a word": ("wŠchst", "de"),
    "a letter of Cyrillic": ("dйcidй", "fr"),
    "a Chinese character": ("t閘ex", "fr"),
    "what draws frames": ("Fl▀che", "de"),
    "a capital word of two scripts": ("Hфuser", "de"),
}


@pytest.mark.parametrize(("word", "language"), MISSPELT.values(), ids=MISSPELT)
def test_a_word_with_letters_that_its_language_has_not_is_misspelt(
    word: str, language: str
) -> None:
    assert is_misspelt(word, language)


SPELT = {
    "letters of the language": ("après-midi", "fr"),
    "a name from elsewhere": ("Łódź", "de"),
    "an apostrophe": ("aujourd’hui", "fr"),
    "a dash between words": ("plan—and", "en"),
    "a degree": ("20°", "de"),
    "a hidden hyphen": ("Wochen\xadende".lower(), "de"),
    "letters that look as Latin ones do": ("sсhеme", "en"),
    "a currency": ("10€", "it"),
}


@pytest.mark.parametrize(("word", "language"), SPELT.values(), ids=SPELT)
def test_names_and_signs_of_all_languages_are_not(word: str, language: str) -> None:
    assert not is_misspelt(word, language)


@pytest.mark.parametrize("word", ["Яндекс", "iPhone", "naïve", "KоЯ", "x²y", "8к"])
def test_a_word_of_one_script_is_not_torn(word: str) -> None:
    assert not is_torn(word)


def test_a_page_is_misspelt_by_two_words_and_not_by_one() -> None:
    one = "Der Zug f³r Reisende fährt heute später"

    assert not is_misspelt_page([one], "de")
    assert is_misspelt_page([one, "Er kommt sp³ter"], "de")


def test_the_words_tell_the_language_where_the_page_tells_another() -> None:
    text = ["Der Zug für Reisende fährt heute später, sagt die Bahn in Köln"]

    assert is_misspelt_page(text, "es")
    assert next(iter(likely_languages(text))) == "de"


@pytest.mark.parametrize("language", ["ru", "zh-Hans", "ja"])
def test_a_page_of_another_script_is_not_asked(language: str) -> None:
    assert not is_misspelt_page(["fłr, młssen, błrgerlich, zurłck"], language)


def test_a_line_of_another_language_is_known_by_its_plain_words() -> None:
    assert is_abroad("řekl ministr, protože to tak bylo v zákoně a nikdo to nezmění", "fr")
    assert not is_abroad("la premičre de toutes les fois, dit le ministre de la ville", "fr")
