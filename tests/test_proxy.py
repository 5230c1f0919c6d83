"""Through a proxy a site is asked as it is without one, and kept as it answered."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.raw_server import ANSWERS, serving
from tests.test_download import exchange_of, fetch
from tests.test_download_tls import signed_by_itself

SETTINGS = {"RETRY_ENABLED": False, "DOWNLOAD_VERIFY_CERTIFICATES": False, "LOG_LEVEL": "CRITICAL"}


class Proxy:
    """Passes on what it is asked for, by absolute address or through a tunnel."""

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        self.url = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        method, target, _ = head.split(b" ", 2)
        tunnel = method == b"CONNECT"
        to = urlsplit(b"//" + target if tunnel else target)
        there, onward = await asyncio.open_connection((to.hostname or b"").decode(), to.port)
        if tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            onward.write(head.replace(target, to.path, 1))
        await asyncio.gather(_pass(reader, onward), _pass(there, writer))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
    writer.close()


@contextmanager
def passing() -> Iterator[Proxy]:
    proxy, ready, loop = Proxy(), threading.Event(), asyncio.new_event_loop()

    async def start() -> None:
        listening = await asyncio.start_server(proxy.talk, "127.0.0.1", 0)
        proxy.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
        ready.set()

    def run() -> None:
        loop.run_until_complete(start())
        loop.run_forever()

    threading.Thread(target=run, daemon=True).start()
    assert ready.wait(10)
    yield proxy
    loop.call_soon_threadsafe(loop.stop)


def asked(url: str, proxy: str | None, **settings: Any) -> dict[str, Any]:
    requests = {url: {"meta": {"proxy": proxy}}}
    lenient = {"ALLOW_PRIVATE_ADDRESSES": True, "ROBOTSTXT_OBEY": False}
    came = fetch({"urls": [url], "requests": requests, "settings": SETTINGS | lenient | settings})
    answer: dict[str, Any] = came["answers"][url]
    return answer


def test_a_page_comes_through_a_proxy_as_it_was_served_and_no_password_is_kept() -> None:
    with serving(dict(ANSWERS)) as server, passing() as proxy:
        url = f"http://127.0.0.1:{server.port}/gzip-chunked"

        came = asked(url, proxy.url.replace("//", "//reader:secret@"))

    [exchange] = map(exchange_of, came["exchanges"])
    assert exchange.response == ANSWERS["/gzip-chunked"]
    assert exchange.ip_address is None
    assert b"Proxy-Authorization: Basic" in proxy.heads[0]
    assert b"Proxy-Authorization" not in exchange.request
    assert exchange.request.startswith(f"GET {url} HTTP/1.1\r\n".encode())


def test_tls_goes_through_a_tunnel(tmp_path: Path) -> None:
    with serving(dict(ANSWERS), tls=signed_by_itself(tmp_path)) as server, passing() as proxy:
        url = f"https://localhost:{server.port}/chunked"

        came = asked(url, proxy.url)

    assert came.get("status") == 200, came
    [exchange] = map(exchange_of, came["exchanges"])
    assert exchange.response == ANSWERS["/chunked"]
    assert exchange.request in server.requests
    assert proxy.heads[0].startswith(f"CONNECT localhost:{server.port} ".encode())


@pytest.mark.parametrize("kind", ["socks5", "https"])
def test_a_proxy_of_another_kind_is_refused_by_name(kind: str) -> None:
    with serving(dict(ANSWERS)) as server:
        came = asked(f"http://127.0.0.1:{server.port}/plain", f"{kind}://127.0.0.1:9")

    assert came["error"] == "UnusableProxyError"
    assert not server.requests


def test_a_private_address_is_refused_as_ever_where_the_proxy_is_none() -> None:
    with serving(dict(ANSWERS)) as server:
        url = f"http://news.example:{server.port}/plain"
        requests = {url: {"meta": {"proxy": None}}}
        names = {"news.example": "127.0.0.1"}
        told = {"urls": [url], "requests": requests, "settings": SETTINGS, "names": names}

        came = fetch(told | {"settings": SETTINGS | {"ROBOTSTXT_OBEY": False}})

    assert came["answers"][url]["error"] == "PrivateAddressError"
    assert not server.requests
