"""An archive, or a part of it, is packed, and what could not be packed is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.alone import alone
from tests.archive.two_runs import copied
from tests.commands.kept import last_line, run


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


def test_captures_that_are_kept_elsewhere_are_told_of_and_expired_ones_are_not(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expired = copied(own, tmp_path / "expired")
    run("retain", expired, "--days", "0")
    run("store", own, f"file://{tmp_path}/there", "--let-go")

    for name, more in (("all.wacz", ()), ("bag", ()), ("late.wacz", ("--query", "late"))):
        assert run("pack", own, str(tmp_path / name), *more) == 1
        assert "WARC files are kept elsewhere" in capsys.readouterr().out
        assert run("pack", expired, str(tmp_path / f"expired-{name}"), *more) == 0
        assert "elsewhere" not in capsys.readouterr().out
    run(
        "store",
        own,
        f"file://{tmp_path}/there",
        "--fetch",
        *[
            path.relative_to(tmp_path / "there").as_posix()
            for path in (tmp_path / "there/warc").iterdir()
        ],
    )
    assert run("pack", own, str(tmp_path / "again.wacz")) == 0


@pytest.mark.parametrize(
    ("prepared", "args", "said"),
    [
        ("", (), "pack to where"),
        ("", ("{out}", "{own}", "more"), "pack to where"),
        ("out", ("{out}",), "is there already"),
        ("", ("{out}", "{empty}"), "holds no sealed files"),
        ("", ("{empty}/gone/all.wacz",), "no such folder"),
        ("", ("{out}", "--since", "yesterday"), "yesterday is no day"),
    ],
)
def test_what_cannot_be_packed_is_said_and_nothing_is_left(
    prepared: str, args: tuple[str, ...], said: str, own: Path, tmp_path: Path
) -> None:
    out, empty = tmp_path / "all.wacz", tmp_path / "empty"
    empty.mkdir()
    if prepared:
        out.write_bytes(b"mine")

    with pytest.raises(UsageError, match=said):
        run("pack", own, *(each.format(out=out, own=own, empty=empty) for each in args))

    assert (out.read_bytes() if out.exists() else b"") == (b"mine" if prepared else b"")


def test_another_archive_is_packed_by_its_name(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("pack", tmp_path / "none", str(tmp_path / "all.wacz"), str(own)) == 0

    assert last_line(capsys) == f"5 stories in {tmp_path / 'all.wacz'}"


@pytest.mark.parametrize("name", ["all.wacz", "bag"])
def test_what_another_packing_writes_is_left_to_it(name: str, own: Path, tmp_path: Path) -> None:
    with (
        alone(tmp_path / f"{name}.lock", name),
        pytest.raises(UsageError, match=f"{name} is being written by process"),
    ):
        run("pack", own, str(tmp_path / name))
    assert {each.name for each in tmp_path.iterdir()} == {"archive"}

    assert run("pack", own, str(tmp_path / name)) == 0
    assert {each.name for each in tmp_path.iterdir()} == {"archive", name}
