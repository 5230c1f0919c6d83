"""Letters of UTF-8 of which the second byte was dropped, where only one of them can have stood.

Windows-1252 leaves five bytes undefined, and two more are a space that does not break and a
hyphen that nobody sees: many programs drop all seven. What is left of a letter is its first byte,
``polÃtica``, ``ÐŸÑ€Ð¸Ð²ÐµÑ‚ Ð²ÑÐµÐ¼``. Each letter that it can have been is tried in its line.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.text.encoding.encodings import coding
from crawler.text.encoding.language_model import cost
from crawler.text.repair.utf8_runs import WORDS_OF_A, whole_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

DROPPED = "\x81\x8d\x8f\x90\x9d\xa0\xad"
"""The second bytes that are lost, as Windows-1252 shows them where it does."""

MOST = 40
"""Letters of a line that are tried."""

WINDOW = 80
"""Characters on both sides of a letter that tell which it was."""

ONLY = 6.0
"""Nats by which one letter has to be likelier than every other. Of 3,000 lines of all languages
that lost all seven bytes 375 are exact at 6, and 41 otherwise than they were; 497 and 49 at 4."""

OFTEN = 4.5
"""Nats by which a space is likelier to have been the last byte of ``à`` than to follow ``í``."""


@cache
def _alone() -> re.Pattern[str]:
    chars = coding("cp1252").char_of
    tails = "".join(re.escape(chars[byte] or "") for byte in range(0x80, 0xC0))
    return re.compile(f"[ÃÄÅÎÏÐÑ×](?![{tails}])")


_HOLE = re.compile("[?\ufffd]+")
_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
MOSTLY = 0.8
"""Bytes of a line between its holes that are letters of UTF-8: sound Chinese has a tenth."""


def is_holed(line: str) -> bool:
    """Return whether a line is UTF-8 that was read as GBK, with holes that nothing fills.

    >>> is_holed("娓?鍙ｄ粖澶╀笂鍗堥噸鏂板紑鏀撅紝娓¤疆"), is_holed("港口今天重新开放?渡轮?")
    (True, False)
    """
    if not _HOLE.search(line):
        return False
    body = b" ".join(part.encode("gb18030", "ignore") for part in _HOLE.split(line))
    odd = sum(byte >= 0x80 for byte in body)  # noqa: PLR2004 the ASCII half
    return 0 < MOSTLY * odd <= sum(map(len, _UTF8.findall(body)))


def refilled(line: str) -> str | None:
    """Return a line as it was, with the bytes that were dropped; None where any may be another.

    >>> refilled("El paÃs votarÃ¡ maÃ±ana"), refilled("voilÃ le port")
    ('El país votará mañana', 'voilà le port')

    What two letters would make sense of is not known:

    >>> refilled("Ã") is None
    True
    """
    if not 0 < len(_alone().findall(line)) <= MOST:
        return None
    at, tried = 0, line
    while found := _alone().search(tried, at):
        at = found.end()
        behind = _likeliest(tried, at)
        if behind is None:
            return None
        tried = tried[:at] + behind[0] + tried[at + behind[1] :]
    return whole_runs(tried, "cp1252")


def _likeliest(line: str, at: int) -> tuple[str, int] | None:
    """Return the byte that stood behind a letter, and how many characters show it; if one can."""
    before = line[max(at - WINDOW, 0) : at]
    before = before[before.find(" ") + 1 :] if at > WINDOW else before
    after = line[at : at + WINDOW]
    weighed = sorted(
        (cost(whole_runs(before + byte + after[shown:], "cp1252")) - often, byte, shown)
        for byte, shown, often in _options(line[at - 1], after)
    )
    if len(weighed) > 1 and weighed[1][0] - weighed[0][0] < ONLY:
        return None
    return weighed[0][1:]


def _options(lead: str, after: str) -> Iterator[tuple[str, int, float]]:
    """Yield each byte that may have stood behind a letter, or none, and what is shown of it."""
    yield "", 0, 0.0
    for byte in DROPPED:
        letter = (lead.encode("cp1252") + byte.encode("latin-1")).decode("utf-8", "ignore")
        if unicodedata.category(letter or " ")[0] not in "LM":
            continue
        shown = byte == "\xa0" and _SHOWN.match(after) is not None
        if letter == "à":
            yield byte, int(shown), OFTEN * after.startswith(" ")
            continue
        yield byte, 0, 0.0
        if letter in "ŠР" and after.startswith(" "):
            yield byte, 1, 0.0


_SHOWN = re.compile(f" (?: |$|{WORDS_OF_A})")
"""A space that is the last byte of ``à``: there is another, or what is written with it."""
