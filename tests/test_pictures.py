"""With ``IMAGES`` the pictures of a story are kept as its captures are, within limits."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild import mend
from crawler.archive.segments import Segments
from crawler.archive.takedown import find_story, finish, prepare
from crawler.exports.held import Selection
from crawler.exports.pack import pack
from crawler.model import Capture, Image
from crawler.run.capture_source import PictureLimits
from crawler.run.site_keys import KEYS
from tests.archive.two_runs import copied, without
from tests.crawling import PROSE, lines, listing, response, run
from tests.test_recrawl import FERRY, Paper, printing

NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)
PICTURE = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8
LIMITS = PictureLimits(4000, frozenset({"image/jpeg", "image/png"}))


def served(data: bytes, kind: str = "image/jpeg") -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(data)}\r\n\r\n"
    return head.encode() + data


def page(*pictures: str) -> bytes:
    shown = "".join(
        f'<figure><img src="{path}" width=800 height=600><figcaption>The ferry lands at nine, '
        f"picture {n}.</figcaption></figure><p>{PROSE[n % len(PROSE)]}</p>"
        for n, path in enumerate(pictures)
    )
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    return response(
        "<!doctype html><html lang=en><head><title>Ferry returns - The Quay</title></head><body>"
        f"<article><h1>Ferry returns</h1>{text}{shown}</article>"
    )


SITE = {
    "/": listing(FERRY),
    FERRY: page("/a.jpg", "/b.jpg", "/large.jpg", "/none.jpg", "/page.jpg", "/moved.jpg"),
    "/a.jpg": served(PICTURE),
    "/b.jpg": served(PICTURE[::-1], "image/png"),
    "/large.jpg": served(PICTURE * 10),
    "/page.jpg": served(b"<p>Not found</p>", "text/html"),
    "/moved.jpg": b"HTTP/1.1 302 Found\r\nLocation: /a.jpg\r\nContent-Length: 0\r\n\r\n",
}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    archive = tmp_path_factory.mktemp("pictures") / "archive"
    with printing(Paper(dict(SITE))) as paper:
        told = paper.crawl(archive, timedelta(), "IMAGES=1", "IMAGES_MAXSIZE=4000")
    assert told["stored"] == 1
    return archive


def digests(archive: Path) -> dict[str, str | None]:
    [record] = lines(archive)
    return {each["contentUrl"].rpartition("/")[2]: each.get("digest") for each in record["image"]}


def wrong(archive: Path) -> list[str]:
    return [each.reason for each in check([archive], CheckTally()) if each.wrong]


def test_a_picture_is_among_the_captures_and_the_line_says_which(crawled: Path) -> None:
    known = digests(crawled)

    kept = {each.digest: each.body for each in read_captures(crawled) if each.kind == "image"}
    assert [name for name, digest in known.items() if digest] == ["a.jpg", "b.jpg", "moved.jpg"]
    assert kept[known["a.jpg"] or ""] == PICTURE
    assert kept[known["b.jpg"] or ""] == PICTURE[::-1]
    assert known["moved.jpg"] == known["a.jpg"]
    assert PICTURE * 10 not in kept.values()
    assert wrong(crawled) == []


def test_a_ledger_made_anew_takes_no_picture_for_a_page(crawled: Path, tmp_path: Path) -> None:
    own = without(copied(crawled, tmp_path), "ledger.sqlite")

    assert any("ledger anew" in done for done in mend(own, KEYS))

    assert wrong(own) == []


def test_a_package_of_a_story_holds_its_pictures(crawled: Path, tmp_path: Path) -> None:
    pack(crawled, Selection(words=("ferry",)), out := tmp_path / "ferry.wacz")

    bodies = {each.body for each in read_captures(out)}
    assert {PICTURE, PICTURE[::-1]} <= bodies
    assert not any(b"News of the quay" in body for body in bodies)


def test_with_a_story_that_is_taken_down_its_pictures_go(crawled: Path, tmp_path: Path) -> None:
    own = copied(crawled, tmp_path)
    [record] = lines(own)

    with closing(Segments(own)) as shelf:
        prepare(shelf, find_story(own, record["url"]), "A court has ordered it.", NOON)
        finish(shelf)

    assert PICTURE not in {each.body for each in read_captures(own)}
    assert wrong(own) == []


@pytest.mark.long
def test_a_replay_gives_the_same_line(crawled: Path, tmp_path: Path) -> None:
    replayed = tmp_path / "replayed"

    run("crawl", "replay", "-a", f"captures={crawled}", archive=replayed)

    def comparable(archive: Path) -> Any:
        [record] = lines(archive)
        return json.dumps(record)

    assert comparable(replayed) == comparable(crawled)


@pytest.mark.parametrize(
    ("capture", "taken"),
    [
        ({}, True),
        ({"headers": (("Content-Type", "IMAGE/PNG; q=1"),)}, True),
        ({"headers": (("Content-Type", "text/html"),)}, False),
        ({"headers": ()}, False),
        ({"status": 404}, False),
        ({"body": bytes(4001)}, False),
        ({"body": b""}, False),
        ({"truncated": "length"}, False),
    ],
)
def test_what_is_no_whole_picture_within_the_limits_is_not_kept(
    capture: dict[str, Any],
    taken: bool,  # noqa: FBT001 a row of the table
) -> None:
    [known] = list(read_captures(Path("fixtures/beiling/tunnel/capture.warc")))[:1]
    plain = {"headers": (("Content-Type", "image/jpeg"),), "body": bytes(4000), "status": 200}

    assert LIMITS.takes(replaced(known, plain | capture)) is taken


def replaced(capture: Capture, values: dict[str, Any]) -> Capture:
    return replace(capture, **values)


def test_a_picture_that_was_not_kept_has_no_digest() -> None:
    assert Image("https://a.example/1.jpg").digest is None
