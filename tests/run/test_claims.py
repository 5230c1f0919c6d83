"""Of two pages with one story the second is decided on when the first is done with."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from crawler.model import Article, Provenance
from crawler.run.claims import Claims
from crawler.run.page_task import PageTask
from crawler.text.compare.minhash import bands, signature
from tests.in_process import SITE, drive


def page(path: str) -> PageTask:
    known = Provenance(captures=("sha1:A",), fetched_at=datetime.now(UTC), encoding="utf-8")
    return PageTask(None, article=Article(url=SITE + path, headline=path, provenance=known))


def test_a_second_page_with_a_story_waits_for_the_first_and_another_story_does_not() -> None:
    async def steps() -> list[bool]:
        claims, first, second, other = Claims(), page("/1"), page("/1"), page("/2")
        await claims.take(first)
        await claims.take(first)
        await claims.take(other)
        waiting = asyncio.ensure_future(claims.take(second))
        await asyncio.sleep(0)
        told = [waiting.done()]
        first.done.set()
        claims.release(first)
        await waiting
        return [*told, waiting.done()]

    assert drive(steps()) == [False, True]


def test_a_claim_is_forgotten_with_its_page_alone() -> None:
    async def steps() -> list[int]:
        claims, first, second = Claims(), page("/1"), page("/1")
        await claims.take(first)
        told = [len(claims)]
        claims.release(second)
        told.append(len(claims))
        claims.release(first)
        return [*told, len(claims)]

    assert drive(steps()) == [1, 1, 0]


def test_a_story_that_is_about_to_be_held_counts_until_it_is_committed() -> None:
    claims = Claims()
    article = page("/1").article
    assert article
    told, other = (signature(" ".join(f"{word}{n}" for n in range(99))) for word in "ab")

    claims.hold(article, told)
    assert claims.about_to_be_held[SITE + "/1"].signature == told
    assert claims.sharing(bands(told)) == {SITE + "/1"}
    assert claims.sharing(bands(other)) == set()

    claims.committed()
    assert not claims.about_to_be_held
    assert not claims.sharing(bands(told))
