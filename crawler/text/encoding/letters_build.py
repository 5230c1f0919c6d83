"""Builds ``letters.bin``: how often letters follow each other, in the languages of the news.

    uv pip install --target PEERS --no-deps lingua-language-detector==1.3.5 jieba==0.42.1 brotli
    PYTHONPATH=PEERS python -m crawler.text.encoding.letters_build PEERS

Letter counts are those of lingua-py 1.3.5 (Apache-2.0; its sources are the Wortschatz
corpora of Leipzig University, CC BY 4.0), pairs of Chinese characters come from the word
list of jieba 0.42.1 (MIT), written in traditional characters a second time by OpenCC,
which also counts lingua's Chinese, traditional throughout, in simplified characters.
The file is JSON of strings, deflated; `crawler.text.encoding.language_model` reads it.
"""

from __future__ import annotations

import json
import math
import random
import sys
import zlib
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = Path(__file__).with_name("letters.bin")
ALPHABETIC = [
    "af",
    "az",
    "be",
    "bg",
    "bn",
    "bs",
    "ca",
    "cs",
    "cy",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "eu",
    "fa",
    "fi",
    "fr",
    "ga",
    "gu",
    "he",
    "hi",
    "hr",
    "hu",
    "hy",
    "id",
    "is",
    "it",
    "ka",
    "kk",
    "lt",
    "lv",
    "mk",
    "mn",
    "mr",
    "ms",
    "nb",
    "nl",
    "nn",
    "pa",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "so",
    "sq",
    "sr",
    "sv",
    "sw",
    "ta",
    "te",
    "th",
    "tl",
    "tr",
    "uk",
    "ur",
    "vi",
    "ar",
]
RARE = 2e-6
"""A letter seen less often in a language is a letter of some other language's names."""

NATIVE = {
    "af": "áéèêëíîïóôúûý", "az": "çəğıöşü", "bs": "čćđšž", "ca": "àçèéíïòóúü",
    "cs": "áčďéěíňóřšťúůýž",
    "cy": "âêîôûŵŷäëïöüáéíóúẃýàè", "da": "æøåé", "de": "äöüßé", "en": "é", "es": "áéíñóúü",
    "et": "äõöüšž", "eu": "ñçü", "fi": "äöåšž", "fr": "àâæçéèêëîïôœùûüÿ", "ga": "áéíóú",
    "hr": "čćđšž", "hu": "áéíóöőúüű", "id": "é", "is": "áæéðíóöþúý", "it": "àèéìíòóùú",
    "lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "ms": "é", "nb": "æøåéèêóòô", "nl": "éëïóöüèáí",
    "nn": "æøåéèêóòô", "pl": "ąćęłńóśźż", "pt": "áâãàçéêíóôõú", "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž", "sl": "čšžćđ", "so": "", "sq": "çë", "sv": "åäöéü", "sw": "",
    "tl": "ñ", "tr": "çğıöşüâîû",
}  # fmt: skip
"""What each language writes beside a to z. The corpora hold much that was damaged before."""

ALIEN = 0.02
"""What is left of the count of a letter that is not the language's own."""

STEP = 8
"""Costs are kept in eighths of a nat, one printable character each."""

FIRST = 48
HAN_PAIRS = 40_000
SAMPLES = 300_000
MARKER_SHARE = 0.0004
MARKER_RATIO = 25
CHAINS = [
    (was, taken_for)
    for taken_for in ("gb18030", "big5hkscs", "cp932", "cp949", "euc_jp")
    for was in ("utf-8", "gb18030", "big5hkscs", "cp932", "cp949", "euc_jp")
    if was != taken_for
]


def main(peers: Path) -> None:
    """Write the table from the packages installed in that folder."""
    table: dict[str, Any] = {"step": STEP, "first": FIRST, "languages": {}, "characters": {}}
    for language in ALPHABETIC:
        table["languages"][language] = alphabetic(peers, language)
    table["characters"] = {
        "zh": by_cost(in_both_scripts(characters(peers, "zh"))),
        "ja": by_cost(characters(peers, "ja")),
        "ko": by_cost(characters(peers, "ko")),
    }
    table["markers"] = markers(peers)
    table["pairs"] = han_pairs(peers / "jieba" / "dict.txt")
    TABLE.write_bytes(zlib.compress(json.dumps(table, ensure_ascii=False).encode(), 9))


def counts(peers: Path, language: str, size: str) -> dict[str, Fraction]:
    """Return how often each n-gram follows its beginning, as lingua has it."""
    import brotli  # type: ignore[import-not-found,unused-ignore] # noqa: PLC0415 only to build

    file = peers / "lingua" / "language-models" / language / f"{size}.json.br"
    model = json.loads(brotli.decompress(file.read_bytes()))
    return {
        gram: Fraction(share) for share, grams in model["ngrams"].items() for gram in grams.split()
    }


def alphabetic(peers: Path, language: str) -> dict[str, str]:
    """Return a language's letters, what each costs, and what each costs after each other one."""
    after = counts(peers, language, "bigrams")
    single = {
        gram: float(share)
        for gram, share in counts(peers, language, "unigrams").items()
        if share > RARE
    }
    native = NATIVE.get(language)
    if native is not None:
        alien = {a for a in single if not a.isascii() and a not in native}
        single |= {a: single[a] * ALIEN for a in alien}
        after |= {
            gram: share * Fraction(1, 50) for gram, share in after.items() if gram[1] in alien
        }
    letters = "".join(sorted(single))
    pairs = "".join(
        quantised(0.93 * float(after.get(a + b, 0)) + 0.07 * single[b])
        for a in letters
        for b in letters
    )
    return {
        "letters": letters,
        "alone": "".join(quantised(single[a]) for a in letters),
        "after": pairs,
    }


def quantised(share: float) -> str:
    """Return -ln(share) in eighths of a nat, as one character."""
    return chr(FIRST + min(round(-math.log(max(share, 1e-9)) * STEP), 160))


def characters(peers: Path, language: str) -> dict[str, float]:
    """Return the share of each character of a language that is written in thousands of them."""
    return {gram: float(share) for gram, share in counts(peers, language, "unigrams").items()}


def in_both_scripts(shares: dict[str, float]) -> dict[str, float]:
    """Return the share of each character in the script, of the two, that has more of it.

    Lingua's Chinese is traditional: what is simplified is counted as what it stands for.
    """
    import opencc  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415 only to build

    simplified: defaultdict[str, float] = defaultdict(float)
    convert = opencc.OpenCC("t2s").convert
    for character, share in shares.items():
        simplified[convert(character)] += share
    return {c: max(shares.get(c, 0.0), simplified.get(c, 0.0)) for c in {*shares, *simplified}}


def by_cost(shares: dict[str, float]) -> dict[str, str]:
    """Return the characters that cost the same, joined, under that cost."""
    table: defaultdict[str, list[str]] = defaultdict(list)
    for character, share in sorted(shares.items()):
        table[quantised(share)].append(character)
    return {cost: "".join(found) for cost, found in sorted(table.items())}


def han_pairs(words: Path) -> dict[str, str]:
    """Return the pairs that make up most of written Chinese, in both scripts, by their cost."""
    import opencc  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415 only to build

    pairs: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    traditional = opencc.OpenCC("s2t")
    for line in words.read_text("utf-8").splitlines():
        word, count = line.split()[:2]
        for spelt in {word, traditional.convert(word)}:
            for pair in windows(spelt):
                pairs[pair] += int(count)
            firsts.update(dict.fromkeys(spelt, int(count)))
    common = dict(pairs.most_common(HAN_PAIRS))
    return by_cost({pair: count / firsts[pair[0]] for pair, count in common.items()})


def markers(peers: Path) -> str:
    """Return the characters that misread East Asian text holds, and sound text hardly does."""
    sound: Counter[str] = Counter()
    texts = list(samples(peers))
    for text in texts:
        shares = Counter(text)
        for character, count in shares.items():
            sound[character] = max(sound[character], count)
    found: set[str] = set()
    for text in texts:
        for was, taken_for in CHAINS:
            misread = Counter(text.encode(was, "ignore").decode(taken_for, "ignore"))
            size = sum(misread.values())
            found |= {
                c
                for c, count in misread.items()
                if count > size * MARKER_SHARE
                and count / size > MARKER_RATIO * (sound[c] + 1) / SAMPLES
            }
    return "".join(sorted(c for c in found if "\u2e80" <= c < "\ue000"))


def samples(peers: Path) -> Iterable[str]:
    """Yield as much text of each language as it takes, drawn by how often its characters stand."""
    import opencc  # type: ignore[import-untyped,unused-ignore] # noqa: PLC0415 only to build

    draw = random.Random(1)  # noqa: S311 the same table each time
    rows = [
        line.split()[:2] for line in (peers / "jieba" / "dict.txt").read_text("utf-8").splitlines()
    ]
    words = draw.choices([w for w, _ in rows], [int(n) for _, n in rows], k=SAMPLES // 2)
    chinese = "".join(word + "，。、 "[n % 4] * (n % 5 == 0) for n, word in enumerate(words))
    yield chinese[:SAMPLES]
    yield opencc.OpenCC("s2t").convert(chinese[:SAMPLES])
    for language in ("ja", "ko"):
        shares = characters(peers, language)
        yield "".join(draw.choices(list(shares), list(shares.values()), k=SAMPLES))


def windows(word: str) -> Iterable[str]:
    """Return each two neighbours of a word that are Chinese characters."""
    pairs = (word[at : at + 2] for at in range(len(word) - 1))
    return [pair for pair in pairs if all("一" <= c <= "鿿" for c in pair)]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
