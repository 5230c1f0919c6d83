"""How many pages that a mirror damaged are restored exactly, and how many sound texts touched.

    python -m tests.benchmarks.text_mirror [CORPORA]

CORPORA holds mirror_pinyin.jsonl and clean.jsonl (rows with id, text, expect, variant, size);
the default is ../shared/bench/text beside the repository. Exact is up to how wide the signs are.
Beside it, what a pattern and a converter reach on the same pages in the same run.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.text.mirror.mirror_restore import undo_mirror
from tests.benchmarks.peers import mirror_undoers

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
NARROW = str.maketrans("，：；？！（）", ",:;?!()")


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def main(folder: Path) -> None:
    undoers = {"this crawler": undo_mirror, **mirror_undoers()}
    pages = rows(folder, "mirror_pinyin")
    sizes: Counter[str] = Counter(kind for page in pages for kind in _kinds(page))
    tables = {name: _exact(pages, undo) for name, undo in undoers.items()}
    print(f"{'exact, of':24}{'':6}" + "".join(f"{name:>20}" for name in tables))
    for kind, size in sizes.most_common():
        shares = "".join(f"{100 * exact[kind] / size:18.1f} %" for exact, _ in tables.values())
        print(f"{kind:24}{size:6}{shares}")
    times = "".join(f"{1000 * seconds / len(pages):17.1f} ms" for _, seconds in tables.values())
    print(f"{'a page':30}{times}")
    sound = [row["text"] for row in rows(folder, "clean")]
    touched = (sum(undo(text) != text for text in sound) for undo in undoers.values())
    print(f"{'sound texts touched':24}{len(sound):6}" + "".join(f"{n:20}" for n in touched))


def _kinds(page: dict[str, Any]) -> tuple[str, str, str]:
    return "all", page["variant"], f"{page['variant']}, {page['size']}"


def _exact(pages: list[dict[str, Any]], undo: Callable[[str], str]) -> tuple[Counter[str], float]:
    """Return how many pages of each kind come out exactly, and the seconds it took."""
    start = time.perf_counter()
    exact: Counter[str] = Counter()
    for page in pages:
        if undo(page["text"]).translate(NARROW) == page["expect"].translate(NARROW):
            exact.update(_kinds(page))
    return exact, time.perf_counter() - start


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared" / "bench" / "text")
