"""What the operator brings along goes where it belongs, and is kept nowhere."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.settings import Settings

from crawler.access import Access, OwnAccess, secret_headers
from tests.crawling import listing, response, run, story
from tests.raw_server import serving

SITE = "https://news.example"
COOKIES = (
    "# Netscape HTTP Cookie File\n"
    ".news.example\tTRUE\t/\tTRUE\t0\tsession\ts3cret\n"
    "news.example\tFALSE\t/plus\tFALSE\t4102444800\tplus\tyes\n"
    ".other.example\tTRUE\t/\tFALSE\t0\tother\tthing\n"
    ".news.example\tTRUE\t/\tFALSE\t1000000000\tstale\told\n"
)


def access(tmp_path: Path, **settings: Any) -> OwnAccess:
    file = tmp_path / "cookies.txt"
    file.write_text(COOKIES)
    return OwnAccess(Access.of(Settings({"COOKIES_FILE": str(file), **settings})))


SENT = {
    f"{SITE}/1.html": "session=s3cret",
    f"{SITE}/plus/1.html": "plus=yes; session=s3cret",
    "https://www.news.example/1.html": "session=s3cret",
    "http://news.example/1.html": None,
    "https://other.example/": "other=thing",
    "https://not-news.example/": None,
    "https://news.example.evil.example/": None,
}


@pytest.mark.parametrize("url", SENT)
def test_a_cookie_goes_to_its_own_site_and_path_only(url: str, tmp_path: Path) -> None:
    request = Request(url)

    access(tmp_path).process_request(request)

    sent = request.headers.get("Cookie")
    assert (sent.decode() if sent else None) == SENT[url]


def test_a_header_of_a_site_is_taken_off_where_a_redirect_leads_elsewhere(tmp_path: Path) -> None:
    given = access(tmp_path, SITE_HEADERS='{"news.example": {"X-Key": "7"}}')
    request = Request(f"{SITE}/1", headers={"X-Own": "stays"})
    given.process_request(request)
    assert request.headers["X-Key"] == b"7"

    moved = request.replace(url="https://elsewhere.example/1")
    given.process_request(moved)

    assert {"X-Key", "Cookie"}.isdisjoint(name.decode() for name in moved.headers)
    assert moved.headers["X-Own"] == b"stays"


def test_a_proxy_is_set_unless_a_request_has_its_own(tmp_path: Path) -> None:
    given = access(tmp_path, PROXY="http://proxy.example:3128")
    request, own = Request(SITE), Request(SITE, meta={"proxy": None})

    given.process_request(request)
    given.process_request(own)

    assert request.meta["proxy"] == "http://proxy.example:3128"
    assert own.meta["proxy"] is None


def test_the_headers_of_a_site_are_secret() -> None:
    settings = Settings(
        {"SECRET_HEADERS": ["Cookie"], "SITE_HEADERS": {"a.example": {"X-K": "7"}}}
    )

    assert secret_headers(settings) == ["Cookie", "X-K"]


@pytest.mark.parametrize(
    ("setting", "value", "told"),
    [
        ("COOKIES_FILE", "/no/such/file", "cannot be read"),
        ("COOKIES_FILE", __file__, "Netscape"),
        ("SITE_HEADERS", "{", "SITE_HEADERS: say"),
        ("SITE_HEADERS", '{"a.example": "X"}', "SITE_HEADERS: say"),
        ("SITE_HEADERS", {"a.example": {"X": "1\r\nY: 2"}}, "SITE_HEADERS: say"),
        ("PROXY", "socks5://u:secret@proxy.example:1", "proxy.example:1: say http://HOST:PORT"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_one_line(setting: str, value: Any, told: str) -> None:
    with pytest.raises(ValueError, match=r"say|cannot") as error:
        Access.of(Settings({setting: value}))

    assert told in str(error.value)
    assert "\n" not in str(error.value)
    assert "secret" not in str(error.value)


@pytest.mark.long
def test_a_crawl_with_a_session_keeps_no_word_of_it(tmp_path: Path) -> None:
    path = "/2026/02/05/the-ferry-returns"
    cookies = tmp_path / "cookies.txt"
    line = "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\ts3cret-cookie"
    cookies.write_text(f"# Netscape HTTP Cookie File\n{line}\n")

    pages = {"/": listing(path), path: story("The ferry returns")}

    with serving({**pages, "/robots.txt": response("", "text/plain")}) as server:
        done = run(
            "crawl", "news", "-a", f"url=http://127.0.0.1:{server.port}/",
            archive=tmp_path / "archive",
            settings=(
                f"COOKIES_FILE={cookies}", 'SITE_HEADERS={"127.0.0.1": {"X-Key": "s3cret-key"}}',
            ),
        )  # fmt: skip

    sent = b"".join(server.requests)
    assert sent.count(b"session=s3cret-cookie") == sent.count(b"X-Key: s3cret-key") == 3
    kept = [file.read_bytes() for file in (tmp_path / "archive").rglob("*") if file.is_file()]
    kept += [gzip.decompress(data) for data in kept if data.startswith(b"\x1f\x8b")]
    assert b"The ferry returns" in b"".join(kept)
    assert b"s3cret" not in b"".join(kept) + done.stderr.encode()
