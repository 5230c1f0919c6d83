"""The portal in fixtures/portal, served on loopback byte for byte.

A file is a response as it goes over the wire: ``news/index_2.html.http`` answers
``/news/index_2.html``, ``en/index.html@page=2.http`` answers ``/en/?page=2``. The portal
speaks of itself as `ORIGIN`; served from elsewhere, it gives that address instead.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

PACKED = Path(__file__).with_name("portal_pages")
"""The portal in the installed package; a clone has it in fixtures/portal."""

ORIGIN = b"http://www.beiling.example"
MISSING = (
    b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nNot found\n"
)


def portal_folder() -> Path | None:
    """Return the folder of the portal: the clone's, or the installed package's."""
    for folder in (Path(__file__).parents[2] / "fixtures" / "portal", PACKED):
        if folder.is_dir():
            return folder
    return None


@contextmanager
def serving(folder: Path, port: int = 0) -> Iterator[str]:
    """Serve a portal on loopback; the value is its address.

    On any free port, or on this one if it is free.
    """
    with _bound(port) as server:
        server.folder = folder
        server.origin = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.origin + "/"
        finally:
            server.shutdown()
            thread.join()


def _bound(port: int) -> _Server:
    try:
        return _Server(("127.0.0.1", port), _Answer)
    except OSError:
        if not port:
            raise
        return _Server(("127.0.0.1", 0), _Answer)


def file_for(folder: Path, path: str) -> Path | None:
    """Return the file that answers a path; None where there is none.

    >>> file_for(Path("/nowhere"), "/../etc/passwd") is None
    True
    """
    bare, _, query = path.partition("?")
    name = bare.lstrip("/") + ("index.html" if bare.endswith("/") else "")
    file = folder / f"{name}{'@' * bool(query)}{query}.http"
    inside = file.resolve().is_relative_to(folder.resolve())
    return file if inside and file.is_file() else None


class _Server(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64
    folder: Path
    origin: str

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that went away."""


class _Answer(StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        asked = self.rfile.readline(8192).split(b" ")
        while self.rfile.readline(65_536).strip():
            pass
        if len(asked) < 2:  # noqa: PLR2004 method and path
            return
        file = file_for(self.server.folder, asked[1].decode("latin-1"))
        answer = file.read_bytes() if file else MISSING
        self.wfile.write(answer.replace(ORIGIN, self.server.origin.encode()))
