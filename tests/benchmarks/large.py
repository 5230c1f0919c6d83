"""Whether memory stays flat: reading again, packing and exporting an archive of some gigabytes.

    python -m tests.benchmarks.archives --gigabytes 10

An archive is made of a few pages under many addresses, and a picture of a megabyte for each, as
a crawl would have kept them: WARC files, their indexes, lines and the manifest. Each command runs
over a tenth of it, and over all. Peaks are of all processes of a command together: what a process
has to itself of its memory, and its part of what several share.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crawler import Article, Capture, extract
from crawler.archive import cdx
from crawler.archive.jsonl import to_line
from crawler.archive.segment import sha256_of
from crawler.archive.warc import records, warcinfo
from crawler.model import Exchange, Location
from tests.benchmarks.crawling import ROOT, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

AT = datetime(2026, 2, 5, tzinfo=UTC)
PAGES = 50
"""Pages that differ in more than their address and their headline."""

PICTURE = b"\xff\xd8\xff\xe0" + bytes(1_000_000)
"""What stands beside each story: most bytes of an archive are of no page."""

A_FILE = 500
"""Stories of a WARC file."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n"
COMMANDS = (
    ("reread", ("reread", "again")),
    ("reread --against", ("reread", "against")),
    ("pack as WACZ", ("pack", "stories.wacz")),
    ("export as Parquet", ("export", "stories.parquet")),
    ("export as SQLite", ("export", "stories.sqlite")),
)


def make(root: Path, size: int) -> int:
    """Make an archive of so many bytes, unpacked; return how many stories it holds."""
    for folder in ("warc", "cdx", "articles"):
        (root / folder).mkdir(parents=True)
    pages = [page_of(n) for n in range(PAGES)]
    read = [extract(Capture(url="http://a.example/", fetched_at=AT, body=each)) for each in pages]
    number, made, files = 0, 0, list[str]()
    while made < size:
        name = f"20260205000000-00001-{len(files) // 3:03}"
        lines = _Lines(root, name)
        for _ in range(A_FILE):
            told = f"Story {number % PAGES} ".encode(), f"Story {number} ".encode()
            page = pages[number % PAGES].replace(*told)
            article = read[number % PAGES]
            assert isinstance(article, Article)
            lines.add(number, page, article)
            number, made = number + 1, made + len(page) + len(PICTURE)
            if made >= size:
                break
        files += lines.close()
    with (root / "manifest.jsonl").open("w") as manifest:
        for file in files:
            path = root / file
            entry = {"file": file, "length": path.stat().st_size, "sha256": sha256_of(path),
                     "sealed": AT.isoformat()}  # fmt: skip
            manifest.write(json.dumps(entry) + "\n")
    return number


def page_of(number: int) -> bytes:
    """Return a page with a short story."""
    chance = random.Random(number)
    text = "".join(f"<p>{' '.join(chance.choices(WORDS, k=50)).capitalize()}.</p>" for _ in "123")
    headline = f"Story {number} of the harbour"
    return (
        f"<!doctype html><html lang=en><head><title>{headline}</title></head><body><article>"
        f"<h1>{headline}</h1>{text}</article></body></html>"
    ).encode()


class _Lines:
    """The files of a run: captures, where they stand, and what was read from them."""

    def __init__(self, root: Path, name: str) -> None:
        self._root = root
        self.names = [f"warc/{name}.warc.gz", f"cdx/{name}.cdxj", f"articles/{name}.jsonl"]
        self._warc = (root / self.names[0]).open("wb")
        info = warcinfo(f"{name}.warc.gz", AT, ())
        self._info = info.record_id
        self._warc.write(info.data)
        self._index: list[str] = []
        self._articles = (root / self.names[2]).open("w", encoding="utf-8")

    def add(self, number: int, page: bytes, article: Article) -> None:
        """Write a story."""
        at = AT + timedelta(seconds=number)
        url = f"http://{number % 40}.example/news/{number}.html"
        self._keep(f"{url}.jpg", PICTURE + b"%d" % number, b"image/jpeg", at, "image")
        place, digest = self._keep(url, page, b"text/html", at, "article")
        known = replace(
            article.provenance,
            captures=(digest,),
            locations=(place,),
            fetched_at=at,
        )
        own = replace(article, url=url, headline=f"Story {number} of the harbour",
                      date_published=at.isoformat(), provenance=known)  # fmt: skip
        self._articles.write(to_line(own) + "\n")

    def _keep(
        self, url: str, body: bytes, media: bytes, at: datetime, kind: str
    ) -> tuple[Location, str]:
        exchange = Exchange(
            url=url,
            fetched_at=at,
            request=b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n",
            response=HEAD % (media, len(body)) + body,
            kind=kind,
        )
        about, answer, request = records(exchange, self._info)
        self._warc.write(about.data)
        offset = self._warc.tell()
        self._warc.write(answer.data + request.data)
        name = self.names[0].partition("/")[2]
        self._index.append(cdx.line(answer, name, offset) + "\n")
        place = Location(file=self.names[0], offset=offset, record_id=answer.record_id)
        return place, answer.payload_digest

    def close(self) -> list[str]:
        """End the files; return their names."""
        self._warc.close()
        self._articles.close()
        (self._root / self.names[1]).write_text("".join(sorted(self._index)), "utf-8")
        return self.names


def peak_of(command: Sequence[str]) -> tuple[float, float]:
    """Run a command; return its seconds, and the peak of memory of all its processes, in MB."""
    began, peak = time.monotonic(), 0
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    while process.poll() is None:
        peak = max(peak, sum(map(_memory_of, _tree(process.pid))))
        time.sleep(0.25)
    if process.returncode:
        assert process.stderr
        raise RuntimeError(f"{' '.join(command)[:200]}: {process.stderr.read()[-500:]}")
    return time.monotonic() - began, peak / 1024


def _tree(pid: int) -> Iterator[int]:
    """Yield a process and all that came of it."""
    yield pid
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))


def _memory_of(pid: int) -> int:
    """Return the memory of a process, in kB, without the files that it has mapped."""
    with suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        told = dict(line.split(":", 1) for line in lines if ":" in line)
        return int((told.get("Pss_Anon", told["Pss"])).split()[0])
    return 0


def memory(folder: Path, gigabytes: float) -> Iterator[tuple[str, str]]:
    """Yield the peak of each command, over a tenth of so many gigabytes and over all."""
    found: dict[str, list[tuple[float, float]]] = {}
    for part in (gigabytes / 10, gigabytes):
        root = folder / f"{part:g}"
        count = make(root, int(part * 10**9))
        yield f"an archive of {part:g} GB, unpacked", f"{count:,} stories"
        for name, (verb, *out) in COMMANDS:
            target = [str(folder / f"{part:g}-{each}") for each in out]
            more = ["--against", str(root)] if "against" in name else []
            source = root / "warc" if verb == "reread" else root
            took = peak_of([sys.executable, "-m", "scrapy", verb, *target, str(source), *more])
            found.setdefault(name, []).append(took)
            told = f"{took[1]:.0f} MB at the most, {took[0]:.0f} s"
            if len(found[name]) > 1:
                told += f"; {took[1] / found[name][0][1]:.2f} of a tenth's"
            yield f"{name}, {part:g} GB", told
