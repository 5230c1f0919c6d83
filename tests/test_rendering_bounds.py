"""A page costs no more in a browser than the settings allow: bytes, requests, its own size."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crawling import PROSE, lines, response, run
from tests.serving import Recorder, recording
from tests.test_rendering import ASK, DAY, SHOW, needs_browser, shell, told

pytestmark = [needs_browser, pytest.mark.long]

GREEDY = """
(async () => { for (let n = 0; n < 9; n++) await fetch('/data/' + n + '.json').catch(() => 0);
  %s })();"""
GROWS = """
document.getElementById('app').innerHTML = '<p>' + 'The ferry is back. '.repeat(60000) + '</p>';"""


def crawl(archive: Path, script: str, *settings: str) -> Recorder:
    path = f"{DAY}/plain"
    pages = {
        "/robots.txt": response("", "text/plain"),
        "/": response(f"<title>The Quay</title><a href={path}>The ferry is back at the quay</a>"),
        path: shell("plain"),
        "/plain.js": response(SHOW + script, "text/javascript"),
        f"/api{path}.json": told("plain"),
        **{f"/data/{n}.json": response(b"1" * 200_000, "application/json") for n in range(9)},
    }
    with recording(pages) as site:
        run(
            "crawl", "news", "-a", f"url={site.url}/", archive=archive,
            settings=("RENDER=auto", "RENDER_TIMEOUT=8", *settings),
        )  # fmt: skip
    return site


def asked(site: Recorder) -> int:
    return sum(path.startswith("/data/") for path in site.asked)


def test_a_page_that_keeps_to_them_is_read(tmp_path: Path) -> None:
    site = crawl(tmp_path / "a", GREEDY % ASK)

    [record] = lines(tmp_path / "a")
    assert record["articleBody"].split("\n") == list(PROSE)
    assert asked(site) == 9


def test_bytes_are_bounded(tmp_path: Path) -> None:
    site = crawl(tmp_path / "a", GREEDY % ASK, "RENDER_MAXSIZE=500000")

    assert asked(site) == 3
    assert lines(tmp_path / "a") == []


def test_requests_are_bounded(tmp_path: Path) -> None:
    site = crawl(tmp_path / "a", GREEDY % ASK, "RENDER_REQUESTS=5")

    assert asked(site) == 4  # and the script


def test_the_page_as_it_is_shown_is_bounded(tmp_path: Path) -> None:
    crawl(tmp_path / "a", GROWS, "RENDER_MAXSIZE=500000")
    crawl(tmp_path / "b", GROWS)

    assert lines(tmp_path / "a") == []
    assert len(lines(tmp_path / "b")) == 1
