"""Captures and pictures are shown as they were served, and do nothing."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawler.view.served import POLICY
from tests.crawling import PROSE
from tests.view.harbour import FERRY, QUAY, archive_of, as_picture, line_of
from tests.view.looking import HERE, ask, looked_at, page, seen
from tests.view.newsroom import Newsroom, png

if TYPE_CHECKING:
    from flask.testing import FlaskClient


def test_a_capture_is_shown_in_a_frame_in_which_nothing_runs(client: FlaskClient) -> None:
    shell = seen(client, "/story/capture", url=FERRY)
    [frame] = re.findall("<iframe[^>]*>", shell)
    answer = ask(client, "/story/served", url=FERRY)

    assert " sandbox " in frame
    assert "allow-" not in frame
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Ferry returns late" in answer.text
    assert 'src="data:image/png;base64,' in answer.text
    assert re.findall(r"\s(?:href|action|srcset)=", answer.text) == []


def test_a_hint_to_connect_elsewhere_is_taken_out_and_stands_in_the_source(
    client: FlaskClient,
) -> None:
    shown = seen(client, "/story/served", url=QUAY)
    source = seen(client, "/story/source", url=QUAY)

    assert "spy.example" not in shown
    assert "&lt;link rel=preconnect href=https://spy.example&gt;" in source


def test_a_capture_opens_in_its_frame_only(client: FlaskClient) -> None:
    statuses = {
        dest: client.get(
            f"/story/served?url={FERRY}", headers={"Sec-Fetch-Dest": dest}, base_url=HERE
        ).status_code
        for dest in ("iframe", "document", "object", "script")
    }

    assert statuses == {"iframe": 200, "document": 403, "object": 403, "script": 403}


OUTSIDE: tuple[Any, ...] = (
    "../secret.warc", "warc/../../secret.warc", "/etc/passwd", "warc", ".", "..", "",
    "warc/no.warc.gz", "warc/../../secret.warc!x", "C:\\secret.warc", "warc/\0", 5, None,
    {"file": "x"}, ["x"],
)  # fmt: skip


def test_a_line_cannot_lead_out_of_its_archive(newsroom: Newsroom, tmp_path: Path) -> None:
    [warc, *_] = sorted((newsroom.root / "warc").iterdir())
    (tmp_path / "secret.warc").write_bytes(warc.read_bytes())
    held = line_of(newsroom)
    lines = []
    for n, file in enumerate(OUTSIDE):
        known = {"locations": [{"file": file, "offset": 0, "recordId": ""}]}
        lines.append({**held, "url": f"{FERRY}{n}", "provenance": held["provenance"] | known})
    own = looked_at(archive_of(tmp_path / "a", *lines))
    (tmp_path / "a" / "warc").mkdir()

    for n, _ in enumerate(OUTSIDE):
        assert "The capture is not here" in seen(own, "/story/capture", url=f"{FERRY}{n}")
        assert ask(own, "/story/served", url=f"{FERRY}{n}").status_code == 404


@pytest.mark.parametrize(
    "digest",
    ["../../etc/passwd", "sha1:..%2f..%2fetc", "sha1:AAAA", "sha1:%27%20OR%201=1--", "%00",
     "sha1:" + "A" * 32],
)  # fmt: skip
def test_a_picture_is_asked_for_by_its_digest_and_nothing_else(
    client: FlaskClient, digest: str
) -> None:
    assert ask(client, f"/picture/{digest}").status_code == 404


def test_only_pictures_are_shown_as_pictures(tmp_path: Path) -> None:
    made = Newsroom(tmp_path / "a")
    pages = {
        "svg": as_picture(b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
                          "image/svg+xml"),
        "html": as_picture(b"<script>alert(1)</script>", "image/png"),
        "png": as_picture(png(2, 2), "text/html"),
    }  # fmt: skip
    found = {name: made.capture(f"https://a.example/{name}", data)[0].digest
             for name, data in pages.items()}  # fmt: skip
    made.story(FERRY, page("Ferry returns"))
    own = looked_at(made.root)

    told = {name: ask(own, f"/picture/{digest}") for name, digest in found.items()}

    assert {name: each.status_code for name, each in told.items()} == {
        "svg": 404, "html": 404, "png": 200,
    }  # fmt: skip
    assert told["png"].content_type == "image/png"


# --- archives that mean harm, or are none


def test_a_capture_that_was_moved_away_is_said_to_be_elsewhere(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    (tmp_path / "a" / "articles").mkdir(parents=True)
    for file in (newsroom.root / "articles").iterdir():
        (tmp_path / "a" / "articles" / file.name).write_bytes(file.read_bytes())

    text = seen(looked_at(tmp_path / "a"), "/story/capture", url=FERRY)

    assert "The capture is not here" in text
    assert "is not here</bdi>" in text


def test_a_capture_that_only_the_store_has_is_looked_at_there(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    root = shutil.copytree(newsroom.root, tmp_path / "a")
    digest = line_of(newsroom)["image"][0]["digest"]
    shutil.move(root / "warc", tmp_path / "there" / "warc")

    away = looked_at(root)
    there = looked_at(root, store=f"file://{tmp_path}/there")

    for path in ("/", f"/story?url={FERRY}"):
        assert f"/picture/{digest}" not in seen(away, path)
        assert f"/picture/{digest}" in seen(there, path)
    assert f"come from <bdi>file://{tmp_path}/there" in seen(there, "/about")
    assert "kept elsewhere" in seen(away, "/story", url=FERRY)
    assert ask(away, f"/picture/{digest}").status_code == 404
    assert ask(there, f"/picture/{digest}").data == ask(looked_at(newsroom.root),
                                                        f"/picture/{digest}").data  # fmt: skip
    for path in ("/story/served", "/story/source"):
        assert PROSE[1][:40] in seen(there, path, url=FERRY)
    shutil.rmtree(tmp_path / "there")
    assert "The capture is not here" in seen(there, "/story/capture", url=FERRY)
