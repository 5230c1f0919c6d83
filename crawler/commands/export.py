"""`scrapy export`: the stories of an archive as a table, a database or a folder of texts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.wanted import add_options, archive_of, progress, selection_of
from crawler.exports.held import HeldStories, Selection
from crawler.exports.writers import FOLDERS, FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.exports.held import HeldStory


class Command(ScrapyCommand):
    """Write what an archive holds in another form."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def syntax(self) -> str:
        return "OUT [ARCHIVE|FILE.jsonl]"

    def short_desc(self) -> str:
        return "Write the stories of an archive as Parquet, CSV, SQLite, JSON lines or texts"

    def long_desc(self) -> str:
        return (
            "OUT is the file or folder to write; what it ends in says its form (.parquet, .csv, "
            ".sqlite, .jsonl, .jsonld, .nq), or --as does (markdown and text are folders). "
            "Without ARCHIVE the project's own is read (`-s ARCHIVE_DIR=DIR`): its sealed files. "
            "Every version is a row; --newest takes the last of each story. A file stands under "
            "its name only once "
            "it is whole. Exit status is 1 where no story was written."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--as", dest="form", choices=sorted(FORMATS), help="the form of OUT")
        add_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        if len(args) not in {1, 2}:
            raise UsageError("write what where? scrapy export stories.parquet")
        out = Path(args[0])
        source = archive_of(args, self.settings)
        form = opts.form or _form_of(out)
        wanted = selection_of(opts)
        if out.exists() and not (form in FOLDERS and out.is_dir()):
            raise UsageError(f"{out} is there already")
        with HeldStories(source) as held:
            count = self._written(held, wanted, form, out)
            if held.damaged:
                print(f"{held.damaged} lines of {source} are none of an article: left out")
        print(f"{count or 'no'} stories in {out}")
        self.exitcode = 0 if count else 1

    def _written(self, held: HeldStories, wanted: Selection, form: str, out: Path) -> int:
        """Write what is wanted; return how many stories that is."""
        part = out if form in FOLDERS else out.with_name(out.name + ".part")
        count = 0
        try:
            with FORMATS[form](part) as write:
                for story in _shown(held, wanted):
                    write(story)
                    count += 1
        except ImportError as missing:
            said = f"{missing.name} is not installed: pip install crawler[parquet]"
            raise UsageError(said) from None
        except BaseException:
            if part != out:
                part.unlink(missing_ok=True)
            raise
        if part != out:
            part.replace(out)
        return count


def _shown(held: HeldStories, wanted: Selection) -> Iterator[HeldStory]:
    with progress(total=len(held), unit=" stories") as bar:
        for story in held.stories(wanted):
            yield story
            bar.update()


def _form_of(out: Path) -> str:
    form = {".db": "sqlite", ".sqlite3": "sqlite"}.get(out.suffix, out.suffix[1:])
    if form not in FORMATS or form in FOLDERS:
        raise UsageError(f"{out} says no form: --as {'|'.join(sorted(FORMATS))}")
    return form
