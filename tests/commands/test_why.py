"""An address tells its life, and why there is no article of it."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import GONE, ONE
from tests.crawling import run


def test_an_address_tells_its_life(asked: tuple[Path, str]) -> None:
    root, base = asked

    done = run("why", f"{base}{ONE}?utm_source=feed", archive=root)

    assert done.returncode == 0, done.stderr
    assert f"seen on {base}/news/" in done.stdout
    assert "run 1: stored, HTTP 200" in done.stdout
    assert "run 2: version, HTTP 200" in done.stdout
    assert "kept in warc/" in done.stdout


def test_a_missing_page_tells_why_there_is_no_article(asked: tuple[Path, str]) -> None:
    root, base = asked

    done = run("why", f"{base}{GONE}", archive=root)

    assert "failed (http-404), HTTP 404" in done.stdout
    assert "it is no longer there" in done.stdout


def test_an_address_never_seen_says_so(asked: tuple[Path, str]) -> None:
    root, base = asked

    done = run("why", f"{base}/nowhere.html", archive=root)

    assert done.returncode == 1
    assert "was never seen" in done.stdout


def test_no_archive_is_said_in_one_line(tmp_path: Path) -> None:
    done = run("why", "http://a.example/", archive=tmp_path / "nowhere")

    assert done.returncode != 0
    assert "there is no archive in" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
