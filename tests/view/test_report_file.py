"""`scrapy report --html`: the runs as one page in one file."""

from __future__ import annotations

import base64
import hashlib
import re
from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.commands import report
from tests.view.looking import page
from tests.view.newsroom import Newsroom

FERRY = "https://www.quay.example/ferry"
MARKUP = "</style><script>alert(1)</script>\u202e"


def run(root: Path, *args: str) -> int:
    command = report.Command()
    command.settings = Settings({"ARCHIVE_DIR": str(root)})
    parser = ArgumentParser()
    command.add_options(parser)
    command.run([], parser.parse_args(args))
    return command.exitcode


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    made = Newsroom(tmp_path / "archive")
    for n in range(3):
        published = (made.at - timedelta(minutes=20)).isoformat()
        made.story(f"{FERRY}{n}", page(f"Ferry {n} returns"), date_published=published)
        made.report(stored=1, failed=n, reasons={"failed/timeout": n}, exit_status=int(n == 2))
        made.next_run(timedelta(hours=6))
    return made


def test_one_file_has_all_that_it_needs(newsroom: Newsroom, tmp_path: Path) -> None:
    out = tmp_path / "runs.html"

    assert run(newsroom.root, "--html", str(out)) == 1  # as the run ended

    text = out.read_text("utf-8")
    assert text.count('<svg class="chart"') == 3
    assert "20 min" in text
    assert not re.search(r"(?:src|href)=|url\(|@import|<script|<link", text)
    [style] = re.findall("<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in text
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["runs.html"]


def test_three_hundred_sites_and_many_stories_have_room(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    out = tmp_path / "runs.html"
    sites = {f"news-{n}.example": {"stored": 60, "failed": {"dns": n % 3}} for n in range(300)}
    alarms = [{"kind": "quiet", "site": "news-298.example", "text": "no story for 9 days"}]
    newsroom.report(stored=18_000, failed=0, reasons={}, exit_status=1, sites=sites, alarms=alarms)

    run(newsroom.root, "--html", str(out))

    text = out.read_text("utf-8")
    assert max(map(len, re.findall(r'text-anchor="end">([^<]*)<', text))) <= len("20 min")
    named = list(dict.fromkeys(re.findall(r"news-\d+", text)))
    assert named[:2] == ["news-298", "news-2"]
    assert len(named) == 300


def test_an_earlier_run_is_told_with_those_before_it(newsroom: Newsroom, tmp_path: Path) -> None:
    out = tmp_path / "runs.html"

    assert run(newsroom.root, "--html", str(out), "--run", "2") == 0

    text = out.read_text("utf-8")
    assert "2 runs to" in text
    assert "<h1>Run 2 " in text


def test_what_a_report_says_is_no_markup(newsroom: Newsroom, tmp_path: Path) -> None:
    sites = {MARKUP: {"failed": {MARKUP: 1}}}
    newsroom.report(error=MARKUP, finish_reason=MARKUP, failed=1, alarms=[{"text": MARKUP}],
                    reasons={f"failed/{MARKUP}": 1}, sites=sites)  # fmt: skip

    run(newsroom.root, "--html", str(tmp_path / "runs.html"))

    text = (tmp_path / "runs.html").read_text("utf-8")
    assert "<script>" not in text
    assert "\u202e" not in text
    assert text.count("</style>") == 1
    assert "&lt;script&gt;alert(1)" in text


def test_reports_that_cannot_be_read_are_left_out(newsroom: Newsroom, tmp_path: Path) -> None:
    (newsroom.root / "reports" / "20000101000000-00000.json").write_text("[", "utf-8")
    [lines, *_] = sorted((newsroom.root / "articles").iterdir())
    with lines.open("ab") as file:
        file.write(b'{"torn\n5\n')

    run(newsroom.root, "--html", str(tmp_path / "runs.html"))

    assert "3 runs to" in (tmp_path / "runs.html").read_text("utf-8")


def test_where_no_file_can_be_written_it_is_said_in_one_line(newsroom: Newsroom) -> None:
    with pytest.raises(UsageError, match=r"nowhere/runs\.html: "):
        run(newsroom.root, "--html", "nowhere/runs.html")
