"""The signs of a wrong decoding are in what it makes, and hardly ever in what somebody wrote."""

from __future__ import annotations

import re

import pytest

from crawler.text.encoding.encodings import MISTAKES, decode, encode
from crawler.text.repair.mojibake_signs import EASTERN_EUROPE, REGIONAL, SIGNS, WESTERN

PLAINLY = [re.compile(f"[{first}](?:{rest})", re.DOTALL) for first, rest in SIGNS]
SOUND = [
    "Die Fähre fährt wieder über den Fluß; früher mussten sie „außen herum“.",
    "« Où est le phare ? » – déjà-vu, naïve, œuvre, Ça va.",
    "Łódź stoi w porcie od niedzieli i nie wypłynie.",
    "Příliš žluťoučký kůň úpěl ďábelské ódy.",
    "Паром снова ходит каждый день, сказал вчера капитан.",
    "Το πορθμείο ταξιδεύει ξανά κάθε μέρα από το λιμάνι.",
    "الجسر مفتوح اليوم لجميع السيارات.",
    "渡口今天早上恢复通航，镇上的居民几乎都来了。",
    "フェリーは月曜日に運航を再開した。",
    "여객선이 월요일부터 다시 운항한다.",
    "It costs 5 € – “half” of 3½ £, or 20 °C…",
]


def signs(text: str) -> list[str]:
    return [found[0] for sign in PLAINLY if (found := sign.search(text))]


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_has_no_sign(text: str) -> None:
    assert signs(text) == []


@pytest.mark.parametrize("text", SOUND)
@pytest.mark.parametrize("taken_for", ["cp1252", "latin-1", "cp1251", "mac-roman", "cp437"])
def test_what_utf_8_becomes_in_a_common_coding_has_one(text: str, taken_for: str) -> None:
    damaged = decode(text.encode(), taken_for)

    assert damaged is None or signs(damaged)


@pytest.mark.parametrize(
    ("text", "was"),
    [(SOUND[4], "cp1251"), (SOUND[4], "koi8-r"), (SOUND[5], "cp1253"), (SOUND[7], "gb18030")],
)
def test_what_another_script_becomes_in_a_latin_coding_has_one(text: str, was: str) -> None:
    body = encode(text, was)

    assert body
    assert signs(body.decode("latin-1"))


@pytest.mark.parametrize(
    ("first", "language", "damaged", "sound"),
    [
        (0, "cs", "øíká, že rozhodnutí šlo dál", "på øya"),
        (3, "hu", "az idõ és hogy nem", "decisões é fácil"),
        (4, "tr", "bir þey ve sýnýr", "það er satt sum við"),
        (7, "ro", "în aceeaºi zi este", "não é uma decisão fácil"),
    ],
)
def test_a_letter_is_suspected_beside_a_word_of_its_language_and_not_beside_anothers(
    first: int, language: str, damaged: str, sound: str
) -> None:
    letter, likely, unlikely = map(re.compile, REGIONAL[first])

    assert language not in {"pt", "is", "nb"}
    assert letter.search(damaged)
    assert likely.search(damaged)
    assert letter.search(sound)
    assert unlikely.search(sound) or not likely.search(sound)


def test_frequent_words_of_eastern_europe_stand_in_their_languages_alone() -> None:
    assert EASTERN_EUROPE.search("nie jest tak")
    assert not EASTERN_EUROPE.search("la mairie a annoncé")
    assert not EASTERN_EUROPE.search("Niedersachsen")


def test_tables_say_everything_once_and_every_row_is_a_pattern() -> None:
    for letter, likely, unlikely in REGIONAL:
        assert all(map(re.compile, (letter, likely, unlikely)))
    assert len(set(WESTERN)) == len(WESTERN)
    assert {taken_for for taken_for, _ in MISTAKES} >= {"cp1252", "cp1251"}
