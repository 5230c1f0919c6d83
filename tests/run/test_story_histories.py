"""What a story is to those at other addresses, whenever these are committed."""

from __future__ import annotations

import random
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.archive.jsonl import content_of
from crawler.ledger.ledger import Ledger
from crawler.ledger.schema import ArticleRow
from crawler.model import Article, Provenance
from crawler.run.claims import Claims
from crawler.run.story_histories import StoryHistories
from crawler.text.compare.minhash import bands, signature

SITE = "https://quay.example"
KNOWN = Provenance(
    captures=("sha1:A",), fetched_at=datetime(2026, 2, 5, tzinfo=UTC), encoding="utf-8"
)


def stories() -> list[Article]:
    """Return stories of which many are alike, or the same: more than are looked at."""
    chance = random.Random(3)
    texts = [" ".join(f"{word}{n}" for n in range(60)) for word in "abc"]
    told = []
    for number in range(90):
        text = chance.choice(texts) + " and more" * chance.choice([0, 0, 1])
        url, headline = f"{SITE}/{number:02}", chance.choice(["Ferry", "Quay"])
        told.append(Article(url=url, headline=headline, article_body=(text,), provenance=KNOWN))
    return told


def elsewhere(path: Path, group: int) -> list[tuple[str, ...]]:
    """Return where each story is held, too, where so many are committed at a time."""
    parts: list[Any] = [SimpleNamespace()] * 3
    found, waiting = [], list[ArticleRow]()
    with closing(Ledger(path)) as ledger:
        ledger._db.execute("BEGIN")  # noqa: SLF001 whoever keeps has begun a transaction
        claims = Claims()
        histories = StoryHistories(parts[0], claims, *parts)
        histories._kept = SimpleNamespace(rows=ledger.stories)  # type: ignore[assignment]  # noqa: SLF001 what it is asked for
        for number, article in enumerate(stories()):
            own = signature(article.article_body[0])
            found.append(histories.elsewhere(article, own, histories.exactly_elsewhere(article)))
            claims.hold(article, own)
            row = ArticleRow(article.url, 1, "", content_of(article), "a", number, 1, own)
            waiting.append(row._replace(bands=bands(own)))
            if len(waiting) >= group:
                for each in waiting:
                    ledger.stories.keep(each, None, 1, float(each.offset))
                claims.committed()
                waiting.clear()
    return found


@pytest.mark.parametrize("group", [7, 30, 1000])
def test_where_else_a_story_is_held_is_told_alike_whatever_waits_for_a_commit(
    tmp_path: Path, group: int
) -> None:
    one_by_one = elsewhere(tmp_path / "one.sqlite", 1)

    assert elsewhere(tmp_path / "many.sqlite", group) == one_by_one
    assert max(map(len, one_by_one)) > 20
