"""Captures that nobody has read yet, read for whoever looks at them: a WARC, a WACZ, a folder.

    CapturesRead(root, lines) -> lines/articles/*.jsonl, a file for each file of captures

What `scrapy reread` would write goes beside the viewer's index, and is read once.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from crawler.reread.file_reading import FileTask
    from crawler.reread.wanted_files import WantedFile


class CapturesRead:
    """The files of captures of an archive, and what came of them."""

    def __init__(self, root: Path, lines: Path, limit: float) -> None:
        """`limit` is in seconds a capture, 0 for no limit."""
        from crawler.reread.wanted_files import files_of

        self.root, self.lines = root, lines
        (lines / "articles").mkdir(parents=True, exist_ok=True)
        self._limit = limit
        self._files = files_of([str(root)])
        self.total, self.done = len(self._files), 0

    def read(
        self, failed: Callable[[str], object], told: Callable[[FileTask, int], object]
    ) -> None:
        """Read what was not read before; `failed` is told of a file that cannot be read.

        `told` is called with each capture that is begun; what it raises ends the reading, which
        goes on from there the next time.
        """
        from crawler.reread.file_reading import FileTask, read_file
        from crawler.reread.processes import FileError, read_files

        tasks = [
            FileTask(source=Path(file.place), named=file.named, lines=self._lines_of(file))
            for file in self._files
        ]
        waiting = [task for task in tasks if not task.lines.exists()]
        self.done = self.total - len(waiting)
        for task, account in read_files(waiting, read_file, 0, self._limit, told):
            self.done += 1
            if isinstance(account, FileError):
                failed(f"{task.source}: {account}")

    def _lines_of(self, file: WantedFile) -> Path:
        state = Path(file.place).stat()
        name = file.lines.removesuffix(".jsonl")
        return self.lines / "articles" / f"{name}-{state.st_size}-{state.st_mtime_ns}.jsonl"
