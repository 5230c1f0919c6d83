"""`scrapy reread`, as it is typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.alone import alone
from tests.commands.typed import exit_status
from tests.reread.captures import warc


def test_files_that_are_done_are_not_read_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    warc(tmp_path / "in" / "a.warc.gz")
    assert exit_status("reread", tmp_path / "out", tmp_path / "in") == 0
    assert capsys.readouterr().out.startswith("8 captures: 3 articles, 1 page, 1 continuation")
    warc(tmp_path / "in" / "b.warc.gz")
    assert exit_status("reread", tmp_path / "out", tmp_path / "in") == 0
    assert "8 captures: 3 articles" in (said := capsys.readouterr().out)
    assert said.endswith("1 files were done before\n")
    assert len([*(tmp_path / "out" / "articles").iterdir()]) == 2
    report = (tmp_path / "out" / "reread.jsonl").read_text("utf-8").splitlines()
    assert [json.loads(line)["articles"] for line in report] == [3, 3]


def test_shards_read_each_file_once_and_what_one_has_done_counts_for_all(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in").mkdir()
    for name in "abcde":
        warc(tmp_path / "in" / f"{name}.warc.gz")

    for n in (1, 2, 3):
        assert exit_status("reread", tmp_path / "out", tmp_path / "in", "--shard", f"{n}/3") == 0

    reports = {path.name: path.read_text("utf-8").splitlines() for path in
               (tmp_path / "out").glob("*.jsonl")}  # fmt: skip
    read = [json.loads(line)["file"][-9:] for lines in reports.values() for line in lines]
    assert sorted(read) == [f"{name}.warc.gz" for name in "abcde"]
    assert len(reports) > 1
    capsys.readouterr()
    assert exit_status("reread", tmp_path / "out", tmp_path / "in") == 0
    assert "5 files were done before" in capsys.readouterr().out


@pytest.mark.parametrize("said", ["", "1", "5/4", "1/0", "-1/4", "a/b", "1/4/4"])
def test_what_is_no_shard_is_refused(tmp_path: Path, said: str) -> None:
    with pytest.raises(UsageError, match="as in 1/4"):
        exit_status("reread", tmp_path / "out", warc(tmp_path / "a.warc.gz"), f"--shard={said}")


def test_a_dry_run_says_what_would_be_others_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = warc(tmp_path / "a.warc.gz")
    exit_status("reread", tmp_path / "out", source)
    [lines] = (tmp_path / "out" / "articles").iterdir()
    held = lines.read_text("utf-8").replace('"The third ferry"', '"The fourth ferry"')
    (tmp_path / "held.jsonl").write_text(held, "utf-8")
    capsys.readouterr()
    args = tmp_path / "dry", source, "--against", tmp_path / "held.jsonl", "--dry-run"
    assert exit_status("reread", *args) == 0
    assert capsys.readouterr().out.splitlines()[:-1] == ["      1 a.example headline"]
    assert not (tmp_path / "dry").exists()


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ([], "read what, to where"),
        (["out"], "read what, to where"),
        (["out", "nowhere.warc"], "no such file: nowhere.warc"),
        (["out", ".", "--against", "nowhere"], "no such archive: nowhere"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=said):
        exit_status("reread", *args)
    assert not [*tmp_path.iterdir()]


def test_a_folder_without_captures_is_exit_status_1(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert exit_status("reread", tmp_path / "out", tmp_path / "in") == 1


@pytest.mark.parametrize(
    ("held", "asked", "may"),
    [
        ("reread", (), False),
        ("reread", ("--dry-run",), True),
        ("reread", ("--shard", "1/2"), False),
        ("reread-1-of-2", ("--shard", "1/2"), False),
        ("reread-1-of-2", ("--shard", "2/2"), True),
    ],
)
def test_what_another_reading_writes_is_left_to_it(
    held: str,
    asked: tuple[str, ...],
    may: bool,  # noqa: FBT001
    tmp_path: Path,
) -> None:
    warc(tmp_path / "a.warc.gz")
    out = tmp_path / "out"
    out.mkdir()

    with alone(out / f"{held}.lock", "out"):
        if may:
            assert exit_status("reread", out, tmp_path / "a.warc.gz", *asked) == 0
        else:
            with pytest.raises(UsageError, match="out is being written by process"):
                exit_status("reread", out, tmp_path / "a.warc.gz", *asked)
            assert list((out / "articles").iterdir()) == []

    assert exit_status("reread", out, tmp_path / "a.warc.gz") == 0
    assert not list(out.glob("*.lock"))


def test_two_shards_are_read_side_by_side_and_no_whole_reading_beside_them(
    tmp_path: Path,
) -> None:
    warc(tmp_path / "a.warc.gz")
    out = tmp_path / "out"
    out.mkdir()

    with alone(out / "reread.lock", "out", shared=True):
        assert exit_status("reread", out, tmp_path / "a.warc.gz", "--shard", "1/2") == 0
        assert exit_status("reread", out, tmp_path / "a.warc.gz", "--shard", "2/2") == 0
        with pytest.raises(UsageError, match="out is being written by process"):
            exit_status("reread", out, tmp_path / "a.warc.gz")
