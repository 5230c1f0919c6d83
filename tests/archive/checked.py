"""What a check finds in files that a test wrote, and the story that most of them hold."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crawler.archive.check import CheckTally, check
from crawler.model import Article, Edit, Image, Person, Provenance

NOON = datetime(2026, 2, 5, 12, tzinfo=UTC)


KNOWN = Provenance(captures=("sha1:A",), fetched_at=NOON, encoding="utf-8")


STORY = Article(
    url="https://a.example/1",
    headline="Ferry returns",
    article_body=("One.", "Two."),
    author=(Person("Ada Voss"),),
    image=(Image("https://a.example/1.jpg", "The ferry", position=0),),
    provenance=KNOWN,
).edited([Edit("boilerplate:x", "articleBody[2]", None, "Three.")])


def found(path: Path) -> list[str]:
    return [finding.reason for finding in check([path], CheckTally())]
