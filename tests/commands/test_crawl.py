"""A crawl is refused where it cannot be, and its exit status tells how it went."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.commands.crawl import Command, demand_folder, demand_server
from crawler.report.receipt import EXIT_STATUS

SERVER = "postgresql://own@127.0.0.1/news"


@pytest.mark.parametrize(
    ("ledger", "said"),
    [("", {}), (SERVER, {}), (SERVER, {"fleet": "papers"})],
)
def test_a_ledger_may_be_a_file_or_a_server(ledger: str, said: dict[str, str]) -> None:
    demand_server(Settings({"LEDGER": ledger}), said)


@pytest.mark.parametrize(
    ("ledger", "said", "told"),
    [
        ("", {"fleet": "papers"}, "share a ledger: -s LEDGER="),
        ("mysql://own@a/b", {}, "names a PostgreSQL server"),
        ("ledger.sqlite", {}, "names a PostgreSQL server"),
    ],
)
def test_a_ledger_that_is_no_server_is_refused_with_what_to_do(
    ledger: str, said: dict[str, str], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        demand_server(Settings({"LEDGER": ledger}), said)


@pytest.mark.parametrize("name", ["new", "new/deeper", "."])
def test_an_archive_may_be_a_folder_that_is_there_or_not_yet(name: str, tmp_path: Path) -> None:
    demand_folder(Settings({"ARCHIVE_DIR": str(tmp_path / name)}))


@pytest.mark.parametrize("name", ["file", "file/below", "file/below/deeper"])
def test_an_archive_that_would_be_a_file_or_below_one_is_refused(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ValueError, match=f"{tmp_path / 'file'} is a file"):
        demand_folder(Settings({"ARCHIVE_DIR": str(tmp_path / name)}))


class Task:
    """A crawl that has come to its end."""

    def __init__(self, error: BaseException | None = None, *, cancelled: bool = False) -> None:
        self._error, self._cancelled = error, cancelled

    def cancelled(self) -> bool:
        return self._cancelled

    def exception(self) -> BaseException | None:
        return self._error


def ended(task: Task, **stats: int) -> tuple[int, BaseException | None]:
    """Return the exit status after a crawl, and what is to be said."""
    command: Any = Command()
    crawler = SimpleNamespace(stats=SimpleNamespace(get_value=stats.get))
    command._ended(crawler, task)  # noqa: SLF001 as Scrapy calls it back
    return command.exitcode, command._problem  # noqa: SLF001 as above


def test_the_exit_status_is_that_of_the_receipt() -> None:
    assert ended(Task(), **{EXIT_STATUS: 0}) == (0, None)
    assert ended(Task(), **{EXIT_STATUS: 2}) == (2, None)
    assert ended(Task()) == (1, None), "a run without a receipt has not gone well"
    assert ended(Task(cancelled=True), **{EXIT_STATUS: 0}) == (0, None)


def test_what_a_crawl_raised_is_kept_to_be_said() -> None:
    error = ValueError("which site?")

    assert ended(Task(error))[1] is error
