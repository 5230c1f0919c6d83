"""A news portal that lives through simulated time, and remembers what it was asked.

It publishes, corrects and withdraws; loses its feed; rebuilds its layout, and for two
days serves no more than the first paragraph; falls silent, and answers a day with errors;
stalls, refuses with 429 and 503; and lays two traps: a calendar without end and a list
whose next page is always there. All of it follows from a seed and a time, so what a
crawler should hold after any number of runs is known: `Story.versions`.

    portal = Portal(seed=1)
    with serving(portal) as port: ...
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cached_property
from hashlib import sha256
from typing import NamedTuple

from tests.serving import talking

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = 24 * HOUR
CHANNELS = ("harbour", "council", "sport")
PER_LIST = 12
FEED_LOST = EPOCH + 20 * DAY
REBUILT, MENDED = EPOCH + 30 * DAY, EPOCH + 32 * DAY
QUIET = EPOCH + 40 * DAY, EPOCH + 44 * DAY
DOWN = EPOCH + 50 * DAY, EPOCH + 51 * DAY
PLACES = (
    "Norrvik Eastmere Lindholm Saltby Askersund Kverndal Oxmoor Tarnby Wexcombe Hollin".split()
)
SUBJECTS = "ferry quay school bridge library tram market museum stadium orchard pier mill".split()
VERBS = "reopens closes expands moves floods wins loses waits returns burns grows sinks".split()
WORDS = (
    "the council said on a morning when rain had kept most people at home that work would begin "
    "before summer and cost less than was feared because the old timber could be used again "
    "while neighbours asked for quiet nights and a safe way to the school across the water"
).split()


class Version(NamedTuple):
    """A story as it stood from a time on; no paragraphs where it was withdrawn."""

    since: datetime
    headline: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Story:
    """One story of the portal, with all it will ever be."""

    number: int
    channel: str
    versions: tuple[Version, ...]

    @property
    def published(self) -> datetime:
        return self.versions[0].since

    @property
    def path(self) -> str:
        return f"/{self.channel}/{self.published:%Y/%m%d}/story-{self.number}.html"

    def at(self, now: datetime) -> Version | None:
        """Return the story as it stands; None before it is published."""
        return next((v for v in reversed(self.versions) if v.since <= now), None)

    def headline_at(self, now: datetime) -> str:
        """Return the headline under which lists show the story."""
        version = self.at(now)
        return version.headline if version else self.versions[0].headline


class Asked(NamedTuple):
    """One request that the portal was sent."""

    at: float
    """By the clock, in seconds since 1970."""

    now: datetime
    """By the portal's time."""

    path: str
    status: int
    """0 where it stalled, or sent half of what it promised."""


@dataclass
class Portal:
    """The portal at a time that a test may set; everything follows from the seed."""

    seed: int = 1
    days: int = 60
    stories_a_day: int = 8
    now: datetime = EPOCH
    troubled: bool = True
    """Whether it stalls, refuses and breaks now and then."""

    asked: list[Asked] = field(default_factory=list)
    _times: Counter[str] = field(default_factory=Counter)

    @cached_property
    def stories(self) -> tuple[Story, ...]:
        chance = random.Random(self.seed)
        step = DAY / self.stories_a_day
        told = (
            _story(number, EPOCH - 5 * DAY + number * step, chance)
            for number in range((self.days + 5) * self.stories_a_day)
        )
        return tuple(story for story in told if not QUIET[0] <= story.published < QUIET[1])

    def visible(self, now: datetime) -> list[Story]:
        """Return the stories published by then, newest first."""
        return [story for story in reversed(self.stories) if story.published <= now]

    def answer(self, path: str, validator: str = "") -> bytes | None:
        """Return the response to a request as bytes; None to stall."""
        if DOWN[0] <= self.now < DOWN[1] and path != "/robots.txt":
            return _response("500 Internal Server Error", "text/plain", b"down")
        if self.troubled and (trouble := self._trouble(path)) != b"":
            return trouble
        status, kind, body = self._page(path)
        etag = self._etag(path)
        if etag and etag == validator:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        return _response(status, kind, body, *([f"ETag: {etag}"] if etag else []))

    def _etag(self, path: str) -> str | None:
        """Return the validator of a story of one channel; the others have none."""
        story = self._story_at(path)
        version = story.at(self.now) if story and story.channel == CHANNELS[0] else None
        if story is None or version is None or not version.paragraphs:
            return None
        return f'"{story.number}-{story.versions.index(version)}-{self.now >= REBUILT}"'

    def _story_at(self, path: str) -> Story | None:
        story = self._by_path.get(path)
        return story if story and story.published <= self.now else None

    @cached_property
    def _by_path(self) -> dict[str, Story]:
        return {story.path: story for story in self.stories}

    def _trouble(self, path: str) -> bytes | None:
        """Return what goes wrong with this request: most often nothing, ``b""``."""
        if path == "/robots.txt":
            return b""
        times = self._times[path] = self._times[path] + 1
        key = f"{self.seed} {path} {self.now.isoformat()} {times}"
        lot = int.from_bytes(sha256(key.encode()).digest()[:2]) / 65536
        if lot < 0.005:
            return None
        if lot < 0.015:
            return _response("503 Service Unavailable", "text/plain", b"busy", "Retry-After: 1")
        if lot < 0.02:
            return _response("429 Too Many Requests", "text/plain", b"slow", "Retry-After: 1")
        if lot < 0.025:
            return (
                b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<p>cut"
            )
        return b""

    def _page(self, path: str) -> tuple[str, str, bytes]:
        html = "text/html; charset=utf-8"
        bare = path.partition("?")[0]
        if story := self._story_at(bare):
            version = story.at(self.now)
            if version and not version.paragraphs:
                return "410 Gone", html, b"<h1>This story was withdrawn</h1>"
            assert version
            return "200 OK", html, self._article(story, version).encode()
        if bare == "/robots.txt":
            return "200 OK", "text/plain", b"User-agent: *\nDisallow: /private/\n"
        if bare == "/feed.xml" and self.now < FEED_LOST:
            return "200 OK", "application/rss+xml", self._feed().encode()
        if (page := self._listing(bare)) is not None:
            return "200 OK", html, page.encode()
        return "404 Not Found", html, b"<h1>Not found</h1>"

    def _listing(self, path: str) -> str | None:
        if path == "/":
            channels = "".join(f'<li><a href="/{c}/">{c.title()}</a></li>' for c in CHANNELS)
            trap = (
                '<a href="/calendar/2026/1/">January</a> <a href="/latest/">All the news</a> '
                '<a href="/private/2026/0105/story-1.html">The editors only, please</a>'
            )
            return self._frame("Front page", f"<ul>{channels}</ul>{trap}" + self._links(None, 1))
        parts = path.strip("/").split("/")
        if parts[0] in CHANNELS and len(parts) <= 2:
            number = int(parts[1].removeprefix("index_").removesuffix(".html")) if parts[1:] else 1
            return self._frame(parts[0].title(), self._links(parts[0], number))
        if parts[0] == "calendar" and len(parts) == 3:
            year, month = int(parts[1]) + int(parts[2]) // 12, int(parts[2]) % 12 + 1
            return self._frame("Calendar", f'<a href="/calendar/{year}/{month}/">Next month</a>')
        if parts[0] == "latest" and len(parts) <= 2:
            number = int(parts[1].removeprefix("index_").removesuffix(".html")) if parts[1:] else 1
            following = f'<a rel="next" href="/latest/index_{number + 1}.html">Next page</a>'
            return self._frame("All the news", self._links(None, 1) + following)
        return None

    def _links(self, channel: str | None, number: int) -> str:
        stories = [s for s in self.visible(self.now) if channel in {None, s.channel}]
        shown = stories[(number - 1) * PER_LIST : number * PER_LIST]
        items = "".join(
            f'<li><a href="{s.path}">{s.headline_at(self.now)}</a> '
            f"<time>{s.published:%Y-%m-%d}</time></li>"
            for s in shown
        )
        more = channel and len(stories) > number * PER_LIST
        following = f'<a href="/{channel}/index_{number + 1}.html">Next page</a>' if more else ""
        return f'<ul class="list">{items}</ul>{following}'

    def _article(self, story: Story, version: Version) -> str:
        body = "".join(f"<p>{text}</p>" for text in version.paragraphs)
        chance = random.Random(f"{self.now} {len(self.asked)}")
        around = (
            f'<div class="views">Read {chance.randrange(9999)} times</div>'
            f"<div class='related'><h3>Related</h3>{self._links(story.channel, 1)}</div>"
        )
        meta = (
            f'<meta property="article:published_time" content="{story.published.isoformat()}">'
            f'<meta property="og:title" content="{version.headline}">'
        )
        if self.now < REBUILT:
            inner = (
                f'<div id="story"><h1>{version.headline}</h1><div class="text">{body}</div></div>'
            )
        else:
            inner = (
                f"<main><article><header><h1>{version.headline}</h1></header>"
                f'<section class="prose">{body}</section></article></main>'
            )
        return self._frame(version.headline, inner + around, meta)

    def _frame(self, title: str, inner: str, meta: str = "") -> str:
        feed = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        nav = " ".join(f'<a href="/{c}/">{c.title()}</a>' for c in CHANNELS)
        return (
            f"<!doctype html><html lang=en><head><title>{title} - The Portal</title>{feed}{meta}"
            f"</head><body><nav><a href='/'>Home</a> {nav}</nav>{inner}"
            "<footer>© 2026 The Portal. All rights reserved.</footer></body></html>"
        )

    def _feed(self) -> str:
        items = "".join(
            f"<item><title>{s.headline_at(self.now)}</title><link>{s.path}</link>"
            f"<pubDate>{format_datetime(s.published)}</pubDate></item>"
            for s in self.visible(self.now)[:20]
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'


def _story(number: int, published: datetime, chance: random.Random) -> Story:
    headline = (
        f"{chance.choice(PLACES)} {chance.choice(SUBJECTS)} {chance.choice(VERBS)} "
        f"as {chance.choice(PLACES)} {chance.choice(SUBJECTS)} {chance.choice(VERBS)}, "
        f"part {number}"
    )
    text = tuple(_paragraph(chance) for _ in range(5))
    versions = [Version(published, headline, text)]
    fate = chance.random()
    later = published + chance.uniform(2, 72) * HOUR
    if fate < 0.15:
        corrected = (*text[:2], _paragraph(chance), *text[3:], "Correction: a number was wrong.")
        versions.append(Version(later, headline, corrected))
    elif fate < 0.2:
        versions.append(Version(later, headline.replace("part", "update"), text))
    elif fate < 0.24:
        versions.append(Version(later, headline, ()))
    if REBUILT <= published < MENDED:
        whole = [each._replace(since=max(each.since, MENDED)) for each in versions[-1:]]
        versions = [Version(published, headline, text[:1]), *whole]
    return Story(number, CHANNELS[number % len(CHANNELS)], tuple(versions))


def _paragraph(chance: random.Random) -> str:
    sentences = (
        " ".join(chance.sample(WORDS, chance.randrange(9, 16))).capitalize() + "."
        for _ in range(chance.randrange(3, 6))
    )
    return " ".join(sentences)


def _response(status: str, kind: str, body: bytes, *heads: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *heads]
    return "\r\n".join([*head, "", ""]).encode() + body


@contextmanager
def serving(portal: Portal) -> Iterator[int]:
    """Serve the portal on loopback from a thread of its own; the value is its port."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := (await reader.readuntil(b"\r\n\r\n")).decode("latin-1"):
            path = head.split(" ", 2)[1]
            validator = re.search(r"(?im)^if-none-match: *(.*?)\r$", head)
            answer = portal.answer(path, validator[1] if validator else "")
            cut = answer and b"Content-Length: 9999" in answer[:200]
            status = int(answer.split(b" ", 2)[1]) if answer and not cut else 0
            portal.asked.append(Asked(time.time(), portal.now, path, status))
            if answer is None:
                await asyncio.sleep(30)
                return
            writer.write(answer)
            await writer.drain()
            if cut:
                return

    with talking(talk) as port:
        yield port
