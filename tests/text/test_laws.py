"""The laws of text work hold for random text, for damage of every kind, and for whole corpora."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.extract import repair_article
from crawler.model import Capture, NotAnArticle, undo
from crawler.page.read import read
from crawler.text.encoding.decode import decode
from crawler.text.encoding.encodings import MISTAKES, decode_as
from tests.text.laws import broken, decode_loosely, invented, read_from

CORPORA = Path(os.environ.get("CRAWLER_CORPORA", Path(__file__).parents[3] / "shared" / "bench"))
TEXTS = Path(__file__).parents[2] / "fixtures" / "text"
CASES = json.loads((TEXTS / "mojibake.json").read_text("utf-8"))
MIRROR = json.loads((TEXTS / "mirror.json").read_text("utf-8"))
WHEN = datetime(2026, 2, 6, tzinfo=UTC)
MISREADINGS = [(was, taken_for) for taken_for, all_was in MISTAKES for was in all_was]
SENTENCES = sorted({case["fixed"] for case in CASES})

DAMAGED = st.sampled_from([case["original"] for case in CASES])
MIRRORED = st.sampled_from([case["damaged"] for case in MIRROR["single"]])
MISREAD = st.builds(
    lambda sentence, mistake: misread(sentence, *mistake),
    st.sampled_from(SENTENCES),
    st.sampled_from(MISREADINGS),
)
CUT = st.builds(lambda text, first, size: text[first : first + size], MISREAD | MIRRORED,
                st.integers(0, 60), st.integers(1, 80))  # fmt: skip
SIGNS = st.text(st.sampled_from("ÃÂâ€™œ©ƒí½ï»¿Ð\xa0\xad\u200b\u0301\x92\ufffd\ud83d &;#39?(),"))
ANYTHING = st.text() | st.text(st.characters(codec=None)) | SIGNS | DAMAGED | MISREAD | CUT
PAGES = st.lists(ANYTHING | MIRRORED, min_size=1, max_size=4)


def misread(text: str, was: str, taken_for: str) -> str:
    """Return what is shown of a text whose bytes are taken for another coding."""
    body = b"".join(read_from(char, was) for char in text)
    return decode_as(body, taken_for) if taken_for != "utf-8" else decode_loosely(body, was)


@settings(max_examples=150)
@given(PAGES)
def test_no_law_of_text_work_is_broken_by_any_page(texts: list[str]) -> None:
    assert not broken(texts)


@pytest.mark.long
@settings(max_examples=6000)
@given(PAGES)
def test_no_law_of_text_work_is_broken_by_thousands_of_pages(texts: list[str]) -> None:
    assert not broken(texts)


@settings(max_examples=200)
@given(st.binary(max_size=200) | st.builds(str.encode, MISREAD), st.sampled_from(MISREADINGS))
def test_bytes_become_what_an_encoding_says_and_no_other_character(
    body: bytes, label: tuple[str, str]
) -> None:
    page = decode(body, f"text/html; charset={label[0]}")

    page.text.encode()
    if not page.flags and page.evidence != "bom":
        assert set(page.text) <= {*decode_as(body, page.encoding), "\ufffd"}


def test_a_character_that_nothing_accounts_for_is_found() -> None:
    name = "undo_utf8_read_as_cp1252"
    assert invented("Ãœber", "Über", name) == set()
    assert invented("Ãœber", "Ober", name) == {"O"}
    assert invented("談?wù)", "談判", "undo_mirror") == {"判"}
    assert invented("R&amp;D", "R&D!", "unescape_again") == {"!"}
    assert invented("經(jīng)驗", "经\n验", "undo_mirror") == {"\n"}


CORPUS_NAMES = (
    "aeb", "fundus", "htmldate", "postlight", "segments", "wcxb", "wcxb_other", "zh", "zhset",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("name", ["clean", "ftfy_cases", "mirror_pinyin", "mojibake"])
def test_no_law_is_broken_by_the_rows_of_a_corpus(name: str) -> None:
    file = CORPORA / "text" / f"{name}.jsonl"
    if not file.is_file():
        pytest.skip(f"no {file}")

    for row in map(json.loads, filter(None, file.read_text("utf-8").split("\n"))):
        assert not broken([row["text"]]), row["id"]


@pytest.mark.long
@pytest.mark.parametrize("name", CORPUS_NAMES)
def test_no_law_is_broken_by_the_pages_of_a_corpus(name: str) -> None:
    if not (CORPORA / name / "manifest.jsonl").is_file():
        pytest.skip(f"no corpus {name} in {CORPORA}")

    for capture in captures(name):
        try:
            article = read(capture)
        except NotAnArticle:
            continue
        assert undo(repair_article(article)) == article, capture.url
        assert not broken(article.article_body), capture.url


def captures(name: str) -> Iterator[Capture]:
    """Yield the pages of a corpus."""
    for line in filter(None, (CORPORA / name / "manifest.jsonl").read_text("utf-8").split("\n")):
        page = json.loads(line)
        yield Capture(
            url=page["url"] or "http://unknown.invalid/",
            fetched_at=WHEN,
            body=gzip.decompress((CORPORA / name / page["html"]).read_bytes()),
            headers=(("Content-Type", "text/html"),),
        )
