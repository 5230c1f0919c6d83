"""How many pages are decoded exactly, and how fast, beside other detectors in the same run.

    python -m tests.benchmarks.text_decode [CORPORA]

CORPORA holds detect_synthetic.jsonl and detect_real.jsonl (rows with id, b64, content_type, text,
form, meta, tag); the default is ../shared/bench/text beside the repository. Prints the share of
each kind of page that is decoded exactly, then MB/s, each page read once by a warm process:

    short       the legacy pages as they are, a few hundred bytes to a few kB
    mixed       pages of all encodings, filled up with markup to the 60 kB of a news page
    utf-8       one long text that is valid, its size printed

All are measured on the same pages, and each makes the text, not only the encoding's name.

charset-normalizer comes with Scrapy; chardetng-py is measured if it is installed.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import time
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import charset_normalizer

from crawler.text.decode import decode

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
PAGE = 60_000
FILLING = b'<div class="teaser"><a href="/a/1.html"><img src="/i/1.jpg" alt=""></a></div>\n'
KINDS = {"likelihood", "site", "http-header", "meta", "xml"}
SLOW = 300
"""Pages that all are measured on, evenly spread: a peer takes a minute for the whole."""

Page = tuple[bytes, str]


def rows(folder: Path) -> list[dict[str, Any]]:
    names = ("detect_synthetic", "detect_real")
    texts = ((folder / f"{name}.jsonl").read_text("utf-8") for name in names)
    return [json.loads(line) for text in texts for line in text.split("\n") if line]


def plain(text: str) -> str:
    return re.sub(r"\r\n?", "\n", text.lstrip("\ufeff"))


def kind(row: dict[str, Any]) -> str:
    if row["form"] == "real":
        return "real files"
    return f"tagged {row['tag']}" if row["tag"] else f"{row['form']}, meta {row['meta']}"


def exactness(corpus: list[dict[str, Any]]) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    wrong = []
    for row in corpus:
        found = decode(base64.b64decode(row["b64"]), row["content_type"])
        exact = plain(found.text) == plain(row["text"])
        for name in ("ALL", kind(row)):
            right[name] += exact
            total[name] += 1
        if not exact:
            wrong.append(f"  {row['id']} {row['enc']}, read as {found.encoding}")
    for name in sorted(total):
        print(f"{name:30}{100 * right[name] / total[name]:7.2f} % of {total[name]}")
    print("\n".join(wrong))


def filled(body: bytes) -> bytes:
    """Return a page with so much markup behind its head that it is as long as a news page."""
    missing = FILLING * max(0, (PAGE - len(body)) // len(FILLING))
    head, mark, rest = body.partition(b"<body>")
    return head + mark + missing + rest if mark else body


def peers() -> dict[str, Callable[[bytes, str], object]]:
    found: dict[str, Callable[[bytes, str], object]] = {
        "charset-normalizer": lambda body, _: str(charset_normalizer.from_bytes(body).best())
    }
    if find_spec("chardetng_py"):
        detector = import_module("chardetng_py").EncodingDetector

        def read(body: bytes, _: str) -> str:
            found_in = detector()
            found_in.feed(body, last=True)
            return body.decode(found_in.guess(tld=None, allow_utf8=True), "replace")

        found["chardetng-py"] = read
    return found


def speed(read: Callable[[bytes, str], object], pages: list[Page]) -> float:
    start = time.process_time()
    for body, content_type in pages:
        read(body, content_type)
    return sum(len(body) for body, _ in pages) / 1e6 / (time.process_time() - start)


def compare(label: str, pages: list[Page]) -> None:
    some = pages[:: max(1, len(pages) // SLOW)]
    size = sum(len(body) for body, _ in some) / 1e6
    ours = speed(decode, some)
    print(f"{label:12}{ours:9.2f} MB/s of {len(some)} pages, {size:.1f} MB")
    for name, read in peers().items():
        theirs = speed(read, some)
        print(f"  {name:20}{theirs:9.2f} MB/s, so {ours / theirs:.2f} times as fast as it")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/bench/text"
    if not folder.is_dir():
        raise SystemExit(f"{folder} holds no corpora")
    corpus = rows(folder)
    exactness(corpus)
    pages = [(base64.b64decode(row["b64"]), row["content_type"]) for row in corpus]
    compare("short", [page for page in pages if decode(*page).evidence in KINDS])
    whole = [(filled(body), content_type) for body, content_type in pages if b"<body>" in body]
    compare("mixed", whole)
    compare("utf-8", [("Žluťoučký kůň pěl ďábelské ódy. ".encode() * 240_000, "")])


if __name__ == "__main__":
    main()
