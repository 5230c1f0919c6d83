"""Names of months: those of their own language, and those that every page may use."""

from __future__ import annotations

import pytest

from crawler.lang.dates.months import everywhere, glue, month_of, names_of, plain


def test_every_language_has_its_twelve_months() -> None:
    months = {
        number: [name for name, n in everywhere().items() if n == number]
        for number in range(1, 13)
    }

    assert set(everywhere().values()) == set(range(1, 13))
    assert all(len(names) > 40 for names in months.values())
    assert month_of("août") == month_of("aout") == 8


@pytest.mark.parametrize(
    ("code", "other"), [("tl", "fil"), ("iw", "he"), ("in", "id"), ("mo", "ro"), ("TL", "fil")]
)
def test_a_code_that_was_given_up_still_names_its_language(code: str, other: str) -> None:
    assert names_of(code) == names_of(other) != {}


@pytest.mark.parametrize(
    ("name", "language", "month"),
    [
        ("mai", "nb", 5),
        ("mai", "no", 5),
        ("maart", "nl", 3),
        ("maart", "nl-BE", 3),
        ("MAYO", "es", 5),
        ("may", "vi", 5),
        ("lis", "hr", 10),
        ("lis", "pl", 11),
        ("market", "en", None),
        ("", "en", None),
        ("13", "en", None),
    ],
)
def test_a_name_is_the_month_of_the_language_that_is_read(
    name: str, language: str, month: int | None
) -> None:
    assert month_of(name, language) == month


def test_no_short_latin_name_counts_everywhere_unless_it_is_listed() -> None:
    short = {name for name in everywhere() if name.isascii() and len(name) < 3}

    assert short == set()


def test_a_name_is_looked_up_as_it_is_kept() -> None:
    assert [name for name in everywhere() if plain(name) != name] == []


def test_what_stands_between_day_and_month_is_known_for_spain_and_germany() -> None:
    assert {" de ", ". "} <= set(glue("dM"))
