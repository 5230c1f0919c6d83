"""A folder of an export has a file for each day and host, or for each story."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.jsonl import to_record
from crawler.exports.columns import row_of
from crawler.exports.folders import file_name
from crawler.exports.held import HeldStory
from crawler.model import Comment, Person, Reference
from tests.exports.archives import CHINESE, story
from tests.exports.told import exported, held_records

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
