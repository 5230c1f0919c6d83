"""Whoever is to be told of a run is told, and who does not listen costs nothing."""

from __future__ import annotations

from pathlib import Path

from crawler.commands.portal import serving
from tests.crawling import run, site
from tests.report.quay import PAGES


def test_a_webhook_that_is_not_there_costs_nothing(tmp_path: Path) -> None:
    with serving(site(tmp_path / "site", PAGES)) as url:
        done = run("crawl", "news", "-a", f"url={url}", archive=tmp_path / "a",
                   settings=("WEBHOOK_URL=http://127.0.0.1:9/", "WEBHOOK_ALWAYS=1"))  # fmt: skip

    assert done.returncode == 0, done.stderr[-3000:]
    assert "nobody took the report" in done.stderr
