"""Scrapy's own commands try the spider out, and leave no archive behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.portal import serving
from tests.crawling import run

ROOT = Path(__file__).parents[2]
PORTAL = ROOT / "fixtures" / "portal"
STORY = "news/yaowen/2022/0205/223052022.html"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("parse", "--spider=news", "{url}" + STORY), "把封冻的渡口早一天还给两岸群众"),
        (("parse", "--spider=news", "{url}news/yaowen/"), "news/yaowen/index_2.html"),
        (("shell", "{url}", "-c", "response.status"), "200"),
        (("check", "news"), "OK"),
    ],
    ids=["parse an article", "parse a list", "shell", "check"],
)
def test_a_spider_can_be_tried_out(tmp_path: Path, arguments: tuple[str, ...], shown: str) -> None:
    with serving(PORTAL) as url:
        done = run(*(part.format(url=url) for part in arguments), archive=tmp_path / "archive")

    assert done.returncode == 0, done.stderr[-2000:]
    assert shown in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "archive").exists()
