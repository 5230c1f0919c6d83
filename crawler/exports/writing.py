"""An export on its way to its name: what is half written never stands there.

    write(held, Selection(...), "daily.gz", Path("stories")) -> Written

OUT.part is written, and becomes OUT once it is whole. A folder goes on, after whatever ended it,
from the story that OUT.cursor names: its files were on the disk then. A single file cannot be
gone on with, and is begun again. A folder that stands under the name already takes in the new
files one by one, each whole.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler import __version__
from crawler.archive.disk import Disk, sync_path
from crawler.exports.folders import FOLDERS
from crawler.exports.writers import FILES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.exports.held import HeldStories, HeldStory, Place, Selection

    Passing = Callable[[Iterator[HeldStory]], Iterator[HeldStory]]

EVERY = 2000
"""Stories of a folder between two places from which it could be gone on with."""


class Written(NamedTuple):
    """What came of an export."""

    number: int
    """Stories that are in it, with those of the times that it was ended."""

    before: int = 0
    """Those that an earlier time had written, of a folder."""

    begun_again: bool = False
    """Whether half a file of an earlier time was thrown away."""


def write(
    held: HeldStories,
    wanted: Selection,
    form: str,
    out: Path,
    passing: Passing = lambda stories: stories,
) -> Written:
    """Write stories in a form; `passing` sees each on its way.

    Raises ImportError where an extra is missing, and whatever a full disk raises: then what is
    half a file is gone, and what is whole of a folder stays for the next time.
    """
    part = out.with_name(out.name + ".part")
    if form in FOLDERS:
        return _Folder(held, wanted, form, out, part).write(passing)
    begun_again = part.exists()
    part.unlink(missing_ok=True)
    count = 0
    try:
        with FILES[form](part) as write_one:
            for story in passing(held.stories(wanted)):
                write_one(story)
                count += 1
        sync_path(part)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    part.replace(out)
    sync_path(out.parent)
    return Written(count, begun_again=begun_again)


class Cursor(NamedTuple):
    """How far a folder was written: all up to a story is in its files."""

    about: str
    """A digest of what is written: another archive, or another choice, begins anew."""

    place: Place = ("", 0, 0)
    number: int = 0
    kept: dict[str, int] = {}  # noqa: RUF012 never changed
    """Files that are written on, and how long they were."""

    @classmethod
    def kept_in(cls, path: Path, about: str) -> Cursor:
        """Return the one that a file holds; one at the beginning where it holds none of it."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            told: dict[str, Any] = json.loads(path.read_bytes())
            if told["about"] == about:
                day, file, offset = told["place"]
                return cls(about, (day, file, offset), int(told["number"]), dict(told["kept"]))
        return cls(about)


def about(held: HeldStories, wanted: Selection, form: str) -> str:
    """Return a digest of what an export is: the same one comes to the same files."""
    return sha256(repr((held.state(), wanted, form, __version__)).encode()).hexdigest()


class _Folder:
    """A folder on its way to its name."""

    def __init__(
        self, held: HeldStories, wanted: Selection, form: str, out: Path, part: Path
    ) -> None:
        self._held, self._wanted, self._form = held, wanted, form
        self._out, self._part = out, part
        self._kept = out.with_name(out.name + ".cursor")

    def write(self, passing: Passing) -> Written:
        """Write what is missing, and give it its name."""
        begun = Cursor.kept_in(self._kept, about(self._held, self._wanted, self._form))
        if not begun.number:
            shutil.rmtree(self._part, ignore_errors=True)
        self._part.mkdir(parents=True, exist_ok=True)
        now = begun
        with FOLDERS[self._form](self._part, begun.kept) as write_one:
            for story in passing(self._held.stories(self._wanted, begun.place)):
                write_one(story)
                now = now._replace(place=story.place, number=now.number + 1)
                if (now.number - begun.number) % EVERY == 0:
                    self._save(now._replace(kept=write_one.settle()))
            self._save(now._replace(kept=write_one.settle()))
        self._name()
        return Written(now.number, begun.number)

    def _save(self, cursor: Cursor) -> None:
        Disk().replace(self._kept, json.dumps(cursor._asdict()).encode())

    def _name(self) -> None:
        """Give the folder its name, or its files theirs in the one that has it."""
        if self._out.is_dir():
            for path in sorted(self._part.rglob("*")):
                target = self._out / path.relative_to(self._part)
                if path.is_dir():
                    target.mkdir(exist_ok=True)
                else:
                    path.replace(target)
            shutil.rmtree(self._part)
        else:
            self._part.rename(self._out)
        sync_path(self._out.parent)
        self._kept.unlink()
