"""Latin text that was taken for another coding, whatever the two were, by its words."""

from __future__ import annotations

import pytest

from crawler.text.repair.latin_mistakes import latin_mistakes
from crawler.text.repair.mojibake import undo_mojibake
from crawler.text.repair.repair import repair_all

PAGES = {
    "de": (
        "Die neue Brücke über den Fluss bleibt für mehrere Wochen gesperrt, heißt es.",
        "Die Behörde prüft nun, ob größere Schäden möglich sind, und rät zu einer Umleitung.",
        "Anwohner ärgern sich über den täglichen Lärm und die überfüllten Straßen.",
    ),
    "fr": (
        "Le marché couvert rouvrira après deux années de travaux, annonce la première adjointe.",
        "Les commerçants espèrent que les clients reviendront à la rentrée, dès septembre.",
        "Le toit a été réparé, mais la façade, très abîmée, reste à traiter.",
    ),
    "es": (
        "La línea del tranvía llegará más tarde de lo que había prometido la alcaldía.",
        "Según la oposición, el año próximo tampoco habrá dinero para la estación.",
    ),
    "pt": (
        "A câmara não decidiu ainda se a praça será fechada aos automóveis até ao verão.",
        "A população espera uma solução rápida, porque o trânsito já é impossível.",
    ),
    "sv": (
        "Färjan går igen från västra hamnen efter en månad, säger kommunen på måndagen.",
        "Reparationen blev dyrare än väntat, och många är missnöjda med förseningen.",
    ),
    "nb": (
        "Fergen går igjen fra vestre havn etter en måned, sier kommunen, som først nølte.",
        "Reparasjonen ble dyrere enn ventet, og mange er misfornøyde og må kjøre rundt.",
    ),
    "cs": (
        "Nový most přes řeku otevřou řidičům až v příštím měsíci, řekl včera starosta města.",
        "Oprava stála víc, než se čekalo, a lidé si stěžují na objížďku kolem čtvrti.",
    ),
    "pl": (
        "Nowy most nad rzeką zostanie otwarty dopiero w przyszłym miesiącu, mówi burmistrz.",
        "Naprawa kosztowała więcej, niż się spodziewano, a ludzie skarżą się na objazd.",
    ),
    "hu": (
        "Az új híd csak a következő hónapban nyílik meg, mondta tegnap a polgármester.",
        "A javítás többe került, mint várták, és sokan panaszkodnak a hosszú kerülőre.",
    ),
    "tr": (
        "Yeni köprü ancak gelecek ay açılacak, dedi dün şehrin belediye başkanı.",
        "Onarım beklenenden pahalıya geldi ve halk uzun dolaşmadan şikâyet ediyor.",
    ),
    "lt": (
        "Naujas tiltas per upę bus atidarytas tik kitą mėnesį, vakar sakė miesto meras.",
        "Remontas kainavo daugiau, nei tikėtasi, o žmonės skundžiasi dėl aplinkkelio.",
    ),
}

WESTERN = ("de", "fr", "es", "pt", "sv", "nb")
CENTRAL = ("cs", "pl", "hu")

CHAINS = [
    *((code, "cp1252", other) for code in WESTERN for other in ("cp1251", "cp437", "cp850")),
    *((code, "cp1252", other) for code in WESTERN for other in ("mac_roman", "cp1256", "koi8_r")),
    *((code, "mac_roman", other) for code in WESTERN for other in ("cp1252", "cp1250", "cp1251")),
    *((code, "cp850", other) for code in WESTERN for other in ("cp1252", "cp1257", "latin_1")),
    *((code, "cp1250", other) for code in CENTRAL for other in ("cp1251", "cp437", "mac_roman")),
    *((code, "cp852", other) for code in CENTRAL for other in ("cp1252", "cp1250", "cp1251")),
    *((code, "mac_latin2", other) for code in CENTRAL for other in ("cp1252", "cp1250")),
    ("fr", "cp1252", "cp1250"), ("sv", "cp1252", "cp1250"), ("nb", "cp1252", "cp1250"),
    ("de", "cp1252", "gb18030"), ("sv", "cp1252", "cp932"), ("cs", "iso8859_2", "cp1250"),
    ("tr", "cp1254", "cp1251"), ("tr", "cp1254", "mac_roman"), ("lt", "cp1257", "cp1250"),
    ("lt", "cp1257", "cp1251"), ("pt", "cp1252", "cp1257"), ("de", "cp1252", "cp866"),
]  # fmt: skip


def _misread(text: str, was: str, taken_for: str) -> str | None:
    """Return a text as another coding shows it; None where it has no such bytes.

    What a Windows code page leaves undefined is a C1 control, as in browsers.
    """
    try:
        body = text.encode(was)
        shown = body.decode(taken_for, "keep-c1" if taken_for.startswith("cp12") else "strict")
    except UnicodeError:
        return None
    return None if "\ufffd" in shown else shown


@pytest.mark.parametrize(
    ("language", "was", "taken_for"), CHAINS, ids=[" ".join(chain) for chain in CHAINS]
)
def test_a_page_that_was_taken_for_another_coding_is_read_again(
    language: str, was: str, taken_for: str
) -> None:
    pairs = [
        (shown, line)
        for line in PAGES[language]
        if (shown := _misread(line, was, taken_for)) is not None
    ]
    assert pairs, "no line of the page can be read so"

    done = undo_mojibake([shown for shown, _ in pairs], language)

    assert [text for text, _ in done] == [line for _, line in pairs]


@pytest.mark.parametrize("language", PAGES)
def test_a_sound_page_stays_whatever_it_says_of_its_language(language: str) -> None:
    lines = [*PAGES[language]]

    for stated in (language, "en", "it", "cs", "tr", None):
        assert latin_mistakes(lines, stated) == []


SOUND = {
    "names of another country": "Novák, Dvořák, Plíšková et Muchová jouent à Paris, en été",
    "a quotation in another language": "« Řekl, že to tak není », écrit un quotidien du pays",
    "a word of another language": "Die Firma heißt jetzt anders, sagt der Chef der Fabryka łodzi",
    "words that end alike": "ido, islandkielâ, italiakielâ, inuktitut, jaapaankielâ",
    "a Creole": "Nê ua nguê ca pô vivê ni esclavatura fa; esclavatura cu bendê",
    "Tongan": "lea fakavenitā, lea fakavenēsia, lea fakavepisi, lea fakavietinami",
    "Upper Sorbian": "Dokelž twori připóznaće wšěm čłonam swójby přisłušaceje dostojnosće",
    "a brand of two scripts": "Die Band KoЯn spielt im Sommer wieder in der Stadt, sagt der Chef",
    "mathematics": "Man setzt x³y für jede Zahl und n²m für die andere, sagt das Buch",
    "a list of letters": "č, ę, ĺ, ř, ń, ű",
}


@pytest.mark.parametrize("line", SOUND.values(), ids=SOUND)
def test_sound_lines_prove_nothing(line: str) -> None:
    assert latin_mistakes([line]) == []
    assert undo_mojibake([line])[0].text == line


def test_a_mistake_proven_on_a_page_is_undone_where_a_line_alone_proves_nothing() -> None:
    lines = [*PAGES["fr"], "À Liège", "Elle a dit : « c’est réglé »"]
    shown = [line.encode("cp1252").decode("cp1251") for line in lines]

    assert [text for text, _ in undo_mojibake(shown, "fr")] == lines
    assert undo_mojibake(shown[-2:-1])[0].text == shown[-2]


def test_a_line_of_another_language_stays_beside_it() -> None:
    lines = [line.encode("cp1252").decode("cp1250") for line in PAGES["fr"]]
    quoted = "Ministr řekl, že most přes řeku bude otevřen až v příštím roce, a dodal víc"

    assert undo_mojibake([*lines, quoted], "fr")[-1].text == quoted


def test_a_line_that_came_sound_stays_beside_it() -> None:
    lines = [line.encode("cp1252").decode("cp437") for line in PAGES["de"]]
    sound = "Mehr über Straßen und Brücken"

    assert undo_mojibake([sound, *lines], "de")[0].text == sound


def test_what_lost_letters_stays_as_it_is() -> None:
    line = PAGES["de"][0].encode("cp1252").decode("cp874", "replace")

    assert "\ufffd" in line
    assert undo_mojibake([line], "de")[0].text == line


def test_the_lines_of_two_mistakes_are_not_undone_as_one_and_twice_is_once() -> None:
    chains = [("cp1252", "cp1251"), ("mac_roman", "cp1252")]
    mixed = [
        _misread(line, *chain) or "" for line, chain in zip(PAGES["fr"], chains, strict=False)
    ]

    once = [text for text, _ in repair_all(mixed, language="fr")]

    assert once[0] in (mixed[0], PAGES["fr"][0])
    assert once[1] in (mixed[1], PAGES["fr"][1])
    assert [text for text, _ in repair_all(once, language="fr")] == once


def test_the_record_names_the_mistake() -> None:
    [done, _] = repair_all(
        [line.encode("cp1252").decode("cp1250") for line in PAGES["fr"][:2]], language="fr"
    )

    assert done.text == PAGES["fr"][0]
    assert done.steps == ("undo_cp1252_read_as_cp1250",)
