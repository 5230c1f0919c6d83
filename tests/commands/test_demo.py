"""The demo: the whole way, over the real downloader, with no network."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.commands import demo
from tests.crawling import report, run

ROOT = Path(__file__).parents[2]


PORTAL = ROOT / "fixtures" / "portal"


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    archive = tmp_path_factory.mktemp("demo") / "archive"
    done = run("demo", archive=archive)
    assert done.returncode == 0, done.stderr
    return done.stdout, archive


def test_the_demo_says_where_the_archive_is_and_what_is_in_it(shown: tuple[str, Path]) -> None:
    out, archive = shown

    assert str(archive) in out
    assert "25 articles" in out
    assert "把封冻的渡口早一天还给两岸群众" in out


def test_the_demo_shows_an_english_story_first(shown: tuple[str, Path]) -> None:
    out, _ = shown

    first, _, other = out.partition("One of them:")[2].partition("And another:")

    assert " · en" in first
    assert "zh-Hans" in other


def test_a_second_demo_on_the_archive_fetches_no_story_again(shown: tuple[str, Path]) -> None:
    _, archive = shown
    done = run("demo", archive=archive)

    told = report(archive)
    assert done.returncode == 0
    assert (told["run"], told["stored"], told["unchanged"]) == (2, 0, 0)
    assert told["fetched"] == told["source"] == 1, "the start alone is asked for in every run"


def test_the_demo_leaves_an_archive_of_every_article_of_the_portal(
    shown: tuple[str, Path],
) -> None:
    _, archive = shown
    lines = [
        line
        for file in (archive / "articles").glob("*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    ]
    served = {
        path.name.removesuffix(".http")
        for path in PORTAL.rglob("20*/*/*.html.http")
        if not path.name.startswith(("223051971", "223052008_2"))
    }

    assert {json.loads(line)["url"].rpartition("/")[2] for line in lines} == served
    assert list((archive / "warc").glob("*.warc.gz"))


def test_the_demo_says_what_to_do_where_the_portal_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(demo, "portal_folder", lambda: None)

    with pytest.raises(UsageError, match="install it anew"):
        demo.Command().run([], Namespace())
