"""How a run went is shown from its archive, with the exit status that it had."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from crawler.ledger.fleets import Fleet, Start, Work
from crawler.ledger.ledger import Ledger
from tests.commands.kept import run
from tests.commands.typed import exit_status
from tests.shared_ledger import change


@pytest.fixture
def report(crawled_twice: tuple[Path, str], capsys: pytest.CaptureFixture[str]) -> Any:
    """Ask for a report; the values are the exit status and what is shown."""

    def ask(*args: str, **settings: Any) -> tuple[int, str]:
        given = {"ARCHIVE_DIR": str(crawled_twice[0]), "LEDGER": "", **settings}
        return exit_status("report", *args, **given), capsys.readouterr().out

    return ask


def test_the_last_run_is_shown_unless_another_is_named(report: Any) -> None:
    told = [json.loads(report("--json", *args)[1]) for args in ((), ("--run", "1"))]

    assert [each["run"] for each in told] == [2, 1]
    assert told[0]["balances"]
    assert "run 2: " in report()[1]


def test_the_exit_status_is_the_runs_own(report: Any) -> None:
    for number in ("1", "2"):
        status, text = report("--json", "--run", number)
        assert status == json.loads(text)["exit_status"]


def test_a_page_of_the_runs_is_there_once_it_is_whole(report: Any, tmp_path: Path) -> None:
    out = tmp_path / "runs.html"

    _, told = report("--html", str(out))

    assert told.endswith("up to 2\n")
    assert out.read_text("utf-8").count("<svg") > 0
    assert [path.name for path in tmp_path.iterdir() if "runs" in path.name] == ["runs.html"]


def test_what_cannot_be_written_leaves_nothing_behind(report: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        report("--html", str(tmp_path / "gone" / "runs.html"))
    (tmp_path / "folder").mkdir()
    with pytest.raises(UsageError):
        report("--html", str(tmp_path / "folder"))

    assert list(tmp_path.glob("*.part")) == []


@pytest.mark.parametrize("args", [("--run", "7"), ("--run=-1",)])
def test_a_run_that_never_was_has_no_report(args: tuple[str, ...], report: Any) -> None:
    with pytest.raises(UsageError, match="no report of such a run"):
        report(*args)


def test_an_archive_without_a_run_has_none(report: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no report"):
        report(ARCHIVE_DIR=str(tmp_path))


@pytest.fixture
def lost(shared_place: str) -> Iterator[str]:
    """Return a shared ledger with a run of which no process is left."""
    starts = (Start("a.example", "http://a.example/", "page"),)
    with closing(Ledger(shared_place)) as ledger:
        ledger.join("news", {}, 0.0, Fleet("papers", starts, "here", "desk:1", 30.0))
        ledger.membership.take_share(Work(), 0.0, takes=True)
        change(shared_place, "UPDATE members SET until = 500")
        yield shared_place


def test_a_run_of_which_no_process_is_left_is_accounted_for_when_it_is_asked_for(
    report: Any, lost: str
) -> None:
    status, text = report("--json", LEDGER=lost)

    told = json.loads(text)
    assert (status, told["run"], told["finish_reason"]) == (1, 1, "processes-lost")


def test_a_run_of_a_fleet_that_goes_on_has_no_report_yet(report: Any, lost: str) -> None:
    with pytest.raises(UsageError, match="no such run has ended"):
        report("--run", "2", LEDGER=lost)


@pytest.mark.long
def test_the_page_of_the_runs_is_written_of_a_ledger_on_a_server(
    own: Path, server: str, tmp_path: Path
) -> None:
    run("report", own, "--html", str(tmp_path / "there.html"), LEDGER=server)
    run("report", own, "--html", str(tmp_path / "here.html"), LEDGER="")

    there, here = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("there", "here"))
    assert there.count("<svg") == here.count("<svg") > 0
