"""Each question finds what it asks for in an archive that says two things, and nothing else."""

from __future__ import annotations

import pytest

from crawler.archive.check_inventory import index_of
from crawler.archive.check_questions import ASKED, REFERENCES_ASKED, Question
from tests.archive.inventories import LINES, WARC, sound_inventory

TWICE = f"the line stands twice: {WARC}"
ALL = (*REFERENCES_ASKED, *ASKED)

WRONG: dict[str, tuple[str, ...]] = {
    "UPDATE records SET id = 'm' WHERE id = 'n'": ("<m> stands twice",),
    "DELETE FROM records WHERE id = 'm'": ("names the site memory r7, which is not here",),
    "UPDATE references_made SET id = 'z' WHERE type = 'revisit'": (
        "warc-refers-to names <z>, which is not here",
    ),
    "INSERT INTO sealed SELECT * FROM sealed WHERE offset = 0": (TWICE,),
    "UPDATE references_made SET digest = 'sha1:B', date = '2020' WHERE type = 'revisit'": (
        "WARC-Payload-Digest, WARC-Refers-To-Date is not that of the record that it refers to",
    ),
    "DELETE FROM references_made WHERE id = 'a' AND type = 'request'": (
        "no record says how a was asked for",
    ),
    "UPDATE entries SET at = 1 WHERE offset = 0": (
        f"the index names {WARC}, offset 1, where no capture begins",
        "no line of the index names this record",
    ),
    "UPDATE entries SET status = '404', key = 'x' WHERE offset = 0": (
        "the index and the record have not the same key, status",
    ),
    "INSERT INTO entries SELECT * FROM entries WHERE offset = 0": (
        f"the index names {WARC}, offset 20 twice",
    ),
    "DELETE FROM entries": (
        f"no line of an index names a record of it: {index_of(WARC)} is missing, or empty",
    ),
    "UPDATE locations SET offset = 1 WHERE line = 1": (
        f"provenance.locations names {WARC}, offset 1, where no record begins",
    ),
    "UPDATE locations SET id = 'z' WHERE line = 1": (
        f"provenance.locations: the record in {WARC}, offset 20 is a, not the one named",
    ),
    "UPDATE payloads SET digest = 'sha1:B' WHERE line = 1": (
        "provenance.captures lacks sha1:A, which the record at its location holds",
        "provenance.captures names sha1:B, and no record at its locations holds it",
    ),
    "UPDATE told SET fetched_at = '2020-01-01' WHERE id = 1": (
        "provenance.fetchedAt is 2020-01-01, which no record at its locations is of",
    ),
    "UPDATE lines SET url = 'https://b.example/' WHERE version = 2": (
        "url is https://b.example/, and no record at its locations is of it",
        "isBasedOn is i1, which is not the version before it",
        "identifier is i2, of which no version of the story is",
    ),
    "UPDATE told SET bytes = X'31' WHERE id = 2": ("the line stands twice: https://a.example/1",),
    "UPDATE lines SET based_on = NULL WHERE version = 2": ("version 2 lacks isBasedOn",),
    "UPDATE lines SET based_on = 'i0' WHERE version = 1": ("version 1 has isBasedOn",),
    "UPDATE lines SET based_on = 'i7' WHERE version = 2": (
        "isBasedOn is i7, which is not the version before it",
    ),
    "UPDATE told SET identifier = 'i7' WHERE id = 3": (
        "identifier is i7, of which no version of the story is",
    ),
}
"""What is changed in a sound archive, and what is then wrong."""

SOUND = {
    "nothing": "",
    "the same moment in another zone": (
        "UPDATE told SET fetched_at = '2026-02-05T09:00:00+01:00' WHERE id = 1"
    ),
    "its captures are in another store": (
        f"DELETE FROM files WHERE name = '{WARC}'; DELETE FROM records"
    ),
    "its lines are in another store": (
        f"DELETE FROM files WHERE name = '{LINES}'; DELETE FROM lines; "
        "DELETE FROM told WHERE id < 3"
    ),
    "a run that was killed before it wrote the last request": (
        "DELETE FROM records WHERE id = 'd'; DELETE FROM references_made WHERE id = 'c'"
    ),
    "its index is in another store": "DELETE FROM entries; DELETE FROM files WHERE name GLOB 'c*'",
    "a line of which no place is known": "DELETE FROM locations WHERE line = 1",
}


def answers(changes: str, questions: tuple[Question, ...]) -> list[str]:
    """Return what is wrong with the sound archive after some changes."""
    with sound_inventory() as inventory:
        for change in filter(None, changes.split(";")):
            inventory.db.execute(change)
        return [each.reason for each in inventory.contradictions(questions)]


@pytest.mark.parametrize(("change", "reasons"), WRONG.items())
def test_what_contradicts_something_is_told_and_nothing_beside_it(
    change: str, reasons: tuple[str, ...]
) -> None:
    assert answers(change, ALL) == [*reasons]


@pytest.mark.parametrize("changes", SOUND.values(), ids=SOUND)
def test_what_contradicts_nothing_is_passed_over(changes: str) -> None:
    assert answers(changes, ALL) == []


def test_each_question_is_asked_for_a_reason() -> None:
    silent = {question.about for question in ALL}
    for change in WRONG:
        silent -= {question.about for question in ALL if answers(change, (question,))}

    assert silent == set()
