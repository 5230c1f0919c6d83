"""Which characters two bytes of GBK make, and which are likely where one of the bytes is lost."""

from __future__ import annotations

from functools import cache, lru_cache

from crawler.text.encoding.language_model import UNKNOWN, model, sign_cost
from crawler.text.mirror.character_pairs import following, price
from crawler.text.mirror.pinyin import opencc, read_so

USUAL = 8.0
"""Nats of a character that may follow any other where a byte is not known."""
SIGNS = {"，": 2.5, "。": 3.0, "、": 4.0, "“": 4.5, "”": 4.5, "：": 5.0, "；": 5.5, "！": 6.0}
SIGNS |= dict.fromkeys("《》（）？", 5.5) | dict.fromkeys("‘’·", 7.0)
"""What the signs of Chinese cost: whatever else is none costs `MIXED` more."""


def is_han(char: str) -> bool:
    """Return whether a character is a Chinese one."""
    return "\u3400" <= char <= "\u9fff"


@lru_cache(50_000)
def pair_price(char: str, before: str) -> float:
    """Return what a character costs after another, whichever way both are written."""
    if not is_han(char):
        cost = model().characters["zh"].get(char, UNKNOWN)
        return sign_cost(char) if cost == UNKNOWN else cost
    return price(simple(char), simple(before))


@lru_cache(20_000)
def simple(char: str) -> str:
    """Return the simplified character of one."""
    return "着" if char == "著" else str(opencc("tw2s").convert(char))


@lru_cache(20_000)
def code_of(char: str) -> bytes:
    """Return the bytes of a character; ``?`` of one that GBK has not."""
    if char == "€":
        return b"\x80"  # as browsers show it, where it is half of a character
    try:
        return char.encode("gbk")
    except UnicodeEncodeError:
        return b"?"


@cache
def char_of(lead: int, trail: int) -> str:
    """Return the character of two bytes, or nothing."""
    char = bytes([lead, trail]).decode("gbk", "ignore")
    return char if len(char) == 1 and not char.isascii() else ""


@cache
def read_with(lead: int, reading: str) -> tuple[tuple[str, int], ...]:
    """Return the characters of this reading that begin with a byte, and how they end."""
    codes = ((char, code_of(char)) for char in read_so(reading))
    return tuple((char, code[1]) for char, code in codes if code[0] == lead)


@cache
def completed(lead: int) -> tuple[tuple[str, int], ...]:
    """Return the characters in use that begin with a byte, and how they end."""
    pairs = ((char_of(lead, trail), trail) for trail in range(0x80, 0xFF))
    return tuple((char, trail) for char, trail in pairs if char and pair_price(char, "") < UNKNOWN)


@lru_cache(1_000)
def followed(before: str, leads: bytes) -> tuple[tuple[str, int], ...]:
    """Return what goes with a character, or is usual, and begins with one of these bytes."""
    codes = (
        (form, code_of(form))
        for char in {*following().get(simple(before), ""), *usual()}
        for form in written().get(char, char)
    )
    signs = ((sign, code_of(sign)) for sign in SIGNS)
    return tuple(
        (char, code[1])
        for char, code in (*signs, *codes)
        if len(code) > 1 and code[0] in leads and code[1] >= 0x80  # noqa: PLR2004 high bytes
    )


@cache
def usual() -> str:
    """Return the characters that stand anywhere."""
    return "".join(char for char in written() if price(char, "") < USUAL)


@cache
def written() -> dict[str, str]:
    """Return how a simplified character may be written, by itself and made traditional."""
    chars = "".join(
        char_of(lead, trail) for lead in range(0x81, 0xFF) for trail in range(0x81, 0xFF)
    )
    found: dict[str, str] = {}
    for char in chars:
        if is_han(char):
            plain = simple(char)
            found[plain] = found.get(plain, "") + char
    return found


@cache
def invalid() -> dict[int, bytes]:
    """Return by lead byte with which high bytes it makes no character."""
    found = {
        lead: bytes(trail for trail in range(0x80, 0xFF) if not char_of(lead, trail))
        for lead in range(0x80, 0xFF)
    }
    return {lead: trails for lead, trails in found.items() if trails}
