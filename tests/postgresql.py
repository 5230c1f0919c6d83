"""A PostgreSQL server for tests, from Debian's package, on loopback and without syncs."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

import psycopg

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
MISSING = "no PostgreSQL server: apt-get install postgresql"


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class PostgreSQL:
    """A server with its data in a folder of its own; nobody needs a password."""

    def __init__(self, *options: str, access: str = "trust") -> None:
        self.port = free_port()
        self.folder = Path(mkdtemp(prefix="crawler-postgresql-", dir="/tmp"))
        self.folder.chmod(0o777)
        self._run("initdb", "-A", access, "-U", "crawler", "-E", "UTF8", "--no-sync")
        more = " ".join(
            f"-c {each}" for each in ("fsync=off", "listen_addresses=127.0.0.1", *options)
        )
        self._options = f"-p {self.port} -k {self.folder} {more}"
        self.start()

    @property
    def url(self) -> str:
        """Return the address of its own database."""
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        """Return the address of a database."""
        return f"postgresql://crawler@127.0.0.1:{self.port}/{database}"

    def new_place(self, name: str) -> str:
        """Return the address of a new schema: whoever connects finds its tables in no other."""
        with psycopg.connect(self.url, autocommit=True) as db:
            db.execute(f'CREATE SCHEMA "{name}"'.encode())
        return f"{self.url}?options=-csearch_path%3D{name}"

    def start(self) -> None:
        """Return when it answers."""
        self._run("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", self._options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: "fast" cuts its connections, "immediate" is as a crash."""
        self._run("pg_ctl", "-w", "-m", how, "stop")

    def remove(self) -> None:
        """Stop it and forget what it held."""
        with suppress(subprocess.CalledProcessError):
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *args: str) -> None:
        # It refuses to be run by root.
        other = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        as_other = other if os.getuid() == 0 else []
        command = [*as_other, f"{PROGRAMS[-1]}/{program}", "-D", f"{self.folder}/data", *args]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
