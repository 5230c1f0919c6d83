"""Sealed files in another store, which several archives may share: machines, or processes.

    for sealed in upload(root, "s3://bucket/archive"): ...     here -> there
    for sealed in bring(root, "s3://bucket/archive"): ...      of all archives -> here

    s3://bucket/archive/
      warc/, cdx/, articles/, …    sealed files of all, under the names that they have here
      manifests/PLACE.jsonl        what one of them has brought: its manifest

A file is written to the store, read back, and held against the manifest. It is listed there
before it is noted here as brought: a machine that vanishes leaves nothing that the others do not
find. A name that another archive has taken is never written over. What was ended goes on with
the next file, and a file that a takedown changed is written anew.
"""

from __future__ import annotations

import fcntl
import json
import secrets
import time
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from crawler.archive.check_lines import MANIFEST, PARTS, Sealed, merged, sealed_in
from crawler.archive.description import DESCRIPTIONS, descriptions
from crawler.archive.object_store import OffsiteError, Store, Told, shown
from crawler.archive.outbox import Outbox
from crawler.archive.segment import ENDINGS, sha256_of
from crawler.archive.segments import Segments

__all__ = [
    "Borrowed", "OffsiteError", "bring", "fetch", "let_go", "sealed_there", "shown", "upload",
]  # fmt: skip

EVERYTHING = tuple(f"{folder}/" for folder in ENDINGS)
"""What is brought to a store: all that a manifest lists, but for what describes an archive."""

LISTED_EVERY = 5.0
"""Seconds after which files that were brought are listed, though others wait."""

Entries = dict[str, tuple[Sealed, bytes]]
"""By their names: what a manifest says of files, and its lines."""


def outbox_of(root: Path, url: str) -> Outbox:
    """Return the outbox in which it is noted what a store has."""
    name = f"store-{sha256(url.rstrip('/').encode()).hexdigest()[:12]}"
    return Outbox(root, name, EVERYTHING)


def upload(root: Path, url: str, told: Told = lambda *_: None) -> Iterator[Sealed]:
    """Bring sealed files to a store; yield each once it was proven there.

    Raises `OffsiteError` where one cannot be written, is not there as it was sealed, or has a
    name that another archive has taken.
    """
    with _alone(root) as place:
        outbox = outbox_of(root, url)
        waiting = [sealed for sealed in outbox.waiting() if (root / sealed.file).is_file()]
        if not waiting:
            return
        part = _Part(root, Store(url), place, outbox)
        try:
            for sealed in waiting:
                part.take(sealed, told)
                yield sealed
                part.save(only_if_due=True)
        finally:
            part.save()


@contextmanager
def _alone(root: Path) -> Iterator[str]:
    """Yield what tells an archive from others; no other process brings its files meanwhile."""
    path = root / "outbox" / "place"
    path.parent.mkdir(exist_ok=True)
    with path.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        place = file.read().strip()
        if not place:
            place = secrets.token_hex(8)
            file.write(place)
            file.flush()
        yield place


class _Part:
    """The list that one archive keeps in a store, while it brings files to it."""

    def __init__(self, root: Path, store: Store, place: str, outbox: Outbox) -> None:
        self._root, self._store, self._outbox = root, store, outbox
        self._name = f"{PARTS}/{place}.jsonl"
        self._lines = {sealed.file: line for sealed, line in sealed_in(root)}
        self._brought: list[str] = []
        self._saved = time.monotonic()
        lists = {name: store.read(name) or b"" for name in _lists(store)}
        # A copy of this archive may have brought more than this one knows of.
        self._there = _by_name(merged([], lists.pop(self._name, b"").splitlines(keepends=True)))
        self._others = _by_name(_together(lists))
        for name, data in descriptions().items():
            if store.read(name) != data:
                store.write(name, data)

    def take(self, sealed: Sealed, told: Told) -> None:
        """Bring a file, and prove it there."""
        name, store, here = sealed.file, self._store, self._root / sealed.file
        if sha256_of(here) != sealed.sha256:
            raise OffsiteError(f"{name} is not as it was sealed: it is not brought to {store}")
        other = self._others.get(name)
        replaces = json.loads(self._lines[name]).get("replaces")
        if other and other[0].sha256 not in {sealed.sha256, replaces}:
            raise _taken(store, name)
        before = store.digest(name)
        if before is None:
            try:
                store.create(name, here, told)
            except FileExistsError:
                before = store.digest(name)
                if before != sealed.sha256:
                    raise _taken(store, name) from None
        elif before != sealed.sha256:  # half of it, or as it was before a takedown
            store.put(name, here, told)
        if store.digest(name) != sealed.sha256:
            raise OffsiteError(f"{store} holds {name} otherwise than it was written")
        self._brought.append(name)

    def save(self, *, only_if_due: bool = False) -> None:
        """List what was brought; then note here that it was."""
        if not self._brought or (only_if_due and time.monotonic() - self._saved < LISTED_EVERY):
            return
        for name in self._brought:
            line = self._lines[name]
            self._there[name] = Sealed(name, 0, ""), line
        data = b"".join(line for _, line in self._there.values())
        self._store.write(self._name, data)
        for name in self._brought:
            self._outbox.acknowledge(name)
        self._brought.clear()
        self._saved = time.monotonic()


def _taken(store: Store, name: str) -> OffsiteError:
    return OffsiteError(
        f"{store} holds another {name}, of another archive: give each a path of its own there, or "
        "all of them one LEDGER"
    )


def _lists(store: Store) -> list[str]:
    return [name for name in (*store.names(PARTS), MANIFEST) if name.endswith(".jsonl")]


def _together(lists: dict[str, bytes]) -> list[tuple[Sealed, bytes]]:
    own = lists.pop(MANIFEST, b"").splitlines(keepends=True)
    return merged(own, [line for data in lists.values() for line in data.splitlines(True)])  # noqa: FBT003 keeps ends


def _by_name(entries: list[tuple[Sealed, bytes]]) -> Entries:
    return {sealed.file: (sealed, line) for sealed, line in entries}


def sealed_there(store: Store) -> list[tuple[Sealed, bytes]]:
    """Return what all archives have brought to a store, and the lines that list it."""
    return _together({name: store.read(name) or b"" for name in _lists(store)})


def let_go(root: Path, url: str, names: Collection[str] | None = None) -> Iterator[Sealed]:
    """Remove files here that were proven in a store, WARC files or those named; yield each."""
    for sealed in outbox_of(root, url).done():
        is_meant = sealed.file in names if names is not None else sealed.file.startswith("warc/")
        if is_meant and (root / sealed.file).is_file():
            (root / sealed.file).unlink()
            yield sealed


class Borrowed:
    """Files that are not here, brought back from a store for as long as they are needed."""

    def __init__(self, root: Path, url: str | None) -> None:
        """`url` is of the store; without one nothing can be had."""
        self._root, self._url = root, url
        self._there: set[str] | None = None
        self.names: list[str] = []

    def bring(self, name: str) -> bool:
        """Bring a file back, proven; return False where no store was given it."""
        if self._there is None:
            done = outbox_of(self._root, self._url).done() if self._url else ()
            self._there = {sealed.file for sealed in done}
        if not self._url or name not in self._there:
            return False
        self.names += fetch(self._root, self._url, [name])
        return True

    def give_back(self) -> list[Sealed]:
        """Remove them here, as far as the store holds them as they are now; return which."""
        return [*let_go(self._root, self._url, self.names)] if self._url and self.names else []


def fetch(root: Path, url: str, names: list[str], told: Told = lambda *_: None) -> Iterator[str]:
    """Bring sealed files back that are not here; yield the name of each, proven.

    Raises `OffsiteError` where one is not listed, or not there as it was sealed.
    """
    listed = {sealed.file: sealed for sealed, _ in sealed_in(root)}
    if unknown := [name for name in names if name not in listed]:
        raise OffsiteError(f"{unknown[0]} is no sealed file of {root}")
    store = Store(url)
    for name in names:
        if not (root / name).exists():
            _fetch(root, store, listed[name], told)
            yield name


def _fetch(root: Path, store: Store, sealed: Sealed, told: Told) -> None:
    path = root / sealed.file
    arrived = path.with_name(f"{path.name}.draft")
    store.fetch(sealed.file, arrived, told)
    if sha256_of(arrived) != sealed.sha256:
        arrived.unlink()
        raise OffsiteError(f"{store} holds {sealed.file} otherwise than it was sealed")
    arrived.replace(path)


def bring(
    root: Path,
    url: str,
    folders: tuple[str, ...] = tuple(ENDINGS),
    told: Told = lambda *_: None,
) -> Iterator[Sealed]:
    """Bring what all archives have sealed from a store; yield each file that was not here.

    `root` becomes an archive that lists all of it, with the files of `folders`: the others count
    as moved away. What it lists already with other bytes stays as it is where it replaced what is
    there, and is replaced where that did. Raises `OffsiteError`.
    """
    store = Store(url)
    there = sealed_there(store)
    if not there:
        raise OffsiteError(f"{store} lists no sealed files")
    with closing(Segments(root)) as shelf:
        here = list(sealed_in(root))
        both = merged([], [line for _, line in (*here, *there)])
        before = {(sealed.file, sealed.sha256) for sealed, _ in here}
        for sealed, _ in both:
            path = root / sealed.file
            is_new = (sealed.file, sealed.sha256) not in before
            if is_new and path.exists() and sha256_of(path) != sealed.sha256:
                path.unlink()
        about = [line for sealed, line in here if sealed.file in DESCRIPTIONS]
        shelf.disk.replace(root / MANIFEST, b"".join([*about, *(line for _, line in both)]))
        shelf.disk.sync_folder(root)
        for sealed, line in both:
            is_wanted = sealed.file.partition("/")[0] in folders
            is_kept = "expired" not in json.loads(line)
            if is_wanted and is_kept and not (root / sealed.file).exists():
                _fetch(root, store, sealed, told)
                yield sealed
    with closing(Segments(root)) as shelf:
        shelf.describe()
