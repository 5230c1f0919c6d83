"""What a run notes of its sites, and what it takes over from another process."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from crawler.ledger.schema import Address
from crawler.model import Article, Exchange, Provenance
from crawler.outcomes import Outcome, Reason
from crawler.run.page_task import PageTask
from crawler.run.site_stats import BODILESS, SiteStats, Specimen

NOW = datetime(2026, 2, 5, tzinfo=UTC)
SITE = "quay.example"


def page(kind: str = "article", **more: object) -> PageTask:
    url = f"https://{SITE}/1"
    address = Address(1, url, SITE, kind, 0, 1, 0, site=SITE)
    exchange = Exchange(url=url, fetched_at=NOW, request=b"", response=bytes(100))
    return PageTask(address, exchanges=[exchange], **more)  # type: ignore[arg-type]


def stored(length: int, published: str | None = "2026-02-05") -> PageTask:
    known = Provenance(captures=("sha1:A",), fetched_at=NOW, encoding="utf-8")
    article = Article(url=f"https://{SITE}/1", headline="Ferry", article_body=("x" * length,),
                      date_published=published, provenance=known)  # fmt: skip
    return page(article=article, outcome=Outcome.STORED)


def told(*pages: PageTask) -> dict[str, float]:
    stats = SiteStats()
    for each in pages:
        stats.note(each)
    report: dict[str, float] = stats.sites[SITE].report()
    return report


def test_every_page_counts_with_its_bytes_and_a_story_with_its_length() -> None:
    dropped = page(outcome=Outcome.DROPPED, reason=Reason.NO_TEXT)

    assert told(stored(10), stored(30, None), dropped) == {
        "fetched": 3,
        "bytes": 300,
        "articles": 2,
        "bodiless": 1,
        "undated": 1,
        "median_length": 20,
    }


def test_a_list_without_a_text_lacks_nothing() -> None:
    assert told(page("page", outcome=Outcome.DROPPED, reason=Reason.NO_TEXT))["bodiless"] == 0


def test_a_page_that_failed_lacks_nothing() -> None:
    assert told(page(outcome=Outcome.FAILED, reason=Reason.TIMEOUT))["bodiless"] == 0


def test_an_address_that_was_never_answered_was_not_fetched() -> None:
    unanswered = page(outcome=Outcome.FAILED, reason=Reason.TIMEOUT)
    unanswered.exchanges.clear()
    stats = SiteStats()
    stats.note(unanswered)

    assert (stats.has_answered(SITE), stats.has_answered("nobody.example")) == (False, False)


def test_the_first_that_lacks_a_thing_is_shown_and_the_shortest_of_all() -> None:
    first, second, short = stored(50, None), stored(40, None), stored(5)
    stats = SiteStats()
    for each in (first, second, short, stored(60)):
        stats.note(each)

    assert stats.sites[SITE].lacking == {
        "undated": Specimen.of(first),
        "short": Specimen.of(short),
    }


def test_the_reasons_for_a_page_without_a_story_are_reasons() -> None:
    assert {*Reason} >= BODILESS


@given(st.lists(st.integers(1, 5_000), min_size=1, max_size=9))
def test_what_another_process_noted_is_added(lengths: list[int]) -> None:
    ours, theirs = SiteStats(), SiteStats()
    for length in lengths:
        theirs.note(stored(length))
    ours.note(stored(70))
    ours.absorb(theirs.dumped())
    report = ours.sites[SITE].report()

    assert json.loads(theirs.dumped())[SITE]["articles"] == len(lengths)
    assert (report["fetched"], report["articles"]) == (len(lengths) + 1,) * 2
    assert report["median_length"] == median([int(median(lengths))] * len(lengths) + [70])
