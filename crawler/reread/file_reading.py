"""One file of an archive, read by today's reader: lines out, and an account of every capture.

    captures -> reading_of, repair, strip -> OUT/articles/NAME.jsonl

A page is read with the site memory that its crawl read with, where the file names one. Lists
and feeds, known by what they were asked as, and what did not answer with a page are counted and
passed over. Every so often all of it is made safe with a `Checkpoint`, from which a reading that
was ended goes on.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from crawler.archive.captures_index import Index
from crawler.archive.disk import Disk
from crawler.archive.jsonl import line_of, to_record
from crawler.archive.record_capture import PAGES
from crawler.boilerplate import strip
from crawler.extract import reading_of, repair_article, with_asked
from crawler.memory import NO_MEMORY, loaded
from crawler.model import RENDERING, SHELL, NotAnArticle
from crawler.page.joined_pages import MAX_PAGES, join
from crawler.reread.held_lines import HeldLines, key_of
from crawler.sites import key_of as site_key
from crawler.sites import site_of
from crawler.wire import is_page_status

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.memory import Memory
    from crawler.model import Article, Capture
    from crawler.page.read import Reading
    from crawler.site import RichText, Site

LISTS = frozenset({"page", "feed", "sitemap", "robots", "continuation", "image", SHELL, RENDERING})
"""What captures were asked as that are no story by themselves."""

EVERY = 200
"""Captures between two checkpoints."""


@dataclass(slots=True)
class Checkpoint:
    """How far a file was read, and what came out so far."""

    captures: int = 0
    """Captures that were looked at, in the order of the file."""

    length: int = 0
    """Bytes of lines that were written."""

    articles: int = 0
    passed: Counter[str] = field(default_factory=Counter)
    """Captures without an article, by reason."""

    differences: Counter[str] = field(default_factory=Counter)
    """``SITE FIELD``: in how many readings a field differs from the line that is held."""

    damages: int = 0
    """Places of the file that could not be read."""

    about: str = ""
    """What was read, as the task says it: of anything else a checkpoint tells nothing."""

    def saved(self, path: Path) -> None:
        """Write it down, safe, in place of the one before."""
        Disk().replace(path, json.dumps({n: getattr(self, n) for n in _FIELDS}).encode())

    @classmethod
    def kept(cls, path: Path, about: str = "", part: Path | None = None) -> Checkpoint:
        """Return the one that was written down last; a new one where there is none.

        Nor does one count that is of something else, or whose lines are not in `part`.
        """
        with suppress(OSError, ValueError, TypeError, KeyError):
            kept = json.loads(path.read_bytes())
            passed, differences = Counter(kept.pop("passed")), Counter(kept.pop("differences"))
            last = cls(**kept, passed=passed, differences=differences)
            written = part.stat().st_size if part else last.length
            if last.about == about and written >= last.length:
                return last
        return cls(about=about)


_FIELDS = tuple(each.name for each in fields(Checkpoint))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTask:
    """A file that is to be read, and where its lines go."""

    source: Path
    named: str
    """How the file is called in the lines: ``warc/NAME.warc.gz``."""

    lines: Path
    """Stands under this name once it is whole; ``.part`` and ``.checkpoint`` until then."""

    held: Path | None = None
    """Database of `note_held`, against which readings are held."""

    writes: bool = True
    """Whether lines are written; without, readings are counted and compared."""

    rich_text: RichText | None = None
    comments: bool = False
    """What is asked for beside a text, where the profile of a site says nothing."""

    about: str = ""
    """What tells this file, read so, from any other: see `Checkpoint`."""

    skipped: tuple[tuple[int, str], ...] = ()
    """Captures that ended the process that read them, and the reason that they count under."""


def read_file(task: FileTask, beat: Callable[[int], None] = lambda _: None) -> Checkpoint:
    """Read a file from where its last checkpoint stands; return the account of all of it.

    `beat` is told the number of each capture before it is read. Raises OSError.
    """
    part = task.lines.with_name(task.lines.name + ".part")
    kept = task.lines.with_name(task.lines.name + ".checkpoint")
    account = Checkpoint.kept(kept, task.about, part if task.writes else None)
    skipped = dict(task.skipped)
    damages = Counter[str]()
    held = HeldLines(task.held) if task.held else None
    with (
        _opened(part, account.length, writes=task.writes) as lines,
        Index(task.source, lambda _: damages.update(["damage"]), lambda _: None) as index,
    ):
        reading = _Reading(index, account, lines, held, task)
        for number, capture in enumerate(index.captures(as_written=True)):
            if number < account.captures:
                continue
            beat(number)
            if number in skipped:
                account.passed[skipped[number]] += 1
            else:
                reading.read(capture)
            account.captures = number + 1
            if account.captures % EVERY == 0:
                _make_safe(lines, account, kept)
        account.damages = damages.total()
        _make_safe(lines, account, kept)
    if held:
        held.close()
    if task.writes:
        part.replace(task.lines)
    kept.unlink(missing_ok=True)
    return account


def _opened(part: Path, length: int, *, writes: bool) -> BinaryIO:
    """Return the lines as far as they are accounted for, to be written on."""
    if not writes:
        return BytesIO()
    part.touch()
    file = part.open("r+b")
    file.truncate(length)
    file.seek(length)
    return file


def _make_safe(lines: BinaryIO, account: Checkpoint, kept: Path) -> None:
    lines.flush()
    if not isinstance(lines, BytesIO):
        os.fsync(lines.fileno())
    account.length = lines.tell()
    account.saved(kept)


class _Reading:
    """The reading of one file, while it goes."""

    def __init__(
        self,
        index: Index,
        account: Checkpoint,
        lines: BinaryIO,
        held: HeldLines | None,
        task: FileTask,
    ) -> None:
        self._index, self._account, self._lines = index, account, lines
        self._held, self._task = held, task
        self._memories: dict[str, Memory] = {"": NO_MEMORY}

    def read(self, capture: Capture) -> None:
        """Write the article in a capture, or count why there is none."""
        if reason := _no_page(capture):
            self._account.passed[reason] += 1
            return
        record = None
        try:
            record = to_record(self._article(capture))
        except NotAnArticle as verdict:
            self._account.passed[verdict.reason] += 1
        else:
            self._account.articles += 1
            self._lines.write(line_of(record).encode() + b"\n")
        if self._held:
            names = self._held.differences(key_of(capture.url, [capture.digest]), record)
            site = site_key(capture.url)
            self._account.differences.update(f"{site} {name}" for name in names)

    def _article(self, capture: Capture) -> Article:
        """Return the clean article in a capture, with the pages on which it goes on."""
        site, memory = self._site(capture), self._memory_of(capture)
        pages, captures = [reading_of(capture, site, memory)], [capture]
        with suppress(NotAnArticle):
            while len(pages) < MAX_PAGES and (further := self._following(pages, captures)):
                pages.append(reading_of(further, site, memory))
                captures.append(further)
        article = pages[0].article
        if pages[0].next_page:
            article = join([page.article for page in pages])
        # As `extract.finish` does, without the fingerprints that only a crawl has a use for.
        clean = strip(repair_article(article), site.boilerplate, memory)
        clean = with_asked(clean, pages, site)
        places = [each.location for each in captures if each.location]
        located = tuple(replace(each, file=self._name(each.file)) for each in places)
        return replace(clean, provenance=replace(clean.provenance, locations=located))

    def _site(self, capture: Capture) -> Site:
        return site_of(capture.url).asked_for(self._task.rich_text, comments=self._task.comments)

    def _following(self, pages: list[Reading], captures: list[Capture]) -> Capture | None:
        url = pages[-1].next_page
        further = self._index.following(url, captures[-1]) if url else None
        return further if further and is_page_status(further.status) else None

    def _memory_of(self, capture: Capture) -> Memory:
        """Return the memory that a capture was read with; none where the file has none of it."""
        revision = capture.memory
        if revision not in self._memories:
            self._memories[revision] = NO_MEMORY
            with suppress(OSError, ValueError):
                if kept := self._index.memory(revision):
                    self._memories[revision] = loaded(kept)
        return self._memories[revision]

    def _name(self, file: str) -> str:
        _, mark, inner = file.partition("!")
        return self._task.named + mark + inner


def _no_page(capture: Capture) -> str:
    """Return why a capture is no page that could be a story; empty where it is one."""
    if not is_page_status(capture.status):
        return f"http-{capture.status}"
    if capture.kind in LISTS:
        return capture.kind
    media = capture.content_type.partition(";")[0].strip().lower()
    return "" if media in {*PAGES, ""} else "media-type"
