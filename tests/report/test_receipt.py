"""The account of a run balances by site and by source, and tells who should look."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from crawler.commands.portal import serving
from tests.crawling import report, run, site
from tests.report.quay import PAGES


@contextmanager
def listening() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Take what is posted; the value is the address, and what came."""
    told: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", told
        server.shutdown()


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("receipt")
    metrics = folder / "crawler.prom"
    with serving(site(folder / "site", PAGES)) as url, listening() as (hook, told):
        settings = (f"METRICS_FILE={metrics}", f"WEBHOOK_URL={hook}", "WEBHOOK_ALWAYS=True")
        done = run("crawl", "news", "-a", f"url={url}", archive=folder / "a", settings=settings)
    return {
        "report": report(folder / "a"), "archive": folder / "a", "log": done.stderr,
        "metrics": metrics.read_text("utf-8"), "told": told, "url": url.rstrip("/"),
    }  # fmt: skip


def test_each_site_has_its_account(crawled: dict[str, Any]) -> None:
    told = crawled["report"]["sites"]["127.0.0.1"]

    assert (told["found"], told["fetched"], told["stored"], told["source"]) == (5, 5, 1, 2)
    assert told["failed"] == {"http-404": 1}
    assert sum(told["dropped"].values()) == 1
    assert (told["articles"], told["bodiless"], told["undated"]) == (1, 1, 0)
    assert told["bytes"] > sum(map(len, PAGES.values())) - 200
    assert told["median_length"] > 300


def test_each_source_is_held_against_what_it_lists(crawled: dict[str, Any]) -> None:
    told = {source["url"].removeprefix(crawled["url"]): source
            for source in crawled["report"]["sources"]}  # fmt: skip

    front, news = told["/"], told["/news/"]
    assert (front["listed"], front["held"], front["dropped"], front["failed"]) == (3, 1, 1, 1)
    assert (news["listed"], news["held"]) == (1, 1)
    assert crawled["report"]["balances"]


def test_the_report_is_read_over_coffee(crawled: dict[str, Any]) -> None:
    shown = run("report", archive=crawled["archive"])

    assert shown.stdout.strip() in crawled["log"]
    assert "5 found, 5 fetched" in shown.stdout
    assert "1 without an article" in shown.stdout
    assert shown.returncode == crawled["report"]["exit_status"]
    assert (
        json.loads(run("report", "--json", archive=crawled["archive"]).stdout) == crawled["report"]
    )
    assert run("report", "--run", "7", archive=crawled["archive"]).returncode == 2


def test_prometheus_is_told(crawled: dict[str, Any]) -> None:
    said = crawled["metrics"]

    assert 'crawler_run_addresses{site="127.0.0.1",outcome="stored",reason=""} 1' in said
    assert 'crawler_run_addresses{site="127.0.0.1",outcome="failed",reason="http-404"} 1' in said
    assert 'crawler_alarms{site="127.0.0.1",kind="quiet"} 0' in said
    assert all(line.startswith("#") or len(line.rsplit(" ", 1)) == 2 for line in said.splitlines())


def test_somebody_is_told(crawled: dict[str, Any]) -> None:
    [told] = crawled["told"]

    assert told["stored"] == 1
    assert "balances" in told["summary"]


def test_a_story_that_a_source_lists_and_nobody_knows_is_an_exit_status(tmp_path: Path) -> None:
    archive = tmp_path / "a"
    with serving(site(tmp_path / "site", PAGES)) as url:
        run("crawl", "news", "-a", f"url={url}", archive=archive)
        with sqlite3.connect(archive / "ledger.sqlite") as ledger:
            # What a mistake of ours would leave: a story listed, and not written down.
            ledger.executescript(
                "CREATE TRIGGER lose AFTER INSERT ON listed BEGIN "
                "DELETE FROM listed WHERE address = new.address; END;"
                "DELETE FROM listed;"
            )
        done = run("crawl", "news", "-a", f"url={url}", archive=archive)

    assert done.returncode == 1
    assert not report(archive)["balances"]
    assert "3 are unaccounted for" in done.stderr
