"""An archive is proven as it is typed, and what is wrong ends in an exit status."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.jsonl import to_line
from crawler.archive.offsite import upload
from crawler.archive.segments import Segments
from tests.archive.checked import STORY
from tests.commands.kept import last_line, run

NAME = "check-archive"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return an archive of one story that has lost its ledger."""
    root = tmp_path / "archive"
    with closing(Segments(root)) as shelf:
        shelf.segment("articles", "run").append(f"{to_line(STORY)}\n".encode())
        shelf.seal()
    return root


def test_each_finding_is_a_line_with_its_place(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(NAME, root, str(root)) == 1

    told = capsys.readouterr().out.splitlines()
    assert told == [
        f"{root}/ledger.sqlite, offset 0: no ledger: run --mend",
        "2 files, 0 records, 2 lines: 1 wrong",
    ]


def test_what_is_lost_is_made_anew_and_a_sound_archive_is_left_alone(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(NAME, root, "--mend", str(root)) == 0
    assert "made the ledger anew: 1 addresses" in capsys.readouterr().out

    assert run(NAME, root, "--mend", str(root)) == 0

    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{root}: nothing to mend"
    assert told[-1].endswith("nothing wrong")


def test_a_single_file_is_checked_by_itself(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [path] = root.glob("articles/*")

    assert run(NAME, root, str(path)) == 0
    path.write_text("{}\n")
    assert run(NAME, root, str(path)) == 1

    assert f"{path}, offset 0: the record lacks '@context'" in capsys.readouterr().out


def test_a_file_that_was_moved_away_is_no_fault_where_that_is_said(root: Path) -> None:
    run(NAME, root, "--mend", str(root))
    [path] = root.glob("articles/*")
    path.unlink()

    assert run(NAME, root, str(root)) == 1
    assert run(NAME, root, "--moved-away", str(root)) == 0


def test_the_captures_of_a_store_are_held_against_what_was_sealed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    url = f"file://{tmp_path}/there"
    with closing(Segments(tmp_path / "own")) as shelf:
        for name in "ab":
            shelf.put("reports", name, b"{}")
        (tmp_path / "own/warc").mkdir()
        for name in "ab":
            (tmp_path / f"own/warc/{name}.warc.gz").write_bytes(b"captures")
            shelf.enlist(f"warc/{name}.warc.gz")
    list(upload(tmp_path / "own", url))
    (tmp_path / "there/warc/a.warc.gz").write_bytes(b"others")
    (tmp_path / "there/warc/b.warc.gz").unlink()

    assert run(NAME, tmp_path, url) == 1

    told = capsys.readouterr().out
    assert "warc/a.warc.gz is not as it was sealed" in told
    assert "warc/b.warc.gz is gone" in told
    assert told.endswith(": 2 wrong\n")


def test_nothing_found_is_not_all_is_well(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(NAME, tmp_path, str(tmp_path)) == 1
    assert last_line(capsys) == "0 files, 0 records, 0 lines: nothing wrong"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "which archive"),
        (("/no/such/archive",), "no such file"),
        (("--mend", "{root}/articles/run.jsonl"), "--mend takes the folder of an archive"),
    ],
)
def test_what_is_no_archive_is_refused(args: tuple[str, ...], said: str, root: Path) -> None:
    with pytest.raises(UsageError, match=said):
        run(NAME, root, *(each.format(root=root) for each in args))


def test_what_a_crawl_holds_is_not_mended(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(Segments(root)):
        assert run(NAME, root, "--mend", str(root)) == 1

    assert "in use" in last_line(capsys)
