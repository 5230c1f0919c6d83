"""`scrapy reread`: today's reader over captures of any origin, on all cores."""

from __future__ import annotations

import json
import re
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import __version__
from crawler.commands.lines import show
from crawler.commands.usage import OneLine
from crawler.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawler.reread.file_reading import Checkpoint, FileTask
    from crawler.reread.processes import FileError

REPORT = "reread.jsonl"
SHOWN = 40
"""Differences that are printed, the most frequent first."""


class Command(OneLine, ScrapyCommand):
    """Read captures again."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "OUT WARC|ARC|WACZ|FOLDER..."

    def short_desc(self) -> str:
        return "Read captures of any origin with today's reader, on all cores"

    def long_desc(self) -> str:
        return (
            "Every file is a task: its articles go to OUT/articles, one file of lines for each, "
            f"and what came of it to OUT/{REPORT}. A reading that was ended is resumed by the "
            "same command: files that are done are passed over, the others go on where they "
            "were. With --against ARCHIVE it is counted, by site and field, in what the readings "
            "differ from the lines that are held; with --dry-run nothing but that is done. With "
            "--shard I/N only one of N parts of the files is read: a task of an array of jobs, "
            "each with the same files and OUT. Exit status is 1 where a file could not be read, "
            "or no capture was found."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--against", metavar="ARCHIVE", help="an archive, or a file of lines")
        parser.add_argument("--dry-run", action="store_true", help="write no lines, only count")
        parser.add_argument("--processes", type=int, default=0, metavar="N", help="one a core")

        parser.add_argument("--shard", metavar="I/N", help="the I-th of N parts of the files")

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.reread.file_reading import FileTask
        from crawler.reread.held_lines import note_held

        if len(args) < 2:  # noqa: PLR2004 OUT and a file
            raise UsageError("read what, to where? scrapy reread OUT captures.warc.gz")
        out, paths = Path(args[0]), [Path(arg) for arg in args[1:]]
        if missing := [path for path in paths if not path.exists()]:
            raise UsageError(f"no such file: {missing[0]}")
        if opts.against and not Path(opts.against).exists():
            raise UsageError(f"no such archive: {opts.against}")
        assert self.settings
        (out / "articles").mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix="crawler-held-") as folder:
            held = Path(folder) / "held.sqlite" if opts.against else None
            if held:
                note_held(Path(opts.against), held)
            shard = Shard.of(opts.shard)
            report = Report(out / shard.report, against=opts.against or "", dry=opts.dry_run)
            done = report.done() if not opts.dry_run else {}
            tasks = [
                FileTask(
                    source=file,
                    named=named,
                    lines=out / "articles" / name_for(file),
                    held=held,
                    writes=not opts.dry_run,
                    rich_text=self.settings.get("RICH_TEXT") or None,
                    comments=self.settings.getbool("COMMENTS"),
                )
                for file, named in files_in(paths).items()
                if shard.has(named) and report.name_of(file) not in done
            ]
            limit = self.settings.getfloat("READ_TIMEOUT")
            for task, account in _shown(tasks, opts.processes, limit):
                report.add(task, account)
        show(report.summary(len(done)))
        brought = report.total.captures or done or (opts.shard and not tasks)
        self.exitcode = 1 if report.failed or not brought else 0


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
        if self.parts == 1:
            return REPORT
        return f"{Path(REPORT).stem}-{self.number or self.parts}-of-{self.parts}.jsonl"

    def has(self, file: str) -> bool:
        """Say whether a file is one of it, by its name: whichever machine asks."""
        return int(sha256(file.encode()).hexdigest()[:15], 16) % self.parts == self.number


class Report:
    """What came of each file: one line of JSON, once it is done."""

    def __init__(self, path: Path, *, against: str, dry: bool) -> None:
        from crawler.reread.file_reading import Checkpoint

        self._path, self._against, self._dry = path, against, dry
        self.total = Checkpoint()
        self.failed = 0

    def name_of(self, file: Path) -> str:
        """Return what tells a file with these bytes, read by this program, from another."""
        state = file.stat()
        parts = file.resolve(), state.st_size, state.st_mtime_ns, __version__, self._against
        return " ".join(map(str, parts))

    def done(self) -> dict[str, Any]:
        """Return the files that were read to their end, by name."""
        reports = sorted(self._path.parent.glob(f"{Path(REPORT).stem}*.jsonl"))
        lines = [line for path in reports for line in path.read_bytes().split(b"\n")[:-1]]
        entries = [json.loads(line) for line in lines]
        return {entry["name"]: entry for entry in entries if "error" not in entry}

    def add(self, task: FileTask, account: Checkpoint | FileError) -> None:
        """Count a file, and write it down."""
        from crawler.reread.processes import FileError

        entry: dict[str, Any] = {"name": self.name_of(task.source), "file": str(task.source)}
        if isinstance(account, FileError):
            self.failed += 1
            entry["error"] = str(account)
            print(harmless(f"{task.source}: {account}"), file=sys.stderr)
        else:
            entry |= {
                "lines": None if self._dry else task.lines.name,
                "captures": account.captures,
                "articles": account.articles,
                "passed": dict(account.passed.most_common()),
                "differences": dict(account.differences.most_common()),
                "damages": account.damages,
            }
            self.total.captures += account.captures
            self.total.articles += account.articles
            self.total.damages += account.damages
            self.total.passed += account.passed
            self.total.differences += account.differences
        if not self._dry:
            with self._path.open("ab") as file:
                file.write(json.dumps(entry, ensure_ascii=False).encode() + b"\n")

    def summary(self, done: int) -> str:
        """Return what came of all files, for people."""
        told = self.total
        passed = _counts(told.passed) or "nothing passed over"
        lines = [f"{told.captures} captures: {told.articles} articles, {passed}"]
        lines += [f"{done} files were done before"] * bool(done)
        lines += [f"{told.damages} places could not be read"] * bool(told.damages)
        lines += [f"{self.failed} files could not be read"] * bool(self.failed)
        if self._against:
            differences = told.differences.most_common()
            lines += [f"{count:7} {name}" for name, count in differences[:SHOWN]]
            rest = sum(count for _, count in differences[SHOWN:])
            lines += [f"{rest:7} others"] * bool(rest)
            lines += ["as the lines that are held"] * (told.articles > 0 and not differences)
        return "\n".join(lines)


def _counts(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in counter.most_common())


def files_in(paths: Iterable[Path]) -> dict[Path, str]:
    """Return the files of web archives in these places, and how each is called in lines."""
    from crawler.archive.containers import sources

    found: dict[Path, str] = {}
    for path in paths:
        for source in sources(path, lambda _: None, lambda _: None):
            folder = path if path.is_dir() else path.parent
            found.setdefault(source.path, source.path.relative_to(folder).as_posix())
    return found


def name_for(file: Path) -> str:
    """Return the name of the file of lines for a file of captures.

    >>> name_for(Path("/a/CC-NEWS-20260205.warc.gz"))
    'CC-NEWS-20260205-43dc7670.jsonl'
    """
    plain = re.sub(r"\.(?:warc|arc|wacz)(?:\.gz|\.zst)?$", "", file.name, flags=re.IGNORECASE)
    return f"{plain}-{sha256(str(file.resolve()).encode()).hexdigest()[:8]}.jsonl"


def _shown(
    tasks: list[FileTask], processes: int, limit: float
) -> Iterator[tuple[FileTask, Checkpoint | FileError]]:
    from tqdm import tqdm

    from crawler.reread.processes import read_files

    with tqdm(
        unit=" captures", disable=not sys.stderr.isatty(), file=sys.stderr, dynamic_ncols=True
    ) as bar:
        for done, (task, account) in enumerate(
            read_files(tasks, processes, limit, lambda _, __: bar.update()), 1
        ):
            bar.set_postfix_str(f"{done} of {len(tasks)} files")
            yield task, account
