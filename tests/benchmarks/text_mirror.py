"""How many pages that a mirror damaged are restored exactly, and how many sound texts touched.

    python -m tests.benchmarks.text_mirror [CORPORA]

CORPORA holds mirror_pinyin.jsonl and clean.jsonl (rows with id, text, expect, variant, size);
the default is ../shared/bench/text beside the repository. Exact is up to how wide the signs are.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from crawler.text.hanzi import undo_mirror

ROOT = Path(__file__).parents[2]
NARROW = str.maketrans("，：；？！（）", ",:;?!()")


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def main(folder: Path) -> None:
    pages = rows(folder, "mirror_pinyin")
    exact: Counter[str] = Counter()
    total: Counter[str] = Counter()
    start = time.perf_counter()
    for page in pages:
        right = undo_mirror(page["text"]).translate(NARROW) == page["expect"].translate(NARROW)
        for kind in ("all", page["variant"], f"{page['variant']}, {page['size']}"):
            exact[kind] += right
            total[kind] += 1
    seconds = time.perf_counter() - start
    for kind, size in total.most_common():
        print(f"{kind:24}{100 * exact[kind] / size:6.1f} % of {size}")
    print(f"{1000 * seconds / len(pages):.0f} ms a page")
    sound = [row["text"] for row in rows(folder, "clean")]
    print(
        sum(undo_mirror(text) != text for text in sound), "of", len(sound), "sound texts touched"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench" / "text")
