"""A password is sent to whom it is for, and kept nowhere: in no file, on no screen, in no log."""

from __future__ import annotations

import base64
import gzip
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.object_store import scrubbed, without_secrets
from crawler.exports.sinks import SinkError, to_postgresql
from crawler.spiders.news_arguments import read_arguments
from tests.crawling import listing, report, run, story
from tests.raw_server import serving

SECRET = "s3cr3t-hunter2"


STORED = {
    f"own:{SECRET}@a.example/x": "a.example/x",
    f"own:p@{SECRET}@a.example/x?key=1": "a.example/x",
    f"a.example/x?mail=p@{SECRET}": "(left out)",
    f"own:what?{SECRET}@a.example/x": "(left out)",
    "a.example/x?key=1": "a.example/x",
    "papers/2026": "papers/2026",
}


@pytest.mark.parametrize("address", STORED)
def test_of_a_store_no_secret_is_told(address: str) -> None:
    assert without_secrets(address) == STORED[address]


@pytest.mark.parametrize(
    "message",
    [
        "connection to postgresql://own:{}@a.example/db?key={} failed",
        "password authentication failed ({})",
        "invalid dsn: missing = after own:{}@a.example in the string",
    ],
)
def test_what_a_driver_says_is_told_without_the_secrets_of_its_address(message: str) -> None:
    url = f"postgresql://own:{SECRET}@a.example/db?key={SECRET}"

    told = scrubbed(message.replace("{}", SECRET), url)

    assert SECRET not in told
    assert "failed" in told or "invalid dsn" in told


def test_what_a_driver_says_of_an_address_without_secrets_stays() -> None:
    message = "connection to a.example/db failed: no route to host"

    assert scrubbed(message, "postgresql://a.example/db") == message


def test_a_database_that_cannot_be_had_is_told_without_the_password() -> None:
    pytest.importorskip("psycopg")
    url = f"postgresql://own:{SECRET}@127.0.0.1:1/db?connect_timeout=1&bad={SECRET}"

    with pytest.raises(SinkError) as raised, to_postgresql(url):
        pass

    assert SECRET not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize("start", ["http://u:p/{}@a.example/", "ftp://u:{}@a.example/", "u:{}@"])
def test_a_start_that_is_refused_is_told_without_its_password(start: str) -> None:
    with pytest.raises(ValueError, match="is no address") as raised:
        read_arguments({"url": start.format(SECRET)})

    assert SECRET not in str(raised.value)


@pytest.mark.long
@pytest.mark.parametrize("password", [SECRET, f"p%40{SECRET}", f"p@{SECRET}"])
def test_no_file_of_an_archive_holds_a_password_that_was_sent(
    password: str, tmp_path: Path
) -> None:
    path = "/news/2026/0205/10001.html"
    answers: dict[str, Any] = {"/": listing(path), path: story("Ferry returns")}
    with serving(answers) as server:
        done = run(
            "crawl", "news", "-a", f"url=http://reader:{password}@127.0.0.1:{server.port}/",
            archive=tmp_path / "archive",
            settings=(f"ARCHIVE_STORE=file://{tmp_path}/store?key={SECRET}",
                      f"WEBHOOK_URL=http://own:{SECRET}@127.0.0.1:1/{SECRET}", "WEBHOOK_ALWAYS=1",
                      "SECRET_HEADERS=Authorization,Proxy-Authorization,X-Key",
                      f'DEFAULT_REQUEST_HEADERS={{"X-Key": "{SECRET}"}}'),
        )  # fmt: skip
        asked = b"".join(server.requests)

    assert b"Authorization: Basic" in asked
    assert f"X-Key: {SECRET}".encode() in asked
    assert report(tmp_path / "archive")["stored"] == 1
    spelled = {SECRET, base64.b64encode(f"reader:{password}".encode()).decode()}
    kept = [done.stdout.encode(), done.stderr.encode()]
    kept += [unpacked(each) for each in tmp_path.rglob("*") if each.is_file()]
    for secret in spelled:
        assert not [each for each in kept if secret.encode() in each]


def unpacked(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data
