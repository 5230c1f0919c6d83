"""JSON lines in, JSON lines out: the form in which the text and page commands are scripted."""

from __future__ import annotations

import json
import signal
import sys
from typing import TYPE_CHECKING, Any

from crawler.text.harmless import harmless, harmless_json

if TYPE_CHECKING:
    from collections.abc import Callable


def answer_each(answer: Callable[[dict[str, Any]], dict[str, Any]]) -> int:
    """Answer every JSON object on standard input with one on standard output.

    An object that cannot be answered is answered with its ``id`` and an ``error``,
    so that one bad line never costs the rest. Returns how many those were.
    """
    from crawler.archive.jsonl import line_of
    from crawler.garbage import settle

    settle()
    end_with_reader()
    failed = 0
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        asked: Any = None
        try:
            asked = json.loads(line)
            answered = answer(asked)
        except Exception as error:  # noqa: BLE001 whatever it was, it is answered and counted
            answered = {"error": f"{type(error).__name__}: {error}"}
            failed += 1
        name = asked.get("id") if isinstance(asked, dict) else None
        out = line_of({"id": name, **answered})
        sys.stdout.buffer.write(harmless_json(out).encode() + b"\n")
        sys.stdout.buffer.flush()
    return failed


def end_with_reader() -> None:
    """End, as every tool of Unix does, when whoever reads what is printed has gone.

    For commands that ask nobody: a connection that is closed would end them, too.
    """
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)


def show(text: str) -> None:
    """Print a text for people; what the terminal cannot show, or would obey, is spelled."""
    encoding = sys.stdout.encoding or "utf-8"
    print(harmless(text).encode(encoding, "backslashreplace").decode(encoding))
