"""Addresses without end that bring one story are left, by their pattern; honest ones are not."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crawler.run.host_limits import Budget, HostLimits
from crawler.run.sameness import AGAIN, KEPT, PROBED, Sameness, brought_in
from tests.crawling import listing, report, story
from tests.in_process import SITE, drive, stepped

BASE = "https://a.example"


@pytest.mark.parametrize(
    "form",
    ["{}/ferry?sid={}", "{}/(S(4ek2b0x{}))/ferry", "{}/s/ab12cd34ef{}/ferry.html", "{}/n/{}.html"],
)
def test_a_pattern_that_brings_one_story_again_and_again_is_a_trap(form: str) -> None:
    told = Sameness()
    for n in range(AGAIN + 2):
        told.note(form.format(BASE, 10_000 + n), [form.format(BASE, 1_0000)] * (n > 0))

    assert told.trap(form.format(BASE, 99_999))
    assert told.trap(f"{BASE}/quay/harbour") is None


def test_stories_of_their_own_and_their_print_versions_are_none() -> None:
    told = Sameness()
    for n in range(10 * AGAIN):
        told.note(f"{BASE}/news/{10_000 + n}.html", [])
        told.note(f"{BASE}/print/{10_000 + n}.html", [f"{BASE}/news/{10_000 + n}.html"])

    assert told.trap(f"{BASE}/news/20000.html") is None
    assert told.trap(f"{BASE}/print/20000.html") is None


def test_stories_that_have_two_addresses_of_one_kind_are_none() -> None:
    told = Sameness()
    for n in range(10 * AGAIN):
        same = [f"{BASE}/news/{10_000 + n - 1}.html"] * (n % 2)
        told.note(f"{BASE}/news/{10_000 + n}.html", same)

    assert told.trap(f"{BASE}/news/20000.html") is None


Seen = tuple[str, list[str]]


def trapped(own: int = 0, again: int = AGAIN) -> list[Seen]:
    """Return what a run sees of a pattern that brings stories of its own, and then one again."""
    seen: list[Seen] = [(f"{BASE}/ferry?sid={n}", []) for n in range(own)]
    return seen + [(f"{BASE}/ferry?sid={own + n}", [f"{BASE}/ferry?sid=x"]) for n in range(again)]


def kept(seen: list[Seen], before: str | None = None, group: int = 7) -> str | None:
    """Return what is written down by a run that commits so many pages at a time."""
    told, written = Sameness(before), before
    for begun in range(0, len(seen), group):
        noted = [told.note(url, same) for url, same in seen[begun : begun + group]]
        if learned := told.learned(noted):
            written = learned(written)
        told.committed(noted)
    return written


@pytest.mark.parametrize("group", [1, 3, 1_000])
@pytest.mark.parametrize("own", [0, 5, 100])
def test_what_is_written_with_the_pages_is_what_they_have_brought(own: int, group: int) -> None:
    seen = trapped(own)

    assert brought_in(kept(seen, group=group)) == {"a.example/ferry?sid": (own, AGAIN)}
    twice = kept(seen, kept(seen, group=group), group)
    assert brought_in(twice) == {"a.example/ferry?sid": (2 * own, 2 * AGAIN)}
    assert kept(trapped(own, again=0), group=group) is None, "nothing brought nothing again"


def test_the_next_run_knows_a_trap_from_the_first_and_asks_a_few_of_it() -> None:
    following = Sameness(kept(trapped()))

    asked = [n for n in range(50) if following.trap(f"{BASE}/ferry?sid=again{n}") is None]

    assert len(asked) == PROBED
    assert following.trap(f"{BASE}/ferry?sid=again{asked[0]}") is None  # whenever it is asked
    assert following.trap(f"{BASE}/quay/harbour") is None


def test_a_trap_that_brings_stories_of_its_own_is_one_no_more() -> None:
    written = kept(trapped())
    for run in range(10):
        written = kept([(f"{BASE}/ferry?sid={run}-{n}", []) for n in range(PROBED)], written)

    assert Sameness(written).trap(f"{BASE}/ferry?sid=99") is None


def test_what_two_processes_have_seen_is_added_and_the_rest_is_not_kept() -> None:
    one = kept([*trapped(own=2), (f"{BASE}/quay/1.html", [])])
    other = Sameness()
    learned = other.learned([other.note(*seen) for seen in trapped()])

    assert learned
    assert brought_in(learned(one)) == {"a.example/ferry?sid": (2, 2 * AGAIN)}


class Tokens(dict[str, bytes]):
    """A site whose lists and story have a token in their addresses, without end."""

    first = 0

    def get(self, path: str, default: Any = None) -> Any:
        bare, _, token = path.partition("?key=")
        if bare not in {"/", "/list"}:
            return super().get(path) or (story("Ferry returns") if token else default)
        at = int(token or self.first) * 7
        ours = [f"/news/2026/0205/10001.html?key={at + n}" for n in range(1, 6)]
        further = "".join(f"<a href='/list?key={at + n}'>{n}</a>" for n in range(1, 6))
        return listing(*ours, *(sorted(self) if bare == "/" else ()), after=further)


def test_a_crawl_of_tokens_ends_with_a_line_of_the_report_and_all_else(tmp_path: Path) -> None:
    honest = {f"/quay/2026/0206/{20_000 + n}.html": story(f"Quay {n}", f"Of {n}.") for n in (1, 2)}

    async def steps() -> list[str]:
        async with stepped(tmp_path / "a") as crawl:
            await crawl.begin()
            return await crawl.crawl(Tokens(honest))

    asked = drive(steps())

    told = report(tmp_path / "a")
    assert set(honest) <= set(asked)
    assert len(asked) < 10 * AGAIN
    assert told["reasons"]["dropped/trap"]
    assert told["balances"]
    [alarm] = [each["text"] for each in told["alarms"] if each["kind"] == "trap"]
    assert alarm.startswith(f"{SITE.removeprefix('https://')}/news/0000/0000/*.html?key brings")


def test_the_next_crawl_of_tokens_leaves_all_but_a_few(tmp_path: Path) -> None:
    site = Tokens()

    async def steps() -> list[str]:
        async with stepped(tmp_path / "a") as crawl:
            await crawl.begin()
            asked = await crawl.crawl(site)
            with closing(sqlite3.connect(tmp_path / "a/ledger.sqlite")) as ledger:
                kills.extend(ledger.execute("SELECT counts FROM counts WHERE site = ?", (KEPT,)))
            return asked

    kills: list[tuple[str]] = []
    """What a kill would leave of traps, at the end of each run."""

    drive(steps())
    [[left]] = kills
    assert any(each.is_trap for each in brought_in(left).values())
    site.first = 10_000
    asked = [url for url in drive(steps()) if "/news/" in url]

    assert len(asked) == PROBED
    told = report(tmp_path / "a")
    assert told["reasons"]["dropped/trap"]
    assert told["balances"]


# --- budgets


def asked_until_spent(limits: HostLimits, hosts: list[str]) -> int:
    for number in range(100):
        host = hosts[number % len(hosts)]
        if not limits.may_ask(host):
            return number
        limits.asking(host)
    return 100


def test_the_budget_of_a_domain_is_one_for_all_its_hosts() -> None:
    limits = HostLimits(lambda: 0.0, Budget(domain=10), 60)

    assert asked_until_spent(limits, [f"w{n}.a.example" for n in range(5)]) == 10
    assert limits.why_not("new.a.example") == "host-budget"
    assert not limits.worth_waiting("new.a.example")
    assert limits.may_ask("b.example")


def test_the_budget_of_a_host_is_its_own_and_none_is_none() -> None:
    assert asked_until_spent(HostLimits(lambda: 0.0, Budget(host=10), 60), ["a", "b"]) == 20
    assert asked_until_spent(HostLimits(lambda: 0.0, Budget(), 60), ["a.example"]) == 100


def test_a_host_with_ten_thousand_addresses_keeps_another_waiting_for_one_turn(
    tmp_path: Path,
) -> None:
    from crawler.frontier.link import Link  # noqa: PLC0415 used here alone

    async def steps() -> list[str]:
        async with stepped(tmp_path / "a") as crawl:
            many = [Link(f"{SITE}/news/{n}.html", "article", priority=30) for n in range(10_000)]
            store = crawl.store
            store.ledger.add(many, None, store.ledger.run, 0.0)
            asked = []
            for number in range(12):
                if number == 5:
                    store.addresses.add(Link("https://m.quay.example/1.html", "article"))
                request = crawl.scheduler.next_request()
                assert request
                asked.append(request.url)
                await crawl.answer(request, b"HTTP/1.1 404 Not Found\r\n\r\n")
            return asked

    asked = drive(steps())

    assert "https://m.quay.example/1.html" in asked[5:7]
