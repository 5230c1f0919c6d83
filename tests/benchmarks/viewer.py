"""What looking at an archive costs: the first page, with an index and without one, and a search.

    python -m tests.benchmarks.viewer [--stories 200000] [--archive DIR]

An archive of so many stories is made, of the fixtures' texts in as many languages, unless one is
named. Seconds of pages are those of a clock, to the last byte of the answer; those of passes
over the lines are the processor's. Beside each stands its share of a plain pass, which is
``json.loads`` of each.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.archive.jsonl import to_line
from crawler.extract import extract
from crawler.model import Article, NotAnArticle
from crawler.view.index import Indexer
from crawler.view.line_files import articles_in

ROOT = Path(__file__).parents[2]
A_FILE = 500
"""Stories of a file: a run."""


def texts() -> list[Article]:
    """Return the stories of the fixtures."""
    from crawler.archive.captures import read_captures  # noqa: PLC0415

    found = []
    for path in sorted((ROOT / "fixtures").glob("*/*/capture.warc")):
        with suppress(NotAnArticle):
            found.append(extract(next(read_captures(path))))
    return found


def fill(root: Path, number: int) -> None:
    """Make an archive of so many stories of forty sites, five minutes apart."""
    (root / "articles").mkdir(parents=True)
    dice, made = random.Random(1), texts()
    words = sorted({word for each in made for word in "\n".join(each.article_body).split()})
    at = datetime(2024, 1, 1, tzinfo=UTC)
    for run in range(number // A_FILE):
        lines = []
        for n in range(run * A_FILE, (run + 1) * A_FILE):
            at += timedelta(minutes=5)
            article = dice.choice(made)
            paragraphs = [*article.article_body, " ".join(dice.choices(words, k=80))]
            dice.shuffle(paragraphs)
            known = replace(article.provenance, fetched_at=at + timedelta(minutes=20))
            lines.append(
                to_line(
                    replace(
                        article,
                        url=f"https://www.paper{n % 40}.example/{n}.html",
                        article_body=tuple(paragraphs),
                        date_published=at.isoformat(),
                        provenance=known,
                    )
                )
            )
        name = f"{at:%Y%m%d%H%M%S}-{run + 1:05}-000.jsonl"
        (root / "articles" / name).write_text("\n".join(lines) + "\n", "utf-8")


@contextmanager
def served(root: Path, index: Path) -> Iterator[str]:
    """Serve an archive as the command does; the value is its address."""
    command = [sys.executable, "-m", "scrapy", "view", str(root), "--port", "0",
               "--index", str(index)]  # fmt: skip
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().rpartition(" is shown on ")[2].split(" ")[0]
        process.terminate()


def asked(url: str) -> tuple[float, str]:
    """Return how long an answer took, and the answer."""
    began = time.perf_counter()
    with urllib.request.urlopen(url) as answer:
        text = answer.read().decode()
    return time.perf_counter() - began, text


def best(url: str) -> float:
    """Return the shortest of some answers' times."""
    return min(asked(url)[0] for _ in range(5))


def plain_pass(root: Path) -> float:
    """Return how long it takes to load every line, and do nothing with it."""
    began = time.process_time()
    for file in articles_in(root):
        with file.path.open("rb") as lines:
            for line in lines:
                json.loads(line)
    return time.process_time() - began


def report(root: Path, folder: Path) -> None:
    """Measure and print."""
    number = sum(1 for file in articles_in(root) for _ in file.path.open("rb"))
    sys.stdout.write(f"{number:,} stories\n")
    plain = plain_pass(root)

    def row(name: str, seconds: float) -> None:
        sys.stdout.write(f"{name:<38} {seconds:9.3f} s  {seconds / plain:8.4f} of a pass\n")

    row("a plain pass over the lines", plain)
    began = time.perf_counter()
    with served(root, folder / "new") as url:
        started = time.perf_counter() - began
        row("no index: process up", started)
        row("no index: the first page after that", asked(url)[0])
        time.sleep(2)
        row("no index: a page two seconds later", asked(url)[0])
    indexer = Indexer(root, folder / "index")
    began = time.process_time()
    indexer.update()
    row("the index, made whole", time.process_time() - began)
    began = time.process_time()
    indexer.update()
    row("the index, nothing new", time.process_time() - began)
    indexer.close()
    size = (folder / "index").stat().st_size
    sys.stdout.write(f"{'bytes of the index':<38} {size / 1e6:9.1f} MB\n")
    began = time.perf_counter()
    with served(root, folder / "index") as url:
        row("an index: process up", time.perf_counter() - began)
        row("an index: the first page after that", asked(url)[0])
        for path in ("", "days", "sites", "search?q=ferry", "search?q=%E6%B8%A1%E5%8F%A3",
                     "search?q=the", "site/paper7.example", "about"):  # fmt: skip
            row(f"  /{path}", best(url + path))


def main() -> None:
    """Make an archive, unless one is named, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=int, default=200_000)
    parser.add_argument("--archive", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = given.archive or Path(folder) / "archive"
        if not given.archive:
            fill(root, given.stories)
        report(root, Path(folder))


if __name__ == "__main__":
    main()
