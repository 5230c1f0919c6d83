"""Captures that nobody has read are read for whoever looks."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.captures_read import CapturesRead
from crawler.exports.held import Selection
from crawler.exports.pack import pack
from crawler.view.app import Viewed, make_app
from crawler.view.index import Indexer
from tests.exports.archives import sealed
from tests.view.looking import page, seen
from tests.view.newsroom import Newsroom

FERRY = "https://a.example/ferry.html"


@pytest.mark.long
@pytest.mark.parametrize("form", ["warc", "wacz", "folder"])
def test_captures_are_read_for_whoever_looks(tmp_path: Path, form: str) -> None:
    made = Newsroom(tmp_path / "archive")
    made.story(FERRY, page("Ferry returns"))
    captures = made.root / "warc"
    if form == "warc":
        [captures] = captures.iterdir()
    elif form == "wacz":
        names = [path.relative_to(made.root).as_posix() for path in made.root.glob("*/*")]
        (made.root / "manifest.jsonl").write_text("".join(map(sealed, names)), "utf-8")
        captures = tmp_path / "a.wacz"
        assert pack(made.root, Selection(), captures) == (1, 0)
    failures: list[str] = []

    for _ in range(2):
        reading = CapturesRead(captures, tmp_path / "lines", 20.0)
        reading.read(failures.append, lambda *_: None)
        assert (reading.done, reading.total) == (1, 1)

    indexer = Indexer(reading.lines, tmp_path / "i")
    indexer.update()
    app = make_app(Viewed(reading.lines, tmp_path / "i", captures=captures))
    client = app.test_client()
    assert "Ferry returns" in seen(client, "/")
    assert "Ferry returns" in seen(client, "/story/served", url=FERRY)
    assert failures == []
