"""Through a proxy a site is asked as it is without one, and kept as it answered."""

from __future__ import annotations

import asyncio
import base64
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.crawling import listing, report, run, story
from tests.raw_server import ANSWERS, Answer, serving
from tests.test_download import exchange_of, fetch
from tests.test_download_tls import signed_by_itself
from tests.test_secrets import SECRET, unpacked

SETTINGS = {"RETRY_ENABLED": False, "DOWNLOAD_VERIFY_CERTIFICATES": False, "LOG_LEVEL": "CRITICAL"}


REFUSED = (
    b"HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n"
    b"Content-Length: 0\r\n\r\n"
)


class Proxy:
    """Passes on what it is asked for, by absolute address or through a tunnel."""

    def __init__(self, demands: str = "") -> None:
        """`demands` are the user and the password without which nothing is passed on."""
        self.heads: list[bytes] = []
        self.url = ""
        self._demanded = basic(demands) if demands else b""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        self.heads.append(head)
        if self._demanded not in head:
            writer.write(REFUSED)
            writer.close()
            return
        method, target, _ = head.split(b" ", 2)
        tunnel = method == b"CONNECT"
        to = urlsplit(b"//" + target if tunnel else target)
        there, onward = await asyncio.open_connection((to.hostname or b"").decode(), to.port)
        if tunnel:
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            onward.write(head.replace(target, to.path or b"/", 1))
            onward.write_eof()  # one request a connection
            await _pass(there, writer)
            return
        await asyncio.gather(_pass(reader, onward), _pass(there, writer))


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            writer.write(data)
    writer.close()


def basic(secret: str) -> bytes:
    return b"Proxy-Authorization: Basic " + base64.b64encode(secret.encode())


@contextmanager
def passing(demands: str = "") -> Iterator[Proxy]:
    proxy, ready, loop = Proxy(demands), threading.Event(), asyncio.new_event_loop()

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


@pytest.mark.long
@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("is_right", [True, False], ids=["right", "wrong"])
def test_the_password_of_a_proxy_is_told_to_the_proxy_alone(
    scheme: str, *, is_right: bool, tmp_path: Path
) -> None:
    path, user = "/news/2026/0205/10001.html", f"reader:{SECRET}"
    pages: dict[str, Answer] = {"/": listing(path), path: story("Ferry returns")}
    tls = signed_by_itself(tmp_path) if scheme == "https" else None
    with (
        serving(pages, tls=tls) as server,
        passing(demands=user if is_right else "reader:another") as proxy,
    ):
        done = run(
            "crawl", "news", "-a", f"url={scheme}://localhost:{server.port}/",
            archive=tmp_path / "archive",
            settings=(f"PROXY={proxy.url.replace('//', f'//{user}@')}",
                      "DOWNLOAD_VERIFY_CERTIFICATES=False"),
        )  # fmt: skip
        asked = b"".join(server.requests)

    assert basic(user) in proxy.heads[0]
    assert scheme == "http" or b"Proxy-Authorization" not in asked
    told = report(tmp_path / "archive")
    assert told["stored"] == is_right
    assert told["balances"]
    kept = {"stdout": done.stdout.encode(), "stderr": done.stderr.encode()}
    kept |= {each.name: unpacked(each) for each in tmp_path.rglob("*") if each.is_file()}
    for secret in (SECRET.encode(), basic(user).rpartition(b" ")[2]):
        assert [name for name, data in kept.items() if secret in data] == []
