"""Files read again on a cluster of Ray: the same task as on one machine, wherever there is a core.

    read_on_ray(tasks, "auto", 20.0) -> file, account; whichever is done first

A task goes to another node where its own dies, and begins anew there: what a file comes to does
not depend on who reads it. Optional: pip install crawler[ray]. https://docs.ray.io/
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from crawler.reread.processes import FileError, read_files
from crawler.reread.stored_files import read_any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.reread.file_reading import Checkpoint, FileTask

AHEAD = 2
"""Tasks for each core that wait or are read."""

RETRIES = 3
"""Times that a task goes to another node."""


def read_on_ray(
    tasks: Iterable[FileTask], address: str = "", limit: float = 20.0
) -> Iterator[tuple[FileTask, Checkpoint | FileError]]:
    """Yield each file with its account as it is done.

    `address` is that of a cluster; without one Ray is begun on this machine, unless it runs.
    `limit` is in seconds a capture, 0 for no limit. Raises ImportError, and ConnectionError
    without the cluster.
    """
    import ray  # noqa: PLC0415 an extra

    begun = not ray.is_initialized()
    if begun:
        ray.init(address=address or None, log_to_driver=False, include_dashboard=False)
    try:
        work = ray.remote(num_cpus=1, max_retries=RETRIES)(_read)
        waiting = iter(tasks)
        going: dict[Any, FileTask] = {}
        while True:
            most = AHEAD * max(1, int(ray.cluster_resources().get("CPU", 1)))
            for task in islice(waiting, most - len(going)):
                going[work.remote(task, limit)] = task
            if not going:
                return
            done, _ = ray.wait([*going], num_returns=1)
            for each in done:
                task = going.pop(each)
                try:
                    yield task, ray.get(each)
                except ray.exceptions.RayError as error:
                    yield task, FileError(str(error).strip().splitlines()[-1])
    finally:
        if begun:
            ray.shutdown()


def _read(task: FileTask, limit: float) -> Checkpoint | FileError:
    """Read a file in a process of its own: a page that ends it is left out as anywhere."""
    [(_, account)] = read_files([task], read_any, 1, limit)
    return account
