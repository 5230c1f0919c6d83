"""What came of asking for an address: written whole, with what the address is from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.frontier.sitemaps import Sitemaps
from crawler.frontier.urls import canonical
from crawler.ledger.captures import Captures
from crawler.ledger.listings import Listings
from crawler.ledger.url_patterns import COUNTED, Verdicts
from crawler.outcomes import GONE, Outcome

if TYPE_CHECKING:
    from crawler.ledger.addresses import Addresses
    from crawler.ledger.database import Database
    from crawler.ledger.schema import Visit


class Visits:
    """The visits of a ledger. Whoever writes has begun a transaction."""

    def __init__(self, db: Database, addresses: Addresses) -> None:
        self._db, self._addresses = db, addresses
        self._runs, self._hosts = addresses.runs, addresses.due_hosts
        self._taken_over, self._stories = addresses.taken_over, addresses.stories
        self.listings = Listings(db, addresses)
        self.captures = Captures(db)
        self.verdicts = Verdicts(db)
        self.sitemaps = Sitemaps(db)

    def write(self, visit: Visit, run: int, site: str) -> None:
        """Write down what came of an address of a site."""
        self._taken_over.settle([visit.url])
        self._lead_on(visit, run, site)
        if visit.outcome == Outcome.FAILED and visit.reason in GONE:
            self.listings.look_for_what_it_listed(visit, run)
        address = self._settle(visit, run, site)
        if visit.kind == "page" and visit.outcome == Outcome.SOURCE:
            self._read_at_last(visit.url, run, visit.at)
        self.listings.write(visit, run)
        self.sitemaps.listed(visit.sitemaps)
        if visit.state == "source":
            self.sitemaps.rest(visit.url, visit.at)
        self.captures.write(visit.captures)
        for article in visit.articles:
            self._stories.keep(article, address, run, visit.at)
        if visit.memory:
            self._db.execute("INSERT OR IGNORE INTO revisions VALUES (?, ?)", visit.memory)
        for reading in visit.readings:
            self._stories.read(reading, visit.url, visit.articles)
        brought_nothing = visit.state in {"done", "failed", "gone"} and not visit.held
        if brought_nothing and visit.reason != "same-story":
            self._stories.free(visit.url, run, visit.at)

    def write_ahead(self, visit: Visit, run: int, site: str) -> None:
        """Write down a part of what a page lists, before what came of the page itself."""
        self._lead_on(visit, run, site)
        self.listings.take(visit, run)
        self.sitemaps.listed(visit.sitemaps)

    def _lead_on(self, visit: Visit, run: int, site: str) -> None:
        self._addresses.ask_again(visit.again, run, visit.at)
        if visit.found:
            self._addresses.add(visit.found, visit.url, run, visit.at, site)
        for url in visit.proven:
            self._prove(url, run, visit.at)

    def _settle(self, visit: Visit, run: int, site: str) -> int | None:
        """Write down what became of an address, and what it is from now on; return its number."""
        known = self._db.execute(
            f"SELECT id, run, outcome, tries, ({COUNTED}) FROM addresses WHERE key = ?",  # noqa: S608 ours
            (canonical(visit.url),),
        ).fetchone()
        if known is None:
            return None
        address, last_run, outcome, tries, counted = known
        self.verdicts.count(site, visit, counted)
        # A story that was stored in the run stays accounted for as stored, though another of
        # its captures, read in the same run, brought nothing.
        is_told = last_run == run and outcome in {Outcome.STORED, Outcome.VERSION}
        columns: dict[str, Any] = {}
        if not (is_told and visit.outcome == Outcome.UNCHANGED):
            columns = {"outcome": visit.outcome, "reason": visit.reason, "run": run}
        if not visit.keeps_schedule:
            columns |= self._scheduled(visit, tries)
        if columns:
            told = ", ".join(f"{name} = ?" for name in columns)
            self._db.execute(
                f"UPDATE addresses SET {told} WHERE id = ?",  # noqa: S608 names of ours
                (*columns.values(), address),
            )
        self._note_visit(visit, run, address)
        return int(address)

    def _note_visit(self, visit: Visit, run: int, address: int) -> None:
        listed = None if visit.listed is None else (visit.ahead or 0) + len(visit.listed)
        self._db.execute(
            "INSERT INTO visits (address, run, at, status, outcome, reason, listed, elsewhere) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                address, run, visit.at, visit.status, visit.outcome, visit.reason, listed,
                visit.elsewhere,
            ),
        )  # fmt: skip

    def _scheduled(self, visit: Visit, tries: int) -> dict[str, Any]:
        """Return what an address is from now on, and when it is due, by column."""
        is_due = visit.state == "due"
        if is_due:
            self._hosts.tell(urlsplit(visit.url).netloc, visit.due_at)
        return {
            "state": visit.state,
            "due_at": visit.due_at,
            "tries": tries + visit.counts if is_due else 0,
            "held": visit.held,
            "since": visit.since,
            "rhythm": visit.rhythm,
            "etag": visit.etag,
            "last_modified": visit.last_modified,
            "asked_at": visit.at,
        }

    def _prove(self, url: str, run: int, at: float) -> None:
        """Take an address for a story that was taken for a list; not where a crawl starts."""
        self._taken_over.settle([url])
        raised = self._db.execute(
            "UPDATE addresses SET kind = 'article' WHERE key = address_key(?) "
            "AND kind = 'page' AND depth > 0 RETURNING id",
            (url,),
        ).fetchone()
        if raised is not None:
            self._stories.respell(raised[0], url)
            self._read_at_last(url, run, at)

    def _read_at_last(self, url: str, run: int, at: float) -> None:
        """Have a story read that was passed over as a list, in this run or an earlier one.

        It goes on being listed where it turns out to be a list all the same, for it keeps its
        rhythm. Its validators go: that a list has not changed says nothing of a story.
        """
        self._taken_over.settle([url])
        passed_over = self._db.execute(
            "SELECT id, run, host FROM addresses WHERE key = address_key(?) AND kind = 'article' "
            "AND state = 'source' AND held = 0",
            (url,),
        ).fetchone()
        if passed_over is None:
            return
        address, last_run, host = passed_over
        self._hosts.tell(host)
        self._db.execute(
            "UPDATE addresses SET state = 'due', due_at = ?, tries = 0, run = ?, outcome = NULL, "
            "reason = NULL, etag = NULL, last_modified = NULL WHERE id = ?",
            (at, run, address),
        )
        self._runs.count(run, int(last_run != run))
