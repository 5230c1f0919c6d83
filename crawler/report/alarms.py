"""What somebody should look at before the next run: told from this run and the ones before.

Each alarm is one clear line. A site is measured against its own past and nothing else; one
that has no past yet alarms where no story was found at all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler.outcomes import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from crawler.ledger.accounts import Poll

HOUR, DAY = 3_600.0, 86_400.0

MEMORY = 28 * DAY
"""Seconds of a site's past that count: four weekends, one month's rhythm."""

MIN_HISTORY = 7 * DAY
"""A site's rhythm has weekdays: below a week nothing is said of its silence."""

MIN_GAPS = 14
FAR_LONGER = 2.0
"""Times the second longest gap of the past month, after which a site has gone quiet. The
longest is left out: one holiday or one outage of ours must not make us deaf for a month."""

LEAST_QUIET = 6 * HOUR

FEW = 6
"""Pages below which a share says nothing: the pages of earlier runs are counted in."""

RECENT = 2 * DAY
"""Seconds of earlier runs whose pages are counted in."""

MORE_WITHOUT = 0.3
"""Rise of the share of pages without a body, or without a date, at which a layout broke."""

SHORTER = 0.5
"""Share of their usual length below which bodies are cut."""

MIN_FAILED = 5
MORE_FAILED = 0.2
"""Rise of the share of requests that failed at which the error rate has jumped."""

MIN_RUNS = 3
"""Earlier runs without which there is no past."""

TOLD = 2, 6
"""A source that has lost its entries is reported from the second poll in a row on, for
some polls; by then it is known."""


KINDS = ("quiet", "layout", "errors", "source", "no-story", "unreached", "trap", "archive")


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is not as it was."""

    kind: str
    """One of `KINDS`."""

    site: str
    text: str
    lacking: str = ""
    """What the pages of a broken layout lack: ``bodiless``, ``undated`` or ``short``."""


class Broken(NamedTuple):
    """How a layout broke."""

    lacking: str
    text: str


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run brought from one site."""

    at: float = 0.0
    fetched: int = 0
    failed: int = 0
    articles: int = 0
    bodiless: int = 0
    """Pages at the address of an article in which none was found."""

    undated: int = 0
    median_length: float = 0.0
    """Of the bodies, in characters."""

    @classmethod
    def of(cls, report: Mapping[str, Any], site: str) -> Figures:
        """Return the figures of a site from the report of a run."""
        told = report.get("sites", {}).get(site, {})
        return cls(
            at=report.get("at", 0.0),
            fetched=told.get("fetched", 0),
            failed=sum(told.get("failed", {}).values()),
            articles=told.get("articles", 0),
            bodiless=told.get("bodiless", 0),
            undated=told.get("undated", 0),
            median_length=told.get("median_length", 0.0),
        )

    def without(self, left: int) -> Figures:
        """Return the figures without lists that are gone with the last of their stories.

        A tag, say, that nothing is filed under any more: its publisher withdrew both.
        """
        return replace(self, failed=self.failed - left, fetched=self.fetched - left)


def alarms(
    site: str, now: Figures, past: Sequence[Figures], story_times: Sequence[float]
) -> list[Alarm]:
    """Return what is wrong with a site; `past` has the newest run first."""
    broken = broken_layout(now, past)
    found = (
        ("quiet", quiet(story_times, now.at), ""),
        ("layout", broken and broken.text, broken.lacking if broken else ""),
        ("errors", error_rate(now, past), ""),
    )
    return [Alarm(kind, site, f"{site}: {text}", lacking) for kind, text, lacking in found if text]


def quiet(story_times: Sequence[float], now: float) -> str | None:
    """Say for how long nothing new has come, where that is far longer than ever.

    >>> every_day = [day * DAY for day in range(30)]
    >>> quiet(every_day, 30.5 * DAY) is None
    True
    >>> quiet(every_day, 31.5 * DAY)
    'no new story for 60 hours; the longest silence of the past month was 24'
    """
    times = [moment for moment in story_times if moment >= now - MEMORY - MIN_HISTORY]
    gaps = sorted(b - a for a, b in pairwise(times))
    if len(gaps) < MIN_GAPS or times[-1] - times[0] < MIN_HISTORY:
        return None
    silence = now - times[-1]
    if silence <= max(LEAST_QUIET, FAR_LONGER * gaps[-2]):
        return None
    return (
        f"no new story for {silence / HOUR:.0f} hours; "
        f"the longest silence of the past month was {gaps[-1] / HOUR:.0f}"
    )


def broken_layout(now: Figures, past: Sequence[Figures]) -> Broken | None:
    """Say what pages lack now that they had before.

    >>> before = [Figures(articles=20, median_length=2000.0)] * 5
    >>> broken_layout(Figures(articles=20, median_length=1900.0), before) is None
    True
    >>> broken_layout(Figures(articles=20, median_length=300.0), before).text
    'bodies are shorter than usual: 300 characters instead of 2000'
    >>> broken_layout(Figures(articles=4, bodiless=16), before).text
    'no article was found on 16 of 20 pages, usually on 0 %'
    """
    recent, before = _split(now, past)
    pages = sum(each.articles + each.bodiless for each in recent)
    has_past = sum(bool(each.articles) for each in before) >= MIN_RUNS
    if not now.articles + now.bodiless or pages < FEW or not has_past:
        return None
    articles, bodiless, undated = (
        sum(getattr(each, name) for each in recent) for name in ("articles", "bodiless", "undated")
    )
    usual = _share(before, "bodiless")
    if bodiless / pages - usual > MORE_WITHOUT:
        text = (
            f"no article was found on {bodiless} of {pages} pages, usually on {usual * 100:.0f} %"
        )
        return Broken("bodiless", text)
    if articles and undated / articles - _share(before, "undated") > MORE_WITHOUT:
        text = f"{undated} of {articles} stories carry no date, which is unusual"
        return Broken("undated", text)
    usual = median(each.median_length for each in before if each.articles)
    lengths = [each.median_length for each in recent for _ in range(each.articles)]
    if len(lengths) >= FEW and median(lengths) < SHORTER * usual:
        text = f"bodies are shorter than usual: {median(lengths):.0f} characters"
        return Broken("short", f"{text} instead of {usual:.0f}")
    return None


def error_rate(now: Figures, past: Sequence[Figures]) -> str | None:
    """Say how many requests failed, where that is far more than usual.

    >>> before = [Figures(fetched=100, failed=2)] * 3
    >>> error_rate(Figures(fetched=100, failed=15), before) is None
    True
    >>> error_rate(Figures(fetched=100, failed=60), before)
    '60 of 100 requests failed, usually 2 %'
    """
    if len(past) < MIN_RUNS or now.failed < MIN_FAILED:
        return None
    usually = median(each.failed / max(1, each.fetched) for each in past)
    asked = max(now.fetched, now.failed)
    if now.failed / asked - usually <= MORE_FAILED:
        return None
    return f"{now.failed} of {asked} requests failed, usually {usually * 100:.0f} %"


def no_story(site: str, *, fetched: int, lists: int) -> str:
    """Say that a site of which nothing is held has brought nothing.

    >>> no_story("a.example", fetched=3, lists=2)
    'a.example: no story was found on 3 pages, 2 of them lists; is it the right address?'
    """
    return (
        f"{site}: no story was found on {fetched} pages, {lists} of them lists; "
        "is it the right address?"
    )


def lost_source(url: str, polls: Sequence[Poll]) -> str | None:
    """Say that a source which listed stories has stopped to; `polls` has the newest first.

    >>> from crawler.ledger.accounts import Poll
    >>> full, gone = Poll("source", "list", 20), Poll("failed", "http-404", None)
    >>> lost_source("http://a.example/feed", [gone, full]) is None
    True
    >>> lost_source("http://a.example/feed", [gone, gone, full])
    'http://a.example/feed lists no story any more (http-404)'
    """
    told = [poll for poll in polls if poll.listed is not None or poll.outcome == Outcome.FAILED]
    empty = 0
    for poll in told:
        if poll.outcome != Outcome.FAILED and poll.listed:
            break
        empty += 1
    if not TOLD[0] <= empty <= TOLD[1]:
        return None
    why = told[0].reason if told[0].outcome == Outcome.FAILED else "it is empty"
    return f"{url} lists no story any more ({why})"


def _split(now: Figures, past: Iterable[Figures]) -> tuple[list[Figures], list[Figures]]:
    """Return the runs whose pages make a sample of today, and the runs before."""
    recent, before = [now], list(past)
    while (
        before
        and sum(each.articles + each.bodiless for each in recent) < FEW
        and before[0].at >= now.at - RECENT
    ):
        recent.append(before.pop(0))
    return recent, before


def _share(runs: Sequence[Figures], name: str) -> float:
    pages = sum(each.articles + each.bodiless for each in runs)
    lacking: int = sum(getattr(each, name) for each in runs)
    return lacking / max(1, pages)
