"""What pages say that hold no article: whole phrases, by language."""

from __future__ import annotations

import pytest

from crawler.lang.error_phrases import (
    COOKIES,
    GONE,
    OURS,
    PARTNERS,
    PURPOSE,
    gone_by_language,
    partners_by_language,
    phrases,
)
from crawler.lang.words import words


def test_every_language_that_says_gone_names_all_of_a_page_and_its_reader() -> None:
    languages = {row.language for row in words("errors") if row.kind in GONE}

    assert len(gone_by_language()) == len(languages) >= 10
    assert all(len(columns) == len(GONE) for columns in gone_by_language())
    assert all(len(columns) == len(PARTNERS) for columns in partners_by_language())


def are_named(line: str) -> list[int]:
    """Return for each language how many of the things in `GONE` a line names."""
    return [sum(bool(each.search(line)) for each in columns) for columns in gone_by_language()]


@pytest.mark.parametrize(
    "line",
    [
        "the page you were looking for could not be found",
        "die von ihnen gesuchte seite wurde nicht gefunden",
        "la page que vous recherchez n'existe pas",
        "запрашиваемая вами страница не найдена",
    ],
)
def test_a_sentence_about_a_page_that_is_gone_names_three_things(line: str) -> None:
    assert max(are_named(line)) >= 3


@pytest.mark.parametrize(
    "line",
    ["a lost page of the log was found at the quay", "die fähre wurde nicht gefunden"],
)
def test_a_sentence_of_a_story_does_not(line: str) -> None:
    assert max(are_named(line)) < 3


def test_a_phrase_is_the_longest_that_stands_there() -> None:
    login = phrases("login")

    assert login.fullmatch("please log in")
    assert not login.fullmatch("please log in to the ferry")


def test_a_consent_window_speaks_of_itself_of_what_it_stores_and_of_why() -> None:
    line = "we and our 132 partners store cookies to personalise advertising"

    assert OURS.search(line)
    assert PURPOSE.search(line)
    assert COOKIES.within(line)
