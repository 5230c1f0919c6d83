"""`scrapy export`: the stories of an archive as a table, a database or a folder of texts."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler import patterns as re
from crawler.commands import wanted
from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.exports.held import HeldStories, HeldStory


class Command(WithoutSpiders, ScrapyCommand):
    """Write what an archive holds in another form."""

    requires_project = True

    def syntax(self) -> str:
        return "OUT|--to URL [ARCHIVE|FILE.jsonl]"

    def short_desc(self) -> str:
        return "Write the stories of an archive as Parquet, CSV, SQLite, JSON lines or texts"

    def long_desc(self) -> str:
        return (
            "OUT is the file or folder to write; what it ends in says its form (.parquet, .csv, "
            ".sqlite, .jsonl, .jsonl.zst, .jsonld, .nq), or --as does: markdown, text and daily, "
            "a file of lines for each host and day, are folders. In a database, story_text is for "
            "full-text search from three characters on; shorter words are found by LIKE in story. "
            "Without ARCHIVE the project's own is read (`-s ARCHIVE_DIR=DIR`): its sealed files. "
            "Every version is a row; --newest takes the last of each story. With --to URL they "
            "are brought to a database, by identifier and version; what the archive holds no "
            "more is deleted there. OUT stands "
            "under its name only once it is whole. One that was ended goes on where it was when "
            "it is asked for again. Exit status is 1 where no story was written."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        from crawler.exports.writers import FORMATS

        super().add_options(parser)
        parser.add_argument(
            "--to",
            default="",
            metavar="URL",
            help="postgresql://… or opensearch://HOST:PORT/INDEX",
        )
        parser.add_argument("--as", dest="form", choices=sorted(FORMATS), help="the form of OUT")
        wanted.add_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        with wanted.may_be_ended(self, "goes on where it was"):
            if opts.to:
                self._bring(args, opts)
            else:
                self._export(args, opts)

    def _export(self, args: list[str], opts: Namespace) -> None:
        """Write the stories here."""
        from crawler.exports.writers import FORMATS
        from crawler.exports.writing import Export

        if len(args) not in {1, 2}:
            raise UsageError("write what where? scrapy export stories.parquet")
        out = Path(args[0])
        source = wanted.archive_of(args, self.settings)
        form = opts.form or _form_of(out)
        chosen = wanted.selection_of(opts)
        is_folder = FORMATS[form].is_folder
        if is_folder:
            with wanted.no_room(out):
                out.parent.mkdir(parents=True, exist_ok=True)
        with wanted.only_writer(out):
            if out.exists() and not (is_folder and out.is_dir()):
                raise UsageError(f"{out} is there already")
            with _held(source) as held:
                export = Export(held, chosen, form, out)
                try:
                    came = export.write(lambda each: _shown(held, each, export.begun.number))
                except ImportError as missing:
                    said = f"{missing.name} is not installed: pip install crawler[parquet]"
                    raise UsageError(said) from None
                _say_what_was_left_out(held, source)
        if came.begun_again:
            show(f"{out}.part was of another choice, or of the archive before: begun again")
        if came.before:
            show(f"{came.before} of them were written before, by an export that was ended")
        show(f"{came.number or 'no'} stories in {out}")
        self.exitcode = 0 if came.number else 1

    def _bring(self, args: list[str], opts: Namespace) -> None:
        """Bring the stories to a database."""
        from crawler.archive.object_store import without_secrets
        from crawler.archive.takedown import taken_down
        from crawler.exports.sinks import SINKS, SinkError
        from crawler.exports.writing import about

        if len(args) > 1:
            raise UsageError("--to takes the place of OUT")
        scheme = opts.to.partition(":")[0]
        if scheme not in SINKS:
            raise UsageError(f"--to takes {', '.join(SINKS)}, not {scheme}:")
        source, chosen = wanted.archive_of(["", *args], self.settings), wanted.selection_of(opts)
        try:
            with (
                wanted.no_room(source),
                _held(source) as held,
                SINKS[scheme](opts.to) as sink,
            ):
                come = sink.begin(about(held, chosen, scheme))
                count = come.number
                if count:
                    show(f"{count} of them were taken before, from an export that was ended")
                for story in _shown(held, held.stories(chosen, come.place), count):
                    sink.write(story)
                    count += 1
                gone = [url for url, _ in taken_down(source)] if source.is_dir() else []
                sink.remove(held.replaced(), gone)
                sink.end()
        except ImportError as missing:
            extra = "opensearch" if "search" in scheme else "postgresql"
            said = f"{missing.name} is not installed: pip install crawler[{extra}]"
            raise UsageError(said) from None
        except SinkError as error:
            raise UsageError(str(error)) from None
        _say_what_was_left_out(held, source)
        where = without_secrets(opts.to)
        show(f"{count or 'no'} stories brought to {where}; {len(gone)} taken down before")
        self.exitcode = 0 if count else 1


def _say_what_was_left_out(held: HeldStories, source: Path) -> None:
    if held.damaged:
        show(f"{held.damaged} lines of {source} are none of an article: left out")


def _held(source: Path) -> HeldStories:
    """Return the stories of an archive, and show how far its lines are looked through."""
    from crawler.exports.held import HeldStories

    with wanted.looking_through("lines") as told:
        return HeldStories(source, told)


def _shown(held: HeldStories, stories: Iterator[HeldStory], before: int) -> Iterator[HeldStory]:
    with wanted.progress(total=len(held), initial=before, unit=" stories") as bar:
        for story in stories:
            yield story
            bar.update()


def _form_of(out: Path) -> str:
    from crawler.exports.writers import FILES, FORMATS

    name = re.sub(r"\.(?:db|sqlite3)$", ".sqlite", out.name)
    forms = [form for form in FILES if name.endswith(f".{form}")]
    if not forms:
        raise UsageError(f"{out} says no form: --as {'|'.join(sorted(FORMATS))}")
    return forms[0]
