"""`scrapy repair`: what each text was meant to say."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from crawler.commands.lines import answer_each, end_with_reader
from crawler.commands.usage import WithoutSpiders
from crawler.text.harmless import harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

HELP = """Repair texts: undo wrong decodings, references escaped twice, characters nobody sees.

What was sound comes out as it went in. Without options, JSON lines go in and come out:

    in    {"id": 1, "text": "cafÃ©"}        optional: "language": "fr"
    out   {"id": 1, "text": "café", "steps": ["undo_utf8_read_as_cp1252"]}

and {"id": 1, "error": "..."} for a line that is no such object. Plain text:

    echo 'cafÃ©' | scrapy repair --text
    scrapy repair --text --explain < page.txt
    scrapy repair --explain 'ÖÐ¹úÐÂÎÅ'

The lines of a plain text are of one page: what is proven on one line speaks for the others.
`--explain` shows each changed line before and after, the steps between, and what is lost for
good. Exit status is 1 where a line of JSON could not be answered."""


class Command(WithoutSpiders, ScrapyCommand):
    """Repair texts."""

    requires_project = True

    def syntax(self) -> str:
        return "[options] [TEXT]"

    def short_desc(self) -> str:
        return "Repair damaged text: JSON lines or plain text on stdin, or one text"

    def long_desc(self) -> str:
        return HELP

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = argparse.RawDescriptionHelpFormatter
        parser.add_argument("--text", action="store_true", help="plain text on stdin and stdout")
        parser.add_argument(
            "--explain", action="store_true", help="show every step, before and after"
        )
        parser.add_argument(
            "--language", metavar="TAG", help="language of the text (BCP 47), where it is known"
        )
        parser.add_argument(
            "--storage",
            action="store_true",
            help="bring into the archive's spelling as well (NFC)",
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        end_with_reader()
        if args or opts.text or opts.explain:
            text = " ".join(args) if args else _stdin()
            _show(text.split("\n"), opts)
        elif answer_each(lambda asked: _answer(asked, opts)):
            self.exitcode = 1


def _stdin() -> str:
    return sys.stdin.buffer.read().decode("utf-8", "surrogateescape").removesuffix("\n")


def _answer(asked: dict[str, Any], opts: Namespace) -> dict[str, Any]:
    from crawler.text.repair.repair import repair

    language = asked.get("language") or opts.language
    return repair(asked["text"], language=language, storage=opts.storage)._asdict()


def _show(lines: Sequence[str], opts: Namespace) -> None:
    from crawler.text.repair.repair import repair_all

    if opts.explain:
        shown = _explained(lines, opts)
    else:
        page = repair_all(lines, language=opts.language, storage=opts.storage)
        shown = [text for text, _ in page]
    out = "".join(line + "\n" for line in shown)
    if sys.stdout.isatty():
        out = harmless(out)  # what is piped on is the text itself
    sys.stdout.buffer.write(out.encode("utf-8", "surrogateescape"))


def _explained(lines: Sequence[str], opts: Namespace) -> list[str]:
    """Return a report a reader can follow: each changed line, step by step, and what is lost."""
    from crawler.text.repair.repair import damage, trace_all

    report: list[str] = []
    traced = trace_all(lines, language=opts.language, storage=opts.storage)
    for number, (line, steps) in enumerate(zip(lines, traced, strict=True), 1):
        lost = damage(steps[-1].after if steps else line)
        if not steps and not lost.flags:
            continue
        report.append(f"line {number}:  {_visible(line)}")
        for name, after, *_ in steps:
            report += [f"  {name}", f"    {_visible(after)}"]
        if lost.flags:
            report.append(
                f"  lost for good: {', '.join(lost.flags)}, {lost.share:.1%} of the line"
            )
    changed = sum(map(bool, traced))
    return [*report, f"{changed} of {len(lines)} lines repaired"]


def _visible(line: str) -> str:
    """Return a line in which what nobody can see is spelt out."""
    return "".join(c if c.isprintable() else f"<U+{ord(c):04X}>" for c in line)
