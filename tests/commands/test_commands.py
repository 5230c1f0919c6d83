"""The commands: each explains itself, answers every line, and never stumbles over a page."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.archive.warc import records
from crawler.commands import decode, demo, freeze, read
from crawler.commands.portal import serving
from crawler.commands.shown import shown
from crawler.fixtures.story_fixture import folder_for
from crawler.model import Exchange

ROOT = Path(__file__).parents[2]
STORY = "news/yaowen/2022/0205/223052031.html"
PAGE = (ROOT / f"fixtures/portal/{STORY}.http").read_bytes().partition(b"\r\n\r\n")[2]


COMMANDS: dict[str, type[Any]] = {
    "read": read.Command,
    "decode": decode.Command,
    "freeze": freeze.Command,
    "demo": demo.Command,
}

Run = Callable[..., tuple[int, bytes]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command that needs no crawl; the values are its exit status and its output."""

    def run_here(name: str, *args: str | Path, given: bytes = b"") -> tuple[int, bytes]:
        command = COMMANDS[name]()
        command.settings = Settings()
        parser = ArgumentParser()
        command.add_options(parser)
        opts, rest = parser.parse_known_args([str(arg) for arg in args])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        command.run(rest, opts)
        return command.exitcode, capsysbinary.readouterr().out

    return run_here


def scrapy(*args: str | Path) -> subprocess.CompletedProcess[bytes]:
    """Run a command that crawls, as its user would."""
    command = [sys.executable, "-m", "scrapy", *map(str, args)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=False, timeout=60)


def answers(run: Run, name: str, asked: list[Any]) -> list[dict[str, Any]]:
    given = b"\n".join(a if isinstance(a, bytes) else json.dumps(a).encode() for a in asked)
    return [json.loads(line) for line in run(name, given=given)[1].splitlines()]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_tells_a_newcomer_how_to_use_it(command: str) -> None:
    said = COMMANDS[command]()

    assert len(said.short_desc().split()) > 5
    assert len(said.long_desc().split()) > 40


def test_read_answers_every_line_with_its_id(run: Run, tmp_path: Path) -> None:
    page, packed, empty = tmp_path / "a.html", tmp_path / "b.html.gz", tmp_path / "c.html"
    page.write_bytes(PAGE)
    packed.write_bytes(gzip.compress(PAGE))
    empty.write_bytes(b"")
    asked = [
        {"id": "plain", "path": str(page), "url": f"http://www.beiling.example/{STORY}"},
        {"id": "packed", "path": str(packed), "url": f"http://www.beiling.example/{STORY}"},
        {"id": "empty", "path": str(empty)},
        {"id": "no url", "path": str(page), "url": None},
        {"id": "missing", "path": str(tmp_path / "nothing")},
        b"no JSON",
        b"[1]",
    ]

    got = answers(run, "read", asked)

    assert [answer["id"] for answer in got] == [
        "plain", "packed", "empty", "no url", "missing", None, None,
    ]  # fmt: skip
    assert got[0]["headline"] == "云河至石桥早班客车今起提前二十分钟"
    assert got[1]["articleBody"] == got[0]["articleBody"]
    assert got[2]["notAnArticle"] == "empty-body"
    assert got[3]["headline"] == got[0]["headline"]
    assert all("error" in answer for answer in got[4:])


def test_a_lone_surrogate_never_breaks_a_line(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    text = "A ferry came back to the harbour today, and people stood on the quay to see it. " * 4
    page.write_text(f"<h1>The ferry &#xD83D; is back</h1><p>{text}&#55357;</p>")

    [answer] = answers(run, "read", [{"id": "\ud83d", "path": str(page)}])

    assert answer["id"] == "\ud83d"
    assert "ferry" in answer["headline"]


def test_read_shows_one_page_for_reading(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(PAGE)

    _, out = run("read", "--url", f"http://www.beiling.example/{STORY}", page)

    said = out.decode()

    assert said.startswith("云河至石桥早班客车今起提前二十分钟")
    assert "2022-02-05" in said
    assert "票价不变" in said


def test_read_fetches_an_address() -> None:
    with serving(ROOT / "fixtures/portal") as url:
        done = scrapy("read", "--json", url + STORY)

    assert json.loads(done.stdout)["headline"] == "云河至石桥早班客车今起提前二十分钟"


def test_decode_answers_every_line_and_shows_a_file(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "a.html"
    page.write_bytes(PAGE)
    asked = [
        {"id": 1, "b64": base64.b64encode(PAGE).decode(), "content_type": ""},
        {"id": 2, "b64": 5},
    ]

    got = answers(run, "decode", asked)
    said = run("decode", page)[1].decode()

    assert (got[0]["encoding"], "error" in got[1]) == ("gb18030", True)
    assert "客车今起" in got[0]["text"]
    assert "gb18030" in said
    assert "客车今起" in said


@pytest.mark.parametrize("command", ["read", "decode", "freeze"])
def test_a_file_that_is_not_there_is_said_to_be_missing(run: Run, command: str) -> None:
    with pytest.raises(UsageError, match="no file nothing/here"):
        run(command, "nothing/here.html")


def test_freeze_makes_a_story_of_an_address_with_its_further_pages(tmp_path: Path) -> None:
    portal = tmp_path / "portal"
    portal.mkdir()
    for name in ("223052008.html.http", "223052008_2.html.http"):
        page = (ROOT / "fixtures/portal/news/yaowen/2022/0204" / name).read_bytes()
        bare = re.sub(rb'(?s)<div class="notice">.*?</div>', b"", page)
        (portal / name).write_bytes(bare)

    with serving(portal) as url:
        done = scrapy(
            "freeze", "--fixtures", tmp_path, "--story", "street", url + "223052008.html"
        )

    assert done.returncode == 0, done.stdout.decode()
    [folder] = tmp_path.glob("*/street")
    frozen = json.loads((folder / "article.json").read_text("utf-8"))
    assert (folder / "capture.warc").read_bytes().count(b"WARC-Type: response") == 2
    assert "轮流掌管" in frozen["articleBody"]
    assert "reader" not in frozen["provenance"]


def test_freeze_takes_a_story_out_of_an_archive_and_freezes_it_again(
    run: Run, tmp_path: Path
) -> None:
    story = ROOT / "fixtures/beiling/postman"

    run("freeze", "--fixtures", tmp_path, "--story", "again", story / "capture.warc")
    folder = tmp_path / "beiling/again"
    before = (folder / "article.json").read_bytes()
    run("freeze", folder)

    assert before == (folder / "article.json").read_bytes()
    assert before == (story / "article.json").read_bytes()


def test_freeze_asks_which_page_of_an_archive_is_meant(run: Run, tmp_path: Path) -> None:
    archive = tmp_path / "crawl.warc"
    archive.write_bytes((ROOT / "fixtures/beiling/old-street/capture.warc").read_bytes())

    with pytest.raises(UsageError, match="--url"):
        run("freeze", archive)
    with pytest.raises(UsageError, match="no such page"):
        run("freeze", archive, "--url", "http://www.beiling.example/nothing")


def test_freeze_refuses_to_certify_garbage(run: Run, tmp_path: Path) -> None:
    page = PAGE.decode("gb18030").replace("gb2312", "utf-8").replace("票价", "票\ufffd")
    response = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + page.encode()
    exchange = Exchange(
        url="http://a.example/1",
        fetched_at=datetime(2022, 2, 6, tzinfo=UTC),
        request=b"",
        response=response,
    )
    archive = tmp_path / "one.warc"
    archive.write_bytes(records(exchange, "", plain=True)[0].data)

    status, out = run("freeze", "--fixtures", tmp_path / "out", archive)

    assert status == 1
    assert b"U+FFFD" in out
    assert not list(tmp_path.glob("out/*/*"))


def test_a_story_without_a_profile_gets_a_folder_of_its_host() -> None:
    folder = folder_for(Path("f"), "https://www.harbour.example/2024/The-Ferry.html")

    assert folder == Path("f/www_harbour_example/the-ferry")


def test_a_record_is_shown_with_what_was_taken_off_it() -> None:
    edit = {
        "by": "boilerplate:copyright",
        "field": "articleBody[1]",
        "before": "© 2022",
        "after": None,
    }
    record = {
        "headline": "The ferry",
        "articleBody": "It is back.",
        "provenance": {"edits": [edit]},
    }

    assert "taken off articleBody[1] by boilerplate:copyright: © 2022" in shown(record)
