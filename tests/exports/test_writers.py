"""What is exported is what is held, as an independent reader of each form sees it."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from crawler.archive.description import descriptions
from crawler.archive.jsonl import from_line, to_record
from crawler.exports.columns import COLUMNS, row_of
from crawler.exports.folders import FOLDERS
from crawler.exports.held import HeldStory
from crawler.exports.writers import FORMATS, cell
from crawler.model import Organization
from tests.exports.archives import CHINESE, archive, story
from tests.exports.told import STORIES, exported, held_records


def test_no_cell_of_a_spreadsheet_is_a_formula(tmp_path: Path) -> None:
    with exported("csv", tmp_path).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["headline"] for row in rows] == [
        "The ferry is back", "'=HYPERLINK(0)", CHINESE.headline,
    ]  # fmt: skip
    assert rows[2]["author"] == "梁书齐; 周岚"
    assert [json.loads(row["record"]) for row in rows] == held_records()


def test_lines_are_the_lines_again(tmp_path: Path) -> None:
    lines = exported("jsonl", tmp_path).read_text("utf-8").splitlines()
    assert [from_line(line) for line in lines] == [STORIES[1], STORIES[2], CHINESE]


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_half_a_surrogate_pair_costs_no_story(form: str, tmp_path: Path) -> None:
    torn = story("https://a.example/1.html", headline="The ferry \ud83d is back")
    out = exported(form, tmp_path, torn)
    files = out.rglob("*.*") if form in FOLDERS else [out]
    assert all(file.stat().st_size for file in files)


@pytest.mark.parametrize("sign", [*"=+-@\t\r\n＝＋－＠"])
def test_a_cell_that_a_spreadsheet_may_run_is_text(sign: str) -> None:
    assert cell(f"{sign}1") == f"'{sign}1"
    assert cell(f"a{sign}1") == f"a{sign}1"


def test_every_column_is_there_for_a_bare_story() -> None:
    bare = story("https://a.example/", headline="", article_body=(), date_published=None)
    row = row_of(HeldStory(to_record(bare), ""))
    assert [*row] == [column.name for column in COLUMNS]
    assert row["day"] == date(2026, 2, 7)
    assert row["precision"] is None


def test_the_query_of_the_readme_runs_over_the_lines_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
    query = readme.partition("```sql\n")[2].partition("```")[0]
    said = {"publisher": Organization("北岭新闻网")}
    told = [story(f"https://a.example/{n}.html", version=1 + n % 2, **said) for n in (1, 2, 3)]
    archive(tmp_path / "archive", *told, story(told[0].url, **said))
    monkeypatch.chdir(tmp_path)
    assert duckdb.connect().execute(query).fetchall() == [("北岭新闻网", 4, 3)]


def test_the_query_of_an_archives_own_readme_runs_in_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    readme = descriptions()["README.md"].decode()
    query = readme.partition("```sql\n")[2].partition("```")[0]
    url = "https://a.example/1.html"
    told = [story(url, version=n, headline=f"Version {n}") for n in (1, 2)]
    monkeypatch.chdir(
        archive(tmp_path / "archive", *told, story("https://a.example/2", date_published="2026"))
    )

    assert duckdb.connect().execute(query).fetchall() == [(url, "Version 2")]
