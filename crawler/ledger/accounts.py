"""What the ledger says of a run when it ends: of each site, of each source, and of the past."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.ledger.schema import HELD, WITHDRAWN, Tally
from crawler.outcomes import GONE, Outcome, Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.ledger.database import Database
    from crawler.ledger.taken_over import TakenOver


_UNASKED = f"'{Reason.ROBOTS}', '{Reason.PRIVATE_ADDRESS}'"
"""Reasons for which an address is dropped that nobody was asked for."""


class SiteTally(NamedTuple):
    """How many addresses of a site ended how in a run."""

    site: str
    outcome: str
    reason: str | None
    number: int
    found: int = 0
    """How many of them were seen for the first time in it."""


class SourceAccount(NamedTuple):
    """What a source lists, held against what is known of it."""

    url: str
    kind: str
    listed: int
    """Stories that it listed when it was last read in the run."""

    elsewhere: int
    """How many more were another site's."""

    known: int
    """Stories that it has listed in all its time, and the ledger knows."""

    held: int
    withdrawn: int
    pending: int
    dropped: int
    failed: int

    @property
    def balances(self) -> bool:
        """Whether every story that it lists is known, and something has become of it."""
        parts = self.held + self.withdrawn + self.pending + self.dropped + self.failed
        return self.known >= self.listed and parts == self.known


class Poll(NamedTuple):
    """One visit to a source."""

    outcome: str
    reason: str | None
    listed: int | None

    @property
    def is_gone(self) -> bool:
        """Whether the server said that nothing stands there."""
        return self.reason in GONE


@dataclass(frozen=True, slots=True)
class SiteHealth:
    """How a site does that a ledger remembers. Times are seconds since 1970, UTC."""

    site: str
    addresses: int
    stories: int
    withdrawn: int
    due: int
    failed: int
    last_story: float | None
    """When a story of it was last held for the first time."""

    last_asked: float | None
    resting: float
    """Until when one of its hosts is left alone; 0 for none."""

    alarms: tuple[str, ...]
    """What its last run, or the last run of all sites, said calls for a look."""


class Accounts:
    """The accounts of a ledger. Nothing is written here."""

    def __init__(self, db: Database, taken_over: TakenOver) -> None:
        self._db, self._taken_over = db, taken_over

    def by_site(self, run: int, begun: float) -> list[SiteTally]:
        """Return how the addresses of each site ended in a run that began then."""
        rows = self._db.execute(
            "SELECT site, outcome, reason, count(*), count(*) FILTER (WHERE seen_at >= ?2) "
            "FROM addresses WHERE run = ?1 GROUP BY site, outcome, reason",
            (run, begun),
        )
        told = [SiteTally(row[0], row[1] or Outcome.PENDING, *row[2:]) for row in rows]
        if self._taken_over.run == run:
            waiting = self._taken_over.pending()
            told += [
                SiteTally(site, Outcome.PENDING, why, n) for (site, why), n in waiting.items()
            ]
        return sorted(told, key=lambda each: (each.site, each.outcome, each.reason or ""))

    def tallies(self, run: int) -> list[Tally]:
        """Return how the addresses of a run ended: of all sites together an index tells it."""
        rows = self._db.execute(
            "SELECT outcome, reason, count(*) FROM addresses WHERE run = ? "
            "GROUP BY outcome, reason",
            (run,),
        )
        counted: Counter[tuple[str, str | None]] = Counter()
        for outcome, reason, number in rows:
            counted[outcome or Outcome.PENDING, reason] += number
        if self._taken_over.run == run:
            for (_, reason), number in self._taken_over.pending().items():
                counted[Outcome.PENDING, reason] += number
        ordered = sorted(counted, key=lambda key: (key[0], key[1] or ""))
        return [Tally(*key, counted[key]) for key in ordered]

    def sites_of(self, run: int) -> tuple[str, ...]:
        """Return the keys of the sites of a run."""
        rows = self._db.execute("SELECT site FROM run_sites WHERE run = ? ORDER BY site", (run,))
        return tuple(site for (site,) in rows)

    def answered(self, run: int) -> dict[str, int]:
        """Return how many visits of a run were answered, by site."""
        rows = self._db.execute(
            "SELECT site, count(*) FROM visits JOIN addresses ON id = address "
            "WHERE visits.run = ? AND status IS NOT NULL GROUP BY site",
            (run,),
        )
        return dict(rows.fetchall())

    def sources(self, run: int) -> list[SourceAccount]:
        """Return every source that said in a run what it lists."""
        rows = self._db.execute(
            """
            SELECT source.url, source.kind, listed_now, elsewhere_now, count(story.id),
                count(*) FILTER (WHERE story.held = 1),
                count(*) FILTER (WHERE story.held = 2),
                count(*) FILTER (WHERE story.held = 0 AND story.state = 'due'),
                count(*) FILTER (WHERE story.held = 0
                    AND story.state IN ('done', 'source', 'held')),
                count(*) FILTER (WHERE story.held = 0 AND story.state IN ('failed', 'gone'))
            FROM (
                SELECT address AS polled, max(listed) AS listed_now,
                    max(elsewhere) AS elsewhere_now
                FROM visits WHERE run = ? AND listed IS NOT NULL GROUP BY address
            ) AS polled_now JOIN addresses AS source ON source.id = polled
            LEFT JOIN listed ON listed.source = source.id
            LEFT JOIN addresses AS story ON story.id = listed.address
            GROUP BY source.id, listed_now, elsewhere_now ORDER BY source.id
            """,
            (run,),
        )
        return [SourceAccount(*row) for row in rows]

    def polls(self, run: int, limit: int = 8) -> dict[str, dict[str, list[Poll]]]:
        """Return the last visits, newest first, to each source that a run asked for, by site."""
        asked = self._db.execute(
            "SELECT DISTINCT addresses.id, site, url FROM visits JOIN addresses ON id = address "
            "WHERE visits.run = ? AND kind <> 'article'",
            (run,),
        ).fetchall()
        last = (
            "SELECT outcome, reason, listed FROM visits WHERE address = ? ORDER BY at DESC LIMIT ?"
        )
        told: dict[str, dict[str, list[Poll]]] = {}
        for address, site, url in asked:
            rows = self._db.execute(last, (address, limit))
            told.setdefault(site, {})[url] = [Poll(*row) for row in rows]
        return told

    def unreached(self, run: int) -> list[tuple[str, str, str]]:
        """Return site, address and reason of each start at whose host a run got nothing."""
        return self._db.execute(
            f"""
            SELECT site, url, reason FROM addresses AS start
            WHERE run = ? AND depth = 0 AND seen_on IS NULL AND reason IS NOT NULL
            AND (outcome IS NULL OR outcome = '{Outcome.FAILED}' OR reason IN ({_UNASKED}))
            AND NOT EXISTS (
                SELECT 1 FROM visits JOIN addresses AS other ON other.id = address
                WHERE visits.run = start.run AND other.host = start.host
                AND visits.outcome <> '{Outcome.FAILED}'
                AND coalesce(visits.reason, '') NOT IN ({_UNASKED})
            ) ORDER BY id
            """,  # noqa: S608 words of ours
            (run,),
        ).fetchall()

    def standing(self, url: str) -> bool | None:
        """Say whether a story that a source has listed still stands; None if it listed none."""
        [(standing,)] = self._db.execute(
            "SELECT max(CASE WHEN story.held <> 2 THEN 1 ELSE 0 END) FROM listed "
            "JOIN addresses AS source ON source.id = listed.source "
            "JOIN addresses AS story ON story.id = listed.address "
            "WHERE source.key = address_key(?)",
            (url,),
        )
        return None if standing is None else bool(standing)

    def has_story(self, site: str) -> bool:
        """Say whether a story of a site is held, or was."""
        row = self._db.execute("SELECT 1 FROM heard WHERE site = ? LIMIT 1", (site,)).fetchone()
        return row is not None

    def has_story_due(self, site: str, hosts: Iterable[str]) -> bool:
        """Say whether what looks like a story of a site's is due at one of these hosts."""
        query = (
            "SELECT 1 FROM addresses WHERE state = 'due' AND host = ? AND site = ? "
            "AND kind = 'article' LIMIT 1"
        )
        return any(self._db.execute(query, (host, site)).fetchone() for host in hosts)

    def expects_story(self, run: int, site: str = "") -> bool:
        """Say whether what looks like a story's is still due in a run: of a site, or of any."""
        row = self._db.execute(
            "SELECT 1 FROM addresses WHERE run = ? AND kind = 'article' AND outcome IS NULL "
            "AND ? IN ('', site) LIMIT 1",
            (run, site),
        ).fetchone()
        is_theirs = run == self._taken_over.run
        return row is not None or (is_theirs and self._taken_over.has_story(site))

    def listed_by(self, url: str) -> list[tuple[str, str | None, float, bool]]:
        """Return the sources that list an address, under which title, since when, and if still.

        Of one that does no more the time is that when it was first seen not to.
        """
        rows = self._db.execute(
            "SELECT source.url, listed.title, listed.since, coalesce(stated, 'x') <> '' "
            "FROM addresses AS story "
            "JOIN listed ON listed.address = story.id "
            "JOIN addresses AS source ON source.id = listed.source "
            "WHERE story.key = address_key(?) ORDER BY listed.since",
            (url,),
        )
        return rows.fetchall()

    def story_times(self, site: str, since: float) -> list[float]:
        """Return the minutes in which stories of a site were first held, oldest first."""
        rows = self._db.execute(
            "SELECT at FROM heard WHERE site = ? AND at >= ? ORDER BY at", (site, since)
        )
        return [moment for (moment,) in rows]

    def report(self, run: int = 0) -> dict[str, Any] | None:
        """Return the report of a run, the last that has one if none is named."""
        row = self._db.execute(
            "SELECT report FROM runs WHERE report IS NOT NULL AND (id = ? OR 0 = ?) "
            "ORDER BY id DESC LIMIT 1",
            (run, run),
        ).fetchone()
        return json.loads(row[0]) if row else None

    def health(self, now: float) -> list[SiteHealth]:
        """Return how each site does, the one with most stories first."""
        heard = dict(self._db.execute("SELECT site, max(at) FROM heard GROUP BY site"))
        resting = dict(
            self._db.execute(
                "SELECT a.site, max(h.paused_until) FROM hosts AS h JOIN addresses AS a "
                "ON a.host = h.host WHERE h.paused_until > ? GROUP BY a.site",
                (now,),
            )
        )
        alarms = self._alarms()
        rows = self._db.execute(
            f"SELECT site, count(*), count(*) FILTER (WHERE held = {HELD}), "  # noqa: S608 numbers
            f"count(*) FILTER (WHERE held = {WITHDRAWN}), "
            "count(*) FILTER (WHERE state = 'due' AND due_at <= ?), "
            "count(*) FILTER (WHERE state = 'failed'), max(asked_at) "
            "FROM addresses GROUP BY site ORDER BY 3 DESC, site",
            (now,),
        )
        return [
            SiteHealth(
                site=site,
                addresses=addresses,
                stories=stories,
                withdrawn=withdrawn,
                due=due,
                failed=failed,
                last_story=heard.get(site),
                last_asked=asked,
                resting=resting.get(site, 0.0),
                alarms=tuple(alarms.get(site, ())),
            )
            for site, addresses, stories, withdrawn, due, failed, asked in rows
        ]

    def _alarms(self) -> dict[str, list[str]]:
        """Return what the last run of each site said calls for a look, by site."""
        rows = self._db.execute(
            "SELECT report FROM runs WHERE id IN (SELECT max(id) FROM runs WHERE report IS NOT "
            "NULL GROUP BY spider, site) ORDER BY id"
        )
        told: dict[str, list[str]] = {}
        for (text,) in rows:
            report = json.loads(text)
            told.update({site: [] for site in report.get("sites", {})})
            for alarm in report.get("alarms", ()):
                told.setdefault(alarm["site"], []).append(alarm["text"])
        return told

    def reports(self, spider: str, *sites: str, limit: int = 60) -> list[dict[str, Any]]:
        """Return the reports of the earlier runs of just these sites, newest first."""
        rows = self._db.execute(
            "SELECT report FROM runs WHERE spider = ? AND site = ? AND report IS NOT NULL "
            "ORDER BY id DESC LIMIT ?",
            (spider, " ".join(sorted(sites)), limit),
        )
        return [json.loads(report) for (report,) in rows]

    def past(
        self, spider: str, sites: Iterable[str], limit: int = 60
    ) -> Iterator[tuple[list[str], dict[str, Any]]]:
        """Yield the earlier runs in which one of these sites was crawled, alone or with others.

        The newest comes first: its sites of those, each in its last `limit` runs, and its report.
        """
        of_run: dict[int, list[str]] = {}
        for site in sites:
            rows = self._db.execute(
                "SELECT run FROM run_sites JOIN runs ON id = run WHERE run_sites.site = ? "
                "AND spider = ? AND report IS NOT NULL ORDER BY run DESC LIMIT ?",
                (site, spider, limit),
            )
            for (run,) in rows:
                of_run.setdefault(run, []).append(site)
        for run in sorted(of_run, reverse=True):
            [(report,)] = self._db.execute("SELECT report FROM runs WHERE id = ?", (run,))
            yield of_run[run], json.loads(report)
