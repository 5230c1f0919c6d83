"""Files in a store are read again one by one, by one machine or many, and lines go beside them."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.archive.offsite import bring, upload
from crawler.commands import export
from tests.archive.test_offsite import serving_s3
from tests.commands.typed import exit_status
from tests.reread.captures import NAMES


def lines_in(folder: Path) -> list[str]:
    return sorted(
        line for path in (folder / "articles").iterdir() for line in path.read_text().splitlines()
    )


def test_a_store_is_read_as_the_folder_it_was_brought_from(
    root: Path, url: str, tmp_path: Path
) -> None:
    assert exit_status("reread", tmp_path / "here", root) == 0
    assert exit_status("reread", tmp_path / "out", url) == 0

    assert lines_in(tmp_path / "out") == lines_in(tmp_path / "here")
    assert len(lines_in(tmp_path / "out")) == 3 * len(NAMES)
    assert not [path for path in (tmp_path / "out" / "fetched").rglob("*") if path.is_file()]


@pytest.mark.long
def test_shards_of_several_machines_make_one_archive_in_the_store(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = f"file://{tmp_path}/again"
    for n in (1, 2, 3):
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / f"machine-{n}"))
        assert exit_status("reread", out, url, "--shard", f"{n}/3") == 0
    capsys.readouterr()

    assert exit_status("reread", out, url) == 0

    assert f"{len(NAMES)} files were done before" in capsys.readouterr().out
    listed = [json.loads(path.read_bytes()) for path in (tmp_path / "again/manifests").iterdir()]
    assert sorted(each["reread"]["file"][-9:] for each in listed) == [
        f"{name}.warc.gz" for name in NAMES
    ]
    command = export.Command()
    command.settings = Settings({"ARCHIVE_DIR": out})
    parser = ArgumentParser()
    command.add_options(parser)
    opts, rest = parser.parse_known_args([str(tmp_path / "stories.jsonl")])
    command.run(rest, opts)
    assert "3 stories" in capsys.readouterr().out  # the same in every file


@pytest.mark.long
def test_a_file_that_is_not_as_it_was_sealed_is_told_and_read_once_it_is(
    url: str, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "there/warc/b.warc.gz").open("ab") as file:
        file.write(b"\0")

    assert exit_status("reread", tmp_path / "out", url) == 1
    told = capsys.readouterr()
    assert "b.warc.gz is not as it was sealed" in told.err
    assert "1 files could not be read" in told.out

    shutil.copy(root / "warc/b.warc.gz", tmp_path / "there/warc/b.warc.gz")
    assert exit_status("reread", tmp_path / "out", url) == 0
    assert "3 files were done before" in capsys.readouterr().out
    assert len(lines_in(tmp_path / "out")) == 3 * len(NAMES)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["nosuch://x/archive"], "pip install crawler"),
        (["--manifest", "nowhere.jsonl"], "no such file"),
        (["--manifest", "file:///nowhere/at/all.jsonl"], "has no all.jsonl"),
    ],
)
def test_a_store_that_has_nothing_is_told_in_one_line(
    args: list[str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=said) as raised:
        exit_status("reread", tmp_path / "out", *args)
    assert "\n" not in str(raised.value)


@pytest.mark.long
def test_a_file_that_is_not_there_is_one_that_could_not_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert exit_status("reread", tmp_path / "out", "file:///nowhere/at/all/a.warc.gz") == 1
    assert "1 files could not be read" in capsys.readouterr().out


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    yield from serving_s3(monkeypatch)


@pytest.mark.long
def test_s3_is_read_and_takes_the_lines(
    bucket: str, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    list(upload(root, bucket))
    out = f"{bucket}-again"
    for shard in ("1/2", "2/2"):
        command = [sys.executable, "-m", "scrapy", "reread", out, bucket, "--shard", shard]
        assert subprocess.run(command, cwd=Path(__file__).parents[2], check=False).returncode == 0
    assert exit_status("reread", tmp_path / "here", root) == 0

    list(bring(tmp_path / "brought", out))
    assert lines_in(tmp_path / "brought") == lines_in(tmp_path / "here")


@pytest.mark.long
def test_a_cluster_of_two_reads_what_one_machine_does(
    url: str, root: Path, tmp_path: Path
) -> None:
    ray = pytest.importorskip("ray", reason="ray is not installed: pip install crawler[ray]")
    assert exit_status("reread", tmp_path / "here", root) == 0
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        assert exit_status("reread", tmp_path / "out", url, "--ray") == 0
        assert exit_status("reread", tmp_path / "out", url, "--ray") == 0
    finally:
        ray.shutdown()
    assert lines_in(tmp_path / "out") == lines_in(tmp_path / "here")
