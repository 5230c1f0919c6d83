"""A server on loopback that answers from a table and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Queue
from threading import Thread

NOT_FOUND = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass
class Recorder:
    """What is served, by path and query, and what was asked for, in order."""

    pages: dict[str, bytes]
    url: str = ""
    """Without the last slash."""

    asked: list[str] = field(default_factory=list)


@contextmanager
def recording(pages: dict[str, bytes], host: str = "127.0.0.1") -> Iterator[Recorder]:
    """Serve responses as they go over the wire, from a thread of its own."""
    recorder = Recorder(dict(pages))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        path = head.split(" ", 2)[1]
        recorder.asked.append(path)
        writer.write(recorder.pages.get(path, NOT_FOUND))
        await writer.drain()

    with talking(talk, host) as port:
        recorder.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        yield recorder


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
"""What a server does with one connection."""


@contextmanager
def talking(talk: Talk, host: str = "127.0.0.1") -> Iterator[int]:
    """Serve connections on loopback from a thread of its own; the value is the port."""
    loop, started = asyncio.new_event_loop(), Queue[int]()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, host, 0)
        started.put(server.sockets[0].getsockname()[1])
        async with server:
            await server.serve_forever()

    def run() -> None:
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(serve())

    thread = Thread(target=run, daemon=True)
    thread.start()
    yield started.get(timeout=10)

    def stop() -> None:
        for task in asyncio.all_tasks(loop):
            task.cancel()

    loop.call_soon_threadsafe(stop)
    thread.join(timeout=10)
