"""A site that changes its encoding is read right, and somebody is told."""

from __future__ import annotations

from pathlib import Path

from crawler.commands.portal import serving
from tests.crawling import lines, listing, report, response, run, site, story

TEXT = (
    "Паром возвращается к старому причалу в понедельник, после девяти недель ремонта, сообщило "
    "управление порта. Работы обошлись дешевле, чем опасались, потому что дерево пошло в дело."
)


def test_a_site_that_changes_its_encoding_is_an_event(tmp_path: Path) -> None:
    before = {f"/news/2026/0205/10{n}.html": story(f"Ferry story {n}") for n in range(6)}
    body = f"<html><title>Паром вернулся</title><h1>Паром вернулся</h1><p>{TEXT}</p><p>{TEXT}</p>"
    after = {"/news/2026/0206/201.html": response(body.encode("windows-1251"), "text/html")}
    archive = tmp_path / "archive"
    with serving(site(tmp_path / "site", {"/": listing(*before), **before})) as url:
        quiet = run("crawl", "news", "-a", f"url={url}", archive=archive)
        site(tmp_path / "site", {"/": listing(*after), **after})
        loud = run("crawl", "news", "-a", f"url={url}", archive=archive)

    assert "until now" not in quiet.stderr
    assert "was in utf-8 until now, and is in windows-1251" in loud.stderr
    changed = {k: v for k, v in report(archive)["stats"].items() if "encoding_changed" in k}
    assert list(changed.values()) == ["1"]
    assert lines(archive)[-1]["articleBody"].split("\n")[0] == TEXT
