"""The lines of a page decide together which mistakes were made on it."""

from __future__ import annotations

import pytest

from crawler.text.repair.mojibake import undo_mojibake

PROOF = "The plan\u00e2\u0080\u0099s limits are known, and so is the pet\u00e2\u0080\u0099s age."
"""A line that was UTF-8 and was read as ISO-8859-1."""

LONG = "In debt\u00e2\u0080\u0094nearly all. " + "They sold the old house by the sea. " * 12


def undone(*lines: str) -> list[str]:
    return [text for text, _ in undo_mojibake(lines, "en")]


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("It fits a budget.Â", "It fits a budget.\xa0"),
        ("It fits a budget.Â Â Â", "It fits a budget.\xa0 \xa0 \xa0"),
        ("Visits for seniorsÂ", "Visits for seniors\xa0"),
        ("Ends here.Â Goes on there.", "Ends here.\xa0 Goes on there."),
        ("The dogâ\x80\x99s age, at last.Â", "The dog’s age, at last.\xa0"),
    ],
)
def test_what_is_left_of_a_no_break_space_is_one_where_the_page_proves_it(
    line: str, meant: str
) -> None:
    assert undone(PROOF, line)[1] == meant


@pytest.mark.parametrize(
    "line", ["A is À, Â or Ä", "CHRISTIÂ", "Â", "O luptă pentru Â", "Âge d'or"]
)
def test_a_letter_that_somebody_wrote_stays_even_then(line: str) -> None:
    assert undone(PROOF, line)[1] == line


def test_a_question_in_quotation_marks_stays_even_then() -> None:
    line = "Dice «qué?” y “sé?”, no"

    assert undone(PROOF, "La mañana fue larga, pero nadie lo dijo.", line)[2] == line
    assert undone("El dÃ\xada fue largo", "maÃ±ana", line)[2] == line


@pytest.mark.parametrize("line", ["It fits a budget.Â", "Visits for seniorsÂ"])
def test_without_proof_nothing_is_known(line: str) -> None:
    assert undone("The plan is known.", line)[1] == line


def test_c1_controls_are_undone_to_the_end_of_a_long_line_of_any_letters() -> None:
    line = "\x84Az öreg híd\x94 áll még, " + "mondta az őr, és elment a folyó mellett. " * 12

    [text] = undone(line + "\x84Vége.\x94")

    assert text == (line + "\x84Vége.\x94").replace("\x84", "„").replace("\x94", "”")


@pytest.mark.parametrize("end", ["", "Â", "And that\u00e2\u0080\u0099s all.Â"])
def test_a_long_line_is_undone_to_its_end(end: str) -> None:
    [text] = undone(LONG + end)
    assert text.startswith("In debt—nearly all.")
    assert not {*"Ââ\x80"} & {*text.removesuffix("Â")}


def test_a_measure_on_every_line_is_no_proof() -> None:
    lines = [f"10 Å— {number}" for number in range(9)]

    assert undone(*lines) == lines


@pytest.mark.long
def test_behind_many_odd_lines_a_line_is_still_read() -> None:
    odd = [f"{number} Å—: 5 Å³, „{number}”" for number in range(155)]

    assert undone(*odd, "Nikt nie mo¿e przej¶æ mostem")[-1] == "Nikt nie może przejść mostem"


SOUND = {
    "a measure": "648Å³ ≤ 66Ω",
    "a frame": "┌─┬┐ top",
    "a formula of Greek letters": "(z∃¾Ξ½γ=+∫Ξ",
    "a formula of roots": "=∝)νz∛-√°z",
    "letters of Korean": "ㅰㆇㅹㅍ",
    "the sounds of Chinese": "ㄊㄧㄢ /b ㄐㄧㄣ /e ，/s ㄧㄤˊ /b ㄘㄨㄣ /e 。/s",
    "the sounds of Chinese, and a letter": "ㄙоㄢ /b ㄨㄢˋ",
    "vowels in a row": "MAP oòóöô",
    "vowels in both cases": 'alphabet="ÀÈÉÌÒÓÙàèéìòóù",',
    "letters of phonetics": '"æœÆŒﬀʤʨß",',
    "Friulian": "sclipâ gjondâ viabilitât indreçâ frombolîr plovût voglâ manaçon",
    "Breton": "kouelerezedigoù, taoufrometañ, deutekañ, bañsionidi, droiadouriezhigoù",
    "Kurdish": "totuçena baþûrî",
    "a capital at the head of a line": "Èirinn Iosrael Eilean Mhanainn",
    "one Cyrillic letter inside a word": "jaцk",
    "one Greek letter inside a word": "peu importe | s’ennuyιer",
    "Twi with a Greek letter": "nsεnkyerεnne",
    "a class of letters": "SFX f f vis [^âêôî]f",
    "the name of a commit": "commit/d钮d917eb946",
    "what a program prints": "// Prints: this is a tÃ©st",
}


@pytest.mark.parametrize("line", SOUND.values(), ids=SOUND)
def test_what_looks_like_damage_by_chance_stays(line: str) -> None:
    assert undo_mojibake([line])[0].text == line


MEANT = {
    "the same letters in words": ("kitÅ³ namÅ³", "kitų namų"),
    "letters of frames in words": ("caf├⌐ ├á la carte", "café à la carte"),
    "the same letters in Greek words": ("Ξ½Ξ± ΞΌΞΏΟ…", "να μου"),
    "the same signs in French words": ("d√©j√† vu", "déjà vu"),
    "two Cyrillic letters inside words": ("fдhrt nach Mьnchen", "fährt nach München"),
    "a C1 control for a letter of Windows": ("Milo\x9a", "Miloš"),
    "vowels of Latvian": (
        "Kuìi Rîgas jûrmalâ lûko pçc laika",
        "Kuģi Rīgas jūrmalā lūko pēc laika",
    ),
    "a question in quotation marks": ("â€œÂ¿QuÃ©?â€", "“¿Qué?”"),
    "UTF-8 twice, both times read alike": ("GwichÄ\x98Ä˝in, Hausa", "Gwichʼin, Hausa"),
    "a capital inside a line": ("voil‡ o˘ il est allÈ", "voilà où il est allé"),
}


@pytest.mark.parametrize(("line", "meant"), MEANT.values(), ids=MEANT)
def test_damage_beside_it_is_undone(line: str, meant: str) -> None:
    assert undo_mojibake([line])[0].text == meant


UNREAD = {
    "Japanese of which another reading is a word too": "¥Á¥§¥Ã¥¯¥Ý¥¤¥ó¥È¤ËÌá¤¹",
    "a Greek letter in a Latin word": "Akyena, AkyerРћВµ, AkyerРћВµko, AkР™вЂќmaa",
    "Greek letters that another code page has too": "Ginδe tε Ekuatδre",
    "marks for letters of MacRoman": "t\x91 jet\x91 apo jo n\x91 gjendje",
    "a letter of either of two code pages": "èinuk ¾argonas",
    "signs of which two are a letter": "‡´\xa0™—π§’¬Ï",
}


@pytest.mark.parametrize("line", UNREAD.values(), ids=UNREAD)
def test_what_cannot_be_read_whole_is_left_whole(line: str) -> None:
    assert undo_mojibake([line])[0] == (line, ())
