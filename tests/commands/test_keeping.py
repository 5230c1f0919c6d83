"""`scrapy takedown`, `pack`, `store` and `retain`, as they are typed."""

from __future__ import annotations

import secrets
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from scrapy.exceptions import UsageError

from crawler.archive.captures import read_captures
from crawler.archive.check import CheckTally, check
from crawler.archive.offsite import upload
from crawler.archive.outbox import Outbox
from crawler.exports.held import HeldStories
from crawler.ledger.copying import copied as copied_to
from crawler.ledger.ledger import Ledger
from crawler.run.site_keys import KEYS
from tests.archive.two_runs import copied
from tests.commands.typed import exit_status
from tests.postgresql import PostgreSQL
from tests.test_recrawl import FERRY


def run(name: str, root: Path, *args: str, **settings: Any) -> int:
    return exit_status(name, *args, ARCHIVE_DIR=str(root), **settings)


@pytest.fixture
def own(crawled_twice: tuple[Path, str], tmp_path: Path) -> Path:
    return copied(crawled_twice[0], tmp_path)


def last_line(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().out.splitlines()[-1]


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


def test_what_is_taken_down_is_gone_from_the_store_as_well(
    own: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"file://{tmp_path}/there"
    list(upload(own, url))
    with HeldStories(tmp_path / "there") as held:
        address = next(iter(held.stories())).record["url"]

    assert run("takedown", own, address, "--why", "asked to", ARCHIVE_STORE=url) == 0

    assert "in the places of theirs" in last_line(capsys)
    with HeldStories(tmp_path / "there") as held:
        assert address not in [each.record["url"] for each in held.stories()]
        assert len(held) > 0
    assert [each.reason for each in check([tmp_path / "there"], CheckTally()) if each.wrong] == []
    # What has changed waits for whoever took the files in before.
    assert [*Outbox(tmp_path / "there", "library").waiting()]


@pytest.mark.parametrize("gone", [("store", "--let-go"), ("retain", "--days", "0")])
def test_a_takedown_reaches_captures_that_only_the_store_holds(
    gone: tuple[str, ...], own: Path, crawled_twice: tuple[Path, str], tmp_path: Path
) -> None:
    address, url = crawled_twice[1] + FERRY, f"file://{tmp_path}/there"
    run("store", own, url)
    run(gone[0], own, *gone[1:], ARCHIVE_STORE=url)
    with pytest.raises(UsageError, match="why"):
        run("takedown", own, address, ARCHIVE_STORE=url)
    assert held_of(tmp_path / "there", address) == [2, 2]

    assert run("takedown", own, address, "--dry-run", ARCHIVE_STORE=url) == 0
    assert held_of(tmp_path / "there", address) == [2, 2]
    assert run("takedown", own, address, "--why", "asked to", ARCHIVE_STORE=url) == 0

    assert held_of(tmp_path / "there", address) == [0, 0]
    assert [*own.glob("warc/*")] == []
    assert wrong(own, moved_away=gone[0] == "store") == wrong(tmp_path / "there") == []


def test_a_takedown_without_the_store_asks_for_what_it_holds(
    own: Path, crawled_twice: tuple[Path, str], tmp_path: Path
) -> None:
    address, url = crawled_twice[1] + FERRY, f"file://{tmp_path}/there"
    run("store", own, url, "--let-go")
    before = (own / "manifest.jsonl").read_bytes()

    with pytest.raises(UsageError, match="bring it back"):
        run("takedown", own, address, "--why", "asked to")
    shutil.rmtree(tmp_path / "there" / "warc")
    with pytest.raises(UsageError, match="nothing has gone yet"):
        run("takedown", own, address, "--why", "asked to", ARCHIVE_STORE=url)

    assert (own / "manifest.jsonl").read_bytes() == before


def test_the_lines_of_a_story_go_when_its_captures_have_expired(
    own: Path, crawled_twice: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    run("retain", own, "--days", "0")

    assert run("takedown", own, crawled_twice[1] + FERRY, "--why", "asked to") == 0

    assert last_line(capsys).startswith("gone: 2 lines, 0 captures of 1 addresses")
    assert wrong(own) == []


def held_of(root: Path, address: str) -> list[int]:
    """Return how many lines and how many captures of an address an archive holds."""
    with HeldStories(root) as held:
        lines = sum(each.record["url"] == address for each in held.stories())
    return [lines, sum(each.url == address for each in read_captures(root))]


def wrong(root: Path, *, moved_away: bool = False) -> list[str]:
    found = check([root], CheckTally(), moved_away=moved_away)
    return [each.reason for each in found if each.wrong]


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


@pytest.fixture
def server(own: Path, postgresql: PostgreSQL) -> str:
    """Return the address of a ledger on a server that knows what the archive's own does."""
    url = postgresql.new_place(f"kept_{secrets.token_hex(4)}")
    with (
        closing(Ledger(own / "ledger.sqlite")) as source,
        closing(Ledger(url)) as target,
    ):
        copied_to(source, target, "here", KEYS.site)
    (own / "ledger.sqlite").unlink()
    return url


@pytest.mark.long
def test_a_ledger_on_a_server_forgets_what_retention_let_go(own: Path, server: str) -> None:
    with psycopg.connect(server) as db:
        assert db.execute("SELECT count(*) > 0 FROM captures").fetchone() == (True,)

    assert run("retain", own, "--days", "0", LEDGER=server) == 0

    assert [*own.glob("warc/*")] == []
    with psycopg.connect(server) as db:
        assert db.execute("SELECT count(*) FROM captures").fetchone() == (0,)


def test_nothing_goes_where_the_server_of_the_ledger_is_not_to_be_had(own: Path) -> None:
    before = sorted(own.glob("warc/*"))
    with pytest.raises(UsageError) as raised:
        run("retain", own, "--days", "0", LEDGER="postgresql://nobody@127.0.0.1:1/none")
    assert "\n" not in str(raised.value).strip()
    assert sorted(own.glob("warc/*")) == before


@pytest.mark.long
def test_the_page_of_the_runs_is_written_of_a_ledger_on_a_server(
    own: Path, server: str, tmp_path: Path
) -> None:
    run("report", own, "--html", str(tmp_path / "there.html"), LEDGER=server)
    run("report", own, "--html", str(tmp_path / "here.html"), LEDGER="")

    there, here = ((tmp_path / f"{name}.html").read_text("utf-8") for name in ("there", "here"))
    assert there.count("<svg") == here.count("<svg") > 0


@pytest.mark.parametrize(
    ("name", "args", "said"),
    [
        ("takedown", ("https://a.example/",), "why"),
        ("takedown", (), "which story"),
        ("pack", (), "pack to where"),
        ("pack", ("x.wacz", "/nowhere"), "no such archive"),
        ("store", (), "which store"),
        ("retain", (), "what is to go"),
        ("retain", ("--size", "much"), "no size"),
        ("retain", ("--days=-1",), "no number of days"),
        ("retain", ("--days", "nan"), "no number of days"),
        ("retain", ("--days", "1e9"), "no number of days"),
    ],
)
def test_what_makes_no_sense_is_refused(
    name: str, args: tuple[str, ...], said: str, own: Path
) -> None:
    with pytest.raises(UsageError, match=said):
        run(name, own, *args)


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        (("check-archive", "{own}"), "crawler.archive.check.check"),
        (("store", "file://{own}/../there"), "crawler.archive.offsite.upload"),
        (("takedown", "https://a.example/", "--why", "x"), "crawler.archive.takedown.find_story"),
    ],
)
def test_a_command_that_is_ended_says_in_one_line_what_it_does_next(
    typed: tuple[str, ...],
    step: str,
    own: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def ended(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(step, ended)
    name, *args = (each.format(own=own) for each in typed)
    assert run(name, own, *args) == 130
    assert capsys.readouterr().err.startswith("ended: the same command ")
