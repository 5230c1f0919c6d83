"""Files go to a cluster a few ahead of its cores, and one that fails costs no other."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from crawler.reread import on_ray
from crawler.reread.file_reading import Checkpoint, FileTask
from crawler.reread.on_ray import AHEAD, RETRIES, read_on_ray
from crawler.reread.processes import FileError, Work
from tests.reread.captures import task


class RayError(Exception):
    """What Ray raises where a task could not be done."""


class Ray:
    """What the crawler asks of Ray, done in this process when it is waited for."""

    exceptions = SimpleNamespace(RayError=RayError)

    def __init__(self, cores: float = 1, *, initialized: bool = False) -> None:
        self.cores, self.initialized = cores, initialized
        self.addresses: list[str | None] = []
        self.waiting: list[int] = []
        """How many tasks were with the cluster each time that it was waited for."""

        self.shut_down = 0
        self.options: dict[str, Any] = {}

    def is_initialized(self) -> bool:
        return self.initialized

    def init(self, *, address: str | None, **_: object) -> None:
        self.addresses.append(address)

    def shutdown(self) -> None:
        self.shut_down += 1

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": self.cores} if self.cores else {}

    def remote(self, **options: Any) -> Callable[[Callable[..., Any]], Any]:
        self.options = options
        return lambda work: SimpleNamespace(remote=lambda *args: Going(work, args))

    def wait(self, going: list[Going], *, num_returns: int) -> tuple[list[Going], list[Going]]:
        self.waiting.append(len(going))
        return going[-num_returns:], going[:-num_returns]

    def get(self, going: Going) -> Any:
        return going.work(*going.args)


class Going:
    """A task that is with the cluster."""

    def __init__(self, work: Callable[..., Any], args: tuple[Any, ...]) -> None:
        self.work, self.args = work, args


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Ray:
    """Stand in for Ray, and for the reading itself."""
    fake = Ray()
    monkeypatch.setitem(sys.modules, "ray", fake)
    monkeypatch.setattr(on_ray, "read_files", reading)
    return fake


def reading(
    tasks: Iterable[FileTask], _work: Work, processes: int, limit: float
) -> Iterator[tuple[FileTask, Checkpoint | FileError]]:
    """Say how it was asked; a file named "dead" ends its node."""
    [task] = tasks
    if task.named == "dead":
        raise RayError("Traceback\nthe node died\n")
    yield task, Checkpoint(captures=processes, articles=int(limit))


def tasks(folder: Path, *names: str) -> list[FileTask]:
    return [task(folder, named=name) for name in names]


def test_each_file_has_its_account_whichever_is_done_first(ray: Ray, tmp_path: Path) -> None:
    read = list(read_on_ray(tasks(tmp_path, *"abc"), limit=7.0))

    assert sorted(each.named for each, _ in read) == ["a", "b", "c"]
    assert {account.articles for _, account in read if isinstance(account, Checkpoint)} == {7}
    assert ray.options == {"num_cpus": 1, "max_retries": RETRIES}


@pytest.mark.parametrize(("cores", "most"), [(2.0, 2 * AHEAD), (0, AHEAD)])
def test_no_more_is_with_the_cluster_than_a_few_ahead_of_its_cores(
    cores: float, most: int, ray: Ray, tmp_path: Path
) -> None:
    ray.cores = cores

    assert len(list(read_on_ray(tasks(tmp_path, *"abcdefgh")))) == 8
    assert max(ray.waiting) == most


def test_a_file_whose_node_dies_is_told_in_a_line_and_the_others_are_read(
    ray: Ray, tmp_path: Path
) -> None:
    read = {each.named: account for each, account in read_on_ray(tasks(tmp_path, "a", "dead"))}

    assert ray.shut_down == 1
    assert (type(read["dead"]), str(read["dead"])) == (FileError, "the node died")
    assert isinstance(read["a"], Checkpoint)


def test_a_cluster_that_runs_goes_on_running(ray: Ray, tmp_path: Path) -> None:
    list(read_on_ray(tasks(tmp_path, "a"), "auto"))
    assert (ray.addresses, ray.shut_down) == (["auto"], 1)
    ray.initialized = True

    list(read_on_ray(tasks(tmp_path, "a")))

    assert (ray.addresses, ray.shut_down) == (["auto"], 1)


def test_whoever_stops_asking_lets_the_cluster_go(ray: Ray, tmp_path: Path) -> None:
    reading = read_on_ray(tasks(tmp_path, *"ab"))
    next(reading)
    reading.close()  # type: ignore[attr-defined]

    assert ray.shut_down == 1


def test_without_ray_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)

    with pytest.raises(ImportError):
        next(read_on_ray(tasks(tmp_path, "a")))
