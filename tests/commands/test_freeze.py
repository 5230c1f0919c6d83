"""A page becomes a story that the tests hold the reader to."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError

from crawler.archive.warc import records
from crawler.commands.portal import serving
from crawler.fixtures.story_fixture import folder_for
from crawler.model import Exchange
from tests.commands.conftest import Run
from tests.commands.typed import PAGE, ROOT, scrapy


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
