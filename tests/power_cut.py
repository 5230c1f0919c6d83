"""A disk that can say what a power cut may leave of everything that it was asked to do.

POSIX promises of a file only what was synced, and of a name only what its folder's sync
made safe; all else may be there or not, in any order. `Recorded` does what it is asked and
writes it down; `leavings` yields what may be found afterwards, for a cut after each step.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable, Iterator
from io import BufferedRandom
from pathlib import Path
from typing import Any, NamedTuple

from crawler.archive.disk import Disk

FOLDER = -1


class Step(NamedTuple):
    """One thing that was asked of the disk, or of the ledger beside it."""

    what: str
    file: int = FOLDER
    """Number of the file; a name says nothing of which file it was."""

    name: str = ""
    old: str = ""
    at: int = 0
    data: bytes = b""
    note: Any = None
    """What is true, and must stay so, from here on."""


class Leaving(NamedTuple):
    """What a power cut may leave."""

    step: int
    """After how many steps it came."""

    files: dict[str, tuple[int, bytes]]
    """Number and content of each, by name: one file may have two names. `FOLDER` for a folder."""

    notes: tuple[Any, ...]
    """All that were made by then."""


class Quiet(Disk):
    """A disk for whoever looks at what was left: no cut comes, so nothing is synced."""

    def sync(self, file: BufferedRandom) -> None:
        file.flush()

    def sync_folder(self, path: Path) -> None:
        del path


class Recorded(Disk):
    """A disk that writes down what it is asked.

    What stands in its folder from the first is safe. Syncs that come from the place `deaf` are
    not heard: see `place`.
    """

    def __init__(self, root: Path, deaf: str = "") -> None:
        self._root, self._deaf = root, deaf
        self.steps: list[Step] = []
        self.places: set[str] = set()
        """All places from which a sync came."""

        self._numbers: dict[str, int] = {}
        self._open: dict[int, tuple[BufferedRandom, int]] = {}
        self.before: dict[str, bytes | None] = held(root)
        for number, name in enumerate(self.before):
            self._numbers[name] = number if self.before[name] is not None else FOLDER
        self._count = len(self._numbers)

    def _name(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def note(self, note: Any) -> None:
        """Write down what has to be true from now on."""
        self.steps.append(Step("note", note=note))

    def make_folder(self, path: Path) -> None:
        super().make_folder(path)
        self.steps.append(Step("name", name=self._name(path)))

    def create(self, path: Path) -> BufferedRandom:
        file = super().create(path)
        self._count += 1
        self._numbers[self._name(path)] = self._count
        self.steps.append(Step("name", self._count, self._name(path)))
        self._open[id(file)] = file, self._count
        return file

    def open(self, path: Path, at: int) -> BufferedRandom:
        length = path.stat().st_size
        file = super().open(path, at)
        number = self._numbers[self._name(path)]
        self._open[id(file)] = file, number
        if at != length:
            self.steps.append(Step("cut", number, at=at))
        return file

    def write(self, file: BufferedRandom, data: bytes) -> None:
        self.steps.append(Step("write", self._open[id(file)][1], at=file.tell(), data=data))
        super().write(file, data)

    def sync(self, file: BufferedRandom) -> None:
        file.flush()
        if self._heard("sync"):
            self.steps.append(Step("sync", self._open[id(file)][1]))

    def sync_folder(self, path: Path) -> None:
        if self._heard("sync folder"):
            self.steps.append(Step("sync folder", name=self._name(path)))

    def _heard(self, what: str) -> bool:
        here = f"{what} < {place(sys._getframe(2))}"  # noqa: SLF001
        self.places.add(here)
        return here != self._deaf

    def link(self, old: Path, new: Path) -> None:
        super().link(old, new)
        number = self._numbers[self._name(new)] = self._numbers[self._name(old)]
        self.steps.append(Step("name", number, self._name(new)))

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        number = self._numbers[self._name(new)] = self._numbers.pop(self._name(old))
        self.steps.append(Step("name", number, self._name(new), self._name(old)))

    def remove(self, path: Path) -> None:
        super().remove(path)
        self.steps.append(Step("remove", self._numbers.pop(self._name(path)), self._name(path)))

    def leavings(self) -> Iterator[Leaving]:
        """Yield what a power cut after each step may leave, each once.

        Names that were not safe are there all, none, each alone, and all but each; so are the
        bytes of files, or only the first of them, or zeros in their place.
        """
        seen: set[Any] = set()
        for count in range(len(self.steps) + 1):
            done = self.steps[:count]
            notes = tuple(step.note for step in done if step.what == "note")
            names, loose_names = self._names(done)
            contents = list(self._contents(done))
            for kept in subsets(loose_names):
                tree = applied(names, kept)
                for content in contents:
                    files = {name: (file, content.get(file, b"")) for name, file in tree.items()}
                    key = (tuple(sorted(files.items())), len(notes))
                    if key not in seen:
                        seen.add(key)
                        yield Leaving(count, files, notes)

    def torn(self) -> Iterator[Leaving]:
        """Yield what a power cut leaves that tears one file, at each byte that is not safe yet."""
        for count, after in enumerate(self.steps):
            if after.what != "sync":
                continue
            done = self.steps[:count]
            notes = tuple(step.note for step in done if step.what == "note")
            tree = applied(*self._names(done))
            whole = next(self._contents(done))
            [safe] = [c.get(after.file, b"") for n, c in enumerate(self._contents(done)) if n == 1]
            for length in range(len(safe), len(whole.get(after.file, b""))):
                content = whole | {after.file: whole[after.file][:length]}
                files = {name: (file, content.get(file, b"")) for name, file in tree.items()}
                yield Leaving(count, files, notes)

    def _names(self, done: list[Step]) -> tuple[dict[str, int], list[Step]]:
        """Return the names that are safe after some steps, and the changes that are not."""
        safe = {name: number if self.before[name] is not None else FOLDER
                for number, name in enumerate(self.before)}  # fmt: skip
        loose: list[Step] = []
        for step in done:
            if step.what in {"name", "remove"}:
                loose.append(step)
            elif step.what == "sync folder":
                synced = [s for s in loose if folder_of(s.name) == step.name]
                safe = applied(safe, synced)
                loose = [s for s in loose if folder_of(s.name) != step.name]
        return safe, loose

    def _contents(self, done: list[Step]) -> Iterator[dict[int, bytes]]:
        """Yield what the files may hold after some steps."""
        safe = {n: d for n, d in enumerate(self.before.values()) if d is not None}
        loose: dict[int, list[Step]] = {}
        for step in done:
            if step.what in {"write", "cut"}:
                loose.setdefault(step.file, []).append(step)
            elif step.what == "sync":
                safe[step.file] = changed(safe.get(step.file, b""), loose.pop(step.file, []))
        whole = {f: changed(safe.get(f, b""), steps) for f, steps in loose.items()}
        for kept in subsets(list(loose)):
            yield safe | {file: whole[file] for file in kept}
        for file, steps in loose.items():
            zeros = [s._replace(data=bytes(len(s.data))) for s in steps]
            yield safe | whole | {file: changed(safe.get(file, b""), zeros)}
            for n in range(1, len(steps)):
                yield safe | whole | {file: changed(safe.get(file, b""), steps[:n])}


def place(frame: Any) -> str:
    """Return where a call comes from: the functions of the archive that led to it."""
    names = []
    while frame and "/crawler/archive/" in frame.f_code.co_filename:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}")
        frame = frame.f_back
    return " < ".join(names[:2])


def subsets(things: list[Any]) -> Iterator[list[Any]]:
    """Yield all of some things, none, each alone, and all but each."""
    yield things
    yield []
    if len(things) > 1:
        yield from ([thing] for thing in things)
    if len(things) > 2:
        yield from (things[:n] + things[n + 1 :] for n in range(len(things)))


def changed(data: bytes, steps: Iterable[Step]) -> bytes:
    """Return what a file holds after some of its steps."""
    for step in steps:
        data = data[: step.at].ljust(step.at, b"\0") + step.data
    return data


def applied(names: dict[str, int], steps: Iterable[Step]) -> dict[str, int]:
    """Return the names after some changes; what stands in no folder is gone."""
    after = dict(names)
    for step in steps:
        if step.what == "remove":
            if after.get(step.name) == step.file:
                del after[step.name]
            continue
        if step.old and after.get(step.old) == step.file:
            del after[step.old]
        after[step.name] = step.file
    return {n: f for n, f in after.items()
            if folder_of(n) == "." or after.get(folder_of(n)) == FOLDER}  # fmt: skip


def folder_of(name: str) -> str:
    """Return the name of the folder that a name stands in."""
    return Path(name).parent.as_posix()


def held(root: Path) -> dict[str, bytes | None]:
    """Return what stands in a folder, as `Leaving.files` has it."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(root.rglob("*"))
    }


def laid_out(files: dict[str, tuple[int, bytes]], root: Path) -> Path:
    """Put files into an empty folder and return it."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir(parents=True)
    first: dict[int, Path] = {}
    for name, (number, data) in sorted(files.items()):
        path = root / name
        if number == FOLDER:
            path.mkdir()
        elif number in first:
            path.hardlink_to(first[number])
        else:
            path.write_bytes(data)
            first[number] = path
    return root
