"""A sitemap is asked for when its index says that it has changed, and rarely otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.frontier.link import Link
from crawler.frontier.sitemaps import TRUSTED_FOR
from crawler.ledger.ledger import Ledger
from crawler.ledger.revisit_policy import DAY
from crawler.ledger.schema import Visit

INDEX, MAP = "https://a.example/index.xml", "https://a.example/map-7.xml"
ASKED = 1_644_053_400.0
"""2022-02-05T09:30:00Z."""

CHANGED = [
    ("2022-02-05T09:29:59+00:00", False), ("2022-02-05T09:30:01+00:00", True),
    ("2022-02-05", True), ("2022-02-05T12:00:00+08:00", False),
    ("2022-02-03", False), (None, False),
]  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger(tmp_path / "ledger.sqlite")
    run = opened.begin("news", {}, 0.0, "a.example")
    opened.add([Link(url, "sitemap") for url in (INDEX, MAP)], None, run, 0.0)
    yield opened
    opened.close()


def poll(ledger: Ledger, url: str, *children: Link, at: float = ASKED) -> None:
    visit = Visit(url, at, "source", "list", 200, "source", due_at=at + DAY, sitemaps=children)
    ledger.commit([visit], {}, ledger.run)


@pytest.mark.parametrize(("modified", "is_due"), CHANGED)
def test_a_sitemap_is_stale_where_its_index_says_so(
    ledger: Ledger, modified: str | None, *, is_due: bool
) -> None:
    poll(ledger, MAP)

    assert ledger.sitemaps.changed([Link(MAP, "sitemap", modified=modified)]) == [MAP] * is_due


def test_one_that_was_never_asked_for_is_stale(ledger: Ledger) -> None:
    new = Link("https://a.example/new.xml", "sitemap", modified="2001-01-01")

    assert ledger.sitemaps.changed([new, Link(MAP, "sitemap", modified="2001-01-01")]) == [
        new.url,
        MAP,
    ]


@pytest.mark.parametrize(("modified", "rest"), [("2022-02-03", TRUSTED_FOR), (None, DAY)])
def test_one_that_its_index_dates_is_left_to_it(
    ledger: Ledger, modified: str | None, rest: float
) -> None:
    poll(ledger, INDEX, Link(MAP, "sitemap", modified=modified))
    poll(ledger, MAP)

    ledger.begin("news", {}, ASKED + rest - 1, "a.example")
    assert MAP not in [address.url for address in ledger.due("a.example", 1e10, 9)]
    ledger.begin("news", {}, ASKED + rest + 1, "a.example")
    assert MAP in [address.url for address in ledger.due("a.example", 1e10, 9)]
