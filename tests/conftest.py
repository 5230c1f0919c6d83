"""What holds for every test: the network is off, but for this machine itself.

Hypothesis asks the same everywhere, so that what passes here passes there; to have it ask
something new, say ``HYPOTHESIS_PROFILE=random``. No example has a deadline: a busy machine is no
fault.
"""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.postgresql import MISSING, PROGRAMS, PostgreSQL
from tests.shared_ledger import shared_place

__all__ = ["shared_place"]

settings.register_profile("same", derandomize=True, deadline=None)
settings.register_profile("random", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Iterator[None]:
    """Fail whatever tries to talk to another machine, by address or by name."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _resolving_only_here(socket.getaddrinfo))
        yield


def pytest_runtest_teardown() -> None:
    """Take back what a command does to its process: a reader who has left would end the tests."""
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _guarded(connect: Any) -> Any:
    def connect_here(self: socket.socket, address: Any) -> Any:
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            _demand_loopback(address[0])
        return connect(self, address)

    return connect_here


def _resolving_only_here(resolve: Any) -> Any:
    def resolve_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in {None, "", "localhost", b"localhost", socket.gethostname()}:
            _demand_loopback(host.decode() if isinstance(host, bytes) else host)
        return resolve(host, *args, **kwargs)

    return resolve_here


def _demand_loopback(host: str) -> None:
    try:
        here = ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = host == "localhost"
    if not here:
        raise AssertionError(f"a test tried to reach {host}: only loopback is there")


@pytest.fixture(scope="session")
def crawled_twice(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return an archive of two runs, to be copied and never changed, and where its site was."""
    # Crawling is for those who ask for it.
    from tests.archive.two_runs import crawl_twice, site  # noqa: PLC0415
    from tests.test_recrawl import Paper, printing  # noqa: PLC0415

    archive = tmp_path_factory.mktemp("twice") / "archive"
    with printing(Paper(site())) as paper:
        crawl_twice(paper, archive)
        return archive, f"http://127.0.0.1:{paper.port}"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """Return a server that is there for all tests of a process."""
    if not PROGRAMS:
        pytest.skip(MISSING)
    server = PostgreSQL()
    yield server
    server.remove()
