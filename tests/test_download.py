"""What went over the wire is what is kept, whatever a server sends."""

from __future__ import annotations

import base64
import json
import resource
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.captures import read_captures
from crawler.archive.warc import Seen, records, warcinfo
from crawler.archive.warc_reader import read_records
from crawler.model import Exchange
from crawler.settings import DOWNLOADER_MIDDLEWARES
from crawler.wire import capture_of
from tests.raw_server import ANSWERS, RawServer, ended_by_close, page, serving

ROOT = Path(__file__).parents[1]
LIMIT = 1_000_000
CUT = {
    "/too-large": "length", "/too-large-unannounced": "length",
    "/cut-short": "disconnect", "/cut-in-a-chunk": "disconnect", "/two-lengths": "disconnect",
    "/cut-gzip": "unspecified", "/cut-deflate": "unspecified", "/cut-br": "unspecified",
    "/cut-zstd": "unspecified", "/cut-second-member": "unspecified",
    "/cut-gzip-in-chunks": "unspecified", "/six-codings": "unspecified",
}  # fmt: skip
NOT_ALL_OF_IT = {"/early-hints", "/blank-line-first", "/more-than-announced", *CUT}
IMPATIENT = {"crawler.middlewares.Patience": None}
"""A host that fails all the time would be left alone, and its other answers never seen."""

REVISITED = {"/same", "/same-otherwise-served"}


def fetch(asked: dict[str, Any], limit: int | None = None) -> dict[str, Any]:
    """Fetch in a process of its own, with a limit to its memory in bytes."""

    def bounded() -> None:
        if limit:
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-m", "tests.fetching"], input=json.dumps(asked).encode(),
        capture_output=True, cwd=ROOT, timeout=60, check=False, preexec_fn=bounded,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def exchange_of(told: dict[str, Any]) -> Exchange:
    return Exchange(
        url=told["url"],
        fetched_at=datetime.fromisoformat(told["fetched_at"]),
        request=base64.b64decode(told["request"]),
        response=base64.b64decode(told["response"]),
        ip_address=told["ip_address"],
        truncated=told["truncated"],
    )


class Crawl:
    """Every answer of the raw server, fetched once, one after the other."""

    def __init__(self, server: RawServer, answers: dict[str, Any], robots: list[Any]) -> None:
        self.base = f"http://127.0.0.1:{server.port}"
        self.sent = server.requests
        self.connections = server.connections
        self.answers = {url.removeprefix(self.base): told for url, told in answers.items()}
        self.robots = [exchange_of(told) for told in robots]

    def exchanges(self, path: str) -> list[Exchange]:
        return [exchange_of(told) for told in self.answers[path]["exchanges"]]


@pytest.fixture(scope="module")
def crawl() -> Iterator[Crawl]:
    with serving(dict(ANSWERS), frozenset(ended_by_close)) as server:
        base = f"http://127.0.0.1:{server.port}"
        paths = [path for path in ANSWERS if path not in {"/moved-2", "/robots.txt"}]
        settings = {
            "ALLOW_PRIVATE_ADDRESSES": True,
            "DOWNLOAD_MAXSIZE": LIMIT,
            "DOWNLOADER_MIDDLEWARES": {**DOWNLOADER_MIDDLEWARES, **IMPATIENT},
        }
        odd = {
            base + "/plain?head": {"method": "HEAD"},
            base + "/plain?post": {"method": "POST", "body": "a=1&b=\u00e9"},
        }
        asked = {
            "urls": [*(base + path for path in paths), *odd],
            "settings": settings,
            "requests": odd,
        }
        came = fetch(asked)
        yield Crawl(server, came["answers"], came["robots"])


@pytest.fixture(scope="module")
def archive(crawl: Crawl, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.warc.gz"
    seen: dict[str, Seen] = {}
    with path.open("wb") as file:
        for told in crawl.answers.values():
            for exchange in map(exchange_of, told["exchanges"]):
                if not file.tell():
                    info = warcinfo(path.name, exchange.fetched_at, [("software", "test")])
                    file.write(info.data)
                for record in records(exchange, info.record_id, seen.get):
                    file.write(record.data)
                    if record.type == "response" and not exchange.truncated:
                        earlier = Seen(record.url, record.date, record.record_id)
                        seen.setdefault(record.payload_digest, earlier)
    return path


@pytest.mark.parametrize("path", sorted(set(ANSWERS) - NOT_ALL_OF_IT - {"/moved-2"}))
def test_the_response_is_kept_byte_for_byte(path: str, crawl: Crawl) -> None:
    if path == "/robots.txt":
        assert crawl.robots[0].response == ANSWERS[path]
        return

    assert crawl.exchanges(path)[0].response == ANSWERS[path]


def test_every_request_is_kept_byte_for_byte(crawl: Crawl) -> None:
    kept = [exchange.request for path in crawl.answers for exchange in crawl.exchanges(path)]

    assert sorted(kept + [each.request for each in crawl.robots]) == sorted(crawl.sent)


def test_the_body_of_a_post_is_part_of_its_request(crawl: Crawl) -> None:
    [exchange] = crawl.exchanges("/plain?post")

    assert exchange.request.startswith(b"POST /plain?post HTTP/1.1\r\n")
    assert exchange.request.endswith(b"\r\n\r\na=1&b=\xc3\xa9")


def test_a_head_request_has_an_answer_without_a_body(crawl: Crawl) -> None:
    [exchange] = crawl.exchanges("/plain?head")

    assert ANSWERS["/plain"].startswith(exchange.response)
    assert capture_of([exchange]).body == b""
    assert capture_of([exchange]).truncated is None


def test_connections_are_used_again(crawl: Crawl) -> None:
    assert crawl.connections < len(crawl.sent)


def test_what_a_server_says_before_its_answer_is_left_out(crawl: Crawl) -> None:
    final = ANSWERS["/early-hints"].partition(b"\r\n\r\n")[2]

    assert crawl.exchanges("/early-hints")[0].response == final


def test_what_a_server_says_after_its_answer_is_left_out(crawl: Crawl) -> None:
    assert crawl.exchanges("/more-than-announced")[0].response.endswith(b"\r\n\r\nokok")


@pytest.mark.parametrize("path", sorted(CUT))
def test_a_response_cut_short_is_kept_as_far_as_it_came(path: str, crawl: Crawl) -> None:
    for exchange in crawl.exchanges(path):
        assert exchange.truncated == CUT[path]
        assert ANSWERS[path].startswith(exchange.response)
        assert len(exchange.response) <= LIMIT * 9 // 8 + (64 << 10)


@pytest.mark.parametrize("path", sorted(path for path in CUT if path.startswith("/cut-")))
def test_every_attempt_is_kept_and_the_last_is_read_though_cut(path: str, crawl: Crawl) -> None:
    assert len(crawl.exchanges(path)) == 2
    assert crawl.answers[path]["status"] == 200
    assert crawl.answers[path]["flags"] == ["dataloss"]


@pytest.mark.parametrize("path", ["/gzip-members", "/plain-called-br", "/no-end-of-trailer"])
def test_what_is_whole_is_asked_for_once(path: str, crawl: Crawl) -> None:
    assert len(crawl.exchanges(path)) == 1
    assert "dataloss" not in crawl.answers[path]["flags"]


def test_redirects_share_one_list(crawl: Crawl) -> None:
    walked = [each.url.removeprefix(crawl.base) for each in crawl.exchanges("/moved")]

    assert walked == ["/moved", "/moved-2", "/plain"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/gzip", page("gzip")),
        ("/deflate", page("deflate")),
        ("/deflate-raw", page("raw")),
        ("/br", page("br")),
        ("/zstd", page("zstd")),
        ("/gzip-of-br", page("both")),
        ("/gzip-chunked", page("gz")),
        ("/trailer", page("trailer")),
        ("/length-and-chunked", b"world"),
        ("/bare-line-feeds", b"lfok"),
        ("/http-1.0", page("1.0")),
        ("/chunks-begin-with-line-feeds", b"<p>\n\n\r\n<b>"),
        ("/padded-size", b"hel01"),
        ("/chunks-of-line-feeds", b"hel02"),
        ("/no-end-of-trailer", b"hel03"),
        ("/gzip-as-transfer-coding", page("te")),
        ("/space-before-colon", b"ok04"),
        ("/no-name", b"ok05"),
        ("/odd-name", b"ok06"),
        ("/blank-before-the-first-name", b"ok07"),
        ("/http-2", b"ok08"),
        ("/two-blanks-in-the-status-line", b"ok09"),
        ("/blank-line-first", b"ok10"),
        ("/206", b"ok11"),
        ("/299", b"ok12"),
        ("/gzip-members", page("one") + page("two")),
        ("/zstd-frames", page("one") + page("two")),
        ("/plain-called-gzip", page("called gzip")),
        ("/plain-called-deflate", page("called deflate")),
        ("/plain-called-br", page("called br")),
        ("/plain-called-zstd", page("called zstd")),
        ("/empty-called-gzip", b""),
        ("/204", b""),
        ("/304", b""),
    ],
)
def test_a_capture_is_the_body_with_every_coding_undone(
    path: str, body: bytes, crawl: Crawl
) -> None:
    assert capture_of(crawl.exchanges(path)).body == body


def test_the_capture_is_what_scrapy_made_of_the_same_bytes(crawl: Crawl) -> None:
    for path, told in crawl.answers.items():
        if told.get("status") and path not in CUT and "head" not in path:
            exchanges = [exchange_of(each) for each in told["exchanges"]]
            assert capture_of(exchanges).body == base64.b64decode(told["body"]), path


def test_headers_stand_as_they_came(crawl: Crawl) -> None:
    headers = capture_of(crawl.exchanges("/cookies")).headers

    assert [pair for pair in headers if pair[0].lower() == "set-cookie"] == [
        ("Set-Cookie", "a=1; Path=/"), ("set-cookie", "b=2"), ("SET-COOKIE", "c=3"),
    ]  # fmt: skip
    assert dict(headers)["X-Weird-CASE"] == "Yes"
    latin = capture_of(crawl.exchanges("/latin-1")).headers
    assert dict(latin)["X-Author"].encode("latin-1") == b"Jos\xe9 \xc5\xbb"


def test_the_blocks_of_the_archive_are_the_bytes_that_were_sent(
    crawl: Crawl, archive: Path
) -> None:
    blocks: dict[str, list[bytes]] = {}
    for stored in read_records(archive):
        if stored.fields["warc-type"] in {"response", "revisit"}:
            path = stored.fields["warc-target-uri"].removeprefix(crawl.base)
            blocks.setdefault(path, []).append(stored.block)

    for path in set(ANSWERS) - NOT_ALL_OF_IT - REVISITED - {"/robots.txt", "/moved-2"}:
        assert ANSWERS[path] in blocks[path], path
    for path in REVISITED:
        assert blocks[path] == [ANSWERS[path].partition(b"\r\n\r\n")[0] + b"\r\n\r\n"]


def test_an_archive_gives_back_the_captures_that_went_in(crawl: Crawl, archive: Path) -> None:
    read = list(read_captures(archive))
    went_in = [
        capture_of([exchange]) for path in crawl.answers for exchange in crawl.exchanges(path)
    ]

    assert read == sorted(went_in, key=lambda capture: capture.fetched_at)
