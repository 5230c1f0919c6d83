"""`scrapy pack`: an archive, or a part of it, as one WACZ file or BagIt bag."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands import wanted
from crawler.commands.lines import show
from crawler.commands.usage import WithoutSpiders

if TYPE_CHECKING:
    from crawler.exports.pack import Packed


class Command(WithoutSpiders, ScrapyCommand):
    """Pack an archive."""

    requires_project = True

    def syntax(self) -> str:
        return "OUT.wacz|OUT [ARCHIVE]"

    def short_desc(self) -> str:
        return "Pack an archive, or a part of it, as a WACZ file or a BagIt bag"

    def long_desc(self) -> str:
        return (
            "A name that ends in .wacz is one file for ReplayWeb.page and its like: WARC files, "
            "their index, and the stories with their text as pages. Any other is a BagIt bag, a "
            "folder. Without ARCHIVE the project's own is read (`-s ARCHIVE_DIR=DIR`): its sealed "
            "files. Of a selection go the stories, the captures of their addresses, and the "
            "payloads that these repeat. A packing that was ended goes on where it was when it is "
            "asked for again, and OUT is there only once it is whole. Exit status is 1 where "
            "there is no story to pack, or captures of them are kept elsewhere and left out."
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        wanted.add_options(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.archive.check_lines import sealed_in
        from crawler.archive.segment import ENDINGS

        if len(args) not in {1, 2}:
            raise UsageError("pack to where? scrapy pack stories.wacz")
        out, source = Path(args[0]), wanted.archive_of(args, self.settings, tuple(ENDINGS))
        if not next(sealed_in(source), None):
            raise UsageError(f"{source} holds no sealed files")
        with wanted.may_be_ended(self, "goes on where it was"), wanted.only_writer(out):
            if out.exists():
                raise UsageError(f"{out} is there already")
            came = self._packed(source, out, opts)
            if came.absent:
                show(
                    f"{came.absent} WARC files are kept elsewhere, and their captures not in it: "
                    "`scrapy store --fetch` brings them back"
                )
            show(f"{came.stories or 'no'} stories in {out}")
            self.exitcode = 0 if came.stories and not came.absent else 1

    def _packed(self, source: Path, out: Path, opts: Namespace) -> Packed:
        from crawler.exports.pack import pack

        chosen = False
        with wanted.progress(unit="B", unit_scale=True, desc="choosing") as bar:

            def told(name: str, count: int) -> None:
                nonlocal chosen
                if not chosen:
                    bar.reset()
                    bar.set_description_str("packing", refresh=False)
                    chosen = True
                bar.set_postfix_str(name.rpartition("/")[2][-30:], refresh=False)
                bar.update(count)

            return pack(source, wanted.selection_of(opts), out, told, bar.update)
