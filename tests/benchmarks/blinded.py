"""How much of the reading hangs on what a page calls its elements: the corpora, with that hidden.

    python -m tests.benchmarks.blinded [CORPORA] [--corpus zh ...] [--way names ...]

Prints each corpus as it is, and read again with every class and id made up (as build tools do),
without a word to machines (meta, JSON-LD), with ``div`` for paragraphs and articles, and with
``div`` for headings. A rule about pages holds where their builders used other names; what falls
here is what unseen pages may lose.
"""

from __future__ import annotations

import argparse
import hashlib
import multiprocessing
import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from crawler.page.tree import parse
from crawler.text.encoding.decode import decode
from tests.benchmarks import reading

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.model import Capture

HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
PARAGRAPHS = frozenset(("p", "article", "main", "section", "figure", "figcaption"))


def _made_up(element: HtmlElement) -> None:
    for key in ("class", "id"):
        words = element.get(key, "").split()
        if words:
            element.set(
                key, " ".join(hashlib.md5(word.encode()).hexdigest()[:7] for word in words)
            )
    if element.tag not in {"meta", "link"}:
        for key in ("itemprop", "role", "rel"):
            element.attrib.pop(key, None)


def _silent(element: HtmlElement) -> None:
    said = element.tag == "meta" and not element.get("charset")
    if (said or "ld+json" in element.get("type", "")) and element.getparent() is not None:
        element.drop_tree()


def _no_paragraphs(element: HtmlElement) -> None:
    if element.tag in PARAGRAPHS:
        element.tag = "div"


def _no_headings(element: HtmlElement) -> None:
    if element.tag in HEADINGS:
        element.tag = "div"


WAYS = {
    "names": _made_up,
    "meta": _silent,
    "paragraphs": _no_paragraphs,
    "headings": _no_headings,
}


def blinded(capture: Capture, way: str) -> Capture:
    """Return a page with one kind of what it says of itself taken off; as it is for no way."""
    if way not in WAYS:
        return capture
    root = parse(decode(capture.body).text).root
    for element in list(root.iter(etree.Element)):
        WAYS[way](element)
    return replace(capture, body=etree.tostring(root, encoding="utf-8", method="html"))


def _answers(task: tuple[Path, str, str]) -> dict[str, Any]:
    corpora, name, way = task
    scorer = reading.scorer_of(corpora / "evaluate.py")
    pages, captures = reading.pages_of(corpora / name)
    hidden = [blinded(capture, way) for capture in captures]
    scores, _ = scorer.score(pages, reading.answers_to(scorer, pages, hidden))
    return {key: value for key, value in scores.items() if isinstance(value, float)}


def main() -> int:
    """Print a line for each corpus and way; 1 where there are no corpora."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="?", type=Path, default=reading.CORPORA)
    options.add_argument("--corpus", nargs="*", default=[*reading.PEERS])
    options.add_argument("--way", nargs="*", default=["as it is", *WAYS])
    given = options.parse_args()
    if not (given.corpora / "evaluate.py").exists():
        print(f"no corpora in {given.corpora}", file=sys.stderr)
        return 1
    tasks = [(given.corpora, name, way) for name in given.corpus for way in given.way]
    with multiprocessing.Pool(os.cpu_count()) as pool:
        for (_, name, way), scores in zip(tasks, pool.imap(_answers, tasks), strict=True):
            print(f"{name:<9} {way:<11} {' '.join(f'{k} {v:.3f}' for k, v in scores.items())}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
