"""Names as bylines give them: what is cut off, and what is part of a name though it looks odd."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crawler.lang.names import clean_name, names, without_addresses


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("By Jane Roe May 8", "Jane Roe"),
        ("By Jane Roe Wed 8 May 2024", "Jane Roe"),
        ("Jana Roth Di 4. Mai", "Jana Roth"),
        ("Jane Roe Updated 8 May", "Jane Roe"),
        ("Jane RoeMay 14, 2024 9:00 am", "Jane Roe"),
        ("Jane Roe14 May 2024", "Jane Roe"),
        ("Jane RoePublished May 14, 2024", "Jane Roe"),
        ("Jana RothVeröffentlicht am 14. Mai 2024", "Jana Roth"),
        ("Jane McDonaldDec 3", "Jane McDonald"),
        ("Jane McDonald", "Jane McDonald"),
        ("Theresa May", "Theresa May"),
        ("Theresa May 8 May 2024", "Theresa May"),
        ("Plácido Domingo 4 May", "Plácido Domingo"),
        ("April Holm", "April Holm"),
        ("May Roe", "May Roe"),
    ],
)
def test_a_date_behind_a_name_is_cut_off_and_a_name_that_is_a_month_stays(
    text: str, name: str
) -> None:
    assert clean_name(text) == name


def test_a_date_in_a_list_of_names_is_no_name() -> None:
    assert names("By Jane Roe and John Doe, May 8, 2024") == ("Jane Roe", "John Doe")


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Jane Roe BBC News", ("Jane Roe",)),
        ("By Jane Roe for Harbour News", ("Jane Roe",)),
        ("Senior Reporter Jane Roe", ("Jane Roe",)),
        ("Par Jane Roe avec AFP", ("Jane Roe",)),
        ("Par Jane Roe avec John Doe", ("Jane Roe", "John Doe")),
        ("Jane Roe, Staff Writer", ("Jane Roe",)),
        ("By Jane Roe, M.A. Journalism", ("Jane Roe",)),
        ("By Jane Roe, B.Sc. Biology, and John Doe, LL.M.", ("Jane Roe", "John Doe")),
        ("Von Jana Roth, Dipl.-Ing. Hafenbau", ("Jana Roth",)),
        ("By M.A. Jones and B.A. Paris", ("M.A. Jones", "B.A. Paris")),
        ("Edd Roe, Jane Mba", ("Edd Roe", "Jane Mba")),
        ("Deutsche Welle DW", ()),
        ("Norddeutscher Rundfunk NDR", ()),
        ("Senior Reporter", ()),
        ("Reuters", ()),
        ("Harbour News", ()),
        ("News for Harbour", ()),
        ("the editor", ()),
    ],
)
def test_whom_and_what_somebody_works_for_is_no_part_of_the_name(
    line: str, people: tuple[str, ...]
) -> None:
    assert names(line) == people


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("By Jane Roe Jr.", "Jane Roe Jr."),
        ("By Jane Roe Jr. in Vik", "Jane Roe Jr."),
        ("Por Juana Ruiz C.", "Juana Ruiz C."),
        ("Джейн Р.", "Джейн Р."),
        ("By Jane Roe Jr", "Jane Roe Jr"),
        ("By Jane Roe.", "Jane Roe"),
        ("By Jane Lee.", "Jane Lee"),
        ("By C. Roe.", "C. Roe"),
    ],
)
def test_a_last_word_that_is_shortened_keeps_its_point_and_no_other_does(
    text: str, name: str
) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize("letters", ["a", "-", "a.", "7_", "aa.", ".aa", "1.aa."])
def test_a_name_without_end_is_looked_through_once(letters: str) -> None:
    endless = letters * 300_000  # where each letter or label is a beginning, this takes minutes

    assert without_addresses(f"{endless} jane@roe.example") == endless.strip("-")


ADDRESS = re.compile(
    r"(?:(?<![a-z])[a-z]+://|www\.)(?:[!-~À-ɏ]|(?<=/)[^\s!-~]+)+"
    r"|(?<![!-~])[!-~]+(?:@|\[at\]|\(at\))[!-~]+|(?<![\w-])[\w-]+(?:\.[a-z]{2,})+/\S*"
)
"""An address in fewer words, for which each label of a name is a beginning."""


@given(st.text(st.sampled_from("aaB1.././ é@-:"), max_size=14))
@example("Jane.B.roe.example/x")
@example("Jane Roe...roe.example/x")
@example(".roe.example/x")
@example("a.1.bb.cc/x")
def test_an_address_begins_with_the_first_label_that_it_may_begin_with(text: str) -> None:
    gone = ADDRESS.sub("", text).strip(" -–—|,;<>()") if "." in text else text

    assert without_addresses(text) == gone
