"""Sealed files are brought to a store and back, and a store is an archive of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.offsite import upload
from tests.commands.kept import last_line, run


def test_the_address_of_a_store_is_an_archive_that_is_proven_packed_and_handed_out(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    url = f"file://{tmp_path}/there"
    list(upload(own, url))
    here = tmp_path / "consumer"

    assert run("check-archive", here, url) == 0
    assert last_line(capsys).endswith("nothing wrong")
    assert run("pack", here, str(tmp_path / "all.wacz"), url) == 0
    assert run("outbox", here, "library", "--next", "99", "--of", url) == 0
    names = capsys.readouterr().out.splitlines()
    names = [name for name in names if name.startswith(("articles/", "events/"))]
    assert {name for name in names if name.startswith("articles/")} == {
        f"articles/{path.name}" for path in own.glob("articles/*")
    }
    assert run("outbox", here, "library", "--done", *names, "--of", url) == 0
    assert run("outbox", here, "library", "--next", "--of", url) == 1
    capsys.readouterr()

    [warc, *_] = (tmp_path / "there" / "warc").iterdir()
    with warc.open("ab") as file:
        file.write(b"\0")
    assert run("check-archive", here, url) == 1
    assert last_line(capsys).endswith("1 wrong")


def test_what_was_brought_is_not_brought_again_and_comes_back(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"file://{tmp_path}/there"
    warcs = sorted(f"warc/{path.name}" for path in own.glob("warc/*"))

    assert run("store", own, url, "--let-go") == 0
    assert last_line(capsys).endswith("; 2 let go here")
    assert run("store", own, url) == 0
    assert last_line(capsys) == f"0 files, 0 bytes brought to {url}; 0 let go here"

    assert run("store", own, url, "--fetch", *warcs) == 0

    assert last_line(capsys) == "2 files brought back"
    assert sorted(f"warc/{path.name}" for path in own.glob("warc/*")) == warcs


def test_an_archive_is_made_of_what_a_store_has_or_of_some_of_it(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url, new = f"file://{tmp_path}/there", tmp_path / "new"
    run("store", own, url)

    assert run("store", new, url, "--bring", "articles") == 0
    assert {path.name for path in new.iterdir() if path.is_dir()} == {"articles"}
    assert run("store", new, url, "--bring") == 0

    assert last_line(capsys).endswith(f"brought here from {url}")
    for folder in ("warc", "cdx", "articles", "events"):
        assert [path.read_bytes() for path in sorted(new.glob(f"{folder}/*"))] == [
            path.read_bytes() for path in sorted(own.glob(f"{folder}/*"))
        ]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("file:///a", "file:///b"), "which store"),
        (("{url}", "--bring", "pictures"), "pictures is none of"),
        (("{url}", "--fetch", "warc/gone.warc.gz"), r"gone\.warc\.gz"),
        (("nosuch://bucket/archive",), "nosuch"),
    ],
)
def test_what_no_store_has_is_said_in_one_line(
    args: tuple[str, ...], said: str, own: Path, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=said) as error:
        run("store", own, *(each.format(url=f"file://{tmp_path}/there") for each in args))

    assert "\n" not in str(error.value).strip()


def test_there_is_nothing_to_bring_away_where_there_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such archive"):
        run("store", tmp_path / "gone", f"file://{tmp_path}/there")
