"""`scrapy reread`: today's reader over captures of any origin, on all cores."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import __version__
from crawler import patterns as re
from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders
from crawler.commands.wanted import caches, looking_through, may_be_ended, progress
from crawler.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.reread.file_reading import Checkpoint, FileTask
    from crawler.reread.processes import FileError
    from crawler.reread.reports import Reports
    from crawler.reread.wanted_files import WantedFile

SHOWN = 40
"""Differences that are printed, the most frequent first."""


class Command(WithoutSpiders, ScrapyCommand):
    """Read captures again."""

    requires_project = True

    def syntax(self) -> str:
        return "OUT WARC|ARC|WACZ|FOLDER|s3://…... [--manifest LIST]"

    def short_desc(self) -> str:
        return "Read captures of any origin with today's reader, on all cores"

    def long_desc(self) -> str:
        return (
            "Every file is a task: its articles go to OUT/articles, one file of lines for each, "
            "and what came of it to OUT/reread.jsonl. A reading that was ended is resumed by the "
            "same command: files that are done are passed over, the others go on where they "
            "were. Files may be in a store (s3://…: what its archives list, or all below it), and "
            "be named by --manifest: a manifest of ours, or a list with a path or an address a "
            "line; each is fetched, read, and gone again here. OUT may be in a store, too: lines "
            "are listed there, so that it is an archive. With --against ARCHIVE it is counted, by "
            "site and field, in what the readings differ from the lines that are held; with "
            "--dry-run nothing but that is done. With --shard I/N only one of N parts of the "
            "files is read: a task of an array of jobs, each with the same files and OUT. --ray "
            "reads on a cluster of Ray, whose machines see the files where this one does. Exit "
            "status is 1 where a file could not be read, or no capture was found."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--against", metavar="ARCHIVE", help="an archive, or a file of lines")
        parser.add_argument("--dry-run", action="store_true", help="write no lines, only count")
        parser.add_argument("--processes", type=int, default=0, metavar="N", help="one a core")
        parser.add_argument("--shard", metavar="I/N", help="the I-th of N parts of the files")
        parser.add_argument("--manifest", metavar="FILE|URL", help="a list of files to read")
        parser.add_argument(
            "--base", default="", metavar="URL", help="below which what it lists stands"
        )
        parser.add_argument(
            "--ray", nargs="?", const="", metavar="ADDRESS", help="on a cluster; or begun here"
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) < 1 + (not opts.manifest):
            raise UsageError("read what, to where? scrapy reread OUT captures.warc.gz")
        if opts.against and not Path(opts.against).exists():
            raise UsageError(f"no such archive: {opts.against}")
        from crawler.reread.processes import prepare

        assert self.settings
        opts.beside = {
            "rich_text": self.settings.get("RICH_TEXT") or None,
            "comments": self.settings.getbool("COMMENTS"),
        }
        if opts.ray is None:
            prepare()
        with may_be_ended(self, "goes on where it was"):
            self._run(args, opts)

    def _run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.alone import HeldError
        from crawler.archive.object_store import OffsiteError
        from crawler.archive.scratch import scratch_folder
        from crawler.reread.held_lines import note_held

        try:
            files = _files(args[1:], opts)
            shard = Shard.of(opts.shard)
            with scratch_folder("crawler-held-") as folder:
                reading = _Reading(args[0], files, shard, folder, opts)
                with reading.alone():
                    if reading.held:
                        with looking_through(opts.against) as told:
                            note_held(Path(opts.against), reading.held, told)
                    self._read(reading)
        except (OffsiteError, HeldError) as error:
            raise UsageError(str(error), print_help=False) from None

    def _read(self, reading: _Reading) -> None:
        assert self.settings
        tasks, limit = [*reading.tasks()], self.settings.getfloat("READ_TIMEOUT")
        account = reading.account
        with _read_by(tasks, reading.opts, limit) as readings:
            for task, came in readings:
                reading.add(task, came)
        show(account.summary(reading.done_before))
        is_sharded = reading.opts.shard and not tasks
        brought = account.total.captures or reading.done_before or is_sharded
        self.exitcode = 1 if account.failed or not brought else 0


def _files(places: list[str], opts: Namespace) -> list[WantedFile]:
    """Return the files that are named. Raises UsageError, and OffsiteError."""
    from crawler.archive.object_store import is_address
    from crawler.reread.wanted_files import files_listed, files_of

    here = [*places, *([opts.manifest] if opts.manifest else [])]
    missing = [each for each in here if not is_address(each) and not Path(each).exists()]
    if missing:
        raise UsageError(f"no such file: {missing[0]}")
    try:
        listed = files_listed(opts.manifest, opts.base) if opts.manifest else []
    except (OSError, ValueError) as error:
        raise UsageError(f"{opts.manifest}: {error}", print_help=False) from None
    return [*files_of(places), *listed]


class _Reading:
    """What one call of the command reads, and where it goes."""

    def __init__(
        self, out: str, files: list[WantedFile], shard: Shard, scratch: Path, opts: Namespace
    ) -> None:
        """`scratch` is a folder for what is gone with this process."""
        from crawler.archive.object_store import Store, is_address
        from crawler.reread.reports import ReportsHere, ReportsThere

        self._files = [each for each in files if shard.has(each.named)]
        self.held = scratch / "held.sqlite" if opts.against else None
        self.opts = opts
        self.account = Account(against=bool(opts.against))
        self._reports: Reports
        if is_address(out):
            name = sha256(out.rstrip("/").encode()).hexdigest()[:12]
            self._out = caches() / "crawler" / "reread" / name
            self._reports = ReportsThere(Store(out))
        else:
            self._out = Path(out)
            self._reports = ReportsHere(self._out / shard.report)
        if opts.dry_run:
            self._out = scratch
        (self._out / "articles").mkdir(parents=True, exist_ok=True)
        self._names: dict[Path, str] = {}
        self._shard, self._where = shard, out
        self.done_before = 0

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Let no other process read the same there: all files, or the same of their shards."""
        from crawler.archive.alone import alone
        from crawler.reread.reports import REPORT

        is_part = self._shard.parts > 1
        with ExitStack() as locks:
            for report in dict.fromkeys((REPORT, self._shard.report)):
                lock = (self._out / report).with_suffix(".lock")
                shared = is_part and report == REPORT
                locks.enter_context(alone(lock, self._where, shared=shared))
            yield

    def tasks(self) -> Iterator[FileTask]:
        """Yield what is to be read."""
        done = {} if self.opts.dry_run else self._reports.done()
        self.done_before = len(done)
        for file in self._files:
            name = self._name_of(file)
            if name not in done:
                task = self._task(file, name)
                self._names[task.lines] = name
                yield task

    def _task(self, file: WantedFile, about: str) -> FileTask:
        from crawler.reread.file_reading import FileTask
        from crawler.reread.stored_files import StoredTask

        given: dict[str, Any] = {
            "named": file.named,
            "lines": self._out / "articles" / file.lines,
            "held": self.held,
            "writes": not self.opts.dry_run,
            "about": f"{about} {'counted' if self.opts.dry_run else 'written'}",
            **self.opts.beside,
        }
        if not file.is_stored:
            return FileTask(source=Path(file.place), **given)
        folder, name = file.parted()
        # Under the name that it has: what a file is, its ending says as well.
        source = self._out / "fetched" / file.lines.removesuffix(".jsonl") / name
        return StoredTask(source=source, folder=folder, name=name, sha256=file.sha256, **given)

    def _name_of(self, file: WantedFile) -> str:
        """Return what tells a file with these bytes, read by this program, from another."""
        from crawler.archive.object_store import Store

        if file.is_stored:
            folder, name = file.parted()
            state: tuple[Any, ...] = (file.sha256 or Store(folder).state(name),)
        else:
            told = Path(file.place).stat()
            state = told.st_size, told.st_mtime_ns
        beside = (f"{name}={value}" for name, value in self.opts.beside.items() if value)
        parts = file.place, *state, __version__, self.opts.against or "", *beside
        return " ".join(map(str, parts))

    def add(self, task: FileTask, came: Checkpoint | FileError) -> None:
        """Count a file, and write down what came of it."""
        entry = {"name": self._names[task.lines], **self.account.add(task, came)}
        if not self.opts.dry_run:
            self._reports.add(task, entry)


class Shard(NamedTuple):
    """One of some parts of all files; each part may be read on a machine of its own."""

    number: int = 0
    parts: int = 1

    @classmethod
    def of(cls, said: str | None) -> Shard:
        """Return the shard that is said: the first of four is 1/4, and the last is 4/4 or 0/4.

        >>> Shard.of("3/4"), Shard.of("4/4"), Shard.of(None)
        (Shard(number=3, parts=4), Shard(number=0, parts=4), Shard(number=0, parts=1))
        """
        if said is None:
            return cls()
        found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", said, re.ASCII)
        if not found or not 0 <= int(found[1]) <= int(found[2]) or not int(found[2]):
            raise UsageError(f"--shard {said}: the I-th of N parts, as in 1/4", print_help=False)
        return cls(int(found[1]) % int(found[2]), int(found[2]))

    @property
    def report(self) -> str:
        """Return the name of its report: no two shards write to one file."""
        from crawler.reread.reports import REPORT

        if self.parts == 1:
            return REPORT
        return f"{Path(REPORT).stem}-{self.number or self.parts}-of-{self.parts}.jsonl"

    def has(self, file: str) -> bool:
        """Say whether a file is one of it, by its name: whichever machine asks."""
        return int(sha256(file.encode()).hexdigest()[:15], 16) % self.parts == self.number


class Account:
    """What came of all files."""

    def __init__(self, *, against: bool) -> None:
        from crawler.reread.file_reading import Checkpoint

        self._against = against
        self.total = Checkpoint()
        self.failed = 0

    def add(self, task: FileTask, account: Checkpoint | FileError) -> dict[str, Any]:
        """Count a file; return what is to be written down of it."""
        from crawler.reread.processes import FileError

        entry: dict[str, Any] = {"file": place_of(task)}
        if isinstance(account, FileError):
            self.failed += 1
            print(harmless(f"{entry['file']}: {account}"), file=sys.stderr)
            return {**entry, "error": str(account)}
        self.total.captures += account.captures
        self.total.articles += account.articles
        self.total.damages += account.damages
        self.total.passed += account.passed
        self.total.differences += account.differences
        return entry | {
            "lines": task.lines.name if task.writes else None,
            "captures": account.captures,
            "articles": account.articles,
            "passed": dict(account.passed.most_common()),
            "differences": dict(account.differences.most_common()),
            "damages": account.damages,
        }

    def summary(self, done: int) -> str:
        """Return what came of all files, for people: what differs, and one line of it all."""
        told = self.total
        passed = _counts(told.passed) or "nothing passed over"
        parts = [f"{told.captures} captures: {told.articles} articles, {passed}"]
        parts += [f"{told.damages} places could not be read"] * bool(told.damages)
        parts += [f"{self.failed} files could not be read"] * bool(self.failed)
        parts += [f"{done} files were done before"] * bool(done)
        return "\n".join([*self._differing(), "; ".join(parts)])

    def _differing(self) -> Iterator[str]:
        """Yield in what the readings differ, the most frequent first."""
        if self._against:
            differences = self.total.differences.most_common()
            yield from (f"{count:7} {name}" for name, count in differences[:SHOWN])
            if rest := sum(count for _, count in differences[SHOWN:]):
                yield f"{rest:7} others"
            if self.total.articles and not differences:
                yield "as the lines that are held"


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common())


def place_of(task: FileTask) -> str:
    """Return where a file is, as people are told."""
    from crawler.archive.object_store import shown
    from crawler.reread.stored_files import StoredTask

    if isinstance(task, StoredTask):
        return f"{shown(task.folder)}/{task.name}"
    return str(task.source)


@contextmanager
def _read_by(
    tasks: list[FileTask], opts: Namespace, limit: float
) -> Iterator[Iterator[tuple[FileTask, Checkpoint | FileError]]]:
    """Yield the readings, by processes here or on a cluster, and show how far they are."""
    from crawler.reread.on_ray import read_on_ray
    from crawler.reread.processes import read_files
    from crawler.reread.stored_files import read_any

    on_ray = opts.ray is not None
    with progress(unit=" files" if on_ray else " captures") as bar:

        def shown() -> Iterator[tuple[FileTask, Checkpoint | FileError]]:
            told = (lambda _, __: bar.update()) if not on_ray else None
            if on_ray:
                readings = read_on_ray(tasks, opts.ray, limit)
            else:
                assert told
                readings = read_files(tasks, read_any, opts.processes, limit, told)
            for done, each in enumerate(readings, 1):
                bar.update(on_ray)
                bar.set_postfix_str(f"{done} of {len(tasks)} files")
                yield each

        try:
            yield shown()
        except ImportError as missing:
            said = f"{missing.name} is not installed: pip install crawler[ray]"
            raise UsageError(said, print_help=False) from None
        except ConnectionError as error:
            raise UsageError(f"no cluster of Ray: {error}", print_help=False) from None
