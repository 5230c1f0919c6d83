"""One number says how unlikely it is that somebody wrote a text, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.text.encoding.encodings import decode_as
from crawler.text.encoding.language_model import (
    ASSIGNED,
    FOREIGN,
    KINDS,
    SCRIPTS,
    UNASSIGNED,
    cost,
    latin_language,
    latin_languages,
    letters_by_script,
    model,
    script_of,
    sign_cost,
    word_costs,
)

TEXTS = {
    "de": "Die Fähre fährt wieder über den Fluß, früher mussten sie außen herum.",
    "fr": "Le marché couvert rouvrira après deux années de travaux, a annoncé la mairie.",
    "pl": "Łódź stoi w porcie od niedzieli i nie wypłynie, bo jest zimno.",
    "ru": "Паром снова ходит каждый день, сказал вчера капитан порта.",
    "el": "Το πορθμείο ταξιδεύει ξανά κάθε μέρα από το λιμάνι.",
    "ar": "الجسر مفتوح اليوم لجميع السيارات بعد شهرين.",
    "zh": "渡口今天早上恢复通航，镇上的居民几乎都来了。",
    "ja": "フェリーは月曜日に運航を再開し、乗客は喜んだ。",
    "ko": "여객선이 월요일부터 다시 운항한다고 밝혔다.",
    "th": "สะพานใหม่เปิดแล้วเมื่อเช้าวันนี้",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("wrong", ["windows-1252", "gb18030", "koi8-r", "macintosh"])
def test_what_somebody_wrote_is_likelier_than_what_a_wrong_decoding_makes_of_it(
    text: str, wrong: str
) -> None:
    assert cost(text) < cost(decode_as(text.encode(), wrong))


@pytest.mark.parametrize(
    ("likely", "odd"),
    [
        ("the ferry", "thE feRRy"),
        ("harbour wall", "harbour wаll"),
        ("it’s", "it“s"),
        ("----------", "-=-=-=-=-="),
        ("подъезд", "ъподезд"),
        ("a\xa0b", "a\x9db"),
        ("ice", "ic\ue000"),
        ("ice 冰", "ic冰e"),
    ],
    ids=[
        "capitals inside", "a letter of another script", "a glued sign", "a rule of dashes",
        "a sign of softness first", "a control", "a private character",
        "a character in a word",
    ],
)  # fmt: skip
def test_what_no_word_has_costs_more(likely: str, odd: str) -> None:
    assert cost(likely) < cost(odd)


def test_the_same_text_costs_the_same_in_every_form_of_its_letters() -> None:
    assert cost("Cafe\u0301") == cost("Café")
    assert cost("") == 0


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_any_text_has_a_cost_and_more_text_none_below(text: str) -> None:
    assert cost(text) >= 0


@pytest.mark.parametrize("language", ["de", "fr", "pl"])
def test_a_latin_text_is_in_the_language_that_suits_it_best(language: str) -> None:
    costs = latin_languages(TEXTS[language], plain=False)

    assert latin_language(TEXTS[language]) == min(costs, key=costs.__getitem__) == language


def test_of_words_in_plain_letters_alone_a_language_is_told_too() -> None:
    line = "Nikt nie jest øvrig"

    plain, whole = latin_languages(line), latin_languages(line, plain=False)

    assert min(plain, key=plain.__getitem__) == "pl"
    assert all(whole[name] > plain[name] for name in plain)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Die Новости, 1", {"latin": 3, "cyrillic": 7}),
        ("渡口フェリー여객선", {"cjk": 9}),
        ("12 — !", {}),
    ],
)
def test_letters_are_counted_by_script(text: str, counts: dict[str, int]) -> None:
    assert letters_by_script(text) == counts


@pytest.mark.parametrize(
    ("letter", "script"),
    [("a", "latin"), ("ñ", "latin"), ("я", "cyrillic"), ("λ", "greek"), ("ا", "arabic"),
     ("ー", "cjk"), ("×", "other"), ("7", "other"), ("ᚠ", "other")],
)  # fmt: skip
def test_a_letter_has_a_script(letter: str, script: str) -> None:
    assert script_of(letter) == script


def test_a_foreign_name_costs_no_more_than_an_allowance_above_its_own_language() -> None:
    costs = word_costs("Wrzeszcz", "latin")

    assert max(costs) - min(costs) == pytest.approx(FOREIGN)
    assert len(costs) == len(model().alphabets["latin"])


@pytest.mark.parametrize(
    ("sign", "other"), [(" ", ","), (",", "¤"), ("“", "\x93"), ("€", "\ue000"), ("😀", "\ud83d")]
)
def test_a_usual_sign_costs_less_than_one_that_nobody_writes(sign: str, other: str) -> None:
    assert sign_cost(sign) < sign_cost(other)


def test_a_sign_of_no_kind_costs_by_whether_it_is_one_at_all() -> None:
    assert sign_cost("\u2e3b") == ASSIGNED
    assert sign_cost("\U000e0fff") == UNASSIGNED
    assert len({pattern for pattern, _ in KINDS}) == len(KINDS)


def test_every_script_but_the_east_asian_one_has_languages() -> None:
    counted = model().alphabets

    assert {name for name in SCRIPTS if not counted[name]} == {"cjk"}
    assert sum(map(len, counted.values())) >= 50
    assert {*model().characters} == {"zh", "ja", "ko"}
