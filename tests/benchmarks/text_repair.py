"""How many damaged texts are restored exactly, how many sound ones are touched, and how fast.

    python tests/benchmarks/text_repair.py [CORPORA]

CORPORA holds mojibake.jsonl, ftfy_cases.jsonl and clean.jsonl (rows with id, text, expect);
the default is ../shared/bench/text beside the repository. Prints the share of each kind of
damage that is restored exactly with what ftfy 6.3.1 reaches on the whole of those corpora,
each sound string that was changed, and MB/s over the sound ones: the first time, in a process
that has just begun, and warm.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from crawler.text.repair import repair

ROOT = Path(__file__).parents[2]
FTFY = {"lossless": "48.5", "ftfy positive": "100", "ftfy negative": "100", "MB/s": "7.2"}
LEGACY_EAST = ("gb18030>", "big5hkscs>", "cp932>", "euc-jp>", "cp949>")


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def same(a: str, b: str) -> bool:
    return unicodedata.normalize("NFC", a) == unicodedata.normalize("NFC", b)


def kinds(row: dict[str, Any]) -> list[str]:
    if "chain" not in row:
        sign = "negative" if row["group"].startswith("neg") else "positive"
        return [f"ftfy {sign}" if row["status"] == "pass" else "ftfy known failures"]
    if row["lossy"]:
        return ["lossy"]
    east = ["legacy East Asian"] if row["chain"].startswith(LEGACY_EAST) else []
    return ["lossless", *east, row["chain"]]


def restored(folder: Path) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    for row in rows(folder, "mojibake") + rows(folder, "ftfy_cases"):
        exact = same(repair(row["text"]).text, row["expect"])
        for kind in kinds(row):
            right[kind] += exact
            total[kind] += 1
    for kind, size in total.most_common():
        peer = f"   ftfy {FTFY[kind]} %" if kind in FTFY else ""
        print(f"{kind:38}{100 * right[kind] / size:6.1f} % of {size}{peer}")


def untouched(folder: Path) -> None:
    sound = rows(folder, "clean")
    size = sum(len(row["text"].encode()) for row in sound) / 1e6
    for pass_ in ("first", "warm"):
        start = time.perf_counter()
        answers = [repair(row["text"]).text for row in sound]
        print(f"{pass_:38}{size / (time.perf_counter() - start):6.1f} MB/s   ftfy {FTFY['MB/s']}")
    changed = [(r, a) for r, a in zip(sound, answers, strict=True) if a != r["expect"]]
    print(f"{'sound strings changed':38}{len(changed):6} of {len(sound)}   ftfy 6 of 3,975")
    for row, answer in changed:
        print(f"  {row['id']} {row['lang']}: {row['text'][:60]!r} to {answer[:60]!r}")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/bench/text"
    if not folder.is_dir():
        raise SystemExit(f"{folder} holds no corpora")
    untouched(folder)
    restored(folder)


if __name__ == "__main__":
    main()
