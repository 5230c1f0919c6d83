"""What the addresses of a site turned out to be: counted by shape, and kept between runs.

What is counted here is what `crawler.frontier.article_score.article_likeness` takes as learned.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.frontier.article_score import Learned, shape
from crawler.outcomes import Outcome, Reason

if TYPE_CHECKING:
    from crawler.ledger.database import Database
    from crawler.ledger.schema import Visit

MOST_SHAPES = 2_000
"""Shapes of a site that are remembered in a run, those counted most: they travel with every
page to the process that reads it."""

NOT_OF_THE_PAGE = frozenset(
    {Reason.TWIN, Reason.ROBOTS, Reason.PRIVATE_ADDRESS, Reason.REDIRECTED_HOME}
)
"""Reasons for dropping an address that say nothing of what stands there."""

STORIES = frozenset({Reason.SAME_STORY})
"""Reasons for dropping what is an article all the same."""

COUNTED = (
    "SELECT max(CASE WHEN visits.outcome = 'stored' THEN 1 ELSE 0 END) FROM visits "
    "WHERE visits.address = addresses.id "
    "AND visits.outcome IN ('stored', 'source', 'dropped')"
)
"""As what an address was counted: 1 as an article, 0 as none, NULL not yet."""

OK = 200


class Verdicts:
    """The verdicts of a ledger. Whoever writes has begun a transaction."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def learned(self, site: str) -> dict[str, tuple[int, int]]:
        """Return for each shape of a site's addresses how many were articles, and how many not."""
        rows = self._db.execute(
            "SELECT shape, articles, others FROM shapes WHERE site = ? "
            "ORDER BY articles + others DESC LIMIT ?",
            (site, MOST_SHAPES),
        )
        return {shape: (articles, others) for shape, articles, others in rows}

    def count(self, site: str, visit: Visit, counted: int | None) -> None:
        """Count what an address turned out to be, once: a story that was taken for a list anew.

        `counted` is what `COUNTED` says of the address before this visit.
        """
        is_article = verdict_of(visit)
        if is_article is None:
            return
        before = None if counted is None else bool(counted)
        if before == is_article or before:
            return
        self._db.execute(
            "INSERT INTO shapes VALUES (?, ?, ?, ?) ON CONFLICT (site, shape) DO UPDATE "
            "SET articles = shapes.articles + excluded.articles, "
            "others = max(0, shapes.others + excluded.others - ?)",
            (site, shape(visit.url), is_article, not is_article, before is False),
        )


def verdict_of(visit: Visit) -> bool | None:
    """Return whether an address was an article's; None where nobody can tell from this visit.

    >>> from crawler.ledger.schema import Visit
    >>> ends = ("stored",), ("source", "list"), ("dropped", "no-text"), ("failed", "timeout")
    >>> [verdict_of(Visit("https://a.example/1", 0.0, *end, status=200)) for end in ends]
    [True, False, False, None]
    """
    if visit.outcome == Outcome.STORED or visit.reason in STORIES:
        return True
    if visit.status != OK or visit.reason in NOT_OF_THE_PAGE:
        return None
    if visit.outcome == Outcome.DROPPED or visit.reason == Reason.LIST:
        return False
    return None


def taught(learned: Learned, visit: Visit) -> Learned:
    """Return what is learned, with what a visit has shown.

    >>> from crawler.ledger.schema import Visit
    >>> taught({}, Visit("https://a.example/n/812", 0.0, "stored"))
    {'a.example/n/000': (1, 0)}
    """
    is_article = verdict_of(visit)
    if is_article is None:
        return learned
    kind = shape(visit.url)
    articles, others = learned.get(kind, (0, 0))
    return {**learned, kind: (articles + is_article, others + (not is_article))}
