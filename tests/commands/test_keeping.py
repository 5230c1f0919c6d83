"""`scrapy takedown`, `pack`, `store` and `retain`, as they are typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from tests.commands.kept import run


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("takedown", ("https://a.example/",), "why"),
        ("takedown", (), "which story"),
        ("takedown", ("https://a.example/1", "archive", "--why", "x"), "-s ARCHIVE_DIR=DIR"),
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


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        (("check-archive", "{own}"), "crawler.archive.check.check"),
        (("store", "file://{own}/../there"), "crawler.archive.offsite.upload"),
        (("takedown", "https://a.example/", "--why", "x"), "crawler.archive.takedown.find_story"),
    ],
)
def test_a_command_that_is_ended_says_in_one_line_what_it_does_next(
    typed: tuple[str, ...],
    step: str,
    own: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ended(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(step, ended)
    name, *args = (each.format(own=own) for each in typed)
    assert run(name, own, *args) == 130
    assert capsys.readouterr().err.startswith("ended: the same command ")
