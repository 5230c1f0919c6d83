"""Days of the week in the words of the CLDR, and what stands before a date."""

from __future__ import annotations

import pytest
from babel import Locale

from crawler.lang.dates.weekdays import before_date, is_weekday

LANGUAGES = ["de", "en", "es", "fr", "hi", "it", "nb", "pl", "pt", "ru", "sw", "tr", "uk", "vi"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_day_of_a_language_is_known(language: str, width: str) -> None:
    names = Locale.parse(language).days["format"][width].values()

    assert [name for name in names if not is_weekday(name)] == []


@pytest.mark.parametrize("word", ["Marta", "Wedding", "Sonne", "", "8", "Mayor"])
def test_another_word_is_no_day(word: str) -> None:
    assert not is_weekday(word)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Jane Roe Wed 8 May 2024", "Jane Roe"),
        ("Jane Roe Wednesday, May 8, 2024", "Jane Roe"),
        ("Jana Roth Mi., 8. Mai 2024", "Jana Roth"),
        ("Jane Roe May 8, 2024 10:00 am", "Jane Roe"),
        ("Ирина Роева вторник, 8 мая 2024", "Ирина Роева"),
        ("Theresa May 8 May 2024", "Theresa"),
        ("Plácido Domingo", "Plácido Domingo"),
        ("April Holm", "April Holm"),
        ("Jane Roe, 8 children", "Jane Roe, 8 children"),
        ("Jane Roe Maybelline 8", "Jane Roe Maybelline 8"),
    ],
)
def test_what_stands_before_a_date_is_left(line: str, name: str) -> None:
    assert before_date(line) == name
