"""An export on its way to its name: what is half written never stands there.

    write(held, Selection(...), "daily.gz", Path("stories")) -> Written

OUT.part is written, and becomes OUT once it is whole. One that was ended goes on, whatever ended
it, from the story that OUT.cursor names: all up to there was on the disk then. A folder that
stands under the name already takes in the new files one by one, each whole.
"""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from crawler import __version__
from crawler.archive.disk import Disk, sync_path
from crawler.exports.writers import FORMATS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from crawler.exports.held import HeldStories, HeldStory, Place, Selection

    Passing = Callable[[Iterator[HeldStory]], Iterator[HeldStory]]

EVERY = 2000
"""Stories between two places from which an export could be gone on with."""


class Written(NamedTuple):
    """What came of an export."""

    number: int
    """Stories that are in it, with those of the times that it was ended."""

    before: int = 0
    """Those that an earlier time had written."""

    begun_again: bool = False
    """Whether what an earlier time had left was thrown away: it was of something else."""


class Cursor(NamedTuple):
    """How far an export was written: all up to a story is in its files."""

    about: str
    """A digest of what is written: another archive, or another choice, begins anew."""

    place: Place = ("", 0, 0)
    number: int = 0
    kept: dict[str, int] = {}  # noqa: RUF012 never changed
    """Files that are written on, and how long they were."""

    whole: bool = False
    """Whether nothing is to be written any more, and only a name is missing."""

    @classmethod
    def kept_in(cls, path: Path, about: str) -> Cursor:
        """Return the one that a file holds; one at the beginning where it holds none of it."""
        with suppress(OSError, ValueError, TypeError, KeyError):
            told: dict[str, Any] = json.loads(path.read_bytes())
            if told["about"] == about:
                (day, file, offset), kept = told["place"], dict(told["kept"])
                place = day, file, offset
                return cls(about, place, int(told["number"]), kept, bool(told["whole"]))
        return cls(about)


def about(held: HeldStories, wanted: Selection, form: str) -> str:
    """Return a digest of what an export is: the same one comes to the same files."""
    return sha256(repr((held.state(), wanted, form, __version__)).encode()).hexdigest()


class Export:
    """A file or a folder on its way to its name.

    `begun` says where it goes on: `begun.number` stories were written before.
    """

    def __init__(self, held: HeldStories, wanted: Selection, form: str, out: Path) -> None:
        self._held, self._wanted, self._form, self._out = held, wanted, FORMATS[form], out
        self._part = out.with_name(f"{out.name}.part")
        self._kept = out.with_name(f"{out.name}.cursor")
        self.begun = Cursor.kept_in(self._kept, about(held, wanted, form))
        if not self._stands():
            self.begun = Cursor(self.begun.about)

    def _stands(self) -> bool:
        """Return True if what a cursor says was written is there."""
        if self.begun.whole:
            return self._part.exists()
        return self._form.stands(self._part, self.begun.kept)

    def write(self, passing: Passing) -> Written:
        """Write what is missing, and give it its name; `passing` sees each story on its way.

        Raises ImportError where an extra is missing, and whatever a full disk raises: what is
        whole stays for the next time.
        """
        begun, is_new = self.begun, self.begun == Cursor(self.begun.about)
        # Without a cursor it was killed before the first place to go on from: that is no other.
        begun_again = is_new and self._part.exists() and self._kept.exists()
        if is_new:
            self._clear()
        now = begun
        if not begun.whole:
            try:
                now = self._written(begun, passing)
            except BaseException:
                if not self._kept.exists():  # nothing that could be gone on with
                    self._clear()
                raise
        self._name()
        return Written(now.number, begun.number, begun_again)

    def _written(self, begun: Cursor, passing: Passing) -> Cursor:
        now, marked = begun, begun.number
        if self._form.is_folder:
            self._part.mkdir(parents=True, exist_ok=True)
        with self._form(self._part, begun.kept) as write_one:
            for story in passing(self._held.stories(self._wanted, begun.place)):
                if now.number >= marked + EVERY and write_one.parts_before(story):
                    self._save(now._replace(kept=write_one.settle()))
                    marked = now.number
                write_one(story)
                now = now._replace(place=story.place, number=now.number + 1)
            self._save(now._replace(kept=write_one.settle()))
        if not self._form.is_folder:
            sync_path(self._part)
        self._save(now._replace(whole=True))
        return now

    def _save(self, cursor: Cursor) -> None:
        Disk().replace(self._kept, json.dumps(cursor._asdict()).encode())

    def _clear(self) -> None:
        """Delete what was written of this name."""
        if self._part.is_dir():
            shutil.rmtree(self._part)
        for each in (self._kept, self._part, *self._beside()):
            each.unlink(missing_ok=True)

    def _beside(self) -> Iterator[Path]:
        """Yield where a form puts what it needs while it is written."""
        for ending in (".rows", "-journal"):
            yield self._part.with_name(self._part.name + ending)

    def _name(self) -> None:
        """Give what is whole its name, or its files theirs in the folder that has it."""
        if self._part.is_dir() and self._out.is_dir():
            for path in sorted(self._part.rglob("*")):
                target = self._out / path.relative_to(self._part)
                if path.is_dir():
                    target.mkdir(exist_ok=True)
                else:
                    path.replace(target)
            shutil.rmtree(self._part)
        else:
            self._part.replace(self._out)
        sync_path(self._out.parent)
        self._kept.unlink()
