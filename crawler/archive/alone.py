"""A name to which one process writes at a time.

    with alone(Path("stories.parquet.lock"), "stories.parquet"): ...

The kernel holds the lock for as long as its process lives, however it ends; a file of that name
which a dead one has left is nobody's. It is gone when nobody writes any more.
"""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class HeldError(Exception):
    """Another process writes there; the message says which."""


@contextmanager
def alone(lock: Path, what: str, *, shared: bool = False) -> Iterator[None]:
    """Let nobody else write meanwhile, or with `shared` nobody but who shares it.

    Raises `HeldError`, and OSError where there can be no file.
    """
    file = _taken(lock, what, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
    try:
        yield
    finally:
        with file, suppress(OSError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # the last of several removes it
            lock.unlink()


def _taken(lock: Path, what: str, how: int) -> IO[str]:
    while True:
        file = lock.open("a+", encoding="utf-8")
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "another process"
            file.close()
            raise HeldError(f"{what} is being written by {holder}") from None
        except BaseException:
            file.close()
            raise
        # Whoever had it may have removed it before it was taken: then it keeps nobody out.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), lock.stat()):
                file.truncate(0)
                file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
                file.flush()
                return file
        file.close()
