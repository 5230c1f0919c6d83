"""Nothing half stands under the name of an export, and one that was ended goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crawler.exports import writing
from crawler.exports.folders import FOLDERS
from crawler.exports.held import HeldStories, HeldStory, Selection
from crawler.exports.pack import pack
from crawler.exports.writers import FILES
from crawler.exports.writing import write
from tests.exports.archives import archive, story

EVERYTHING = Selection()


class Ended(BaseException):
    """The process was ended."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    stories = (
        story(f"https://{n % 3}.example/{n}", date_published=f"2026-02-{n // 8 + 1:02}")
        for n in range(24)
    )
    return archive(tmp_path / "archive", *stories)


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


@pytest.mark.parametrize("form", sorted(FILES))
def test_half_a_file_that_a_kill_left_is_thrown_away_and_told(
    form: str, root: Path, tmp_path: Path
) -> None:
    whole, out = tmp_path / f"whole.{form}", tmp_path / f"out.{form}"
    with HeldStories(root) as held:
        assert not write(held, EVERYTHING, form, whole).begun_again
        part = tmp_path / f"out.{form}.part"
        part.write_bytes(whole.read_bytes()[:5000])

        came = write(held, EVERYTHING, form, out)

    assert came.begun_again
    if form != "sqlite":
        assert read(out) == read(whole)
    assert not part.exists()


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
    out, whole = tmp_path / f"out.{form}", tmp_path / f"whole.{form}"
    with HeldStories(many) as held:
        write(held, EVERYTHING, form, whole)
    dice = random.Random(form)
    told = ""
    for round_ in range(200):
        process = scrapy(many, "export", str(out), "--as", form)
        if round_ < 6:
            part = tmp_path / f"out.{form}.part"
            while process.poll() is None and not part.exists():
                time.sleep(0.01)
            time.sleep(dice.random() * 1.5)
            process.send_signal(signal.SIGKILL)
        told, error = process.communicate()
        if process.returncode == 0:
            break
        assert process.returncode == -signal.SIGKILL, error
        assert not out.exists()
    assert "8000 stories" in told
    if form in FOLDERS:
        assert contents(out) == contents(whole)
    elif form not in {"sqlite", "parquet"}:
        assert read(out) == read(whole)
    assert {*tmp_path.iterdir()} == {out, whole}


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
    if form in FILES:
        assert {each.name for each in tmp_path.iterdir()} == {"whole"}


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
