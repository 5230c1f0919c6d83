"""What a mirror does to a page, byte for byte, as `crawler.text.mirror` undoes it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

LEFT = "后于系松范筑了并干扎采注里面制只向准志发台复卷"
"""What the mirror leaves simplified: a table of one to one cannot say which is meant."""

NARROW = dict(zip("，：；？！（）", ",:;?!()", strict=True))


@cache
def _opencc() -> Any:
    from opencc import OpenCC  # noqa: PLC0415 most tests need none of it

    return OpenCC("s2t")


@cache
def _traditional(char: str) -> str:
    if char in LEFT:
        return char
    return "著" if char == "着" else str(_opencc().convert(char))


def traditional(text: str) -> str:
    """Return a text as the mirror's table has it, one character for one."""
    return "".join(_traditional(char) for char in text)


def damage(text: str, table: Mapping[str, str], *, half_width: bool = True) -> str:
    """Return what a reader of the mirror gets; `table`: what it annotates, as it searches.

    The mirror replaces blindly on GBK bytes, so it hits across the border of two characters too.
    Whoever built the text has decoded that, one ``?`` for each pair that is no character, and
    made its signs narrow.
    """
    data = traditional(text).encode("gbk")
    for char, reading in table.items():
        code = char.encode("gbk")
        data = data.replace(code, code + f"({reading})".encode("gbk"))
    seen = _decoded(data)
    return "".join(NARROW.get(char, char) for char in seen) if half_width else seen


def _decoded(data: bytes) -> str:
    out = []
    at = 0
    while at < len(data):
        size = 1 if data[at] < 0x80 else 2
        out.append(_character(data[at : at + size]))
        at += size
    return "".join(out)


def _character(code: bytes) -> str:
    try:
        return code.decode("gbk")
    except UnicodeDecodeError:
        return "?"
