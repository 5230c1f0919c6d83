"""With ``RENDER=always`` every story is shown by a browser, and what is no page is left alone.

One paper, crawled twice: pages that tell their story themselves, and that scripts add to, take
away from, or never leave in peace; a file, an error, a redirect; a second look an hour later.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.fixtures.story_fixture import read_story
from tests.crawling import PROSE, lines, report, response, run
from tests.serving import NOT_FOUND, Recorder, talking
from tests.test_rendering import ASK, SHOW, needs_browser, shell, told

DAY = "/2026/02/05"
ADDED = "The harbour master said in the afternoon that the crossing had taken nine minutes."
SCRIPTS = {
    "plain": "",
    "adds": f"""
const p = document.createElement('p'); p.textContent = '{ADDED}';
document.querySelector('article').append(p);""",
    "takes": """
document.querySelector('article').innerHTML =
  '<h1>Turn your blocker off</h1><p>' + 'We see that you block advertisements. '.repeat(4);""",
    "restless": """
setInterval(() => {
  fetch('/forbidden/x.json').catch(() => 0); fetch('/down.json').catch(() => 0);
  document.title = 'Clock ' + Date.now(); }, 200);""",
    "scroll": """
let n = 0; const end = document.createElement('div'); end.textContent = 'More stories';
document.body.append(end);
new IntersectionObserver(seen => { if (seen[0].isIntersecting && n++ < 500)
  fetch('/api/more.json?' + n).then(r => r.json()).then(s => end.before(s.title));
}).observe(end);""",
    "moved": "",
}  # fmt: skip
TOLD = [*SCRIPTS]


def page(name: str) -> bytes:
    text = "".join(f"<p>{paragraph}</p>" for paragraph in PROSE)
    html = (
        f"<!doctype html><html lang=en><head><title>The {name} page - The Quay</title></head>"
        f"<body><article><h1>The ferry is back, says the {name} page</h1>"
        f'<time datetime="2026-02-05T08:30:00Z">5 February 2026</time>{text}</article>'
        f"<script src=/{name}.js></script></body></html>"
    )
    return with_tag(response(html))


def with_tag(answer: bytes) -> bytes:
    """Return a response with an ETag of its body."""
    head, _, body = answer.partition(b"\r\n\r\n")
    tag = hashlib.md5(body, usedforsecurity=False).hexdigest()
    return head + f'\r\nETag: "{tag}"\r\n\r\n'.encode() + body


def paper() -> dict[str, bytes]:
    names = [*TOLD, "shell", "paper", "notes", "gone", "away"]
    links = "".join(f"<li><a href={DAY}/{name}>News of the quay: {name}</a>" for name in names)
    text = "\n\n".join(PROSE)
    return {
        "/robots.txt": response("User-agent: *\nDisallow: /forbidden/\n", "text/plain"),
        "/": response(f"<title>The Quay</title><ul>{links}</ul>"),
        **{f"{DAY}/{name}": page(name) for name in TOLD},
        **{f"/{name}.js": response(script, "text/javascript") for name, script in SCRIPTS.items()},
        f"{DAY}/moved": response("", status=f"301 Moved Permanently\r\nLocation: {DAY}/there"),
        f"{DAY}/there": page("moved"),
        f"{DAY}/away": response("", status="302 Found\r\nLocation: http://169.254.169.254/a"),
        f"{DAY}/shell": with_tag(shell("shell")),
        "/shell.js": response(SHOW + ASK, "text/javascript"),
        f"/api{DAY}/shell.json": told("plain"),
        f"{DAY}/paper": response(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj", "application/pdf"),
        f"{DAY}/notes": response(f"The ferry, in plain text\n\n{text}", "text/plain"),
        "/down.json": response("{}", "application/json", status="500 Internal Server Error"),
        **{f"/api/more.json?{n}": response('{"title": "Seals on the mole"}', "application/json")
           for n in range(500)},
    }  # fmt: skip


@dataclass
class Twice:
    """Two runs on one archive: what was asked, reported and kept after each."""

    archive: Path
    asked: list[list[str]]
    reports: list[dict[str, Any]]
    records: list[list[dict[str, Any]]]

    def first(self, name: str) -> dict[str, Any]:
        """Return the record of a page after the first run."""
        [record] = [each for each in self.records[0] if each["url"].endswith(f"/{name}")]
        return record


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Twice]:
    archive = tmp_path_factory.mktemp("always") / "archive"
    seen = Twice(archive, [], [], [])
    with conditional(paper()) as site:
        for moment in ("2026-02-06T08:00:00+00:00", "2026-03-06T12:00:00+00:00"):
            crawl(archive, site, moment)
            seen.asked.append([*site.asked])
            seen.reports.append(report(archive))
            seen.records.append(lines(archive))
            site.asked.clear()
            changed = json.loads(told("plain").partition(b"\r\n\r\n")[2])
            changed["text"][0] = "It had been laid up for ten weeks, the harbour board now says."
            site.pages[f"/api{DAY}/shell.json"] = response(json.dumps(changed), "application/json")
        yield seen


@contextmanager
def conditional(pages: dict[str, bytes]) -> Iterator[Recorder]:
    """Serve pages, and tell who knows the tag of one already that it has not changed."""
    site = Recorder(dict(pages))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ", 2)[1]
        known = [line for line in head.split("\r\n") if line.lower().startswith("if-none-match")]
        answer = site.pages.get(path, NOT_FOUND)
        if known and known[0].partition(": ")[2].encode() in answer:
            answer = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n"
        site.asked.append(f"{path} 304" if b" 304 " in answer[:20] else path)
        writer.write(answer)
        await writer.drain()

    with talking(talk) as port:
        site.url = f"http://127.0.0.1:{port}"
        yield site


def crawl(archive: Path, site: Recorder, moment: str) -> None:
    run(
        "crawl", "news", "-a", f"url={site.url}/", archive=archive,
        settings=("RENDER=always", "RENDER_TIMEOUT=6", "RENDER_REQUESTS=12", "HOST_PATIENCE=1",
                  f"RUN_AT={moment}"),
    )  # fmt: skip


pytestmark = [needs_browser, pytest.mark.long]


def text_of(record: dict[str, Any]) -> list[str]:
    return list(record["articleBody"].split("\n"))


@pytest.mark.parametrize("name", ["plain", "restless", "scroll", "there", "shell"])
def test_every_story_is_shown_and_read_whole(twice: Twice, name: str) -> None:
    record = twice.first(name)

    assert text_of(record)[: len(PROSE)] == list(PROSE)
    assert "rendered" in record["provenance"]["flags"]


def test_what_scripts_add_to_a_story_is_in_it(twice: Twice) -> None:
    assert text_of(twice.first("adds"))[len(PROSE) :] == [ADDED]


def test_what_scripts_take_from_a_story_is_read_as_served(twice: Twice) -> None:
    record = twice.first("takes")

    assert text_of(record) == list(PROSE)
    assert "rendered" not in record["provenance"].get("flags", [])


def test_what_is_no_page_is_shown_to_nobody(twice: Twice) -> None:
    record, reasons = twice.first("notes"), twice.reports[0]["reasons"]

    assert text_of(record)[-3:] == list(PROSE)
    assert "rendered" not in record["provenance"].get("flags", [])
    assert reasons == {
        "dropped/binary": 1, "dropped/private-address": 1, "failed/http-404": 1, "source/list": 1,
    }  # fmt: skip


def test_what_a_server_fails_to_answer_is_asked_for_once(twice: Twice) -> None:
    assert [asked.count("/down.json") for asked in twice.asked] == [1, 0]
    assert not [path for asked in twice.asked for path in asked if "forbidden" in path]


def test_what_has_not_changed_is_not_shown_again(twice: Twice) -> None:
    asked = twice.asked[1]

    for name in ("plain", "restless", "takes", "there"):
        assert f"{DAY}/{name} 304" in asked
        assert f"/{name}.js" not in asked
    assert f"{DAY}/adds" in asked
    assert "/adds.js" in asked


def test_a_shell_is_asked_for_whole_since_its_story_may_have_changed_without_it(
    twice: Twice,
) -> None:
    versions = [each for each in twice.records[1] if each["url"].endswith("/shell")]

    assert f"{DAY}/shell" in twice.asked[1]
    assert [each["version"] for each in versions] == [1, 2]
    assert "ten weeks" in versions[1]["articleBody"]


def test_a_page_that_reads_the_same_is_no_version(twice: Twice) -> None:
    others = [each for each in twice.records[1] if not each["url"].endswith("/shell")]

    assert [each["version"] for each in others] == [1] * len(others)
    assert len({each["url"] for each in others}) == len(others)


def test_a_page_is_frozen_as_a_browser_showed_it(twice: Twice, tmp_path: Path) -> None:
    warc = next(iter(sorted((twice.archive / "warc").glob("*.gz"))))
    url = twice.first("shell")["url"]

    done = run(
        "freeze", str(warc), "--url", url, "--fixtures", str(tmp_path), archive=tmp_path / "none"
    )

    [folder] = tmp_path.glob("*/shell")
    now, expected = read_story(folder)
    assert now == expected, done.stderr
    assert now["articleBody"].split("\n") == list(PROSE)
    assert b"WARC-Type: conversion" in (folder / "capture.warc").read_bytes()


def test_a_replay_and_a_rereading_give_the_same_lines_without_a_browser(
    twice: Twice, tmp_path: Path
) -> None:
    run(
        "crawl", "replay", "-a", f"captures={twice.archive}", archive=tmp_path / "again",
        settings=("RENDER=always", "RENDER_BROWSER=/none"),
    )  # fmt: skip
    run("reread", str(tmp_path / "read"), str(twice.archive / "warc"), archive=tmp_path / "none")

    kept = {(each["url"], each["version"]): each["articleBody"] for each in lines(twice.archive)}
    again = {(e["url"], e["version"]): e["articleBody"] for e in lines(tmp_path / "again")}
    read = {(each["url"], each["articleBody"]) for each in lines(tmp_path / "read")}
    assert again == kept
    assert {(url, body) for (url, _), body in kept.items()} == read
