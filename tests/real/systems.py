"""What publishes a site: the software of others, run as its users run it.

A `System` makes a site of stories in a folder of its own, and says what stands at which address
and what of a story its pages publish. What a system needs is installed once, under `CACHE`; where
that cannot be done, `MissingError` says why.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from tests.real.stories import Story

CACHE = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "crawler-tests"
FIELDS = frozenset(
    {
        "headline",
        "articleBody",
        "author",
        "datePublished",
        "articleSection",
        "keywords",
        "inLanguage",
        "caption",
    }
)


class MissingError(Exception):
    """A system cannot be installed here: the message says what is not there."""


class System(ABC):
    """Software that publishes stories."""

    name: ClassVar[str]
    untold: ClassVar[frozenset[str]] = frozenset()
    """Fields of which its pages say nothing."""

    tells_days: ClassVar[bool] = False
    """Whether its pages say no more of a date than its day."""

    start: ClassVar[str] = "/"
    """Where a crawl starts."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.site = f"http://{self.name}.example:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)

    @abstractmethod
    def install(self) -> None:
        """Have what it needs at hand. Raises `MissingError`."""

    @abstractmethod
    def publish(self, stories: Sequence[Story]) -> None:
        """Make the site hold these stories and no other."""

    @abstractmethod
    def path(self, story: Story) -> str:
        """Return where a story stands."""

    @abstractmethod
    def serving(self) -> Any:
        """Serve the site, as a context."""


class StaticSystem(System):
    """A generator of files: the site is built anew for each edition."""

    @property
    def public(self) -> Path:
        """The folder that is served."""
        return self.folder / "public"

    @abstractmethod
    def build(self, stories: Sequence[Story]) -> None:
        """Write the site into `public`, which is empty."""

    def publish(self, stories: Sequence[Story]) -> None:
        shutil.rmtree(self.public, ignore_errors=True)
        self.build(stories)

    @contextmanager
    def serving(self) -> Iterator[None]:
        handler = partial(_Files, directory=str(self.public))
        with ThreadingHTTPServer(("127.0.0.1", self.port), handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield
            server.shutdown()


class _Files(SimpleHTTPRequestHandler):
    """Files as a plain web server hands them out; a folder without an index is not there."""

    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        "": "text/html",
        ".xml": "application/xml",
        ".atom": "application/atom+xml",
    }

    def list_directory(self, path: Any) -> None:
        del path
        self.send_error(404)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, package: str) -> str:
    """Return where a program is. Raises `MissingError`."""
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MissingError(f"there is no {name}: apt-get install {package}")
    return found


def from_pypi(*packages: str) -> Path:
    """Return the bin folder of an environment that holds these packages."""
    home = CACHE / packages[0]
    made = home / "done"
    if not made.exists():
        shutil.rmtree(home, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", home], check=True)
        install = [str(home / "bin/pip"), "install", "-q", *packages]
        done = subprocess.run(install, capture_output=True, text=True, check=False)
        if done.returncode:
            raise MissingError(f"pip cannot install {packages[0]}: {done.stderr.strip()[-300:]}")
        made.touch()
    return home / "bin"


def told(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and return what it said; raises AssertionError if it failed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})},
    )  # fmt: skip
    assert done.returncode == 0, f"{command}: {done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout


@contextmanager
def running(
    command: Sequence[str | Path],
    url: str | None,
    *,
    cwd: Path,
    env: Mapping[str, str] | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server as long as the context lasts, which begins when it answers."""
    log = cwd / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=cwd, stdout=out, stderr=out,
            env={**os.environ, **(env or {})}, start_new_session=True,
        )  # fmt: skip
    try:
        if url:
            answers(url, process, log)
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, 15)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def answers(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something answers at an address of this machine."""
    for _ in range(300):
        assert process.poll() is None, log.read_text("utf-8", "replace")[-3000:]
        try:
            urllib.request.urlopen(url, timeout=30).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"nothing answers at {url}: {log.read_text('utf-8', 'replace')[-3000:]}")
