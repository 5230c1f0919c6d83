"""Dates as the Unicode CLDR prints them, which is as every browser does, read back to the day."""

from __future__ import annotations

import json
import random
import re
from datetime import date
from pathlib import Path

import pytest
from babel import Locale, localedata
from babel.core import get_cldr_version
from babel.dates import format_date

from crawler.lang.dates.months import cldr, month_of
from crawler.lang.dates.parse import find

LOCALES = sorted(localedata.locale_identifiers())
NO_NAME = re.compile(r"\bM\d{1,2}\b")
"""What is printed for a month that the CLDR has no name of."""

TWO_MONTHS = {"cu", "dyo", "ff_Adlm"}
"""Locales that call two months by one name."""

ETHIOPIAN = {"ti"}
"""Languages whose months are called as those of the Ethiopian calendar, and taken for these."""


def printed(locale: str) -> list[tuple[str, str]]:
    """Return the twelfth of each month as a locale prints it in words, and the day."""
    known, language = Locale.parse(locale), locale.partition("_")[0]
    days = [date(2024, month, 12) for month in range(1, 13)]
    widths = [w for w in ("long", "medium") if re.search("MMM|LLL", known.date_formats[w].pattern)]
    lines = [
        (format_date(day, width, locale=known), day.isoformat())
        for width in widths
        for day in days
    ]
    return [] if language in ETHIOPIAN else [row for row in lines if not NO_NAME.search(row[0])]


def misread(locale: str) -> list[tuple[str, str | None]]:
    language = locale.replace("_", "-")
    found = [(line, day, find(line, language=language)) for line, day in printed(locale)]
    ambiguous = locale.partition("_")[0] in TWO_MONTHS or locale in TWO_MONTHS
    return [
        (line, seen)
        for line, day, seen in found
        if seen != day and not (ambiguous and seen is None)
    ]


@pytest.mark.parametrize("locale", random.Random(12).sample(LOCALES, 60))
def test_what_a_locale_prints_is_read_back(locale: str) -> None:
    assert misread(locale) == []


@pytest.mark.long
@pytest.mark.parametrize("locale", LOCALES)
def test_what_any_locale_prints_is_read_back(locale: str) -> None:
    assert misread(locale) == []


@pytest.mark.parametrize("language", ["pl", "ru", "hr", "ga", "mn", "he", "vi", "nb"])
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_form_of_a_name_is_its_month(language: str, context: str, width: str) -> None:
    names = Locale.parse(language).months[context][width]

    assert {name: month_of(name, language) for name in names.values()} == {
        name: number for number, name in names.items()
    }


def test_the_table_says_which_version_it_is_of_and_is_the_one_that_we_test_against() -> None:
    assert cldr()["source"] == f"Unicode CLDR {get_cldr_version()}"


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("12. lis 2024.", "hr", "2024-10-12"),
        ("12 lis 2024", "pl", "2024-11-12"),
        ("12 lis 2024", "", "2024-11-12"),
        ("12 Here 2024", "br", "2024-10-12"),
        ("12 here 2024", "en", None),
        ("12 Nyakanga 2024", "rw", "2024-07-12"),
        ("12 Nyakanga 2024", "rn", "2024-09-12"),
        ("12 Nyakanga 2024", "", None),
        ("12 нояб. 2024 г.", "", "2024-11-12"),
        ("12 НОЯБ 2024", "en", "2024-11-12"),
        ("2024 թ. հնվ 12", "", "2024-01-12"),
        ("12 marbles 2024", "en", None),
        ("3 декорации 2024", "ru", None),
        ("8 Novizen 2024", "de", None),
    ],
)
def test_a_name_of_two_months_is_not_guessed(line: str, language: str, day: str | None) -> None:
    assert find(line, language=language) == day


def test_the_table_is_what_its_builder_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from crawler.lang.dates import cldr_build  # noqa: PLC0415 only here

    monkeypatch.setattr(cldr_build, "TABLE", tmp_path / "built.json")

    cldr_build.main()

    assert json.loads((tmp_path / "built.json").read_text("utf-8")) == cldr()
