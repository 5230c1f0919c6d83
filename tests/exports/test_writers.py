"""What is exported is what is held, as an independent reader of each form sees it."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.description import descriptions
from crawler.archive.jsonl import from_line, to_record
from crawler.exports.columns import COLUMNS, row_of
from crawler.exports.folders import FOLDERS, file_name
from crawler.exports.held import HeldStories, HeldStory
from crawler.exports.writers import FORMATS, cell
from crawler.model import Comment, Organization, Person, Reference
from tests.exports.archives import CHINESE, archive, story

STORIES = (
    CHINESE,
    story("https://a.example/ferry.html"),
    story("https://a.example/ferry.html", version=2, headline="=HYPERLINK(0)"),
)


def exported(form: str, tmp_path: Path, *articles: Any) -> Path:
    out = tmp_path / f"out.{form}"
    root = archive(tmp_path / "archive", *(articles or STORIES))
    with HeldStories(root) as held, FORMATS[form](out) as write:
        for each in held.stories():
            write(each)
    return out


def held_records(articles: Any = STORIES) -> list[dict[str, Any]]:
    return [to_record(each) for each in sorted(articles, key=lambda each: each.date_published)]


def test_the_rows_of_parquet_are_typed_and_hold_the_whole_line(tmp_path: Path) -> None:
    out = exported("parquet", tmp_path)
    query = f"SELECT record, day, epoch(published_at), precision, author, version FROM '{out}'"
    rows = duckdb.connect().execute(query).fetchall()
    assert [json.loads(row[0]) for row in rows] == held_records()
    at = datetime(2026, 2, 5, 1, 12, tzinfo=UTC).timestamp()
    assert rows[0][1:] == (date(2026, 2, 5), at, "zone", [], 1)
    assert rows[2][1:] == (date(2026, 2, 6), None, "day", ["梁书齐", "周岚"], 1)
    assert pq.ParquetFile(out).num_row_groups == 2


def test_a_row_group_is_of_one_day_and_no_larger_than_memory_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [story(f"https://a.example/{n}", date_published=f"2026-02-0{n // 4 + 1}")
            for n in range(8)]  # fmt: skip
    size = len(row_of(HeldStory(to_record(told[0]), ""))["record"])
    monkeypatch.setattr("crawler.exports.parquet.MAX_GROUP", 2 * size)
    file = pq.ParquetFile(exported("parquet", tmp_path, *told))
    rows = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    assert rows == [2, 2, 2, 2]
    monkeypatch.setattr("crawler.exports.parquet.MAX_GROUP", 20 * size)
    assert pq.ParquetFile(exported("parquet", tmp_path / "large", *told)).num_row_groups == 2


def test_the_database_finds_words_of_any_script(tmp_path: Path) -> None:
    with sqlite3.connect(exported("sqlite", tmp_path)) as db:
        assert [json.loads(row[0]) for row in db.execute("SELECT record FROM story")] == (
            held_records()
        )
        find = (
            "SELECT story.url FROM story_text JOIN story ON story.rowid = story_text.rowid "
            "WHERE story_text MATCH ? ORDER BY version"
        )
        for words, found in (
            ('"雨季提前"', [CHINESE.url]),
            ('"SAILED at"', [STORIES[1].url, STORIES[1].url]),
            ('"恢复通航" OR "HYPERLINK"', [CHINESE.url, STORIES[1].url]),
            ('"雨季推迟"', []),
        ):
            assert [row[0] for row in db.execute(find, (words,))] == found, words


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


def test_a_folder_of_texts_has_a_file_a_version(tmp_path: Path) -> None:
    out = exported("text", tmp_path)
    files = sorted(out.rglob("*.txt"))
    assert [file.parent.name for file in files] == ["a.example", "a.example", "www.b.example"]
    assert files[2].read_text("utf-8") == (
        "清滩渡口恢复通航\n梁书齐, 周岚 · 北岭日报 · 2026-02-06\n"
        f"{CHINESE.url}\n\n雨季提前到来，渡口的水位涨了。\n渡船九点开出。\n"
    )


def test_markdown_has_its_metadata_in_front_and_nothing_that_is_markup(tmp_path: Path) -> None:
    hostile = story(
        "https://a.example/x.html",
        headline="<script>alert(1)</script>: *stars*",
        article_body=("# no heading", "- no list", "[no](link)", "1. no number"),
        author=(Person("A: B\n---"),),
    )
    [file] = exported("markdown", tmp_path, hostile).rglob("*.md")
    text = file.read_text("utf-8")
    front, body = text.removeprefix("---\n").split("\n---\n", 1)
    values = {
        name: json.loads(value)
        for name, _, value in (line.partition(": ") for line in front.split("\n"))
    }
    assert values["headline"] == hostile.headline
    assert values["author"] == ["A: B\n---"]
    assert body == (
        "\n# &lt;script&gt;alert(1)&lt;/script&gt;: \\*stars\\*\n\n"
        "\\# no heading\n\n\\- no list\n\n\\[no\\](link)\n\n1\\. no number\n"
    )


RICH = story(
    "https://a.example/rich.html",
    article_markdown="It *sailed*.\n\n## Next\n\n- A [board](<https://b.example/board>)\n",
    citation=(Reference("https://b.example/board", "board", 2),),
    comment=(
        Comment("# At last!\n<b>Nine</b> weeks.", Person("Ann Lee"), "2026-02-06", 1),
        Comment(None, position=2),
    ),
    comment_count=7,
)


def test_the_shape_of_a_text_and_what_readers_wrote_are_columns_and_markdown(
    tmp_path: Path,
) -> None:
    row = row_of(HeldStory(to_record(RICH), ""))
    assert row["article_markdown"] == RICH.article_markdown
    assert (row["links"], row["comment_count"]) == (["https://b.example/board"], 7)
    assert row["comments"] == ["# At last!\n<b>Nine</b> weeks."]

    [note] = exported("markdown", tmp_path, RICH).rglob("*.md")

    text = note.read_text("utf-8").partition("\n---\n")[2]
    assert "# The ferry is back\n\nIt *sailed*.\n\n## Next\n\n- A [board]" in text
    assert text.endswith(
        "## Comments (1)\n\n> Ann Lee, 2026-02-06\n>\n> \\# At last!\n"
        "> &lt;b&gt;Nine&lt;/b&gt; weeks.\n"
    )
    [plain] = exported("text", tmp_path / "text", RICH).rglob("*.txt")
    assert "Nine" not in plain.read_text("utf-8")


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_half_a_surrogate_pair_costs_no_story(form: str, tmp_path: Path) -> None:
    torn = story("https://a.example/1.html", headline="The ferry \ud83d is back")
    out = exported(form, tmp_path, torn)
    files = out.rglob("*.*") if form in FOLDERS else [out]
    assert all(file.stat().st_size for file in files)


@given(st.text(), st.text(max_size=300), st.from_regex(r"\d{4}(-\d\d(-\d\d)?)?", fullmatch=True))
def test_a_name_of_a_file_is_safe_whatever_the_address(host: str, path: str, day: str) -> None:
    record = {
        "url": f"https://{host}/{path}",
        "version": 1,
        "datePublished": day,
        "identifier": "urn:sha256:" + "0af1" * 16,
        "provenance": {"fetchedAt": "2026-02-07T00:00:00+00:00"},
    }
    try:
        name = file_name(record, ".md")
    except ValueError:  # no address: https://[x/
        return
    folder, slash, file = name.partition("/")
    assert slash
    assert folder not in {"", ".", ".."}
    assert not {*file} & {*'/\\:*?"<>|\0\n'}
    assert len(file) < 120
    assert len(file.encode("utf-8", "surrogatepass")) < 255


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"identifier": "../../../x"}, "2026-02-05-last-ferry-html-"),
        ({"datePublished": "2026-02-30"}, "2026-02-07-last-ferry-html-0af10af1"),
        ({"url": f"https://a.example/{'渡' * 90}"}, "2026-02-05-渡渡"),
    ],
)
def test_a_foreign_line_names_a_file_inside_its_folder(changed: dict[str, str], name: str) -> None:
    record = {
        "url": "https://a.example/last-ferry.html",
        "datePublished": "2026-02-05",
        "identifier": "urn:sha256:" + "0af1" * 16,
        "provenance": {"fetchedAt": "2026-02-07T00:00:00+00:00"},
        **changed,
    }
    folder, _, file = file_name(record, ".md").partition("/")
    assert folder == "a.example"
    assert file.startswith(name)
    assert "/" not in file
    assert len(file.encode()) <= 255


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


@pytest.mark.parametrize(("coding", "tool"), [("", "cat"), (".gz", "zcat"), (".zst", "zstdcat")])
def test_lines_are_one_file_or_one_a_day_and_site_and_others_read_them(
    coding: str, tool: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.exports.folders.MAX_OPEN", 1)  # each file is gone on with
    hosts = ("a.example", "b.example")
    told = [story(f"https://{host}/{n}", version=1) for n in (1, 2) for host in hosts]

    one = exported(f"jsonl{coding}", tmp_path / "one", *told)
    days = exported(f"daily{coding}", tmp_path / "days", *told)

    names = sorted(path.relative_to(days).as_posix() for path in days.rglob("*.jsonl*"))
    assert names == [f"{host}/2026-02-05.jsonl{coding}" for host in hosts]
    for file, wanted in ((one, told), (days / names[1], told[1::2])):
        found = duckdb.connect().execute(f"SELECT url FROM read_json('{file}')").fetchall()
        assert [url for [url] in found] == [each.url for each in wanted]
        if shutil.which(tool):
            data = subprocess.run([tool, file], check=True, capture_output=True).stdout
            assert [json.loads(line) for line in data.splitlines()] == held_records(wanted)
