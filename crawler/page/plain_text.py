"""A story served as plain text, as the page that a browser would be given: its lines marked up."""

from __future__ import annotations

import json
from html import escape
from typing import Final

from crawler import patterns as re

_MARKUP: Final = re.compile(r"<(?:!doctype|html|head|body|title|div|p|br|table)\b", re.IGNORECASE)
_PARAGRAPHS: Final = re.compile(r"\n\s*\n")


def is_plain(text: str, content_type: str | None) -> bool:
    """Return True if a text is served as plain text and is.

    >>> is_plain("Ferry returns", "text/plain; charset=utf-8"), is_plain("<p>a", "text/plain")
    (True, False)
    """
    served = (content_type or "").partition(";")[0].strip().lower()
    return served == "text/plain" and not _MARKUP.search(text)


def is_data(text: str) -> bool:
    """Return True if a text is an object or a list in JSON.

    >>> is_data('{"title": "Ferry"}'), is_data("[Ferry] returns"), is_data("<p>{}</p>")
    (True, False, False)
    """
    if not text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def marked_up(text: str) -> str:
    r"""Return a plain text as a page: the line at its head is the headline, others paragraphs.

    Empty lines part the paragraphs; where there are none, each line is one.

    >>> marked_up("Ferry back\n\nShe\ncame.\n\nShe <sailed>.")
    '<title>Ferry back</title><h1>Ferry back</h1><p>She came.</p><p>She &lt;sailed&gt;.</p>'
    """
    parts = (
        _PARAGRAPHS.split(text.strip()) if _PARAGRAPHS.search(text.strip()) else text.split("\n")
    )
    lines = [escape(" ".join(part.split()), quote=False) for part in parts]
    head, *rest = [line for line in lines if line] or [""]
    paragraphs = "".join(f"<p>{line}</p>" for line in rest)
    return f"<title>{head}</title><h1>{head}</h1>{paragraphs}"
