"""Whether a change to the reader changes what it reads, to the letter.

    python -m tests.benchmarks.same --save FILE [CORPORA] [--corpus zh ...]
    python -m tests.benchmarks.same --against FILE [CORPORA] [--corpus zh ...]

Reads every page of the corpora. `--save` writes a JSON line a page: the record, the article as it
was read with every edit since, where the story goes on, and what the page teaches about its site.
`--against` compares with the lines of an earlier reader, names each page and field that differs,
and ends with 1 where one does. What is meant to be faster alone must change no line.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.archive.jsonl import to_record
from crawler.extract import finish
from crawler.model import NotAnArticle
from crawler.sites import site_of
from tests.benchmarks import reading

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.model import Capture


def main() -> int:
    """Save what is read, or compare it; 1 where a page is read otherwise."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("corpora", nargs="?", type=Path, default=reading.CORPORA)
    options.add_argument("--corpus", nargs="*", default=reading.CORPUS_NAMES)
    purpose = options.add_mutually_exclusive_group(required=True)
    purpose.add_argument("--save", type=Path)
    purpose.add_argument("--against", type=Path)
    given = options.parse_args()
    answers = _answers(given.corpora, given.corpus)
    if given.save:
        with given.save.open("w", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(answer)}\n" for answer in answers)
        return 0
    with given.against.open(encoding="utf-8") as file:
        earlier = {line["page"]: line for line in map(json.loads, file)}
    pages = differing = 0
    for answer in answers:
        pages += 1
        before = earlier.get(answer["page"], {})
        if different := [key for key in answer if answer[key] != before.get(key)]:
            differing += 1
            print(answer["page"], *different)
            for key in different:
                print("  -", str(before.get(key))[:SHOWN], "\n  +", str(answer[key])[:SHOWN])
    print(f"{differing} of {pages} pages are read otherwise")
    return 1 if differing or not pages else 0


SHOWN = 300
"""Characters of a value that are printed."""


def _answers(corpora: Path, names: list[str]) -> Iterator[dict[str, Any]]:
    """Yield what is read on each page, its fields side by side."""
    for name in names:
        pages, captures = reading.pages_of(corpora / name)
        for page, capture in zip(pages, captures, strict=True):
            yield {"page": f"{name}/{page['id']}", **_answer(capture)}


def _answer(capture: Capture) -> dict[str, Any]:
    try:
        reading_of_page, steps = finish(capture, site_of(capture.url))
    except NotAnArticle as verdict:
        return {"notAnArticle": verdict.reason}
    answer = {"reading": repr(reading_of_page)}
    if steps:
        record: dict[str, Any] = json.loads(json.dumps(to_record(steps.clean)))
        answer |= {"lines": repr(steps.lines), "signature": repr(steps.signature), **record}
    return answer


if __name__ == "__main__":
    sys.exit(main())
