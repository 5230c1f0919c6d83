"""How well and how fast pages are read, beside what the best of the others reach.

    python tests/benchmarks/reading.py [CORPORA] [--corpus zh ...] [--worst N] [--site]

CORPORA holds one folder a corpus (manifest.jsonl, pages/) and the scorer, evaluate.py; the
default is ../shared/bench beside the repository. Prints a table a corpus with the figures of
other readers on the same pages, then pages a second of this reader, of trafilatura where it
is installed and of a bare lxml parse, all in this process, one core, warm. `--site` reads
the pages of each site of the corpora that has several, with and without a memory of the others.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html

from crawler.archive.jsonl import to_record
from crawler.extract import extract, repair_article
from crawler.memory import NO_MEMORY, Counts, Lesson, Memory, learn, lines_of, memory_of
from crawler.model import Capture, NotAnArticle
from crawler.page.read import read_page
from crawler.sites import site_of

ROOT = Path(__file__).parents[2]
CORPORA = ROOT.parent / "shared" / "bench"
CORPUS_NAMES = (
    "zh", "fundus", "aeb", "segments", "wcxb", "wcxb_other", "postlight", "htmldate", "zhset",
)  # fmt: skip
PEERS: dict[str, tuple[tuple[str, str], ...]] = {
    "zh": (
        (
            "trafilatura 2.3.1",
            "f1 .896 leaks .25 title .70 date .97 authors 0 captions 0 editors 0",
        ),
        ("readability-lxml 0.9", "f1 .893 leaks .24 title .53"),
        ("gne 0.4.3", "f1 .845 leaks .26 title .90 date .93 authors .05"),
    ),
    "fundus": (
        ("trafilatura 2.3.1", "f1 .950 title .684 authors .772 date .932"),
        ("goose3 3.1.22", "f1 .850 title .767 authors .663 date .835"),
        ("htmldate 1.11.0", "date .940"),
    ),
    "aeb": (
        ("trafilatura 2.3.1, precision", "f1 .968"),
        ("trafilatura 2.3.1", "f1 .957"),
        ("readability-lxml 0.9", "f1 .948"),
    ),
    "segments": (
        ("trafilatura 2.3.1", "seg_f1 .925 accuracy .924 title .625 date .855"),
        ("readability-lxml 0.9", "seg_f1 .874 accuracy .875 title .717"),
    ),
}
"""Measured in November 2026 on the same pages, by the same scorer."""


def main() -> int:
    """Print the tables; 1 where there are no corpora."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="?", type=Path, default=CORPORA)
    options.add_argument("--corpus", nargs="*", default=CORPUS_NAMES)
    options.add_argument("--worst", type=int, default=0)
    options.add_argument("--site", action="store_true")
    given = options.parse_args()
    if not (given.corpora / "evaluate.py").exists():
        print(f"no corpora in {given.corpora}", file=sys.stderr)
        return 1
    scorer = scorer_of(given.corpora / "evaluate.py")
    captures: list[Capture] = []
    for name in given.corpus:
        pages, held = pages_of(given.corpora / name)
        captures += held
        _table(scorer, name, pages, held, given.worst)
        if given.site:
            _sites(scorer, pages, held)
    _speed(captures)
    return 0


def scorer_of(path: Path) -> Any:
    """Return the module that scores answers."""
    spec = importlib.util.spec_from_file_location("evaluate", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages_of(corpus: Path) -> tuple[list[dict[str, Any]], list[Capture]]:
    """Return a corpus's pages, with what is right for each, and their captures."""
    # Not splitlines: it breaks lines at U+2028, which JSON allows in a string.
    lines = (corpus / "manifest.jsonl").read_text("utf-8").split("\n")
    pages = [json.loads(line) for line in lines if line]
    return pages, [
        Capture(
            url=page["url"] or "http://unknown.invalid/",
            fetched_at=datetime(2026, 11, 1, tzinfo=UTC),
            body=gzip.decompress((corpus / page["html"]).read_bytes()),
            headers=(("Content-Type", "text/html"),),
        )
        for page in pages
    ]


def _answer(capture: Capture, memory: Memory = NO_MEMORY) -> dict[str, Any]:
    try:
        record = to_record(extract(capture, site_of(capture.url), memory))
    except NotAnArticle as verdict:
        return {"notAnArticle": verdict.reason}
    return json.loads(json.dumps(record))  # type: ignore[no-any-return]


def answers_to(
    scorer: Any, pages: list[dict[str, Any]], captures: list[Capture]
) -> dict[str, dict[str, Any]]:
    """Return what is read on each page, by the page's id, as the scorer takes it."""
    return {
        page["id"]: scorer.plain_names({"id": page["id"], **_answer(capture)})
        for page, capture in zip(pages, captures, strict=True)
    }


def _table(
    scorer: Any, name: str, pages: list[dict[str, Any]], captures: list[Capture], worst: int
) -> None:
    start = time.perf_counter()
    answers = answers_to(scorer, pages, captures)
    spent = 1000 * (time.perf_counter() - start) / len(pages)
    scores, ranked = scorer.score(pages, answers)
    scores.pop("unanswered")
    refused = sum(1 for answer in answers.values() if "notAnArticle" in answer)
    print(f"\n{name}: {len(pages)} pages, {spent:.1f} ms a page, {refused} called no article")
    shown = " ".join(f"{key} {value}" for key, value in scores.items() if key != "pages")
    print(f"  {'this reader':<30} {shown}")
    for peer, figures in PEERS.get(name, ()):
        print(f"  {peer:<30} {figures}")
    for row in ranked[:worst]:
        print("     ", *row)


def _sites(scorer: Any, pages: list[dict[str, Any]], captures: list[Capture]) -> None:
    """Read each page of a host with a memory of the host's other pages, and without."""
    hosts: dict[str, list[int]] = defaultdict(list)
    for n, capture in enumerate(captures):
        host = (urlsplit(capture.url).hostname or "").removeprefix("www.")
        if host not in NO_HOST:
            hosts[host].append(n)
    chosen = [places for places in hosts.values() if len(places) > 1]
    rows = [n for places in chosen for n in places]
    if not rows:
        return
    taught = _taught(chosen, captures)
    bodies: list[dict[int, list[str]]] = []
    for label, memories in (
        ("first page, no memory", {}),
        ("with a memory of the others", taught),
    ):
        answers = {n: _answer(captures[n], memories.get(n, NO_MEMORY)) for n in rows}
        bodies.append({n: _lines(answers[n]) for n in rows})
        told = {
            pages[n]["id"]: scorer.plain_names({"id": pages[n]["id"], **answers[n]}) for n in rows
        }
        scores, _ = scorer.score([pages[n] for n in rows], told)
        kept = {key: value for key, value in scores.items() if key in TEXT_SCORES}
        print(f"  {label:<30} {len(rows)} pages of {len(chosen)} hosts: {kept}")
    without, taught_bodies = bodies
    for sign, one, other in (("-", without, taught_bodies), ("+", taught_bodies, without)):
        for n in rows:
            for line in (line for line in one[n] if line not in other[n]):
                print(f"      {sign} {pages[n]['id']}: {line[:90]}")


def _taught(hosts: list[list[int]], captures: list[Capture]) -> dict[int, Memory]:
    """Return for each page what the other pages of its host teach."""
    memories = {}
    for places in hosts:
        lessons = {n: lesson for n in places if (lesson := _lesson(captures[n]))}
        for n in places:
            others = (lesson for m, lesson in lessons.items() if m != n)
            memories[n] = memory_of(learn(Counts(), others))
    return memories


NO_HOST = {"unknown.invalid", "web.archive.org", ""}
TEXT_SCORES = {
    "precision", "recall", "f1", "leaks",
    "seg_precision", "seg_recall", "seg_f1", "seg_accuracy",
}  # fmt: skip


def _lines(answer: dict[str, Any]) -> list[str]:
    return str(answer.get("articleBody", "")).split("\n")


def _lesson(capture: Capture) -> Lesson | None:
    try:
        reading = read_page(capture, site_of(capture.url))
    except NotAnArticle:
        return None
    lines = lines_of(repair_article(reading.article).article_body)
    return replace(reading.lesson, lines=lines)


def _speed(captures: list[Capture]) -> None:
    """Print pages a second of this reader and others, in turns, so that all share the load."""
    readers: dict[str, Callable[[Capture], object]] = {
        "this reader, read": _read,
        "lxml parse alone": lambda capture: lxml.html.document_fromstring(capture.body or b"<p>"),
    }
    try:
        import trafilatura  # type: ignore[import-not-found, unused-ignore] # noqa: PLC0415

        readers["trafilatura"] = lambda capture: trafilatura.bare_extraction(
            capture.body, url=capture.url, with_metadata=True
        )
    except ImportError:
        print("trafilatura is not installed: no comparison")
    spent = dict.fromkeys(readers, 0.0)
    slowest = dict.fromkeys(readers, 0.0)
    sample = captures[:: max(1, len(captures) // 200)]
    for capture in sample:
        for name, reader in readers.items():
            start = time.process_time()
            reader(capture)
            took = time.process_time() - start
            spent[name] += took
            slowest[name] = max(slowest[name], took)
    print(f"\nspeed on {len(sample)} pages, processor time of one core")
    for name, seconds in spent.items():
        rate = len(sample) / seconds
        print(
            f"  {name:<22} {rate:7.0f} pages/s {1000 / rate:7.2f} ms a page, slowest"
            f" {1000 * slowest[name]:.0f} ms"
        )
    if "trafilatura" in spent:
        ratio = spent["trafilatura"] / spent["this reader, read"]
        print(f"  {ratio:.1f} times trafilatura's pages/s")


def _read(capture: Capture) -> object:
    try:
        return read_page(capture)
    except NotAnArticle:
        return None


if __name__ == "__main__":
    sys.exit(main())
