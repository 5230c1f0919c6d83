"""Brackets that sign a text, and captions: one line each in fixtures/text/people.json."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.signatures import dateline_credits, photo_credit, posted, signature

CASES = json.loads((Path(__file__).parents[2] / "fixtures/text/people.json").read_text("utf-8"))


def label(case: dict[str, str]) -> str:
    return case["label"]


@pytest.mark.parametrize("case", CASES["posted"], ids=label)
def test_a_bracket_says_who_reports_from_where(case: dict[str, Any]) -> None:
    assert posted(case["text"]) == tuple(case["names"])


@pytest.mark.parametrize("case", CASES["signature"], ids=label)
def test_a_bracket_at_the_end_signs_the_story(case: dict[str, Any]) -> None:
    assert signature(case["text"]) == (case["rest"], tuple(case["names"]))


@pytest.mark.parametrize("case", CASES["dateline"], ids=label)
def test_a_bracket_in_the_dateline_names_the_reporters(case: dict[str, Any]) -> None:
    found = dateline_credits(case["text"])

    assert ([credit.name for credit in found.people] if found else []) == case["names"]


@pytest.mark.parametrize("case", CASES["photo"], ids=label)
def test_a_caption_is_parted_from_its_credit(case: dict[str, Any]) -> None:
    caption, _, named = photo_credit(case["text"])

    assert (caption, [credit.name for credit in named]) == (case["caption"], case["names"])


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    signature(text)
    photo_credit(text)
    dateline_credits(text)


@pytest.mark.parametrize(
    ("caption", "written"),
    [
        ("The quay. Photo: Jane Roe", "Photo: Jane Roe"),
        ("The quay (Photo by Jane Roe)", "Photo by Jane Roe"),
        ("Die Fähre. Foto von Jane Roe", "Foto von Jane Roe"),
        ("La jetée. Crédit : Jane Roe", "Crédit : Jane Roe"),
        ("부두의 아침. 사진: 홍길동", "사진: 홍길동"),
        ("The quay. © Jane Roe", "© Jane Roe"),
        ("The quay, photo by Jane Roe", "photo by Jane Roe"),
        ("The quay. (AP Photo/Jane Roe, File)", "AP Photo/Jane Roe, File"),
        ("The quay in a picture by Jane Roe", None),
        ("Photos of the quay by night", None),
        ("Fotos von gestern", None),
        ("The quay. Photobyte", None),
        ("© Jane Roe The quay at dawn on the first day of ice", None),
        ("Der Hafen und seine Bilder", None),
    ],
)
def test_a_caption_and_its_credit_are_parted_by_the_words_for_pictures(
    caption: str, written: str | None
) -> None:
    assert photo_credit(caption)[1] == written


@pytest.mark.parametrize(
    ("credit", "people"),
    [
        ("Jane Roe", ["Jane Roe"]),
        ("Alfred Stock", ["Alfred Stock"]),
        ("Jane Archer", ["Jane Archer"]),
        ("Adobe Stock", []),
        ("Bettmann Archive", []),
        ("State Library Louisiana", []),
        ("Stadtarchiv Hafen", []),
    ],
)
def test_an_archive_or_an_agency_took_no_picture_as_a_person(
    credit: str, people: list[str]
) -> None:
    _, written, named = photo_credit(f"The quay. Photo: {credit}")

    assert written == f"Photo: {credit}"
    assert [each.name for each in named] == people
