"""A check that was ended goes on with what it has not read, and finds what a whole one finds."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import check_findings, check_proven
from crawler.archive.check import CheckTally, Finding, check
from crawler.archive.check_proven import Digests
from tests.archive.changes import SEALED, flipped
from tests.archive.two_runs import copied
from tests.exports import archives


class Ended(BaseException):
    """The process was ended."""


class Ending(CheckTally):
    """Counts that end the check at one of them."""

    def __init__(self, at: int) -> None:
        self.left = 1 << 30
        super().__init__()
        self.left = at

    def __setattr__(self, name: str, value: int) -> None:
        super().__setattr__(name, value)
        if name != "left" and value:
            super().__setattr__("left", self.left - 1)
            if self.left < 0:
                raise Ended


@pytest.fixture(autouse=True)
def each_file_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check_proven, "EVERY", 0)


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


def checked(kept: Path | None, *paths: Path) -> tuple[list[Finding], dict[str, int]]:
    tally = CheckTally()
    findings = list(check(paths, tally, kept=kept))
    return findings, vars(tally)


def end(kept: Path, at: int, *paths: Path) -> bool:
    """Begin a check, and end it; return whether it was not at its end before."""
    try:
        list(check(paths, Ending(at), kept=kept))
    except Ended:
        return True
    return False


def without_before(told: tuple[list[Finding], dict[str, int]]) -> Any:
    return told[0], {**told[1], "before": 0}


def hurt(root: Path) -> None:
    for folder in ("warc", "articles", "cdx"):
        turn_a_bit(max((root / folder).iterdir()))


def turn_a_bit(path: Path) -> None:
    path.write_bytes(flipped(0.5)(path.read_bytes()))


@pytest.mark.parametrize("change", [lambda _: None, hurt], ids=["sound", "damaged"])
def test_wherever_a_check_is_ended_it_comes_to_the_same(
    change: Callable[[Path], object], own: Path, tmp_path: Path
) -> None:
    change(own)
    whole, kept = checked(None, own), tmp_path / "kept"
    ended, before = 0, list[int]()
    while end(kept, ended, own):
        came = checked(kept, own)
        assert without_before(came) == whole
        before.append(came[1]["before"])
        assert not [*kept.iterdir()]
        ended += 13
    assert before[0] == 0
    assert before == sorted(before)
    assert before[-1] > 5


def test_a_check_that_is_ended_again_and_again_comes_to_its_end(own: Path, tmp_path: Path) -> None:
    hurt(own)
    whole, kept = checked(None, own), tmp_path / "kept"
    for number in range(12):
        end(kept, 10 + number, own)
    assert without_before(checked(kept, own)) == whole


@pytest.mark.parametrize(("most", "before"), [(2, 0), (3, 1)])
def test_of_a_file_of_which_too_much_is_to_be_said_nothing_is_kept(
    most: int, before: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_findings, "MOST_KEPT", most)
    kept, loose = tmp_path / "kept", tmp_path / "loose"
    loose.mkdir()
    for name in ("a.jsonl", "b.jsonl"):
        (loose / name).write_bytes(b"none\n" * 3)
    whole, _ = checked(None, loose)

    assert end(kept, 5, loose)
    findings, told = checked(kept, loose)

    assert len(whole) == 6
    assert findings == whole
    assert told["before"] == before


@pytest.fixture
def ended(own: Path, tmp_path: Path) -> Path:
    """Return where what is known is kept of a check that had read every file."""
    kept = tmp_path / "kept"
    tally = CheckTally()
    files = sum(1 for each in own.rglob("*") if each.is_file())
    list(check([own], tally))
    last = tally.records + tally.lines + tally.files - 2
    assert end(kept, last, own)
    assert files > 5
    return kept


def read_again(root: Path, kept: Path) -> int:
    """Return how many files a check reads that goes on; it finds what a whole one finds."""
    whole = checked(None, root)
    came = checked(kept, root)
    assert without_before(came) == whole
    return came[1]["files"] - came[1]["before"]


def test_only_what_was_not_read_is_read(own: Path, ended: Path) -> None:
    lists = 1 + sum(1 for _ in own.glob("*.*") if _.name in {"README.md", "article.schema.json"})
    assert read_again(own, ended) <= lists + 4


def test_a_file_that_has_changed_is_read_again_whatever_its_times_say(
    own: Path, ended: Path
) -> None:
    for folder in ("warc", "articles", "cdx"):
        path = max((own / folder).iterdir())
        told = path.stat()
        turn_a_bit(path)
        os.utime(path, ns=(told.st_atime_ns, told.st_mtime_ns))
    before = checked(None, own)[0]
    assert before
    assert read_again(own, ended) >= 3


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(each, marks=pytest.mark.long if n % 9 else [])
        for n, each in enumerate(sorted(SEALED))
    ],
)
def test_what_was_changed_and_sealed_again_meanwhile_is_noticed(
    name: str, own: Path, ended: Path
) -> None:
    SEALED[name](own)
    assert checked(None, own)[0]
    read_again(own, ended)


def test_of_a_file_that_is_gone_nothing_is_known_any_more(own: Path, ended: Path) -> None:
    for folder in ("warc", "articles"):
        max((own / folder).iterdir()).unlink()
    read_again(own, ended)


def test_another_archive_in_the_same_place_is_read(own: Path, ended: Path) -> None:
    other = own.with_name("other")
    shutil.copytree(own, other)
    shutil.rmtree(own)
    other.rename(own)
    came = checked(ended, own)
    assert came[1]["before"] == 0


@pytest.mark.parametrize("what", ["old", "version", "torn", "noise"])
def test_what_is_known_is_not_believed_where_it_is(
    what: str, own: Path, ended: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [state, *_] = [
        each for each in ended.iterdir() if each.suffix == ".sqlite" and proofs_in(each)
    ]
    if what == "old":
        monkeypatch.setattr(check_proven, "MAX_AGE", -1)
    elif what == "version":
        monkeypatch.setattr(check_proven, "__version__", "0.0.9")
    else:
        state.write_bytes(state.read_bytes()[:5000] if what == "torn" else b"\1" * 9000)
    came = checked(ended, own)
    assert came[1]["before"] == 0
    assert without_before(came) == checked(None, own)
    assert not [*ended.iterdir()]


def proofs_in(state: Path) -> int:
    with closing(sqlite3.connect(state)) as db:
        return int(db.execute("SELECT count(*) FROM proven").fetchone()[0])


def test_of_two_checks_at_once_one_keeps_nothing_and_both_are_right(
    own: Path, tmp_path: Path
) -> None:
    hurt(own)
    whole, kept = checked(None, own), tmp_path / "kept"
    tally = CheckTally()
    findings = check([own], tally, kept=kept)
    first = next(findings)
    assert checked(kept, own) == whole
    assert ([first, *findings], vars(tally)) == whole
    assert not [*kept.iterdir()]


def test_files_of_any_origin_are_read_once_as_well(own: Path, tmp_path: Path) -> None:
    loose, kept = tmp_path / "loose", tmp_path / "kept"
    shutil.copytree(own / "warc", loose / "warc!2")
    shutil.copytree(own / "articles", loose / "lines")
    turn_a_bit(min((loose / "warc!2").iterdir()))
    whole = checked(None, loose)
    assert whole[0]
    tally = whole[1]
    assert end(kept, tally["records"] + tally["lines"] + tally["files"] - 2, loose)
    came = checked(kept, loose)
    assert without_before(came) == whole
    assert came[1]["before"] >= tally["files"] - 2


def test_what_nobody_goes_on_with_is_deleted_when_it_counts_no_more(
    own: Path, ended: Path
) -> None:
    left, new = ended / "left.sqlite", ended / "new.sqlite"
    left.touch()
    new.touch()
    os.utime(left, (1, time.time() - check_proven.MAX_AGE - 60))
    checked(ended, own)
    assert [*ended.iterdir()] == [new]


# --- as it is typed


def typed(root: Path, cache: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", "check-archive", str(root)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.long
def test_a_check_that_is_killed_says_what_an_undisturbed_one_says(tmp_path: Path) -> None:
    root, cache = tmp_path / "archive", tmp_path / "cache"
    body = ("The ferry sailed at nine, and nobody missed it.",) * 60
    stories = (
        archives.story(f"https://a.example/{n}", article_body=(*body, str(n)))
        for n in range(12_000)
    )
    path = archives.archive(root, *stories) / "articles" / "20260207083000-00001-000.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    for n in range(12):
        some = b"".join(lines[n * 1000 : n * 1000 + 1000])
        path.with_name(f"2026020708{n:02}00-00001-000.jsonl").write_bytes(some)
    path.unlink()
    whole, _ = typed(root, tmp_path / "other").communicate()
    assert len(whole.splitlines()) > 12

    dice, told = random.Random(1), ""
    for round_ in range(5):
        begun, process = time.time_ns(), typed(root, cache)
        if round_ < 4:
            while process.poll() is None and not any(
                each.stat().st_mtime_ns > begun for each in cache.rglob("*.sqlite*")
            ):
                time.sleep(0.01)
            time.sleep(1.2 + dice.random())
            process.send_signal((signal.SIGKILL, signal.SIGTERM, signal.SIGINT)[round_ % 3])
        told, error = process.communicate()
        if told.endswith(whole.splitlines()[-1] + "\n"):  # however it ended after that
            break
        assert process.returncode in {-signal.SIGKILL, 130}, error
    *rest, before, last = told.splitlines()
    assert before.endswith("of the files were read before, by a check that was ended")
    assert [*rest, last] == whole.splitlines()


# --- files of a store


def test_a_file_of_a_store_is_fetched_once_as_long_as_it_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, fetched = tmp_path / "checks" / "a.digests", list[str]()

    def of(file: str, state: str | None, digest: str | None = "d") -> tuple[str | None, int]:
        def fetch() -> str | None:
            fetched.append(file)
            return digest

        digests = Digests(path)
        return digests.of(file, state, fetch), digests.before

    assert of("a", "1") == ("d", 0)
    assert of("a", "1") == ("d", 1)
    assert of("a", "2", "e") == ("e", 0)
    assert of("gone", None, None) == (None, 0)
    assert of("gone", None, None) == (None, 0)
    assert of("stateless", "", "d") == ("d", 0)
    assert of("stateless", "", "d") == ("d", 0)
    with path.open("a", encoding="utf-8") as log:
        log.write('{"file": "a", "sta')
    assert of("a", "1") == ("d", 1)
    monkeypatch.setattr(check_proven, "MAX_AGE", -1)
    assert of("a", "1") == ("d", 0)
    assert fetched == ["a", "a", "gone", "gone", "stateless", "stateless", "a"]
    Digests(path).forget()
    assert not path.exists()
