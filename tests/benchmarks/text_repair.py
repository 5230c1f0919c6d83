"""How many damaged texts are restored exactly, how many sound ones are touched, and how fast.

    python -m tests.benchmarks.text_repair [CORPORA]

CORPORA holds mojibake.jsonl, ftfy_cases.jsonl and clean.jsonl (rows with id, text, expect);
the default is ../shared/bench/text beside the repository. Prints the share of each kind of
damage that is restored exactly, each sound string that was changed, and MB/s over the sound ones
by what they are written in, in seconds of the processor: the first time, in a process that has
just begun, and warm. Beside each stands what a peer makes of the same rows in the same run.
"""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.text.encoding.language_model import letters_by_script
from crawler.text.repair.repair import repair
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


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/bench/text"
    if not folder.is_dir():
        raise SystemExit(f"{folder} holds no corpora")
    menders = {"ours": ours, **repairers()}
    print(" " * 28 + "".join(f"{name:>7}  " for name in menders))
    untouched(folder, menders)
    restored(folder, menders)


if __name__ == "__main__":
    main()
