"""What accompanies a crawl keeps every page, tells how it goes on, and ends with a receipt."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import DropItem
from scrapy.http import Response

from crawler import extensions
from crawler.extensions import Archive, Formatter, Progress, columns, fitted
from crawler.frontier.link import Link
from crawler.ledger.schema import Address
from crawler.model import Exchange
from crawler.outcomes import Reason
from crawler.report.receipt import EXIT_STATUS
from crawler.run.page_task import PageTask
from crawler.scheduler import PAGE
from tests.crawling import report, response
from tests.in_process import SITE, START, drive, page_of, stepped

URL = f"{SITE}/1.html"


def handed_out(crawl: Any) -> PageTask:
    """Return a page that is on its way."""
    crawl.store.addresses.add(Link(URL, "article", priority=10, depth=1))
    request = crawl.scheduler.next_request()
    assert request
    return page_of(request)


def failure(error: Exception) -> Any:
    return SimpleNamespace(value=error)


def test_a_page_that_breaks_something_is_kept_and_accounted_for(tmp_path: Path) -> None:
    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            crawl.extension.broke(handed_out(crawl), failure(ZeroDivisionError()))
            crawl.extension.broke({"a": "dictionary of another pipeline"}, failure(ValueError()))

    drive(steps())

    told = report(tmp_path)
    assert (told["failed"], told["reasons"]) == (1, {"failed/error-ZeroDivisionError": 1})
    assert told["balances"]


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_callback_that_breaks_costs_the_page_that_it_was_on(
    tmp_path: Path, *, is_ours: bool
) -> None:
    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            page = handed_out(crawl)
            meta = {PAGE: page} if is_ours else {}
            answer = Response(URL, request=Request(URL, meta=meta))
            crawl.extension.callback_broke(answer, failure(KeyError("title")))
            crawl.extension.callback_broke(None, failure(KeyError("start")))

    drive(steps())

    assert report(tmp_path)["failed"] == int(is_ours)


def test_a_robots_txt_belongs_to_no_page_and_is_kept(tmp_path: Path) -> None:
    kept: list[Exchange] = []
    answered = Exchange(url=f"{SITE}/robots.txt", fetched_at=START, request=b"GET", response=b"")

    async def steps() -> None:
        async with stepped(tmp_path) as crawl:
            setattr(crawl.store, "keep", kept.append)  # noqa: B010 a method of it
            for meta in (
                {"dont_obey_robotstxt": True},
                {},
                {"dont_obey_robotstxt": True, PAGE: 1},
            ):
                crawl.extension.exchanged(Request(answered.url, meta=meta), answered)

    drive(steps())

    assert [each.kind for each in kept] == ["robots"]


def test_a_run_ends_by_itself_when_its_time_is_up(tmp_path: Path) -> None:
    async def steps() -> list[str]:
        async with stepped(tmp_path, minutes="0.0001") as crawl:
            while not crawl.engine.closed:  # noqa: ASYNC110 it tells nobody
                await asyncio.sleep(0.001)
            return crawl.engine.closed

    assert drive(asyncio.wait_for(steps(), 60)) == ["time-is-up"]


def test_the_process_stays_until_the_receipt_is_written(tmp_path: Path) -> None:
    async def steps() -> list[bool]:
        async with stepped(tmp_path) as crawl:
            stopped = asyncio.ensure_future(crawl.extension.stopped())
            await asyncio.sleep(0.01)
            told = [stopped.done()]
        await asyncio.wait_for(stopped, 10)
        return [*told, (tmp_path / "reports").exists()]

    assert drive(steps()) == [False, True]


def test_where_nothing_was_opened_nobody_waits_for_a_receipt() -> None:
    extension: Any = Archive.__new__(Archive)
    extension._accounted = None  # noqa: SLF001 as before the crawl has begun

    asyncio.run(asyncio.wait_for(extension.stopped(), 5))


@pytest.mark.parametrize("told", ["", "always"])
def test_a_report_goes_to_whoever_is_named_when_somebody_should_look_or_always(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(extensions, "tell", lambda url, what: sent.append({"to": url, **what}))
    metrics = tmp_path / "crawler.prom"
    settings = {
        "WEBHOOK_URL": "http://127.0.0.1:9/", "WEBHOOK_ALWAYS": bool(told),
        "METRICS_FILE": str(metrics),
    }  # fmt: skip

    async def steps() -> int:
        async with stepped(tmp_path / "archive", settings=settings) as crawl:
            await crawl.crawl({"/": response("<p>Welcome")})
        return int(crawl.stats[EXIT_STATUS])

    status = drive(steps())

    assert len(sent) == 1
    assert status == 1, "nothing was found"
    assert sent[0]["to"] == "http://127.0.0.1:9/"
    assert "balances" in sent[0]["summary"]
    assert metrics.exists()


def test_a_report_that_cannot_be_written_is_said_and_ends_in_an_error(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    settings = {"METRICS_FILE": str(tmp_path / "file" / "crawler.prom")}

    async def steps() -> int:
        async with stepped(tmp_path / "archive", settings=settings) as crawl:
            pass
        return int(crawl.stats[EXIT_STATUS])

    assert drive(steps()) != 0
    assert "the report could not be written" in caplog.text


def progress(monkeypatch: pytest.MonkeyPatch, *, on_terminal: bool, waiting: int = 40) -> Progress:
    """Return the progress of a crawl that has stored two stories."""
    store = SimpleNamespace(
        state=SimpleNamespace(stored=2), in_flight=[1, 2, 3],
        addresses=SimpleNamespace(pending=lambda most: min(waiting, most)),
    )  # fmt: skip
    monkeypatch.setattr(extensions, "store_of", lambda _: store)
    monkeypatch.setattr("sys.stderr.isatty", lambda: on_terminal, raising=False)
    monkeypatch.setattr(Progress, "EVERY", 0.01)
    crawler: Any = SimpleNamespace(signals=SimpleNamespace(connect=lambda *_: None))
    return Progress(crawler)


async def reported(made: Progress, seconds: float) -> None:
    made.opened()
    for _ in range(7):
        made.received()
    await asyncio.sleep(seconds)
    made.closed()


@pytest.mark.parametrize(
    ("waiting", "told"), [(40, "40"), (99_999, "99999"), (3_000_000, "100000+")]
)
def test_how_a_crawl_goes_on_is_a_line_of_its_log(
    waiting: int, told: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    made = progress(monkeypatch, on_terminal=False, waiting=waiting)

    asyncio.run(reported(made, 0.05))

    assert f"7 pages, 2 articles, {told} to go" in caplog.text
    assert "3 in flight" in caplog.text


@pytest.mark.parametrize(
    ("line", "width", "told"),
    [("123456", 10, "123456"), ("123456", 6, "12345"), ("123456", 1, ""), ("123456", 0, "")],
)
def test_a_line_is_never_as_wide_as_the_terminal(line: str, width: int, told: str) -> None:
    assert fitted(line, width) == told


def test_without_a_terminal_a_line_has_eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(_: object) -> None:
        raise OSError("not a terminal")

    monkeypatch.setattr("os.get_terminal_size", none)

    assert columns() == 80


def test_a_log_names_a_page_and_not_its_bytes() -> None:
    page = PageTask(Address(1, URL, "quay.example", "article", 0, 1, 0))
    page.exchanges.append(
        Exchange(url=URL, fetched_at=START, request=b"GET", response=b"the bytes of the page")
    )
    dropped = page.drop(Reason.NOT_WANTED)
    formatter = Formatter()

    lines = [
        formatter.dropped(page, dropped, None, None),
        formatter.item_error(page, ValueError("no title"), None, None),
    ]

    told = [line["msg"] % line["args"] for line in lines]
    assert "the bytes" not in json.dumps(told)
    assert told[0] == str(dropped)
    assert URL in told[1]
    other = formatter.dropped({"a": 1}, DropItem("not new", log_level="INFO"), None, None)
    assert other["msg"] % other["args"] == "not new"
