"""What an archive is asked about is found, or it is said in one line what is missing."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.archive.jsonl import to_line
from crawler.commands.asking import address, line_at, opened, shared_ledger
from crawler.ledger.ledger import Ledger
from tests.archive.checked import STORY


def settings(root: Path, **more: Any) -> Settings:
    return Settings({"ARCHIVE_DIR": str(root), **more})


def test_an_archive_is_opened_with_its_ledger(tmp_path: Path) -> None:
    Ledger(tmp_path / "ledger.sqlite").close()

    root, ledger = opened(settings(tmp_path))

    with closing(ledger):
        assert (root, ledger.row_counts()["addresses"]) == (tmp_path, 0)


def test_a_ledger_that_processes_share_is_opened_where_it_is(
    tmp_path: Path, shared_place: str
) -> None:
    root, ledger = opened(settings(tmp_path, LEDGER=shared_place))

    with closing(ledger):
        assert (root, ledger.place) == (tmp_path, shared_place)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({}, "there is no archive in"),
        ({"LEDGER": "sqlite:///x"}, "names a PostgreSQL server"),
        ({"LEDGER": "postgresql://nobody:secret@127.0.0.1:1/none"}, "cannot be used"),
    ],
)
def test_where_there_is_no_ledger_it_is_said_in_one_line_without_a_password(
    more: dict[str, Any], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=said) as error:
        opened(settings(tmp_path, **more))

    assert "\n" not in str(error.value).strip()
    assert "secret" not in str(error.value)


def test_a_file_that_is_no_ledger_is_said_to_be_none(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no ledger" * 999)

    with pytest.raises(UsageError, match="is no ledger"):
        opened(settings(tmp_path))


def test_what_processes_share_is_asked_for_where_it_is_not_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="which ledger"):
        shared_ledger(settings(tmp_path))


@pytest.mark.parametrize(
    ("args", "url"),
    [
        (["https://A.example/1#top"], "https://a.example/1"),
        (["http://a.example"], "http://a.example/"),
    ],
)
def test_an_address_is_asked_about_as_it_would_be_asked_for(args: list[str], url: str) -> None:
    assert address(args) == url


@pytest.mark.parametrize(
    "args", [[], ["https://a.example/", "https://b.example/"], ["a b"], ["ftp://a/"]]
)
def test_what_is_no_one_address_is_refused(args: list[str]) -> None:
    with pytest.raises(UsageError):
        address(args)


@pytest.mark.parametrize("ending", ["", ".open"])
def test_a_line_is_read_from_a_file_that_is_sealed_or_still_written(
    ending: str, tmp_path: Path
) -> None:
    before, line = b'{"n": 1}\n', to_line(STORY).encode() + b"\n"
    (tmp_path / "articles").mkdir()
    (tmp_path / f"articles/a.jsonl{ending}").write_bytes(before + line)
    place = {"file": "articles/a.jsonl", "offset": len(before), "length": len(line)}

    assert line_at(tmp_path, place)["headline"] == STORY.headline
