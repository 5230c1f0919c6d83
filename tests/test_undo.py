"""Every change is on record: `undo` gives back what was read, bit for bit, whatever was done."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.archive.jsonl import from_line, to_line
from crawler.boilerplate import strip
from crawler.extract import repair_article
from crawler.model import Article, Capture, Image, NotAnArticle, Person, Provenance, undo
from crawler.page.read import read

CORPORA = Path(os.environ.get("CRAWLER_CORPORA", Path(__file__).parents[2] / "shared" / "bench"))
TEXTS = Path(__file__).parents[1] / "fixtures" / "text"
WHEN = datetime(2026, 2, 6, tzinfo=UTC)
KNOWN = Provenance(captures=("sha1:A",), fetched_at=WHEN, encoding="utf-8")

there = pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora beside this repository")
some_and_all = pytest.mark.parametrize(
    "step", [23, pytest.param(1, marks=pytest.mark.long)], ids=["one in 23", "all"]
)


def story(*texts: str) -> Article:
    """Return an article in whose places the texts stand, as lines are read from a page."""
    lines = [line for text in texts if (line := " ".join(text.split()))]
    first = lines[0] if lines else ""
    return Article(
        url="https://a.example/1",
        kicker=first or None,
        headline=first,
        article_body=tuple(lines),
        author=tuple(Person(line) for line in lines[:1]),
        keywords=tuple(lines[:2]),
        image=tuple(Image("https://a.example/1.jpg", line) for line in lines[:2]),
        copyright_notice="\n".join(lines[-2:]) or None,
        provenance=KNOWN,
    )


def taken_back(read_so: Article) -> tuple[Article, Article]:
    """Return what undoing gives, of the article and of its line in the archive."""
    clean = strip(repair_article(read_so))
    return undo(clean), undo(from_line(to_line(clean)))


DAMAGED = [case["original"] for case in json.loads((TEXTS / "mojibake.json").read_text("utf-8"))]
RULES = [case["case"] for case in json.loads((TEXTS / "boilerplate.json").read_text("utf-8"))]
MIRRORED = [
    case["damaged"] for case in json.loads((TEXTS / "mirror.json").read_text("utf-8"))["single"]
]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*DAMAGED, *RULES, *MIRRORED]) | st.text(max_size=30), max_size=8))
def test_damage_and_boilerplate_of_every_kind_come_back(lines: list[str]) -> None:
    ours = story(*lines)

    assert taken_back(ours) == (ours, ours)


@there
@some_and_all
def test_the_rows_of_the_text_corpora_come_back(step: int) -> None:
    for name in ("mojibake", "mirror_pinyin", "clean", "ftfy_cases"):
        rows = (CORPORA / "text" / f"{name}.jsonl").read_text("utf-8").split("\n")
        for row in rows[::step]:
            texts = [text for text in json.loads(row or "{}").values() if isinstance(text, str)]
            ours = story(*texts)
            assert taken_back(ours) == (ours, ours), row[:200]


@there
@some_and_all
def test_the_pages_of_the_corpora_come_back(step: int) -> None:
    for corpus in ("zh", "aeb", "fundus", "segments"):
        for capture in islice(captures(corpus), 0, None, step):
            try:
                ours = read(capture)
            except NotAnArticle:
                continue
            assert taken_back(ours) == (ours, ours), capture.url


def captures(corpus: str) -> Iterator[Capture]:
    """Yield the pages of a corpus."""
    for line in (CORPORA / corpus / "manifest.jsonl").read_text("utf-8").split("\n"):
        if line:
            page = json.loads(line)
            yield Capture(
                url=page["url"] or "http://unknown.invalid/",
                fetched_at=WHEN,
                body=gzip.decompress((CORPORA / corpus / page["html"]).read_bytes()),
                headers=(("Content-Type", "text/html"),),
            )
