"""`scrapy decode`: what the bytes of each page say."""

from __future__ import annotations

import base64
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.commands.lines import answer_each, end_with_reader, show
from crawler.commands.usage import WithoutSpiders


class Command(WithoutSpiders, ScrapyCommand):
    """Decode pages."""

    requires_project = True

    def syntax(self) -> str:
        return "[--content-type TYPE] [FILE]"

    def short_desc(self) -> str:
        return "Find out the encoding of a page, or of each body given as JSON lines on stdin"

    def long_desc(self) -> str:
        return (
            "With a FILE, print its encoding, why we believe in it, and the text. Without one, "
            'read JSON lines {"id", "b64", "content_type", "url"} from standard input (b64: the '
            "body in base64; content_type, the header as served, and url may be missing) and "
            'answer each with {"id", "text", "encoding", "evidence", "declared", "errors", '
            '"margin", "runner_up"}, or {"id", "error"}; the exit status is 1 if there was one.'
        )

    def add_options(self, parser: ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--content-type", default="", help="the header that the FILE came with"
        )

    def run(self, args: list[str], opts: Namespace) -> None:
        from crawler.text.encoding.decode import decode

        end_with_reader()
        if len(args) > 1:
            raise UsageError("one file at a time; for more, give JSON lines on standard input")
        if not args:
            self.exitcode = int(bool(answer_each(_answer)))
            return
        if not Path(args[0]).is_file():
            raise UsageError(f"there is no file {args[0]}", print_help=False)
        found = decode(Path(args[0]).read_bytes(), opts.content_type)
        show(f"encoding   {found.encoding}")
        show(f"evidence   {found.evidence}")
        show(f"declared   {found.declared or 'nothing'}")
        show(f"next best  {found.runner_up or 'none'} ({found.margin:.2f} nats less likely)")
        show(f"errors     {found.errors}\n\n{found.text}")


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    from crawler.text.encoding.decode import decode
    from crawler.text.encoding.likelihood import Hints

    host = urlsplit(asked.get("url") or "").hostname
    body = base64.b64decode(asked["b64"])
    return decode(body, asked.get("content_type") or "", Hints(host=host))._asdict()
