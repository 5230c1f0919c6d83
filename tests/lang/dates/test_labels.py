"""What a date in a line is the date of: the words beside it say so."""

from __future__ import annotations

import pytest

from crawler.lang.dates.labels import (
    CHANGED,
    OTHER,
    PLAIN,
    PUBLISHED,
    dates_of,
    is_label,
    is_original,
    label_before,
    may_date,
)

LINES: dict[str, list[tuple[str, str]]] = {
    "8 May 2024": [(PLAIN, "2024-05-08")],
    "Jane Roe | 8 May 2024": [(PLAIN, "2024-05-08")],
    "Published 8 May 2024": [(PUBLISHED, "2024-05-08")],
    "Updated 9 May 2024": [(CHANGED, "2024-05-09")],
    "Updated 9 May 2024 | Published 8 May 2024": [
        (CHANGED, "2024-05-09"),
        (PUBLISHED, "2024-05-08"),
    ],
    "Veröffentlicht am 8. Mai 2024": [(PUBLISHED, "2024-05-08")],
    "Mis à jour le 9 mai 2024": [(CHANGED, "2024-05-09")],
    "发布时间：2024-05-08": [(PUBLISHED, "2024-05-08")],
    "更新时间：2024年5月9日": [(CHANGED, "2024-05-09")],
    "The fair opens on 9 May 2024 in Vik.": [(OTHER, "2024-05-09")],
    "Regatta 2020/7/11-12": [(OTHER, "2020-07-11")],
    "© 8 May 2024": [],
    "The ferry is back": [],
    "": [],
}


@pytest.mark.parametrize(("line", "dates"), LINES.items(), ids=str)
def test_a_date_is_of_what_the_words_beside_it_say(
    line: str, dates: list[tuple[str, str]]
) -> None:
    assert [(kind, moment.iso()) for kind, moment in dates_of(line)] == dates


def test_no_more_than_three_dates_of_a_line_are_looked_at() -> None:
    line = "Received 1 May 2024, accepted 2 May 2024, published 3 May 2024, printed 4 May 2024"

    assert [kind for kind, _ in dates_of(line)] == [OTHER, OTHER, PUBLISHED]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("First published", PUBLISHED),
        ("Last updated:", CHANGED),
        ("Published and updated", PUBLISHED),
        ("Accepted", OTHER),
        ("Jane Roe", ""),
        ("Published" + " by the harbour board of Saltmarsh" * 3, ""),
        ("", ""),
    ],
)
def test_a_label_counts_near_its_date(text: str, kind: str) -> None:
    assert label_before(text) == kind


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Published", True),
        ("Publish date:", True),
        ("发布时间", True),
        ("Published by Jane Roe", False),
        ("A long line that ends with the word published", False),
        ("", False),
    ],
)
def test_a_label_alone_dates_the_next_line(text: str, label: bool) -> None:  # noqa: FBT001
    assert is_label(text) is label


@pytest.mark.parametrize(
    ("text", "original"),
    [("This was originally published on 8 May", True), ("Published 8 May", False)],
)
def test_a_line_says_when_a_story_came_out_for_the_first_time(
    text: str,
    original: bool,  # noqa: FBT001
) -> None:
    assert is_original(text) is original


def test_without_a_number_there_is_no_date() -> None:
    assert may_date("8 May")
    assert may_date("二〇二四年")
    assert not may_date("in May")
