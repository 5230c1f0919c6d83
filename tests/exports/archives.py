"""Small archives for the tests of exports: lines and events as a crawl writes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crawler.archive.jsonl import to_line
from crawler.model import Article, Image, Location, Organization, Person, Provenance

PLACE = Location(file="warc/1.warc.gz", offset=412, record_id="urn:uuid:1")


def story(url: str, **said: Any) -> Article:
    """Return an article; what is not said is as on most pages."""
    known = Provenance(
        captures=("sha1:AAAA",),
        fetched_at=datetime(2026, 2, 7, 8, 30, tzinfo=UTC),
        encoding="utf-8",
        locations=(PLACE,),
    )
    plain: dict[str, Any] = {
        "headline": "The ferry is back",
        "article_body": ("It sailed at nine.", "Nobody missed it."),
        "date_published": "2026-02-05T09:12:00+08:00",
        "provenance": known,
    }
    return Article(url=url, **{**plain, **said})


CHINESE = story(
    "https://www.b.example/news/223052022.html",
    headline="清滩渡口恢复通航",
    article_body=("雨季提前到来，渡口的水位涨了。", "渡船九点开出。"),
    author=(Person("梁书齐"), Person("周岚")),
    source_organization=Organization("北岭日报"),
    image=(Image("https://www.b.example/1.jpg", "渡船靠岸。", "贺青山 摄", 1),),
    in_language="zh-Hans",
    date_published="2026-02-06",
)


def archive(root: Path, *articles: Article, listed: bool = True) -> Path:
    """Write an archive of these lines, in this order; return its folder."""
    (root / "articles").mkdir(parents=True)
    name = "articles/20260207083000-00001-000.jsonl"
    (root / name).write_text("".join(to_line(each) + "\n" for each in articles), "utf-8")
    (root / "manifest.jsonl").write_text(
        sealed(name if listed else "articles/other.jsonl"), "utf-8"
    )
    return root


def events(root: Path, *told: tuple[str, str, str]) -> None:
    """Write what happened to stories: address, status, when."""
    (root / "events").mkdir()
    name = "events/20260207083000-00001-000.jsonl"
    lines = (
        json.dumps({"url": url, "creativeWorkStatus": status, "provenance": {"fetchedAt": at}})
        for url, status, at in told
    )
    (root / name).write_text("".join(line + "\n" for line in lines), "utf-8")
    with (root / "manifest.jsonl").open("a", encoding="utf-8") as manifest:
        manifest.write(sealed(name))


def sealed(name: str) -> str:
    """Return the line of a manifest that lists a file."""
    entry = {"file": name, "length": 1, "sha256": "0" * 64, "sealed": "2026-02-07T08:30:00+00:00"}
    return json.dumps(entry) + "\n"
