"""What addresses of a site turned out to be tells which of the others are worth asking for."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.commands.portal import serving
from tests.crawling import PROSE, lines, report, response, run, site, story

pytestmark = pytest.mark.long

SHORT = "Fog Ice Tram Quay Mill Bell".split()


def items(folder: str, numbers: range, text: str = "") -> str:
    return "".join(
        f"<li><a href='/{folder}/{n}'>{text or SHORT[n % len(SHORT)]}</a></li>" for n in numbers
    )


def front(*lists: str, after: str = "") -> bytes:
    return response(f"<html><title>The Quay</title><body><ul>{''.join(lists)}</ul>{after}</body>")


HEADLINE = "A story with a headline of many words"
OFFER = "An offer of the week that reads like news"
EMPTY = response("<html><title>Offer</title><body><form><input name=q></form></body></html>")
NEXT = "<a href='/news/index_2.html'>Next page</a>"


def pages(stories: range, offers: range) -> dict[str, bytes]:
    told = {f"/n/{n}": story(f"Story number {n} of the quay", f"Told on {n}.") for n in stories}
    return {**told, **{f"/offer/{n}": EMPTY for n in offers}}


def test_odd_addresses_are_found_and_vain_ones_left_alone_once_a_site_has_taught(
    tmp_path: Path,
) -> None:
    archive = tmp_path / "archive"
    first = {
        "/news/": front(
            items("n", range(800, 806), HEADLINE), items("offer", range(300, 306), OFFER)
        ),
        **pages(range(800, 806), range(300, 306)),
    }
    later = {
        "/news/": front(items("n", range(806, 818)), items("offer", range(306, 318), OFFER)),
        **pages(range(806, 818), range(306, 318)),
    }

    with serving(site(tmp_path / "site", first)) as url:
        run("crawl", "news", "-a", f"url={url}news/", archive=archive)
        held, vain = len(lines(archive)), report(archive)["reasons"]
        site(tmp_path / "site", later)
        done = run("crawl", "news", "-a", f"url={url}news/", archive=archive)
    untaught = tmp_path / "untaught"
    with serving(site(tmp_path / "other", later)) as url:
        run("crawl", "news", "-a", f"url={url}news/", archive=untaught)

    assert done.returncode == 0, done.stderr[-3000:]
    assert (held, asked_in_vain(vain)) == (6, 6)
    assert len(lines(archive)) - held == 12
    assert asked_in_vain(report(archive)["reasons"]) == 0
    assert len(lines(untaught)) == 0
    assert asked_in_vain(report(untaught)["reasons"]) == 12


def asked_in_vain(reasons: dict[str, int]) -> int:
    guessed = "dropped/no-such-source"
    return sum(
        count
        for reason, count in reasons.items()
        if reason.startswith("dropped/") and reason != guessed
    )


def test_a_sitemap_of_odd_addresses_is_enough(tmp_path: Path) -> None:
    urls = "".join(f"<url><loc>/n/{n}</loc></url>" for n in range(800, 810))
    channels = "".join(f"<url><loc>/{name}</loc></url>" for name in ("sport-news", "culture"))
    map_ = response(f"<urlset>{urls}{channels}</urlset>", "application/xml")
    teasers = "".join(
        f"<li><a href='/n/{n}'>{HEADLINE}</a><p>{PROSE[0]}</p></li>" for n in range(800, 810)
    )
    channel = {f"/{name}": front(teasers) for name in ("sport-news", "culture")}
    archive = tmp_path / "archive"

    with serving(
        site(tmp_path / "site", {"/map.xml": map_, **channel, **pages(range(800, 810), range(0))})
    ) as url:
        done = run("crawl", "news", "-a", f"url={url}map.xml", archive=archive)

    assert done.returncode == 0, done.stderr[-3000:]
    assert len(lines(archive)) == 10
    assert report(archive)["balances"]
