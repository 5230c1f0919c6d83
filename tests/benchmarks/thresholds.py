"""What each threshold of the reader is worth: all figures with it halved, and doubled.

    python -m tests.benchmarks.thresholds [CORPORA] [--only PATTERN] [--corpus zh ...]

Takes every number with a name of its own in `crawler.page` and the boilerplate filter, reads all
corpora with half of it and with twice as much, and prints how far each figure moves, in points of
a hundred. A threshold that moves nothing either way stands on a plateau, or is of no use. Shares
are moved by a half and to half way between them and 1. About 12 s of one core a reading.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import multiprocessing
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOTS = ("crawler/page", "crawler/boilerplate.py")
UNMOVED = 0.05
"""Points of a hundred below which a figure is said not to move."""


class Threshold(NamedTuple):
    """A number with a name in a module."""

    module: str
    name: str
    value: float

    def moved(self) -> tuple[float, float]:
        """Return less of it and more of it."""
        kind = type(self.value)
        less, more = self.value / 2, 2 * self.value
        if 0 < self.value <= 1 and kind is float:
            more = (1 + self.value) / 2 if self.value < 1 else more
        return kind(less), kind(more)


def thresholds(root: Path) -> list[Threshold]:
    """Return the named numbers of the reader, but for the limits that keep it safe."""
    files = [file for part in ROOTS for file in sorted(_files(root / part))]
    found = []
    for file in files:
        module = ".".join(file.relative_to(root).with_suffix("").parts)
        for node in ast.parse(file.read_text("utf-8")).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            target = node.target if isinstance(node, ast.AnnAssign) else target
            value = getattr(node, "value", None)
            if (
                isinstance(target, ast.Name)
                and isinstance(value, ast.Constant)
                and type(value.value) in {int, float}
                and not target.id.startswith(("MAX_", "_"))
            ):
                found.append(Threshold(module, target.id, value.value))  # type: ignore[arg-type]
    return found


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [*path.rglob("*.py")]


def set_to(threshold: Threshold, value: float) -> None:
    """Give a threshold another value, wherever it was imported by its name."""
    home = importlib.import_module(threshold.module)
    for name, module in list(sys.modules.items()):
        known = name.startswith("crawler.") and getattr(module, threshold.name, None)
        if module is home or (known == threshold.value and _imports(module, threshold)):
            setattr(module, threshold.name, value)


def _imports(module: Any, threshold: Threshold) -> bool:
    source = Path(module.__file__).read_text("utf-8")
    names = re.search(rf"from {re.escape(threshold.module)} import \(?([^)]*?)\n(?!    )", source)
    return names is not None and re.search(rf"\b{threshold.name}\b", names[1]) is not None


Figures = dict[tuple[str, str], float]


def figures(task: tuple[Path, tuple[str, ...], Threshold | None, float]) -> Figures:
    """Return every figure of the corpora with a threshold moved."""
    corpora, names, threshold, value = task
    scorer = reading.scorer_of(corpora / "evaluate.py")
    if threshold is not None:
        set_to(threshold, value)
    found: Figures = {}
    for name in names:
        pages, captures = reading.pages_of(corpora / name)
        scores, _ = scorer.score(pages, reading.answers_to(scorer, pages, captures))
        shares = {key: score for key, score in scores.items() if isinstance(score, float)}
        found |= {(name, key): score for key, score in shares.items()}
    return found


def _told(before: Figures, after: Figures) -> str:
    moved = {key: 100 * (after[key] - before[key]) for key in before}
    return ", ".join(
        f"{corpus} {figure} {by:+.1f}"
        for (corpus, figure), by in sorted(moved.items(), key=lambda item: -abs(item[1]))
        if abs(by) >= UNMOVED
    )


def main() -> int:
    """Print a line for each threshold and way; 1 where there are no corpora."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="?", type=Path, default=reading.CORPORA)
    options.add_argument("--corpus", nargs="*", default=[*reading.PEERS])
    options.add_argument("--only", default="")
    options.add_argument("--processes", type=int, default=os.cpu_count())
    given = options.parse_args()
    if not (given.corpora / "evaluate.py").exists():
        print(f"no corpora in {given.corpora}", file=sys.stderr)
        return 1
    chosen = [
        (threshold, value)
        for threshold in thresholds(reading.ROOT)
        for value in threshold.moved()
        if re.search(given.only, f"{threshold.module}.{threshold.name}")
    ]
    names = tuple(given.corpus)
    tasks: list[tuple[Path, tuple[str, ...], Threshold | None, float]] = [
        (given.corpora, names, threshold, value) for threshold, value in chosen
    ]
    tasks.insert(0, (given.corpora, names, None, 0.0))
    # A process for each reading: what a module remembers was made with another threshold.
    with multiprocessing.get_context("fork").Pool(given.processes, maxtasksperchild=1) as pool:
        results = pool.imap(figures, tasks)
        before = next(results)
        _print_rows(chosen, before, results)
    return 0


def _print_rows(
    chosen: list[tuple[Threshold, float]], before: Figures, results: Iterator[Figures]
) -> None:
    for (threshold, value), found in zip(chosen, results, strict=True):
        place = f"{threshold.module.removeprefix('crawler.')}.{threshold.name}"
        told = _told(before, found) or "nothing moves"
        print(f"{place} {threshold.value:g} -> {value:g}: {told}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
