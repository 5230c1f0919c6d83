"""Texts are repaired as JSON lines, as plain text, and shown step by step."""

from __future__ import annotations

import json

import pytest

from tests.commands.conftest import Run

BROKEN, SOUND = "cafÃ©", "café"


def answers(out: bytes) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_each_line_of_json_is_answered_with_what_was_undone(run: Run) -> None:
    asked = [{"id": 1, "text": BROKEN}, {"id": 2, "text": SOUND}]
    given = "".join(json.dumps(each) + "\n" for each in asked).encode()

    status, out = run("repair", given=given)

    first, second = answers(out)
    assert status == 0
    assert (first["id"], first["text"], first["steps"]) == (1, SOUND, ["undo_utf8_read_as_cp1252"])
    assert (second["id"], second["text"], second["steps"]) == (2, SOUND, [])


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"id": 1}', b'{"text": 7}', b"\xff"])
def test_a_line_that_cannot_be_answered_says_so_and_costs_no_other(line: bytes, run: Run) -> None:
    status, out = run("repair", given=line + b'\n{"id": 2, "text": "x"}\n')

    wrong, right = answers(out)
    assert (status, "error" in wrong, right["text"]) == (1, True, "x")


def test_a_text_is_repaired_line_by_line_and_what_is_sound_stays(run: Run) -> None:
    given = f"{BROKEN}\nsound\n{SOUND}\n".encode()

    status, out = run("repair", "--text", given=given)

    assert (status, out.decode()) == (0, f"{SOUND}\nsound\n{SOUND}\n")


def test_a_byte_that_is_no_utf_8_is_lost_and_costs_nothing_beside_it(run: Run) -> None:
    given = b"caf\xe9\ncaf\xc3\xa9\n"

    assert run("repair", "--text", given=given)[1].decode() == f"caf\ufffd\n{SOUND}\n"
    assert b"line 1:" in run("repair", "--explain", given=given)[1]


def test_what_is_typed_is_repaired(run: Run) -> None:
    assert run("repair", BROKEN, "is", "open")[1].decode() == f"{SOUND} is open\n"


def test_each_step_is_shown_before_and_after(run: Run) -> None:
    told = run("repair", "--explain", given=f"sound\n{BROKEN}\n".encode())[1].decode()

    assert f"line 2:  {BROKEN}\n" in told
    assert f"  undo_utf8_read_as_cp1252\n    {SOUND}\n" in told
    assert "line 1" not in told
    assert told.endswith("1 of 2 lines repaired\n")


def test_what_nobody_can_see_is_spelt_out_and_what_is_lost_is_told(run: Run) -> None:
    told = run("repair", "--explain", given="a\u200bb\nlost \ufffd for good\n".encode())[
        1
    ].decode()

    assert "a<U+200B>b" in told
    assert "lost for good: " in told


def test_the_spelling_of_the_archive_is_asked_for(run: Run) -> None:
    apart = "cafe\u0301"

    assert run("repair", "--text", given=apart.encode())[1].decode() == f"{apart}\n"
    assert run("repair", "--text", "--storage", given=apart.encode())[1].decode() == f"{SOUND}\n"
