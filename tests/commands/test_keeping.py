"""`scrapy takedown`, `pack`, `store` and `retain`, as they are typed."""

from __future__ import annotations

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from tests.archive.two_runs import copied


def run(name: str, root: Path, *args: str, **settings: Any) -> int:
    command = import_module(f"crawler.commands.{name}").Command()
    command.settings = Settings({"ARCHIVE_DIR": str(root), **settings})
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args(args)
    command.run(rest, opts)
    return int(command.exitcode)


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


def test_pack_store_and_retain_end_with_one_line(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("pack", own, str(tmp_path / "late.wacz"), "--query", "late") == 0
    assert last_line(capsys) == f"1 stories in {tmp_path / 'late.wacz'}"
    assert run("pack", own, str(tmp_path / "none.wacz"), "--query", "submarine") == 1
    assert run("store", own, "--let-go", ARCHIVE_STORE=f"file://{tmp_path}/there") == 0
    assert last_line(capsys).endswith("2 let go here")
    assert run("retain", own, "--size", "1K") == 0
    assert last_line(capsys) == "gone: 0 WARC files, 0 bytes; 0 are needed"


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("takedown", ("https://a.example/",), "why"),
        ("takedown", (), "which story"),
        ("pack", (), "pack to where"),
        ("pack", ("x.wacz", "/nowhere"), "no such archive"),
        ("store", (), "which store"),
        ("retain", (), "what is to go"),
        ("retain", ("--size", "much"), "no size"),
        ("retain", ("--days=-1",), "no number of days"),
        ("retain", ("--days", "nan"), "no number of days"),
        ("retain", ("--days", "1e9"), "no number of days"),
    ],
)
def test_what_makes_no_sense_is_refused(
    name: str, args: tuple[str, ...], said: str, own: Path
) -> None:
    with pytest.raises(UsageError, match=said):
        run(name, own, *args)
