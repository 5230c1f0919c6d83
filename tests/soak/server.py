"""A portal on loopback of which every twentieth answer is a misdeed.

    python -m tests.soak.server PORT STORIES

``/news/`` lists stories, a hundred and twenty-five a page; of every twenty-five addresses one
misbehaves, each in another way, and every list names a feed that does. ``/asked`` says how
many answers were begun.
"""

from __future__ import annotations

import asyncio
import random
import sys
from contextlib import suppress

from tests.soak.misdeeds import ANSWERS, CLOSING, SOURCES, Answer, sent, story

PER_LIST = 125
"""So that 50,000 stories have 400 lists: a crawl follows 500 in a row."""

EVERY = 25
"""Of so many addresses the last misbehaves; with the feeds that is one answer in twenty."""

ROBOTS = sent("User-agent: *\nDisallow: /private\n", kind="text/plain")
MIXED = random.Random(0).sample(list(ANSWERS), len(ANSWERS))
"""In this order: a host that fails three times in a row is left alone, and rightly."""

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def path_of(number: int) -> str:
    """Return the path of an address, sound or not."""
    return f"/news/2026/0205/{100000 + number}.html"


def misdeed_at(number: int) -> str | None:
    """Return what is done at an address; None for one that answers as it should."""
    return MIXED[number // EVERY % len(MIXED)] if number % EVERY == EVERY - 1 else None


def sound(stories: int) -> list[str]:
    """Return the paths of the stories that are there."""
    return [path_of(number) for number in range(stories) if misdeed_at(number) is None]


def listing(at: int, stories: int) -> bytes:
    shown = range((at - 1) * PER_LIST, min(at * PER_LIST, stories))
    links = "".join(f'<li><a href="{path_of(n)}">Story {n} of the harbour</a></li>' for n in shown)
    more = f'<a href="/news/index_{at + 1}.html">Next page</a>' if shown.stop < stories else ""
    feed = f'<link rel=alternate type="application/rss+xml" href="/feed/{at}.xml">'
    return sent(f"<!doctype html><html lang=en><head>{feed}</head><ul>{links}</ul>{more}</html>")


def answer(host: str, path: str, stories: int) -> tuple[Answer, bool]:
    """Return what an address answers, and whether the connection ends with it."""
    bare = path.partition("?")[0]
    if bare == "/robots.txt":
        return ROBOTS, False
    number = bare.rpartition("/")[2].partition(".")[0]
    if bare.startswith("/feed/") and number.isdecimal():
        made = list(SOURCES.values())[int(number) % len(SOURCES)]
        return made(host, path), False
    if bare.startswith("/news/2026/") and number.isdecimal():
        name = misdeed_at(int(number) - 100000)
        if name is None:
            return sent(story(number)), False
        return ANSWERS[name](host, path), name in CLOSING
    if bare.startswith("/news/"):
        return listing(int(bare.partition("index_")[2].partition(".")[0] or 1), stories), False
    return NOT_FOUND, False


async def serve(port: int, stories: int) -> None:
    """Answer until killed."""
    asked = 0

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            closes = False
            while not closes and (head := await reader.readuntil(b"\r\n\r\n")):
                path = head.split(b" ", 2)[1].decode("latin-1")
                if path == "/asked":
                    made: Answer = sent(str(asked))
                else:
                    asked += 1
                    host = head.partition(b"\r\nHost: ")[2].partition(b"\r\n")[0].decode()
                    made, closes = answer(host, path, stories)
                if isinstance(made, bytes):
                    writer.write(made)
                else:
                    async for piece in made():
                        writer.write(piece)
                        await writer.drain()
                await writer.drain()
        writer.close()

    async with await asyncio.start_server(talk, "127.0.0.1", port) as server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
