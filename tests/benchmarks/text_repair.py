"""How many damaged texts are restored exactly, how many sound ones are touched, and how fast.

    python -m tests.benchmarks.text_repair [CORPORA]
    python -m tests.benchmarks.text_repair --fresh PACKAGES [--seed N] [--half even|odd] [--show]

CORPORA holds mojibake.jsonl, ftfy_cases.jsonl and clean.jsonl (rows with id, text, expect);
the default is ../shared/bench/text beside the repository. Prints the share of each kind of
damage that is restored exactly, each sound string that was changed, and MB/s over the sound ones
by what they are written in, in seconds of the processor: the first time, in a process that has
just begun, and warm. Beside each stands what a peer makes of the same rows in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.text.encoding.language_model import letters_by_script
from crawler.text.repair.repair import repair
from tests.benchmarks.fresh import Damaged, damaged, sentences, windows
from tests.benchmarks.peers import repairers

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
LEGACY_EAST = ("gb18030>", "big5hkscs>", "cp932>", "euc-jp>", "cp949>")
ROUNDS = 12
"""The fastest counts: others may be at work on the machine."""


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    text = (folder / f"{name}.jsonl").read_text("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def same(a: str, b: str) -> bool:
    return unicodedata.normalize("NFC", a) == unicodedata.normalize("NFC", b)


def ours(text: str) -> str:
    return repair(text).text


def kinds(row: dict[str, Any]) -> list[str]:
    if "chain" not in row:
        sign = "negative" if row["group"].startswith("neg") else "positive"
        return [f"ftfy {sign}" if row["status"] == "pass" else "ftfy known failures"]
    if row["lossy"]:
        return ["lossy"]
    east = ["legacy East Asian"] if row["chain"].startswith(LEGACY_EAST) else []
    return ["lossless", *east, row["chain"]]


def restored(folder: Path, menders: dict[str, Callable[[str], str]]) -> None:
    right: dict[str, Counter[str]] = {name: Counter() for name in menders}
    total: Counter[str] = Counter()
    for row in rows(folder, "mojibake") + rows(folder, "ftfy_cases"):
        total.update(kinds(row))
        for name, mend in menders.items():
            exact = same(mend(row["text"]), row["expect"])
            right[name].update(dict.fromkeys(kinds(row), int(exact)))
    for kind, size in total.most_common():
        shares = "".join(f"{100 * right[name][kind] / size:7.1f} %" for name in menders)
        print(f"{kind:28}{shares} of {size}")


def script(text: str) -> str:
    """Return what a text is written in, that in plain ASCII by itself."""
    if text.isascii():
        return "plain ASCII"
    found = letters_by_script(text).most_common(1)
    return found[0][0] if found else "other"


def speed(mend: Callable[[str], str], texts: list[str]) -> float:
    start = time.process_time()
    for text in texts:
        mend(text)
    return sum(len(text.encode()) for text in texts) / 1e6 / (time.process_time() - start)


def untouched(folder: Path, menders: dict[str, Callable[[str], str]]) -> None:
    sound = rows(folder, "clean")
    texts = [row["text"] for row in sound]
    first = "".join(f"{speed(mend, texts):7.1f}  " for mend in menders.values())
    print(f"{'first':28}{first} MB/s")
    groups = defaultdict(list, {"warm": texts})
    for text in texts:
        groups[f"  {script(text)}"].append(text)
    for name, some in groups.items():
        fastest = (max(speed(m, some) for _ in range(ROUNDS)) for m in menders.values())
        print(f"{name:28}{''.join(f'{best:7.1f}  ' for best in fastest)} MB/s of {len(some)}")
    changed = {
        name: [(row, after) for row in sound if (after := mend(row["text"])) != row["expect"]]
        for name, mend in menders.items()
    }
    counts = "".join(f"{len(found):7}  " for found in changed.values())
    print(f"{'sound strings changed':28}{counts} of {len(sound)}")
    for row, answer in changed["ours"]:
        print(f"  {row['id']} {row['lang']}: {row['text'][:60]!r} to {answer[:60]!r}")


SOUND_LINES, SOUND_WINDOWS = 40_000, 40_000


def verdict(row: Damaged, text: str) -> str:
    """Return whether a repair is exact, in part, wrong, or was left alone."""
    if same(text, row.meant):
        return "exact"
    if same(text, row.text):
        return "left"
    kept = {*unicodedata.normalize("NFD", row.meant + row.text), *row.text, "\ufffd"}
    return "partial" if kept.issuperset(unicodedata.normalize("NFD", text)) else "wrong"


def fresh(folder: Path, seed: int, half: str | None, *, show: bool) -> None:
    """Print what becomes of damage that no rule was made for, and of sound text."""
    sound = sentences(folder)
    part = slice(None) if half is None else slice(half == "odd", None, 2)
    rows_, counts = damaged(sound, seed)[part], Counter[str]()
    by_chain: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in rows_:
        found = verdict(row, text := ours(row.text))
        counts[found] += 1
        by_chain[row.chain][found] += 1
        if show and found in {"wrong", "partial"}:
            print(
                f"  {found} {row.chain} {row.language}: {row.text!r} to {text!r}"
                f", not {row.meant!r}"
            )
    for chain, found_ in sorted(by_chain.items()):
        print(f"{chain:32}" + "".join(f"{found_[kind]:5} {kind}" for kind in KINDS))
    print(f"{len(rows_)} rows of {len(by_chain)} chains: {dict(counts)}")
    draw = random.Random(seed)
    lines = draw.sample(sound, min(SOUND_LINES, len(sound)))
    for name, some in (("lines", lines), ("windows", [*windows(sound, seed, SOUND_WINDOWS)])):
        changed = [(each, text) for each in some[part] if (text := ours(each.text)) != each.text]
        print(f"{len(changed)} of {len(some[part])} sound {name} changed")
        for each, text in changed if show else ():
            print(f"  changed {each.language}: {each.text!r} to {text!r}")


KINDS = ("exact", "partial", "wrong", "left")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora", nargs="?", type=Path, default=ROOT.parent / "shared/bench/text")
    parser.add_argument("--fresh", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--half", choices=["even", "odd"])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if options.fresh:
        fresh(options.fresh, options.seed, options.half, show=options.show)
        return
    if not options.corpora.is_dir():
        raise SystemExit(f"{options.corpora} holds no corpora")
    menders = {"ours": ours, **repairers()}
    print(" " * 28 + "".join(f"{name:>7}  " for name in menders))
    untouched(options.corpora, menders)
    restored(options.corpora, menders)


if __name__ == "__main__":
    main()
