"""What speaks against a Latin text's having been another Latin text."""

from __future__ import annotations

import pytest

from crawler.text.repair.decode_candidates import DecodeCandidate
from crawler.text.repair.decode_doubts import NEVER
from crawler.text.repair.latin_doubts import latin_doubt

C1_AS_MEANT = {
    "an apostrophe": ("Bizinga by\x92eNyanja", "Bizinga by’eNyanja", "cp1252", 0),
    "a letter": ("Odr\x9eavanje", "Održavanje", "cp1252", 0),
    "a first letter": ("\x8eupan", "Župan", "cp1250", 0),
    "what no code page of Windows has there": ("Slapta\x9eod", "Slapta·od", "cp1257", NEVER),
    "a capital inside a word": ("R\x8eunion", "RŽunion", "cp1252", NEVER),
    "an apostrophe that elides nothing": ("V\x92rginas", "V’rginas", "cp1252", NEVER),
    "a letter by itself": ("\x8a stato citato", "Š stato citato", "cp1252", NEVER),
    "a mark for the letter that MacRoman has": ("t\x91 b\x91j\x91", "t‘ b‘j‘", "cp1252", NEVER),
}


@pytest.mark.parametrize(("line", "text", "was", "doubt"), C1_AS_MEANT.values(), ids=C1_AS_MEANT)
def test_c1_controls_are_read_as_all_windows_code_pages_have_them_in_any_language(
    line: str, text: str, was: str, doubt: float
) -> None:
    assert latin_doubt(line, DecodeCandidate(text, was, "latin-1")) == doubt


SOUND = {
    "a letter by itself": ("Obchod s nápojmi È", "Obchod s nápojmi Č", "cp1250"),
    "a word of another language": ("Umnoži règle ili iseci", "Umnoži rčgle ili iseci", "cp1250"),
    "a word of two letters": ("að su raspoložive", "ađ su raspoložive", "cp1250"),
    "Faroese as Turkish": ("knýtt at øðrum tiltaki", "knıtt at øğrum tiltaki", "cp1254"),
    "Faroese as Lithuanian": ("ávøkst avmyndaðust", "įvųkst avmyndašust", "cp1257"),
    "Icelandic as Turkish": ("býlis býlið býlum", "bılis bıliğ bılum", "cp1254"),
    "French as Czech": ("polychète polyèdre", "polychčte polyčdre", "cp1250"),
    "a mark behind a letter": ("Koira Shíínì", "Koira Sh’’n“", "cp1252"),
}


@pytest.mark.parametrize(("line", "text", "was"), SOUND.values(), ids=SOUND)
def test_sound_text_is_not_of_another_coding(line: str, text: str, was: str) -> None:
    taken_for = "mac-roman" if was == "cp1252" else "cp1252"

    assert latin_doubt(line, DecodeCandidate(text, was, taken_for)) >= NEVER


DAMAGED = {
    "one word of a sentence in small letters": (
        "prodaja pubova i barova u srpnju se poveæala za 2 posto",
        "prodaja pubova i barova u srpnju se povećala za 2 posto",
        "cp1250",
    ),
    "two words": ("Nikt nie mo¿e przej¶æ", "Nikt nie może przejść", "iso-8859-2"),
}


@pytest.mark.parametrize(("line", "text", "was"), DAMAGED.values(), ids=DAMAGED)
def test_a_letter_that_gains_much_in_a_word_was_another(line: str, text: str, was: str) -> None:
    assert latin_doubt(line, DecodeCandidate(text, was, "cp1252")) < NEVER
