"""What becomes of news pages whose text was taken for another coding: exact, left, or wrong.

    python -m tests.benchmarks.misread_pages [CORPUS] [--half even|odd] [--show]

CORPUS holds manifest.jsonl (rows with lang and gold.text); the default is ../shared/bench/fundus
beside the repository. The first paragraphs of each page are encoded as a coding that was made for
its language, and decoded as another: once as a page in its language, and each paragraph by itself.
Paragraphs that came out unharmed by that are counted where they are changed: `harmed`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from crawler.text.encoding.encodings import home_of
from crawler.text.encoding.language_model import latin_language
from crawler.text.repair.latin_mistakes import TAKEN_FOR, WAS
from crawler.text.repair.mojibake import undo_mojibake
from tests.benchmarks.fresh import misread
from tests.benchmarks.text_repair import same

ROOT = Path(__file__).parents[2]
PARAGRAPHS = 10
EACH = 5
"""Pages of a language."""

FITTING = 0.7
"""Share of the paragraphs that a coding has to have the letters of."""

Page = tuple[str, list[str]]


def pages(corpus: Path, half: str | None) -> list[Page]:
    """Return the pages in Latin script but English, each with the language that its words tell."""
    rows = map(json.loads, (corpus / "manifest.jsonl").read_text("utf-8").splitlines())
    found = []
    for row in rows:
        lines = [line for line in row["gold"]["text"].split("\n") if line.strip()][:PARAGRAPHS]
        if row["lang"] not in ("en", "ja", "ko", "ru", "zh"):
            found.append((latin_language(" ".join(lines)), lines))
    some = found[slice(None) if half is None else slice(half == "odd", None, 2)]
    seen = Counter[str]()
    return [page for page in some if seen.update([page[0]]) or seen[page[0]] <= EACH]


def verdict(meant: str, shown: str, text: str) -> str:
    """Return what became of a paragraph."""
    if meant == shown:
        return "same" if text == shown else "harmed"
    if same(text, meant):
        return "exact"
    return "left" if text == shown else "wrong"


def judged(
    some: list[Page], was: str, taken_for: str, *, show: bool
) -> tuple[Counter[str], Counter[str]]:
    """Return what became of the paragraphs as pages, and one by one."""
    together, alone = Counter[str](), Counter[str]()
    for language, lines in some:
        if language not in home_of(was):
            continue
        pairs = [(line, text) for line in lines if (text := misread(line, was, taken_for))]
        if len(pairs) < FITTING * len(lines) or all(line == text for line, text in pairs):
            continue
        done = undo_mojibake([text for _, text in pairs], language)
        for (meant, shown), (text, _) in zip(pairs, done, strict=True):
            together[found := verdict(meant, shown, text)] += 1
            if meant != shown:
                alone[verdict(meant, shown, undo_mojibake([shown])[0].text)] += 1
            if show and found in {"wrong", "harmed"}:
                print(f"  {found} {was}>{taken_for} {language}: {shown!r} to {text!r}")
    return together, alone


def main() -> None:
    """Print a row for each coding that a text was in."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "corpus", nargs="?", type=Path, default=ROOT.parent / "shared/bench/fundus"
    )
    parser.add_argument("--half", choices=["even", "odd"])
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    if not options.corpus.is_dir():
        print("no corpus of news pages beside the repository")
        return
    some = pages(options.corpus, options.half)
    kinds = ("exact", "left", "wrong", "harmed")
    sums = [Counter[str](), Counter[str]()]
    print(
        f"{'':14}"
        + "".join(f"{kind:>8}" for kind in kinds)
        + "   alone"
        + "".join(f"{k:>8}" for k in kinds[:3])
    )
    for was in WAS:
        here = [Counter[str](), Counter[str]()]
        for taken_for in TAKEN_FOR:
            if was != taken_for and {was, taken_for} != {"cp1252", "latin-1"}:
                for total, found in zip(
                    here, judged(some, was, taken_for, show=options.show), strict=True
                ):
                    total.update(found)
        _print(was, here, kinds)
        for total, found in zip(sums, here, strict=True):
            total.update(found)
    _print("all", sums, kinds)


def _print(name: str, counts: list[Counter[str]], kinds: tuple[str, ...]) -> None:
    together, alone = counts
    print(
        f"{name:14}"
        + "".join(f"{together[kind]:8}" for kind in kinds)
        + "        "
        + "".join(f"{alone[kind]:8}" for kind in kinds[:3])
    )


if __name__ == "__main__":
    main()
