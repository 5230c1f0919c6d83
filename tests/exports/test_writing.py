"""Nothing half stands under the name of an export, and one that was ended goes on."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.disk import Disk
from crawler.exports import writing
from crawler.exports.folders import FOLDERS
from crawler.exports.held import HeldStories, HeldStory, Selection
from crawler.exports.pack import pack
from crawler.exports.writers import FILES, FORMATS
from crawler.exports.writing import Export, Written
from tests.exports.archives import archive, story

EVERYTHING = Selection()

EACH = [
    pytest.param(form, marks=[] if form in {"jsonl.gz", "sqlite", "parquet"} else pytest.mark.long)
    for form in sorted(FORMATS)
]
"""A form of each way in which one goes on; the others take their time."""


class Ended(BaseException):
    """The process was ended."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    stories = (
        story(f"https://{n % 3}.example/{n}", date_published=f"2026-02-{n // 8 + 1:02}")
        for n in range(24)
    )
    return archive(tmp_path / "archive", *stories)


def write(
    held: HeldStories, wanted: Selection, form: str, out: Path, passing: Any = iter
) -> Written:
    return Export(held, wanted, form, out).write(passing)


def ended_after(number: int) -> Any:
    """Return what lets so many stories pass."""

    def passing(stories: Iterator[HeldStory]) -> Iterator[HeldStory]:
        for count, each in enumerate(stories):
            if count == number:
                raise Ended
            yield each

    return passing


def contents(path: Path) -> dict[str, bytes]:
    files = [each for each in path.rglob("*") if each.is_file()]
    return {each.relative_to(path).as_posix(): read(each) for each in files}


def read(path: Path) -> bytes:
    """Return what a file holds, unpacked: gzip and zstd may have parted it otherwise."""
    tools = {".gz": "zcat", ".zst": "zstdcat"}
    if tool := tools.get(path.suffix):
        return subprocess.run([tool, str(path)], check=True, capture_output=True).stdout
    return path.read_bytes()


@pytest.mark.parametrize("form", sorted(FOLDERS))
@pytest.mark.parametrize("stands", [False, True], ids=["new", "there"])
def test_a_folder_that_was_ended_goes_on_from_where_it_was_safe(
    form: str, *, stands: bool, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EVERY", 5)
    out, whole = tmp_path / "out", tmp_path / "whole"
    with HeldStories(root) as held:
        write(held, EVERYTHING, form, whole)
        if stands:
            out.mkdir()
            (out / "notes.txt").write_text("of somebody else")
        before = contents(out) if stands else {}
        for number in (7, 8):
            with pytest.raises(Ended):
                write(held, EVERYTHING, form, out, ended_after(number))
            assert (contents(out) if out.exists() else {}) == before

        came = write(held, EVERYTHING, form, out)

    assert (came.number, came.before) == (24, 10)
    assert contents(out) == contents(whole) | before
    assert {each.name for each in tmp_path.iterdir()} == {"archive", "out", "whole"}


def test_another_choice_of_stories_begins_anew(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EVERY", 5)
    out = tmp_path / "out"
    with HeldStories(root) as held:
        with pytest.raises(Ended):
            write(held, EVERYTHING, "daily", out, ended_after(12))

        came = write(held, Selection(since="2026-02-03"), "daily", out)

    assert (came.number, came.before) == (8, 0)
    assert {path.stem for path in out.rglob("*.jsonl")} == {"2026-02-03"}


@pytest.mark.parametrize("kept", [0, 4096, 5000])
def test_a_database_that_lost_its_end_is_begun_anew(
    kept: int, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "EVERY", 5)
    out, whole = tmp_path / "out.sqlite", tmp_path / "whole.sqlite"
    with HeldStories(root) as held:
        write(held, EVERYTHING, "sqlite", whole)
        with pytest.raises(Ended):
            write(held, EVERYTHING, "sqlite", out, ended_after(12))
        with (tmp_path / "out.sqlite.part").open("r+b") as part:
            part.truncate(kept)

        came = write(held, EVERYTHING, "sqlite", out)

    assert (came.number, came.before) == (24, 0)
    assert rows(out) == rows(whole)


def same(out: Path, whole: Path) -> bool:
    """Return True if two exports have the same bytes; of databases, the same rows."""
    if out.is_dir():
        files = [each.relative_to(out) for each in out.rglob("*") if each.is_file()]
        assert {*files} == {e.relative_to(whole) for e in whole.rglob("*") if e.is_file()}
        return all((out / each).read_bytes() == (whole / each).read_bytes() for each in files)
    if out.suffix == ".sqlite":
        return rows(out) == rows(whole)
    return out.read_bytes() == whole.read_bytes()


def rows(path: Path) -> list[object]:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        db.execute("INSERT INTO story_text (story_text, rank) VALUES ('integrity-check', 1)")
        made = db.execute(
            "SELECT name, sql FROM sqlite_schema WHERE name LIKE 'story%' ORDER BY 1"
        )
        found = db.execute("SELECT rowid FROM story_text WHERE story_text MATCH '\"nobody\"'")
        return [*made, *found, *db.execute("SELECT rowid, * FROM story ORDER BY rowid")]


@pytest.fixture
def wholes(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Return what gives an export that nothing has disturbed."""
    monkeypatch.setattr(writing, "EVERY", 5)

    def whole(form: str) -> Path:
        out = tmp_path / "whole" / f"out.{form}"
        out.parent.mkdir()
        with HeldStories(root) as held:
            write(held, EVERYTHING, form, out)
        return out

    return whole


@pytest.mark.parametrize("form", EACH)
def test_whichever_story_an_export_is_ended_at_it_comes_to_the_same(
    form: str, root: Path, tmp_path: Path, wholes: Callable[[str], Path]
) -> None:
    whole = wholes(form)
    with HeldStories(root) as held:
        for number in range(0, 24, 3):  # a mark is every five: each place between two of them
            folder = tmp_path / str(number)
            folder.mkdir()
            out = folder / f"out.{form}"
            with pytest.raises(Ended):
                write(held, EVERYTHING, form, out, ended_after(number))
            assert not out.exists()
            assert number >= 6 or not [*folder.iterdir()]

            came = write(held, EVERYTHING, form, out)

            assert came.number == 24
            assert number - 12 < came.before <= number
            assert same(out, whole)
            assert [*folder.iterdir()] == [out]


@pytest.mark.parametrize("form", EACH)
def test_whichever_step_an_export_is_ended_at_it_comes_to_the_same(
    form: str,
    root: Path,
    tmp_path: Path,
    wholes: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(writing, "EVERY", 10)
    whole = wholes(form)
    steps = [(Disk, "replace"), (Disk, "rename"), (Path, "replace"), (Path, "rename")]
    count = 0

    def counted(do: Callable[..., Any], end: int) -> Callable[..., Any]:
        def step(*args: Any, **named: Any) -> Any:
            nonlocal count
            count += 1
            if count == end:
                raise Ended
            return do(*args, **named)

        return step

    with HeldStories(root) as held:
        for end in range(1, 100):
            folder = tmp_path / str(end)
            folder.mkdir()
            out, count = folder / f"out.{form}", 0
            with monkeypatch.context() as patch:
                for where, name in steps:
                    patch.setattr(where, name, counted(getattr(where, name), end))
                with suppress(Ended):
                    write(held, EVERYTHING, form, out)
            if count < end:
                break
            if not out.exists():  # all that was missing was to forget how far it came
                write(held, EVERYTHING, form, out)
            assert same(out, whole)
    assert end > 8


@pytest.mark.parametrize("form", sorted(FILES))
def test_what_is_left_of_another_export_is_thrown_away_and_told(
    form: str, root: Path, tmp_path: Path, wholes: Callable[[str], Path]
) -> None:
    whole, out = wholes(form), tmp_path / f"out.{form}"
    with HeldStories(root) as held:
        with pytest.raises(Ended):
            write(held, Selection(since="2026-02-02"), form, out, ended_after(12))
        for left in (f"{out.name}.part", f"{out.name}.part.rows", f"{out.name}.part-journal"):
            (tmp_path / left).write_bytes(whole.read_bytes()[:5000])

        came = write(held, EVERYTHING, form, out)

    assert came.begun_again
    assert same(out, whole)
    assert {each.name for each in tmp_path.iterdir()} == {"archive", "whole", out.name}


def test_what_was_killed_before_there_was_a_place_to_go_on_from_is_of_no_other_export(
    root: Path, tmp_path: Path
) -> None:
    part = tmp_path / "e.csv.part"
    part.write_text("identifier,url\nurn:", "utf-8")

    with HeldStories(root) as held:
        came = write(held, EVERYTHING, "csv", tmp_path / "e.csv")

    assert came == Written(24, 0, begun_again=False)
    assert not part.exists()
    assert b"\nurn:\n" not in (tmp_path / "e.csv").read_bytes()


@pytest.mark.parametrize("form", EACH)
def test_a_cursor_whose_files_are_gone_or_cut_is_not_believed(
    form: str, root: Path, tmp_path: Path, wholes: Callable[[str], Path]
) -> None:
    whole, out = wholes(form), tmp_path / f"out.{form}"
    with HeldStories(root) as held:
        with pytest.raises(Ended):
            write(held, EVERYTHING, form, out, ended_after(23))
        for left in tmp_path.glob(f"out.{form}.part*"):
            shutil.rmtree(left) if left.is_dir() else os.truncate(left, 1)

        came = write(held, EVERYTHING, form, out)

    assert came.before == 0
    assert same(out, whole)


# --- as it is typed


def scrapy(root: Path, *args: str, room: int = 0) -> subprocess.Popen[str]:
    """Begin a command; `room` is how many bytes a file may have."""
    limit = ["prlimit", f"--fsize={room}"] if room else []
    return subprocess.Popen(
        [*limit, sys.executable, "-m", "scrapy", *args, "-s", f"ARCHIVE_DIR={root}"],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    body = tuple("The ferry sailed at nine, and nobody missed it." for _ in range(40))
    stories = (
        story(f"https://{n % 7}.example/{n}", date_published=f"2026-02-{n // 400 + 1:02}",
              article_body=(*body, f"It was number {n}."))
        for n in range(8000)
    )  # fmt: skip
    return archive(tmp_path_factory.mktemp("many") / "archive", *stories)


@pytest.mark.long
@pytest.mark.parametrize("form", sorted({*FILES, *FOLDERS}))
def test_an_export_that_is_killed_leaves_nothing_half_and_is_whole_in_the_end(
    form: str, many: Path, tmp_path: Path
) -> None:
    out, whole = tmp_path / f"out.{form}", tmp_path / "whole" / f"out.{form}"
    whole.parent.mkdir()
    with HeldStories(many) as held:
        write(held, EVERYTHING, form, whole)
    dice = random.Random(form)
    told = ""
    part, cursor = (tmp_path / f"out.{form}.{name}" for name in ("part", "cursor"))
    for round_ in range(200):
        goes_on = cursor.exists()
        process = scrapy(many, "export", str(out), "--as", form)
        if round_ < 6:
            seen = part if round_ % 2 else cursor
            while process.poll() is None and not seen.exists():
                time.sleep(0.01)
            time.sleep(dice.random() * 0.5)
            process.send_signal(signal.SIGKILL)
        told, error = process.communicate()
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, error
        if out.exists():  # it was killed as it was about to say so
            assert same(out, whole)
            return
    assert "8000 stories" in told
    assert ("were written before" in told) == goes_on
    assert same(out, whole)
    assert {*tmp_path.iterdir()} == {out, whole.parent}


@pytest.mark.long
@pytest.mark.parametrize("form", sorted({*FILES, *FOLDERS} - {"markdown", "text"}))
def test_a_full_disk_is_told_in_one_line_and_leaves_nothing_half(
    form: str, many: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    # The temporary database of lines has room; what is exported has not.
    with HeldStories(many) as held:
        write(held, EVERYTHING, form, whole := tmp_path / "whole")
    size = max(each.stat().st_size for each in [whole, *whole.rglob("*.*")] if each.is_file())
    process = scrapy(many, "export", str(out), "--as", form, room=size // 2)
    told, error = process.communicate()

    assert process.returncode
    assert not told
    assert len(error.strip().splitlines()) == 1, error
    assert "oo large" in error or "full" in error
    assert not out.exists()
    told, error = scrapy(many, "export", str(out), "--as", form).communicate()
    assert "8000 stories" in told, error
    assert same(out, whole)


@pytest.mark.long
@pytest.mark.parametrize("name", ["stories.wacz", "bag"])
def test_a_full_disk_ends_a_packing_in_one_line_and_more_room_goes_on(
    name: str, crawled_twice: tuple[Path, str], tmp_path: Path
) -> None:
    root, out = crawled_twice[0], tmp_path / name
    process = scrapy(root, "pack", str(out), room=12_000)
    _, error = process.communicate()

    assert process.returncode
    assert len(error.strip().splitlines()) == 1, error
    assert not out.exists()
    assert pack(root, EVERYTHING, out).stories
