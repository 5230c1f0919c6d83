"""How many pages are decoded exactly, and how fast, beside other detectors in the same run.

    python -m tests.benchmarks.text_decode [CORPORA]

CORPORA holds detect_synthetic.jsonl and detect_real.jsonl (rows with id, b64, content_type, text,
form, meta, tag); the default is ../shared/bench/text beside the repository. Prints the share of
each kind of page that is decoded exactly, then MB/s, each page read once by a warm process:

    short       the legacy pages as they are, a few hundred bytes to a few kB
    mixed       pages of all encodings, filled up with markup to the 60 kB of a news page
    utf-8       one long text that is valid, its size printed

All are measured on the same pages, and each makes the text, not only the encoding's name.

The peers are in `tests.benchmarks.peers`.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crawler.text.encoding.decode import decode
from tests.benchmarks.peers import decoders

ROOT = Path(__file__).parents[2]
PAGE = 60_000
FILLING = b'<div class="teaser"><a href="/a/1.html"><img src="/i/1.jpg" alt=""></a></div>\n'
KINDS = {"likelihood", "site", "http-header", "meta", "xml"}
SLOW = 300
"""Pages that all are measured on, evenly spread: a peer takes a minute for the whole."""

Page = tuple[bytes, str]
Reader = Callable[[bytes, str], str]


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


def ours(body: bytes, content_type: str) -> str:
    return decode(body, content_type).text


def exactness(corpus: list[dict[str, Any]], readers: dict[str, Reader]) -> None:
    right: dict[str, Counter[str]] = {name: Counter() for name in readers}
    total: Counter[str] = Counter()
    wrong = []
    for row in corpus:
        body, content_type = base64.b64decode(row["b64"]), row["content_type"]
        total.update(("ALL", kind(row)))
        for name, read in readers.items():
            exact = plain(read(body, content_type)) == plain(row["text"])
            right[name].update(dict.fromkeys(("ALL", kind(row)), int(exact)))
            if name == "ours" and not exact:
                found = decode(body, content_type).encoding
                wrong.append(f"  {row['id']} {row['enc']}, read as {found}")
    print(" " * 26 + "".join(f"{name:>20}" for name in readers))
    for name in sorted(total):
        shares = (100 * right[reader][name] / total[name] for reader in readers)
        print(f"{name:26}{''.join(f'{share:18.2f} %' for share in shares)} of {total[name]}")
    print("\n".join(wrong))


def filled(body: bytes) -> bytes:
    """Return a page with so much markup behind its head that it is as long as a news page."""
    missing = FILLING * max(0, (PAGE - len(body)) // len(FILLING))
    head, mark, rest = body.partition(b"<body>")
    return head + mark + missing + rest if mark else body


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
    for name, read in decoders().items():
        theirs = speed(read, some)
        print(f"  {name:20}{theirs:9.2f} MB/s, so {ours / theirs:.2f} times as fast as it")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT.parent / "shared/bench/text"
    if not folder.is_dir():
        raise SystemExit(f"{folder} holds no corpora")
    corpus = rows(folder)
    exactness(corpus, {"ours": ours, **decoders()})
    pages = [(base64.b64decode(row["b64"]), row["content_type"]) for row in corpus]
    compare("short", [page for page in pages if decode(*page).evidence in KINDS])
    whole = [(filled(body), content_type) for body, content_type in pages if b"<body>" in body]
    compare("mixed", whole)
    compare("utf-8", [("Žluťoučký kůň pěl ďábelské ódy. ".encode() * 240_000, "")])


if __name__ == "__main__":
    main()
