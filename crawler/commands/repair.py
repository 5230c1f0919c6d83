"""`scrapy repair`: what each text was meant to say."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from scrapy.commands import ScrapyCommand

from crawler.commands.lines import answer_each
from crawler.text.repair import repair


class Command(ScrapyCommand):
    """Repair texts."""

    requires_project = True
    default_settings = {"LOG_ENABLED": False}

    def short_desc(self) -> str:
        return "Repair each text given as JSON lines on stdin"

    def run(self, args: list[str], opts: Namespace) -> None:
        del args, opts
        if answer_each(_answer):
            self.exitcode = 1


def _answer(asked: dict[str, Any]) -> dict[str, Any]:
    return repair(asked["text"])._asdict()
