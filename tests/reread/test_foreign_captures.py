"""The same site as other programs keep it: whichever it was, the same stories are read."""

from __future__ import annotations

import gzip
import io
import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler.reread.file_reading import FileTask, read_file
from tests.benchmarks.crawling import page_of

DATE = "2026-02-05T08:00:00Z"
PAGES = {f"/news/2026/0205/{n}.html": page_of(n) for n in range(1, 6)}
HTML = ("Content-Type", "text/html; charset=utf-8")


class Answer(NamedTuple):
    """What a server sends of a page."""

    path: str
    headers: list[tuple[str, str]]
    sent: bytes
    body: bytes


def answers() -> list[Answer]:
    """Return the pages, sent in one of four ways each."""
    made = []
    for n, (path, body) in enumerate(PAGES.items()):
        packed = gzip.compress(body, mtime=0) if n % 2 else body
        headers = [HTML, ("Content-Encoding", "gzip")] if n % 2 else [HTML]
        if n % 4 > 1:
            headers.append(("Transfer-Encoding", "chunked"))
            sent = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
        else:
            headers.append(("Content-Length", str(len(packed))))
            sent = packed
        made.append(Answer(path, headers, sent, body))
    return made


def url_of(path: str) -> str:
    return f"http://n.example{path}"


class Archive:
    """A WARC file that warcio writes."""

    def __init__(self, path: Path, **about: str) -> None:
        self._file = path.open("wb")
        self._out = WARCWriter(self._file, gzip=True, warc_version="1.0")
        self._out.write_record(self._out.create_warcinfo_record(path.name, about))

    def add(self, kind: str, url: str, block: bytes, headers: Any = None, **fields: str) -> str:
        """Write a record; return its id."""
        known = {name.replace("_", "-"): value for name, value in fields.items()}
        media = known.pop("Content-Type", "")
        http = StatusAndHeaders("200 OK", headers, "HTTP/1.1") if headers else None
        made = self._out.create_warc_record(
            url, kind, io.BytesIO(block), http_headers=http, warc_content_type=media,
            warc_headers_dict={"WARC-Date": DATE, **known},
        )  # fmt: skip
        self._out.write_record(made)
        self.digest = str(made.rec_headers.get_header("WARC-Payload-Digest"))
        return str(made.rec_headers.get_header("WARC-Record-ID"))

    def revisit(self, url: str, of: str, digest: str, headers: Any) -> None:
        """Write a record that says that a payload was seen again."""
        http = StatusAndHeaders("200 OK", headers, "HTTP/1.1")
        self._out.write_record(
            self._out.create_revisit_record(url, digest, of, DATE, http_headers=http)
        )

    def length(self) -> int:
        """Return where the next record begins."""
        return self._file.tell()

    def close(self) -> None:
        self._file.close()


def of_storm_crawler(folder: Path, *, says_how_it_was_sent: bool = False) -> list[Path]:
    """Answers alone, decoded; of the first years of CC-NEWS under the head as it was sent."""
    path = folder / "CC-NEWS-20260205080000-00001.warc.gz"
    archive = Archive(path, software="StormCrawler 1.18", format="WARC File Format 1.0")
    for each in answers():
        headers = each.headers
        if not says_how_it_was_sent:
            moved = {"content-encoding", "transfer-encoding", "content-length"}
            headers = [
                (f"X-Crawler-{name}" if name.lower() in moved else name, value)
                for name, value in headers
            ]
            headers.append(("Content-Length", str(len(each.body))))
        archive.add("response", url_of(each.path), each.body, headers)
    archive.close()
    return [path]


def of_old_storm_crawler(folder: Path) -> list[Path]:
    return of_storm_crawler(folder, says_how_it_was_sent=True)


def of_heritrix(folder: Path) -> list[Path]:
    """DNS answers, requests, and what is known of each fetch; a log at the end."""
    path = folder / "WEB-20260205080000000-00000.warc.gz"
    robots = {"http-header-conformsTo": "http://bibnum.bnf.fr/WARC/", "robots": "obey"}
    archive = Archive(path, software="Heritrix/3.4.0", **robots)
    answer = b"20260205080000\nn.example.\t86400\tIN\tA\t192.0.2.1\n"
    archive.add("response", "dns:n.example", answer, Content_Type="text/dns")
    for each in answers():
        own = archive.add("response", url_of(each.path), each.sent, each.headers)
        asked = b"GET / HTTP/1.0\r\nHost: n.example\r\n\r\n"
        archive.add("request", url_of(each.path), asked, WARC_Concurrent_To=own,
                    Content_Type="application/http; msgtype=request")  # fmt: skip
        known = b"via: http://n.example/\r\nhopsFromSeed: L\r\nfetchTimeMs: 12\r\n"
        archive.add("metadata", url_of(each.path), known, WARC_Concurrent_To=own,
                    Content_Type="application/warc-fields")  # fmt: skip
    log = b"2026-02-05T08:00:00.000Z 200 1042 http://n.example/ L - text/html #1 - sha1:X - -\n"
    archive.add("resource", "metadata://n.example/crawl.log", log, Content_Type="text/plain")
    archive.close()
    return [path]


def of_pywb(folder: Path) -> list[Path]:
    """A recording; one of the next day repeats its payloads, and an index says where they are."""
    (folder / "archive").mkdir()
    (folder / "indexes").mkdir()
    paths = [folder / "archive" / f"rec-{n}.warc.gz" for n in (1, 2)]
    first, second = (Archive(path, software="pywb 2.10.0") for path in paths)
    lines = []
    for each in answers():
        own = url_of(f"{each.path}?1")
        entry = {"url": own, "mime": "text/html", "filename": paths[0].name,
                 "offset": str(first.length())}  # fmt: skip
        first.add("response", own, each.sent, each.headers)
        digest = first.digest
        # pywb's own indexer says no algorithm.
        line = json.dumps({**entry, "digest": digest.removeprefix("sha1:")})
        lines.append(f"example,n){each.path}?1 20260205080000 {line}\n")
        second.revisit(url_of(each.path), own, digest, each.headers)
    (folder / "indexes" / "index.cdxj").write_text("".join(sorted(lines)), "utf-8")
    first.close()
    second.close()
    return paths[1:]


def of_the_internet_archive(folder: Path) -> list[Path]:
    """An ARC file of the first version, a gzip member a record."""
    path = folder / "x.arc.gz"
    fields = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
    head = b"filedesc://x.arc 0.0.0.0 20260205080000 text/plain %d\n" % len(fields)
    with path.open("wb") as out:
        out.write(gzip.compress(head + fields + b"\n"))
        for each in answers():
            lines = "".join(f"{name}: {value}\r\n" for name, value in each.headers)
            block = f"HTTP/1.1 200 OK\r\n{lines}\r\n".encode() + each.sent
            line = f"{url_of(each.path)} 192.0.2.1 20260205080000 text/html {len(block)}\n"
            out.write(gzip.compress(line.encode() + block + b"\n"))
    return [path]


def stories(paths: list[Path], out: Path) -> dict[str, tuple[str, str]]:
    """Return headline and text of each story that is read, by its path."""
    read = {}
    for path in paths:
        lines = out / f"{path.name}.jsonl"
        account = read_file(FileTask(source=path, named=path.name, lines=lines))
        assert not account.damages
        for line in lines.read_text("utf-8").splitlines():
            record = json.loads(line)
            place = urlsplit(record["url"]).path
            read[place] = record["headline"], record["articleBody"]
    return read


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Return the stories of pages that were sent plain."""
    folder = tmp_path_factory.mktemp("plain")
    path = folder / "plain.warc.gz"
    archive = Archive(path)
    for name, body in PAGES.items():
        archive.add("response", url_of(name), body, [HTML])
    archive.close()
    read = stories([path], folder)
    assert read.keys() == PAGES.keys()
    return read


@pytest.mark.parametrize(
    "kept",
    [of_storm_crawler, of_old_storm_crawler, of_heritrix, of_pywb, of_the_internet_archive],
)
def test_whoever_kept_the_pages_the_same_stories_are_read(
    kept: Callable[[Path], list[Path]], expected: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    assert stories(kept(tmp_path), tmp_path) == expected


# --- wget itself


@pytest.fixture
def site() -> Iterator[str]:
    sent = {each.path: each for each in answers()}
    links = "".join(f'<a href="{path}">A story of the harbour</a>' for path in PAGES)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            page = links.encode()
            index = Answer("/", [HTML, ("Content-Length", str(len(page)))], page, page)
            found = index if self.path == "/" else sent.get(self.path)
            self.send_response(200 if found else 404)
            for name, value in found.headers if found else [("Content-Length", "0")]:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(found.sent if found else b"")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.long
@pytest.mark.skipif(not shutil.which("wget"), reason="no wget: apt-get install wget")
def test_what_wget_keeps_is_read_and_what_it_left_out_as_well(
    site: str, expected: dict[str, tuple[str, str]], tmp_path: Path
) -> None:
    def wget(name: str, *more: str) -> Path:
        urls = [f"{site}{path}" for path in PAGES]
        subprocess.run(
            ["wget", "-q", "--compression=auto", f"--warc-file={name}", "--warc-cdx",
             "-P", f"{name}.files", *more, *urls],
            cwd=tmp_path, check=True, timeout=60,
        )  # fmt: skip
        [path] = tmp_path.glob(f"{name}.warc*")
        return path

    packed, plain = wget("packed"), wget("plain", "--no-warc-compression")
    again = wget("again", "--warc-dedup=packed.cdx")
    with gzip.open(again) as file:
        assert file.read().count(b"WARC-Type: revisit") == len(PAGES)
    for path in (packed, plain, again):
        assert stories([path], tmp_path) == expected
