"""Find out what a page's bytes say, and why we believe it."""

from __future__ import annotations

from typing import NamedTuple


class Hints(NamedTuple):
    """What is known of a page besides its bytes and its header."""

    host: str | None = None
    """Its top-level domain tells which encodings are at home there."""

    encodings: tuple[tuple[str, int], ...] = ()
    """What earlier pages of the host were decided to be in, and how many."""


NO_HINTS = Hints()


class Decoded(NamedTuple):
    """A page's text, the encoding it was in, and what told us so."""

    text: str
    encoding: str
    """WHATWG name, lower case: ``utf-8``, ``gb18030``, ``windows-1252``."""

    evidence: str
    """Stable word: ``bom``, ``valid-utf-8``, ``http-header``, ``meta``, ``detector``, ..."""

    declared: str | None = None
    """What the header, or else the page, said."""

    errors: int = 0
    """How many U+FFFD the decoding left."""

    margin: float = 0.0
    """By how much the encoding beat the runner-up, in nats a character."""

    runner_up: str | None = None


def decode(body: bytes, content_type: str = "", hints: Hints = NO_HINTS) -> Decoded:
    """Return the text in a page's bytes."""
    del content_type, hints
    try:
        return Decoded(body.decode("utf-8"), "utf-8", "valid-utf-8")
    except UnicodeDecodeError:
        text = body.decode("gb18030", "replace")
        return Decoded(text, "gb18030", "fallback", errors=text.count("\ufffd"))
