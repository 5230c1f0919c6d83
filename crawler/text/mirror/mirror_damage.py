"""What a mirror makes of a text: its damage done again, to prove what a damaged line was.

A mirror replaces on the bytes of GBK, character for character in the order of their codes, and
whoever shows its pages decodes what that leaves. So a reading of a damaged line is right where
the same damage makes the line of it, and no reading that does not is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

FOLDED = {"，": ",", "：": ":", "；": ";", "？": "?", "！": "!", "（": "(", "）": ")"}
"""Wide signs that mirrors make narrow, on bytes or on what was decoded."""

_NARROW = str.maketrans(FOLDED)


def is_damaged_to(text: str, line: str, readings: Mapping[str, str]) -> bool:
    """Return True if a mirror that writes these readings makes a line of a text.

    How wide the signs are is left open, as is how a decoder shows what is no character.

    >>> is_damaged_to("日報社", "日?qǐng)?bào)社", {"報": "bào", "請": "qǐng"})
    True
    >>> is_damaged_to("日報刊", "日?qǐng)?bào)社", {"報": "bào", "請": "qǐng"})
    False
    """
    seen = line.translate(_NARROW).replace("?(", "?")
    body = text.encode("gbk", "replace")
    for char in sorted(readings, key=_code):
        body = body.replace(_code(char), _code(f"{char}({readings[char]})"))
    return any(shown.translate(_NARROW).replace("?(", "?") == seen for shown in _shown(body))


def _code(text: str) -> bytes:
    return text.encode("gbk", "replace")


def _shown(body: bytes) -> Iterator[str]:
    """Yield what is shown of bytes, by whether signs were folded among them, and by decoder."""
    folded = body
    for wide, narrow in FOLDED.items():
        folded = folded.replace(_code(wide), narrow.encode())
    for each in dict.fromkeys((body, folded)):
        for decoder in _DECODERS:
            yield _decoded(each, decoder)


def _decoded(body: bytes, lost: Callable[[bytes], tuple[str, int]]) -> str:
    out, at = list[str](), 0
    while at < len(body):
        pair = body[at : at + 2]
        size = 1 + (pair[0] >= 0x80)  # noqa: PLR2004 the ASCII half
        try:
            char = pair[:size].decode("gbk")
        except UnicodeDecodeError:
            char, size = lost(pair)
        out.append(char)
        at += size
    return "".join(out)


def _both(pair: bytes) -> tuple[str, int]:
    return "?", len(pair)


def _first(pair: bytes) -> tuple[str, int]:
    """Return what browsers show: a byte of ASCII is never part of what is lost."""
    if pair[0] == 0x80:  # noqa: PLR2004
        return "€", 1
    return "?", len(pair) if pair[-1] >= 0x80 else 1  # noqa: PLR2004


def _neither(pair: bytes) -> tuple[str, int]:
    """Return nothing for a pair that no character has."""
    if pair[0] == 0x80:  # noqa: PLR2004
        return "€", 1
    if len(pair) > 1 and pair[1] >= 0x40:  # noqa: PLR2004
        return "", 2
    return "?", 1 if pair[1:] in (b"!", b"?") else len(pair)


_DECODERS = (_both, _first, _neither)
