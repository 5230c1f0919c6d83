"""What nobody writes in the language of a reading speaks against it."""

from __future__ import annotations

import pytest

from crawler.text.encoding.language_model import languages_with
from crawler.text.repair.decode_candidates import DecodeCandidate
from crawler.text.repair.decode_doubts import (
    NEVER,
    is_askew,
    is_torn,
    unpaired,
    utf8_doubt,
)

FEW = {
    "a Chinese word, twice": ("扎扎 扎扎", "٩٩ ٩٩", "utf-8", "euc-jp"),
    "the number of a Greek book": ("Β΄Κορινθ", "´Κορινθ", "utf-8", "cp1253"),
}


@pytest.mark.parametrize(("line", "text", "was", "taken_for"), FEW.values(), ids=FEW)
def test_few_letters_that_look_like_utf8_are_none(
    line: str, text: str, was: str, taken_for: str
) -> None:
    assert utf8_doubt(line, DecodeCandidate(text, was, taken_for)) >= NEVER


DRAWN = {
    "a tree of files": ("│ α ├─ harbour", "і а ГД harbour", "cp1251", "cp437", True),
    "a table and a face": ("┬─┬ノ( º _ ºノ)", "成式成屋( 足 _ 足屋)", "big5hkscs", "cp949", True),
    "letters among frames": ("╧ЁштхҐ ьшЁ", "Привет мир", "cp1251", "cp866", False),
}


@pytest.mark.parametrize(("line", "text", "was", "taken_for", "askew"), DRAWN.values(), ids=DRAWN)
def test_frames_that_stand_by_themselves_are_drawn(
    line: str,
    text: str,
    was: str,
    taken_for: str,
    askew: bool,  # noqa: FBT001
) -> None:
    assert is_askew(line, DecodeCandidate(text, was, taken_for)) is askew


TORN = {
    "Greek inside Latin words": ("sÎshtÎ", "sλshtλ", True),
    "Cyrillic behind a Latin word": ("abxazŒ", "abxazн", True),
    "a capital that is not plain inside a word": ("Kambod膶", "KambodČ", True),
    "a Latin letter that looks as the Cyrillic one does": ("ìoäåë", "мoдел", False),
    "a Latin word beside a Cyrillic one": ("PostgreSQL ïîðò", "PostgreSQL порт", False),
    "a capital after a stop": ("d\x92Ãle", "d’Île", False),
    "what stood in the line before": ("aЖ Ã¼", "aЖ ü", False),
}


def test_utf8_in_a_western_coding_makes_no_letter_of_another_script_inside_a_word() -> None:
    assert is_torn("GrÜºter", "Gr\u073ater", western=True)
    assert not is_torn("cafÃ©", "café", western=True)


@pytest.mark.parametrize(("line", "text", "torn"), TORN.values(), ids=TORN)
def test_a_reading_does_not_make_words_of_two_scripts(line: str, text: str, torn: bool) -> None:  # noqa: FBT001
    assert is_torn(line, text) is torn


ASKEW = {
    "letters that no Cyrillic language has together": ("\x8fîðòîâûé", "Џортовый", "cp1251", True),
    "letters of one": ("\x8fåï ïóí", "Џеп пун", "cp1251", False),
    "capitals of no language": ("ñàîàÇìéò", "ЦИФИВУОШ", "cp866", True),
    "capitals of a language": ("ÍÎÂÎÑÒÈ ÏÎÐÒÀ", "НОВОСТИ ПОРТА", "cp1251", False),
    "a space for a letter and no Cyrillic": ("tamilљtina", "tamil\xa0tina", "koi8-r", True),
    "a sign inside a word": ("‚Â‚◊‡¯ËÈ", "вев„аший", "cp1251", True),
    "a mark that opens behind words": ("˜‡ÒË‡« ¯È˜‡«", "часиа« шйча«", "cp1251", True),
    "a mark that opens before words": ("ÏËÌ « Ë˜‡»", "мин «ичаш»", "cp1251", False),
    "no letter of the coding's script": ("Gr\x92ve", "Gr’ve", "cp1256", True),
    "a short Chinese reading with a sign": ("ÈÃÕÅÑ§¡Ò", "让张学∫", "gb18030", True),
    "a short Chinese reading": ("ÐÂÎÅ¸Û¿Ú", "新闻港口", "gb18030", False),
}


@pytest.mark.parametrize(("line", "text", "was", "askew"), ASKEW.values(), ids=ASKEW)
def test_a_reading_in_another_script_is_what_is_written_in_it(
    line: str,
    text: str,
    was: str,
    askew: bool,  # noqa: FBT001
) -> None:
    assert is_askew(line, DecodeCandidate(text, was, "cp1252")) is askew


def test_a_mark_that_nothing_answers_speaks_against_a_text() -> None:
    assert unpaired("“Hafen”") == 0
    assert unpaired("Hafen”") > 0


def test_utf8_does_not_leave_letters_of_cases_that_no_word_has() -> None:
    damaged = "єбдєКРёЫДПЗш, єбдєКРРсЗш"
    reading = DecodeCandidate("єбдєКиЫДПЗш, єбдєКРРсЗш", "utf-8", "cp1251")

    assert utf8_doubt(damaged, reading) >= NEVER
    assert utf8_doubt("РџРѕСЂС‚", DecodeCandidate("Порт", "utf-8", "cp1251")) < NEVER


def test_letters_tell_the_languages_that_have_all_of_them() -> None:
    assert languages_with("Željezo đak", "latin") == {"bs", "hr"}
    assert languages_with("ąľ", "latin") == frozenset()
    assert "tr" in languages_with("İş", "latin")
