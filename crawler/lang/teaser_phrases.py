"""Lines that lead away from a story: to another page, or to do something for the site.

``data/teasers.toml`` says how such lines begin, in the languages of the world's newspapers; a
line of another language is one more row.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

_MEMBERS: Final = re.compile(r".{0,20}(?:会員登録|ログイン)(?:すると|が必要|してください)")
"""The one phrase that does not begin its line."""


def firsts(phrase: str) -> set[str]:
    """Return the characters with which a text that a phrase matches can begin.

    >>> sorted(firsts("[áa]b")), sorted(firsts("(?:the )?latest")), sorted(firsts("(?:um|ab)"))
    (['a', 'á'], ['l', 't'], ['a', 'u'])
    """
    if phrase.startswith("[") and (end := phrase.index("]")):
        found, rest = set(phrase[1:end]), phrase[end + 1 :]
    elif phrase.startswith(r"\d"):
        found, rest = set("0123456789"), phrase[2:]
    elif phrase.startswith("("):
        inner, rest = _group(phrase)
        found = set().union(*map(firsts, inner))
    else:
        found, rest = {phrase[0]}, phrase[1:]
    return found | firsts(rest[1:]) if rest[:1] == "?" else found


def _group(phrase: str) -> tuple[list[str], str]:
    """Return the alternatives of the group with which a phrase begins, and what comes after it."""
    depth, start, parts = 0, 3, []
    for n, char in enumerate(phrase):
        depth += (char == "(") - (char == ")")
        if depth == 0 or (depth == 1 and char == "|"):
            parts.append(phrase[start:n])
            start = n + 1
        if depth == 0:
            return parts, phrase[n + 1 :]
    raise ValueError(phrase)


def _by_first(table: Iterable[str]) -> dict[str, list[str]]:
    """Return by its first character all phrases that can begin with it."""
    found: dict[str, list[str]] = {}
    for phrase in table:
        for first in firsts(phrase):
            found.setdefault(first, []).append(phrase.replace(" ", r"\s"))
    return found


@cache
def _leading() -> dict[str, list[str]]:
    return _by_first(row.word for row in words("teasers"))


@cache
def _beginning(first: str) -> re.Pattern[str] | None:
    """Return the pattern of all phrases that can begin with a character, made when one does."""
    phrases = _leading().get(first)
    return re.compile("|".join(phrases)) if phrases else None


_START: Final = re.compile(r"[^\W_]")


@lru_cache(maxsize=8192)
def leads_away(text: str) -> bool:
    """Say whether a line points to another page or asks the reader to do something.

    >>> leads_away("Read more: the ferry"), leads_away("The ferry was late.")
    (True, False)
    >>> leads_away("更多精彩内容"), leads_away("更多的旅客住进了学校。")
    (True, False)
    """
    start = _START.search(text)
    if start is None:
        return False
    line = text[start.start() :].lower()
    known = _beginning(line[0])
    if known is not None and known.match(line):
        return True
    return not line.isascii() and _MEMBERS.match(line) is not None
