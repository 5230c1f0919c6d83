"""The account of a run: every address that was discovered, and what became of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from statistics import median
from typing import TYPE_CHECKING, Any

from crawler.ledger.fleets import fleet_key
from crawler.outcomes import Outcome, Reason, is_ours
from crawler.report.alarms import (
    MEMORY,
    MIN_HISTORY,
    Alarm,
    Figures,
    alarms,
    lost_source,
    no_story,
)
from crawler.run.same_lists import LISTS_AT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from scrapy.crawler import Crawler

    from crawler.ledger.accounts import Accounts, Poll, SourceAccount
    from crawler.ledger.ledger import Ledger
    from crawler.ledger.schema import Tally
    from crawler.run.run_state import RunState
    from crawler.run.site_stats import SiteStats

EXIT_STATUS = "archive/exit_status"
"""Key in the stats of a crawl of what its process ends with: 0 where all is well."""

TERMS = tuple(Outcome)
BY_REASON = (Outcome.DROPPED, Outcome.FAILED)
PLAIN = tuple(term for term in TERMS if term not in BY_REASON)
NOTHING_BROUGHT = (Outcome.FAILED, Outcome.PENDING)
"""Ends of an address after which nothing is known of it but that: a run of no others failed."""

DAMAGED, FILE, REFUSED = "damaged", "file", "refused"
"""Kinds of what a replay passed over that call for a look."""

LACKING = (("bodiless", "an article"), ("undated", "a date"))
GOOD_ENDS = {"finished", "limit", "time-is-up", "shutdown"}
"""Reasons for which a run ends well; ``shutdown`` is somebody's Ctrl-C or a service's stop."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """discovered = the sum of `TERMS`."""

    discovered: int
    """Addresses due when the run began, and those it found: counted as they came in."""

    tallies: tuple[Tally, ...]
    """What became of each: counted at the end, from the ledger."""

    lines: int
    """Articles written: as many as addresses ended ``stored`` or ``version``."""

    fetched: int
    finish_reason: str
    run: int
    seconds: float
    files: tuple[str, ...]
    at: float = 0.0
    """When the run ended, in seconds since 1970."""

    crawled: tuple[str, ...] = ()
    """Keys of the sites that were crawled; none where what was read is of whatever site."""

    sites: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    """What came of each site's addresses, and what its pages were like."""

    sources: tuple[SourceAccount, ...] = ()
    past: tuple[dict[str, Any], ...] = ()
    """The reports of the site's earlier runs, newest first."""

    alarms: tuple[Alarm, ...] = ()
    drifted: tuple[str, ...] = ()
    """Folders of pages that no longer look as the site's pages did."""

    error: str | None = None
    passed_over: Mapping[str, int] = field(default_factory=dict)
    """What a replay did not read, by kind: captures that are no page, records, whole files."""

    @classmethod
    def of(
        cls, ledger: Ledger, state: RunState, notes: SiteStats, at: float, finish_reason: str
    ) -> Receipt:
        """Return the account of a run that ends now, at so many seconds since 1970."""
        fleet = ledger.fleets.fleet.name
        named = (fleet_key(fleet),) if fleet else state.sites
        past = tuple(ledger.accounts.reports(state.spider, *named))
        sites = _sites(ledger.accounts, state, notes)
        return cls(
            at=at,
            crawled=state.sites,
            sites=sites,
            sources=tuple(ledger.accounts.sources(state.number)),
            past=past,
            alarms=(
                *_alarms(ledger, state, at, sites),
                *_unreached(ledger, state),
                *_trapped(state),
                *_unread(state.passed_over),
            ),
            passed_over=dict(state.passed_over),
            discovered=ledger.discovered(state.number),
            tallies=tuple(ledger.tallies(state.number)),
            lines=state.lines,
            fetched=state.fetched,
            finish_reason=finish_reason,
            run=state.number,
            seconds=at - state.started,
            files=tuple(state.sealed),
            error=state.error,
        )

    def count(self, outcome: str) -> int:
        """Return how many addresses ended so."""
        return sum(tally.number for tally in self.tallies if tally.outcome == outcome)

    @property
    def balances(self) -> bool:
        """Whether every address is accounted for, and every article line."""
        known = all(tally.outcome in TERMS for tally in self.tallies)
        listed = all(source.balances for source in self.sources)
        return known and listed and self.discovered == sum(map(self.count, TERMS))

    @property
    def exit_status(self) -> int:
        """0 where something was fetched, all is accounted for, and nothing calls for a look."""
        ours = any(
            tally.outcome == Outcome.FAILED and is_ours(tally.reason) for tally in self.tallies
        )
        brought = any(self.count(term) for term in TERMS if term not in NOTHING_BROUGHT)
        well = self.finish_reason in GOOD_ENDS and self.fetched and brought and self.balances
        return 0 if well and not (ours or self.error or self.alarms) else 1

    def report(self, crawler: Crawler | None) -> dict[str, Any]:
        """Return the account as JSON values, with Scrapy's stats beside it."""
        told = crawler.stats.get_stats() if crawler and crawler.stats else {}
        stats = {key: str(value) for key, value in told.items()}
        return {
            "run": self.run,
            "at": self.at,
            "finish_reason": self.finish_reason,
            "exit_status": self.exit_status,
            "balances": self.balances,
            "discovered": self.discovered,
            "fetched": self.fetched,
            "seconds": round(self.seconds, 3),
            **{term: self.count(term) for term in TERMS},
            "reasons": {
                f"{tally.outcome}/{tally.reason}": tally.number
                for tally in self.tallies
                if tally.reason
            },
            "sites": dict(self.sites),
            "sources": [
                {**source._asdict(), "balances": source.balances} for source in self.sources
            ],
            "alarms": [asdict(alarm) for alarm in self.alarms],
            "drifted": list(self.drifted),
            "passed_over": dict(self.passed_over),
            "files": list(self.files),
            "error": self.error,
            "stats": stats,
        }


def _sites(accounts: Accounts, state: RunState, notes: SiteStats) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = {}
    for tally in accounts.by_site(state.number, state.started):
        site = told.setdefault(
            tally.site,
            {"found": 0, **dict.fromkeys(PLAIN, 0),
             **{term: {} for term in BY_REASON}, **notes.sites[tally.site].report()},
        )  # fmt: skip
        site["found"] += tally.found
        if tally.outcome in BY_REASON:
            site[tally.outcome][tally.reason or "unknown"] = tally.number
        elif tally.outcome in PLAIN:
            site[tally.outcome] += tally.number
    return told


def _alarms(
    ledger: Ledger, state: RunState, at: float, sites: Mapping[str, dict[str, Any]]
) -> list[Alarm]:
    """Return what is wrong with the sites of a run, and with the sources that it asked."""
    polls = ledger.accounts.polls(state.number)
    before: dict[str, list[Figures]] = {site: [] for site in state.sites}
    for several, report in ledger.accounts.past(state.spider, state.sites):
        for site in several:
            before[site].append(Figures.of(report, site))
    found: list[Alarm] = []
    for site in state.sites:
        # What an earlier run filed under another site is told with that of the only one.
        own = polls if len(state.sites) == 1 else {site: polls.get(site, {})}
        asked = {url: visits for each in own.values() for url, visits in each.items()}
        found += _alarms_of(ledger, site, Figures.of({"at": at, "sites": sites}, site),
                            before[site], asked)  # fmt: skip
        if _is_without_story(ledger, state, site, sites):
            text = no_story(
                site, fetched=sites[site]["fetched"], lists=sites[site][Outcome.SOURCE]
            )
            found.append(Alarm("no-story", site, text))
    return found


def _alarms_of(
    ledger: Ledger,
    site: str,
    now: Figures,
    before: Sequence[Figures],
    polls: Mapping[str, Sequence[Poll]],
) -> Iterator[Alarm]:
    """Yield what is wrong with a site, and with its sources; `before` has the newest run first."""
    accounts = ledger.accounts
    standing = {url: accounts.standing(url) for url in polls}
    left = sum(standing[url] is False and each[0].is_gone for url, each in polls.items())
    times = accounts.story_times(site, now.at - MEMORY - MIN_HISTORY)
    yield from alarms(site, now.without(left), before, times)
    for url, each in polls.items():
        lost = lost_source(url, each)
        if lost and standing[url]:
            yield Alarm("source", site, f"{site}: {lost}")


def _unreached(ledger: Ledger, state: RunState) -> list[Alarm]:
    """Return what calls for a look where one of several sites gave nothing at all.

    Of a run of one site the account says so by itself.
    """
    starts = ledger.accounts.unreached(state.number) if state.is_of_several else ()
    return [Alarm("unreached", site, f"{site}: nothing was fetched from {url} ({reason})")
            for site, url, reason in starts]  # fmt: skip


def _trapped(state: RunState) -> list[Alarm]:
    """Return what calls for a look where a domain makes up hosts, or a pattern addresses."""
    only = state.sites[0] if len(state.sites) == 1 else ""
    return [
        Alarm("trap", owner if (owner := pattern.removeprefix("*.")) in state.sites else only,
              f"{pattern} {_what(pattern)}: {count} addresses there were left")
        for pattern, count in state.traps.items()
    ]  # fmt: skip


def _what(pattern: str) -> str:
    if pattern.startswith(LISTS_AT):
        return "bring the same again and again"
    is_of_hosts = pattern.startswith("*.") and "/" not in pattern
    return "makes up hosts" if is_of_hosts else "brings one story again and again"


def _unread(passed_over: Mapping[str, int]) -> list[Alarm]:
    """Return what calls for a look where a part of an archive could not be read."""
    told = (
        (DAMAGED, "{} places of the archive are damaged: the log names file and offset of each"),
        (FILE, "{} files hold nothing that can be read: the log names them"),
        (REFUSED, "{} pages were not written, for others held their hosts by then"),
    )
    return [
        Alarm("archive", "", text.format(passed_over[kind]))
        for kind, text in told
        if passed_over.get(kind)
    ]


def _is_without_story(
    ledger: Ledger, state: RunState, site: str, sites: Mapping[str, dict[str, Any]]
) -> bool:
    """Say whether a run of a site has come to its end, and no story of it was ever held.

    Where nothing was fetched at all the account says so by itself. Of addresses that were given
    it is enough that one is a story.
    """
    of = state.sites if state.is_given else (site,)
    told = [sites[each] for each in of if each in sites]
    if site not in sites or not sites[site]["fetched"] or any(map(ledger.accounts.has_story, of)):
        return False
    held_elsewhere = any(each[Outcome.DROPPED].get(Reason.SAME_STORY) for each in told)
    return not (held_elsewhere or any(each[Outcome.PENDING] for each in told))


def summary(receipt: Receipt, root: Path) -> str:
    """Return the account as somebody reads it in the morning."""
    report = {**receipt.report(None), "past": past_of(receipt.past)}
    return shown(report, str(root))


def past_of(reports: tuple[dict[str, Any], ...]) -> dict[str, float]:
    """Return what each term of the account usually was: the median of earlier runs."""
    terms = ("fetched", "discovered", *TERMS)
    return {term: median(each.get(term, 0) for each in reports) for term in terms if reports}


def shown(report: Mapping[str, Any], root: str) -> str:
    """Return the report of a run for the eye: the account first, then what calls for a look."""
    usual = report.get("past", {})
    rows = [f"run {report['run']}: {report['finish_reason']} after {report['seconds']:.0f} s"]
    for term in ("fetched", "discovered", *TERMS):
        sign = "= " if term in TERMS else ""
        said = f"usually {usual[term]:.0f}" if term in usual else ""
        rows.append(f"  {sign + term:<12} {report.get(term, 0):>7}   {said:<14} "
                    f"{_reasons(report, term)}".rstrip())  # fmt: skip
    rows.append("  " + ("balances" if report["balances"] else "DOES NOT BALANCE"))
    if passed_over := report.get("passed_over"):
        told = ", ".join(f"{kind} {number}" for kind, number in sorted(passed_over.items()))
        rows.append(f"  passed over: {told}")
    rows += list(map(_site_row, report.get("sites", {}).items()))
    rows += [f"  {source['url']} lists {source['listed']} stories, of which "
             f"{source['listed'] - source['known']} are unaccounted for"
             for source in report.get("sources", ()) if not source["balances"]]  # fmt: skip
    rows += [f"  {root}/{file}" for file in report["files"]]
    if not any(report.get(term) for term in TERMS if term not in NOTHING_BROUGHT):
        rows.append(
            "  nothing was fetched: is the address right, the site up, robots.txt in favour?"
        )
    rows += [f"  LOOK: {alarm['text']}" for alarm in report.get("alarms", ())]
    rows += [
        f"  LOOK: a page is not what it was: {folder}" for folder in report.get("drifted", ())
    ]
    if report["error"]:
        rows.append(f"  {report['error']}")
    return "\n".join(rows)


def _reasons(report: Mapping[str, Any], term: str) -> str:
    """Return the reasons of a term that say more than the term does."""
    named = ((key.partition("/"), number) for key, number in report["reasons"].items())
    return ", ".join(f"{reason} {number}" for (outcome, _, reason), number in named
                     if outcome == term and reason != Reason.LIST)  # fmt: skip


def _site_row(item: tuple[str, Mapping[str, Any]]) -> str:
    name, told = item
    lacking = [f"{told[what]} without {of}" for what, of in LACKING if told.get(what)]
    return (
        f"  {name or 'other'}: {told['found']} found, {told['fetched']} fetched "
        f"({told['bytes'] / 1e6:.1f} MB), {told['stored']} new, {told['version']} changed, "
        f"{told['withdrawn']} withdrawn" + "".join(f", {each}" for each in lacking)
    )
