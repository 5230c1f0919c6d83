"""Repairs of text: the cases in fixtures/text/, and the laws that hold for all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from crawler.text.encoding.encodings import MISTAKES, decode, encode
from crawler.text.repair.repair import FORMS, REPAIRS, damage, repair, repair_all, trace_all
from tests.text.laws import invented, named

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = Path(__file__).parents[3] / "fixtures" / "text"
CASES = json.loads((TEXTS / "mojibake.json").read_text("utf-8"))
PAGES = json.loads((TEXTS / "mojibake_pages.json").read_text("utf-8"))
MIRROR = json.loads((TEXTS / "mirror.json").read_text("utf-8"))
STEPS = (*REPAIRS, *FORMS)
PRINTABLE_ASCII = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0x7E, exclude_characters="&")
)


def sentences() -> list[str]:
    """Return sound sentences in many languages: what the cases were before they were damaged."""
    return sorted({case["fixed"] for case in CASES if "read as" in case["label"]})


def marked(case: dict[str, Any]) -> Any:
    xfail = [pytest.mark.xfail(strict=True)] if case.get("expect") == "fail" else []
    return pytest.param(case, marks=xfail, id=case["label"])


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_each_case_is_repaired_exactly(case: dict[str, Any]) -> None:
    assert repair(case["original"]).text == case["fixed"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["label"])
def test_the_lines_of_a_page_speak_for_each_other(page: dict[str, Any]) -> None:
    assert [text for text, _ in repair_all(page["lines"])] == page["fixed"]


@pytest.mark.parametrize("sentence", sentences())
def test_what_was_meant_is_sound(sentence: str) -> None:
    assert repair(sentence) == (sentence, ())


@pytest.mark.parametrize("case", [marked(case) for case in CASES])
def test_the_steps_lead_from_what_was_served_to_what_was_meant(case: dict[str, Any]) -> None:
    (steps,) = trace_all([case["original"]], storage=False)

    reached = steps[-1].after if steps else case["original"]

    assert reached == case["fixed"]
    assert [step.name for step in steps] == list(repair(case["original"]).steps)


DAMAGE = st.text(
    st.sampled_from("ÃÂâ€™œ©ƒ\xad\u200b\u0301\u202e\ufeff\x92\x00\ufffd\ud83d\ude0a &;#39e")
)
MISREAD = st.builds(
    lambda sentence, mistake: misread(sentence, *mistake),
    st.sampled_from(sentences()),
    st.sampled_from([(was, taken_for) for taken_for, all_was in MISTAKES for was in all_was]),
)
MIRRORED = st.builds(
    lambda text, at, piece: text[:at] + piece + text[at:],
    st.sampled_from([case["damaged"] for case in MIRROR["single"]]),
    st.integers(0, 40),
    st.text(st.characters(codec=None) | st.sampled_from("()?著鍾顟 ǎ'"), max_size=4),
)
ANYTHING = st.text() | st.text(st.characters(codec=None)) | DAMAGE | MISREAD | MIRRORED


def misread(sentence: str, was: str, taken_for: str) -> str:
    body = encode(sentence, was)
    return (body and decode(body, taken_for)) or sentence


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@settings(max_examples=60)
@given(text=ANYTHING)
def test_a_step_done_twice_is_done_once(step: Callable[[str], str], text: str) -> None:
    once = step(text)

    assert step(once) == once


@settings(max_examples=150)
@given(ANYTHING, st.booleans())
@example("顟B(\x1ftài)們滾語", False)  # noqa: FBT003
def test_repairing_twice_changes_nothing_more(text: str, storage: bool) -> None:  # noqa: FBT001
    once = repair(text, storage=storage).text

    assert repair(once, storage=storage) == (once, ())


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@settings(max_examples=30)
@given(text=PRINTABLE_ASCII)
def test_ascii_is_untouched_by_every_step(step: Callable[[str], str], text: str) -> None:
    assert step(text) == text


@settings(max_examples=100)
@given(st.lists(ANYTHING, max_size=4))
def test_whatever_comes_can_be_written_as_utf_8(texts: list[str]) -> None:
    for text, _ in repair_all(texts):
        text.encode("utf-8")


@settings(max_examples=100)
@given(MISREAD)
def test_a_single_reading_can_be_taken_back_bit_for_bit(text: str) -> None:
    (steps,) = trace_all([text], storage=False)

    for name, after, *_ in [step for step in steps[:1] if "_read_as_" in step.name]:
        was, taken_for = name.removeprefix("undo_").split("_read_as_")
        body = encode(after, named(was))
        assert body is not None
        assert decode_as_browsers_do(body, named(taken_for)) == text


@settings(max_examples=200)
@given(MISREAD | st.sampled_from([case["original"] for case in CASES]))
def test_no_step_adds_a_character_that_no_byte_of_the_text_accounts_for(text: str) -> None:
    (steps,) = trace_all([text], storage=False)

    before = text
    for name, after, *_ in steps:
        assert not invented(before, after, name)
        before = after


def test_lines_that_two_readings_would_make_sense_of_are_flagged_and_stay() -> None:
    lossy = "".join(
        c for c in misread("Порт снова открыт", "utf-8", "latin-1") if not "\x80" <= c < "\xa0"
    )

    assert repair(lossy).text == lossy
    assert damage(lossy).flags == ("mojibake",)
    assert damage("Gaýana, Hytaý we Russiýa").flags == ()


def test_a_letter_foreign_to_the_language_of_the_page_is_not_gained() -> None:
    for language, text in (
        ("cs", "Bahamský ostrov"),
        ("is", "Sýna allt"),
        ("tk", "Gaýana, Hytaý"),
    ):
        assert repair(text, language=language).text == text
        assert repair_all([text, "x"], language=language)[0].text == text
    assert repair("Otevøeno bude ráno", language="cs").text == "Otevřeno bude ráno"


def test_a_page_of_thousands_of_damaged_lines_is_undone_by_what_its_first_lines_prove() -> None:
    text = "据记者了解，新码头将于明年夏天开放"
    legacy = [misread(text, "gb18030", "latin-1") + str(n) for n in range(400)]

    assert [line for line, _ in repair_all(legacy)] == [f"{text}{n}" for n in range(400)]


def decode_as_browsers_do(body: bytes, name: str) -> str | None:
    from crawler.text.encoding.encodings import coding  # noqa: PLC0415 the tables, not the strict decoder

    table = coding(name)
    return (
        decode(body, name)
        if table.byte_of is None
        else "".join(table.char_of[b] or "" for b in body)
    )


def test_a_short_line_is_never_read_into_a_script_that_the_page_is_not_in() -> None:
    french = "Le marché couvert rouvrira après deux années de travaux, a annoncé la mairie."
    russian = "Мост через реку откроют в пятницу, сообщили вчера в городе."

    assert repair_all([french, "Íåò"])[1].text == "Íåò"
    assert repair("Íåò", language="fr").text == "Íåò"
    assert repair_all([russian, "Íåò"])[1].text == "Нет"
    assert repair("Íåò", language="ru").text == "Нет"


def test_full_width_and_half_width_are_never_folded() -> None:
    text = "他说：“好！”（笑）ＡＢＣ１２３，ｶﾀｶﾅ, half-width: (ok)!"

    assert repair(text, storage=True).text == text


def test_what_a_script_needs_is_kept() -> None:
    for text in ("می\u200cخواهم", "क्\u200dष", "👩\u200d🚀", "ภาษา\u200bไทย", "\u200fשלום\u200e!"):
        assert repair(text, storage=True).steps == ()


def test_the_archive_has_one_spelling() -> None:
    (spelt,) = repair_all(["Cafe\u0301 ﬁne ⼈ \ufefb"])

    assert spelt.text == "Café fine 人 \u0644\u0627"
    assert set(spelt.steps) == {"compose", "untie_ligatures", "replace_radicals", "unshape_arabic"}


@pytest.mark.parametrize(
    ("text", "flags", "share"),
    [
        ("Sound text – even “this”", (), 0.0),
        ("K\ufffdnig", ("replacement-characters",), 0.2),
        ("锟斤拷锟斤拷开门", ("kun-jin-kao",), 0.75),
        ("\ue123\ue124 price", ("private-use",), 0.25),
        ("", (), 0.0),
    ],
)
def test_what_is_lost_is_flagged_with_its_share(
    text: str, flags: tuple[str, ...], share: float
) -> None:
    assert damage(text) == (share, flags)
    assert repair(text).text == text
