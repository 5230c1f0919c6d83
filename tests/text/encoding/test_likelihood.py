"""Which encoding a page is likeliest in: by its text, its label, its site and its country."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crawler.text.encoding.decode import decode
from crawler.text.encoding.likelihood import (
    CANDIDATES,
    NO_HINTS,
    ROUNDS,
    SITE,
    Hints,
    prior_costs,
    ranking,
    sampled,
    upheld,
)

ROOT = Path(__file__).parents[3]


CASES = json.loads((ROOT / "fixtures" / "text" / "decode.json").read_text("utf-8"))


def test_a_short_title_is_read_otherwise_where_nothing_is_known_of_the_host() -> None:
    told = [case for case in CASES if case["evidence"] == "site"]

    alone = [decode(case["bytes"].encode("latin-1")).evidence for case in told]

    assert alone == ["likelihood"] * len(told)


AS_LABELLED = [
    ("windows-1252", "Den Hafe gouf gëscht opgemaach, an d'Leit aus dem Duerf sinn all komm."),
    (
        "windows-1252",
        "Tha an drochaid ùr fosgailte a-nis, agus bidh bàta eile a' tighinn a-màireach.",
    ),
    (
        "windows-1252",
        "Brug nij iepene: de minsken út 'e buert wiene bliid, sei de boargemaster jûn.",
    ),
    ("windows-1254", "Pira nû ya li ser çem îro hat vekirin, gelek kes hatin û stran gotin."),
    ("iso-8859-3", "La nova ponto ĉe la haveno estas malfermita; ĝi kostis malpli ol oni timis."),
    ("iso-8859-14", "Agorwyd y bont newydd ddŵr dros yr afon heddiw, ac fe ddaeth tyrfa fawr ŷd."),
    ("iso-8859-16", "Podul nou de peste râu a fost deschis și mulți oameni au venit să îl vadă."),
]


OVERRULED = [
    ("windows-1252", "cp1251", "Новый мост через реку открыли утром, пришли почти все жители."),
    (
        "windows-1252",
        "cp1250",
        "Nový most přes řeku otevřeli ráno, přišli téměř všichni obyvatelé.",
    ),
    (
        "windows-1252",
        "cp1254",
        "Irmağın üzerindeki yeni köprü bu sabah açıldı, kasabanın çoğu geldi.",
    ),
    ("windows-1252", "gb18030", "河上的新桥今天早上开放，镇上的居民几乎都来了。"),
]


def labelled(label: str, text: str) -> str:
    return f'<meta charset="{label}"><title>x</title><p>{text}</p><p>{text}</p>'


@pytest.mark.parametrize(("label", "text"), AS_LABELLED)
def test_a_label_stands_where_the_language_is_not_known(label: str, text: str) -> None:
    page = labelled(label, text)

    assert decode(page.encode(label if "-8859" in label else f"cp{label[-4:]}")).text == page


@pytest.mark.parametrize(("label", "codec", "text"), OVERRULED)
def test_a_label_that_the_text_belies_is_overruled(label: str, codec: str, text: str) -> None:
    page = labelled(label, text)

    assert decode(page.encode(codec)).text == page


RUSSIAN = "Паром снова ходит каждый день, сказал капитан порта."


def first(body: bytes, hints: Hints = NO_HINTS, label: str = "") -> str:
    """Return the encoding that a text is likeliest in."""
    labels = [(label, "header")] if label else []
    return ranking(sampled(body), prior_costs(labels, hints))[0][1]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("windows-1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("gb18030", "渡口今天早上恢复通航，居民几乎都来了。"),
        ("big5", "渡口今天早上恢復通航，居民幾乎都來了。"),
        ("shift_jis", "フェリーは月曜日に運航を再開した。"),
        ("euc-kr", "여객선이 월요일부터 다시 운항한다."),
        ("windows-1253", "Το πορθμείο ταξιδεύει ξανά κάθε μέρα."),
        ("windows-1252", "Die Fähre fährt wieder über den Fluß."),
    ],
)
def test_the_likeliest_encoding_is_the_one_in_which_the_text_makes_sense(
    name: str, text: str
) -> None:
    assert first(text.encode(name)) == name


def test_every_encoding_of_the_race_is_ranked_once_the_cheapest_first() -> None:
    ranked = ranking(RUSSIAN.encode("cp1251"), dict(CANDIDATES))
    costs = [price for price, _ in ranked]

    assert sorted(name for _, name in ranked) == sorted(name for name, _ in CANDIDATES)
    assert costs[0] == min(costs)


@pytest.mark.parametrize(
    ("hints", "label", "name"),
    [
        (NO_HINTS, "", "windows-1252"),
        (NO_HINTS, "iso-8859-15", "iso-8859-15"),
        (Hints(encodings=(("windows-1254", 9), ("windows-1252", 1))), "", "windows-1254"),
        (Hints(host="haber.example.tr"), "", "windows-1254"),
        (Hints(host="tr.example.com"), "", "windows-1252"),
    ],
    ids=["nothing", "a label", "the site", "the country", "another's name"],
)
def test_what_is_known_of_a_page_decides_where_its_text_is_the_same(
    hints: Hints, label: str, name: str
) -> None:
    priors = prior_costs([(label, "header")] if label else [], hints)

    assert min((priors[each], each) for each in priors if each != "gb18030")[1] == name


def test_utf_8_among_labels_and_habits_is_no_legacy_encoding() -> None:
    hints = Hints(encodings=(("utf-8", 9), ("gb18030", 1)))

    priors = prior_costs([("utf-8", "header")], hints)

    assert not any(name.startswith("utf") for name in priors)
    assert priors["gb18030"] == pytest.approx(dict(CANDIDATES)["gb18030"] - SITE / 10)


@pytest.mark.parametrize(
    ("body", "sample"),
    [
        (b"<p title='\xe9'>plain</p>\n<b>Caf\xe9</b>", b"Caf\xe9\n"),
        (b"<script>x = '\xe9'</script><p>\xe8</p>", b"\xe8\n"),
        (b"Caf\xe9\nplain\nCaf\xe9\n\xe8", b"Caf\xe9\n\xe8\n"),
        (b"<!-- \xe9 --><p>plain</p>", b"<!-- \xe9 --><p>plain</p>\n"),
        (b"plain", b""),
    ],
    ids=["markup", "a script", "each line once", "nothing else", "plain"],
)
def test_a_page_is_judged_by_its_text_that_is_not_plain(body: bytes, sample: bytes) -> None:
    assert sampled(body) == sample


def test_of_a_long_page_a_part_is_judged() -> None:
    body = b"\n".join(b"Caf\xe9 %d" % n for n in range(10_000))

    assert ROUNDS[-1] <= len(sampled(body)) < ROUNDS[-1] + 100


@pytest.mark.parametrize(
    ("labels", "likelier", "name"),
    [
        ([("windows-1252", "header")], "iso-8859-7", "windows-1252"),
        ([("windows-1252", "header")], "windows-1251", "windows-1251"),
        ([("utf-8", "header")], "windows-1251", "windows-1251"),
        ([], "windows-1251", "windows-1251"),
    ],
    ids=["not borne out", "belied", "a label of utf-8", "no label"],
)
def test_a_label_stands_unless_the_text_belies_it(
    labels: list[tuple[str, str]], likelier: str, name: str
) -> None:
    text = (
        "Le café est fermé".encode("cp1252")
        if name == "windows-1252"
        else RUSSIAN.encode("cp1251")
    )

    assert upheld(text, labels, likelier) == name
