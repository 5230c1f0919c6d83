"""Offices and posts are told from people: their names, and what a line is signed with."""

from __future__ import annotations

import pytest

from crawler.lang.offices import is_job, is_office, signing_name


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Center for Tide Research and Dredging", True),
        ("School of Ships and Nets", True),
        ("Bureau of Nets, Ropes and Sails", True),
        ("Harbour Press GmbH", True),
        ("Комитет портов и рыболовства", True),
        ("Jane Roe and John Doe", False),
        ("Jane School and John Center", False),
        ("Center for Ferries, Jane Roe", False),
        ("Jane Roe for Harbour News", False),
    ],
)
def test_an_office_is_known_by_how_its_name_begins(text: str, office: bool) -> None:  # noqa: FBT001
    assert is_office(text) is office


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("Jane Roe", "Jane Roe"),
        ("— Jane Roe", "Jane Roe"),
        ("(Jane Roe)", "Jane Roe"),
        ("Jane Roe, Political Editor", "Jane Roe"),
        ("Jane Roe / AFP", "Jane Roe"),
        ("Jane Roe (dpa)", "Jane Roe"),
        ("Anna Berg - Reporterin", "Anna Berg"),
        ("Jane Roe, who left", ""),
        ("Jane Roe (12)", ""),
        ("Jane Roe, Oslo", ""),
        ("The quay, Reuters", ""),
        ("Jane Roe, " + "x" * 100_000, ""),
        (" " * 100_000, ""),
    ],
)
def test_a_text_is_signed_with_a_name_and_perhaps_a_post(line: str, name: str) -> None:
    assert signing_name(line) == name


@pytest.mark.parametrize(
    ("name", "job"), [("Political Editor", True), ("Jane Roe", False), ("Reporters Desk", False)]
)
def test_a_job_is_no_name_and_no_newsroom(name: str, job: bool) -> None:  # noqa: FBT001
    assert is_job(name) is job
