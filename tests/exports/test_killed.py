"""A package, and a table of a server: killed in the middle, they come to the same in the end."""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from crawler.exports.held import Selection
from crawler.exports.pack import pack
from tests.archive.two_runs import copied
from tests.exports.archives import archive, story
from tests.exports.test_pack import comparable
from tests.postgresql import PostgreSQL

pytestmark = pytest.mark.long

COPIES = 250
"""Of each WARC file: each is one more step at which a packing may be killed."""


def typed(*args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "scrapy", *map(str, args)],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(begin: Callable[[], subprocess.Popen[str]], has_begun: Callable[[], bool]) -> int:
    """Kill a command several times while it writes, then let it end; return how often it was."""
    dice = random.Random(7)
    for times in range(6):
        process = begin()
        if times < 5:
            while process.poll() is None and not has_begun():
                time.sleep(0.005)
            time.sleep(dice.random() * 0.7)
            process.kill()
        _, error = process.communicate()
        # A kill may come when the package has its name, and the process has not ended yet.
        if process.returncode == 0 or error.rstrip().endswith("is there already"):
            return times
        assert process.returncode == -signal.SIGKILL, error
    raise AssertionError("it never ended")


@pytest.fixture(scope="module")
def large(crawled_twice: tuple[Path, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copied(crawled_twice[0], tmp_path_factory.mktemp("large"))
    listed = [(root / "manifest.jsonl").read_text("utf-8")]
    for warc in sorted((root / "warc").iterdir()):
        for n in range(COPIES):
            for path in (warc, root / "cdx" / warc.name.replace(".warc.gz", ".cdxj")):
                copy = path.with_name(f"{n + 1000}{path.name[4:]}")
                shutil.copy(path, copy)
                data = copy.read_bytes()
                entry = {
                    "file": copy.relative_to(root).as_posix(),
                    "length": len(data),
                    "sha256": sha256(data).hexdigest(),
                    "sealed": "2026-02-07T08:30:00+00:00",
                }
                listed.append(json.dumps(entry) + "\n")
    (root / "manifest.jsonl").write_text("".join(listed), "utf-8")
    return root


@pytest.mark.parametrize("name", ["stories.wacz", "bag"])
@pytest.mark.parametrize("query", ["", "late"], ids=["all", "some"])
def test_a_package_is_as_one_that_nothing_disturbed(
    name: str, query: str, large: Path, tmp_path: Path
) -> None:
    out, whole = tmp_path / name, tmp_path / "whole" / name
    whole.parent.mkdir()
    pack(large, Selection(words=tuple(query.split())), whole)

    def has_begun() -> bool:
        return out.with_name(f"{name}.part").exists()

    assert killed(lambda: typed("pack", out, large, "--query", query), has_begun) > 1
    assert comparable(out) == comparable(whole)
    assert {*tmp_path.iterdir()} == {out, whole.parent}


def test_a_table_has_the_rows_that_an_undisturbed_export_brings(
    postgresql: PostgreSQL, tmp_path: Path
) -> None:
    body = ("The ferry sailed at nine, and nobody missed it.",) * 40
    root = archive(
        tmp_path / "archive",
        *(story(f"https://{n % 7}.example/{n}", article_body=(*body, str(n)))
          for n in range(8000)),
    )  # fmt: skip
    with psycopg.connect(postgresql.url, autocommit=True) as db:

        def rows(table: str) -> list[tuple[object, ...]]:
            query = SQL("SELECT * FROM {} ORDER BY identifier, version").format(Identifier(table))
            return db.execute(query).fetchall()

        def has_begun() -> bool:
            made = db.execute("SELECT to_regclass('hurried')").fetchone()
            return bool(made and made[0] and db.execute("SELECT 1 FROM hurried").fetchone())

        def begin(table: str = "hurried") -> subprocess.Popen[str]:
            return typed("export", "--to", f"{postgresql.url}?table={table}", root)

        assert begin("calm").wait() == 0
        assert killed(begin, has_begun) > 1
        assert len(rows("hurried")) == 8000
        assert rows("hurried") == rows("calm")
        assert not db.execute("SELECT * FROM hurried_export").fetchall()
