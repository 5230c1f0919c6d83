"""With ``RENDER=auto`` a page that its scripts fill is shown by a browser, and kept as shown.

One crawl of a small paper whose pages misbehave in every way that the setting promises to bear.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.check import CheckTally, check
from crawler.archive.rebuild import mend
from crawler.archive.segments import Segments
from crawler.archive.takedown import find_story, finish, prepare
from crawler.browser import BROWSERS
from crawler.run.site_keys import KEYS
from tests.archive.two_runs import without
from tests.crawling import PROSE, lines, response, run, story
from tests.serving import Recorder, recording

needs_browser = pytest.mark.skipif(
    not (find_spec("playwright") and any(map(shutil.which, BROWSERS))),
    reason="no Chromium and Playwright",
)

DAY = "/2026/02/05"
SHOW = """
function show(s, into) {
  const a = document.createElement('article');
  a.innerHTML = '<h1>' + s.title + '</h1>'
    + '<time datetime="2026-02-05T08:30:00Z">5 February 2026</time>'
    + s.text.map(t => '<p>' + t + '</p>').join('');
  (into || document.getElementById('app')).append(a);
}
"""
ASK = "fetch('/api' + location.pathname + '.json').then(r => r.json()).then(s => show(s));"
SCRIPTS = {
    "plain": ASK,
    "graph": "fetch('/graphql', {method: 'POST', headers: {'Content-Type': 'application/json'},"
    "body: JSON.stringify({query: '{story {title text}}'})})"
    ".then(r => r.json()).then(s => show(s.data.story));",
    "shadow": """
customElements.define('quay-story', class extends HTMLElement { connectedCallback() {
  const root = this.attachShadow({mode: 'open'});
  root.innerHTML = '<section><slot></slot></section>';
  fetch('/api' + location.pathname + '.json').then(r => r.json()).then(
    s => show(s, root.querySelector('section')));
}}); document.getElementById('app').append(document.createElement('quay-story'));""",
    "scroll": ASK
    + """
let n = 0; const end = document.createElement('div'); end.textContent = 'More';
document.body.append(end);
new IntersectionObserver(seen => { if (seen[0].isIntersecting && n++ < 500)
  fetch('/api/more.json?' + n).then(r => r.json()).then(s => show(s)); }).observe(end);""",
    "consent": ASK
    + """
const box = document.createElement('div'); box.setAttribute('role', 'dialog');
box.setAttribute('aria-modal', 'true'); box.id = 'cookie-consent';
box.innerHTML = '<h2>We value your privacy</h2><p>We and our 812 partners store and access '
  + 'information on your device, such as cookies, to show you advertising. You may accept or '
  + 'refuse below.</p><button>Accept all</button><button>Refuse</button>';
document.body.append(box); alert('Cookies!'); document.body.style.overflow = 'hidden';""",
    "busy": ASK
    + """
setInterval(() => { document.title = 'Clock ' + Date.now(); window.open('/popup');
  fetch('/forbidden/x.json').catch(() => 0);
  fetch('http://169.254.169.254/latest/').catch(() => 0);
  fetch('http://localhost:9/').catch(() => 0); new WebSocket('ws://' + location.host + '/socket');
  fetch('/away.json', {mode: 'no-cors'}).catch(() => 0);
  navigator.sendBeacon('/beacon', 'x'); new Image().src = '/pixel.gif?' + Date.now();
  const i = document.createElement('iframe'); i.src = '/frame.html'; document.body.append(i);
  fetch('https://www.google-analytics.com/collect').catch(() => 0); }, 300);
setTimeout(() => { location.href = 'http://127.0.0.1:9/elsewhere'; }, 200);""",
    "loop": "while (true) {}",
    "empty": "document.getElementById('app').textContent = 'Soon.';",
}
HEADLINES = {name: f"The ferry is back, says the {name} page" for name in SCRIPTS}
SHOWN = [name for name in SCRIPTS if name not in {"loop", "empty"}]


def shell(name: str) -> bytes:
    return response(
        "<!doctype html><html lang=en><head><title>The Quay</title></head><body>"
        f"<div id=app></div><script src=/{name}.js></script></body></html>"
    )


def told(name: str) -> bytes:
    text = {"title": HEADLINES[name], "text": list(PROSE)}
    return response(json.dumps(text), "application/json")


def paper() -> dict[str, bytes]:
    stories = [f"{DAY}/{name}" for name in SCRIPTS]
    index = "".join(f"<li><a href={path}>News of the quay, {path[-6:]}</a>" for path in stories)
    front = (
        f"document.getElementById('app').innerHTML = '<ul>{index}"
        f"<li><a href={DAY}/served>News of the quay, as served</a></ul>';"
    )
    served = story("The tug is back").replace(
        b"</article>", b"</article><script src=/served.js></script>"
    )
    served = served.replace(b"Content-Length", b"X-Length")
    more = {"title": "Another story", "text": ["Seals were seen on the mole again."] * 4}
    return {
        "/robots.txt": response("User-agent: *\nDisallow: /forbidden/\n", "text/plain"),
        "/": response("<title>The Quay</title><div id=app></div><script src=/f.js></script>"),
        "/f.js": response(front, "text/javascript"),
        f"{DAY}/served": served,
        "/served.js": response("fetch('/never.json')", "text/javascript"),
        "/graphql": response(
            json.dumps({"data": {"story": {"title": HEADLINES["graph"], "text": list(PROSE)}}}),
            "application/json",
        ),
        "/away.json": response(
            "", status="302 Found\r\nLocation: http://169.254.169.254/latest/"
        ),
        **{f"/api/more.json?{n}": response(json.dumps(more), "application/json")
           for n in range(500)},
        **{path: shell(name) for path, name in zip(stories, SCRIPTS, strict=True)},
        **{f"/{name}.js": response(SHOW + script, "text/javascript")
           for name, script in SCRIPTS.items()},
        **{f"/api{DAY}/{name}.json": told(name) for name in SCRIPTS},
    }  # fmt: skip


@dataclass
class Crawled:
    """A crawl, and whom it asked for what."""

    archive: Path
    site: Recorder
    said: str
    records: dict[str, dict[str, Any]]
    """By the last part of their addresses."""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    archive = tmp_path_factory.mktemp("rendered") / "archive"
    with recording(paper()) as site:
        done = run(
            "crawl", "news", "-a", f"url={site.url}/", archive=archive,
            settings=("RENDER=auto", "RENDER_TIMEOUT=8", "RENDER_REQUESTS=12", "HOST_PATIENCE=1"),
        )  # fmt: skip
        records = {record["url"].rpartition("/")[2]: record for record in lines(archive)}
        yield Crawled(archive, site, done.stderr, records)


def warc_heads(archive: Path) -> list[str]:
    text = b"".join(gzip.decompress(path.read_bytes()) for path in archive.glob("warc/*.gz"))
    return text.decode("utf-8", "replace").split("WARC/1.1\r\n")[1:]


@needs_browser
@pytest.mark.long
@pytest.mark.parametrize("name", SHOWN)
def test_a_story_that_scripts_show_is_read_whole(crawled: Crawled, name: str) -> None:
    record = crawled.records[name]

    assert record["headline"] == HEADLINES[name]
    assert record["articleBody"].split("\n")[: len(PROSE)] == list(PROSE)
    assert record["datePublished"].startswith("2026-02-05")
    assert "rendered" in record["provenance"]["flags"]


@needs_browser
@pytest.mark.long
def test_a_page_that_shows_its_story_is_not_rendered(crawled: Crawled) -> None:
    record = crawled.records["served"]

    assert "rendered" not in record["provenance"].get("flags", ())
    assert "/served.js" not in crawled.site.asked


@needs_browser
@pytest.mark.long
def test_what_shows_nothing_or_never_ends_needs_a_browser_still(crawled: Crawled) -> None:
    assert not {"loop", "empty"} & crawled.records.keys()
    assert "needs-browser 2" in crawled.said


@needs_browser
@pytest.mark.long
def test_only_what_the_story_needs_is_asked_for(crawled: Crawled) -> None:
    asked = [path.partition("?")[0] for path in crawled.site.asked]
    unwanted = "/forbidden/x.json /beacon /pixel.gif /frame.html /socket /popup /never.json"

    assert all(asked.count(f"{DAY}/{name}") == 1 for name in SCRIPTS)
    assert not {*unwanted.split()} & {*asked}
    assert asked.count("/api/more.json") <= 12


@needs_browser
@pytest.mark.long
def test_what_a_browser_made_is_a_conversion_of_what_was_served(crawled: Crawled) -> None:
    heads = warc_heads(crawled.archive)
    made = [head for head in heads if head.startswith("WARC-Type: conversion")]
    ids = {
        line.partition(": ")[2]: head
        for head in heads
        for line in head.split("\r\n")
        if line.startswith("WARC-Record-ID")
    }

    assert len(made) == len(SHOWN) + 1
    for head in made:
        fields = dict(line.split(": ", 1) for line in head.split("\r\n\r\n")[0].split("\r\n"))
        served = ids[fields["WARC-Refers-To"]]
        assert f"WARC-Target-URI: {fields['WARC-Target-URI']}\r\n" in served
        assert "<script" not in head
    assert sum("software: Chromium" in head for head in heads) == len(made)


@needs_browser
@pytest.mark.long
def test_the_archive_of_rendered_pages_is_sound_and_mended(
    crawled: Crawled, tmp_path: Path
) -> None:
    archive = shutil.copytree(crawled.archive, tmp_path / "archive")

    before = [each.reason for each in check([archive], CheckTally()) if each.wrong]
    without(archive, "ledger.sqlite")
    mended = [*mend(archive, KEYS)]
    after = [each.reason for each in check([archive], CheckTally()) if each.wrong]

    assert any("ledger anew" in done for done in mended)
    assert (before, after) == ([], [])


@needs_browser
@pytest.mark.long
def test_a_replay_gives_the_same_lines_without_a_browser(crawled: Crawled, tmp_path: Path) -> None:
    run(
        "crawl", "replay", "-a", f"captures={crawled.archive}", archive=tmp_path / "again",
        settings=("RENDER=auto", "RENDER_BROWSER=/none"),
    )  # fmt: skip

    def sorted_lines(archive: Path) -> list[str]:
        return sorted(json.dumps(record, sort_keys=True) for record in lines(archive))

    assert sorted_lines(tmp_path / "again") == sorted_lines(crawled.archive)


@needs_browser
@pytest.mark.long
def test_a_takedown_removes_what_the_browser_asked_for_as_well(
    crawled: Crawled, tmp_path: Path
) -> None:
    archive = shutil.copytree(crawled.archive, tmp_path / "archive")
    url = crawled.records["plain"]["url"]

    with closing(Segments(archive)) as shelf:
        prepare(shelf, find_story(archive, url), "a court", datetime(2026, 3, 1, tzinfo=UTC))
        finish(shelf)

    kept = "".join(warc_heads(archive))
    assert HEADLINES["plain"] not in kept
    assert HEADLINES["graph"] in kept


@pytest.mark.long
@pytest.mark.parametrize("mode", ["never", "auto"])
def test_without_a_browser_the_reason_is_told_and_counted(mode: str, tmp_path: Path) -> None:
    path = f"{DAY}/plain"
    pages = {"/": response(f"<a href={path}>The ferry is back at the quay</a>"), path: shell("x")}

    with recording(pages) as site:
        done = run(
            "crawl", "news", "-a", f"url={site.url}/", archive=tmp_path / "archive",
            settings=(f"RENDER={mode}", "RENDER_BROWSER=/no/such/browser"),
        )  # fmt: skip

    assert "needs-browser 1" in done.stderr
    assert ("pip install 'crawler[browser]'" in done.stderr) == (mode == "auto")
    assert "Traceback" not in done.stderr
