"""`scrapy decode`: what the bytes of each page say."""

from __future__ import annotations

import base64
from argparse import Namespace
from typing import Any

from scrapy.commands import ScrapyCommand

from crawler.commands.lines import answer_each
from crawler.text.decode import decode


class Command(ScrapyCommand):
    """Decode pages."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Decode each body given as JSON lines on stdin"

    def run(self, args: list[str], opts: Namespace) -> None:
        del args, opts
        if answer_each(_answer):
            self.exitcode = 1


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    return decode(base64.b64decode(asked["b64"]), asked.get("content_type") or "")._asdict()
