"""What a page says that holds no article, by language: gone, for members, for humans, for consent.

A page that is gone names three things in any language: the page, that it is gone, and the reader
who asked for it, or that it is this one; a title names two of them and hardly anything else, a
sentence all three. So a story about a page that was not found is none. The words are in
``data/errors.toml`` and ``data/consent.toml``, in lower case.
"""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.words import Parts, either, of_kind, words

if TYPE_CHECKING:
    from collections.abc import Iterable

GONE: Final = ("page", "asked", "this", "gone")
"""Names of a page; the reader who asked for it; a word for this one; that it is gone."""

PARTNERS: Final = ("partners", "stored")
"""Those with whom a site shares what it knows; what it stores to know it."""

_SPACELESS: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af]"
)


@cache
def phrases(*kinds: str) -> re.Pattern[str]:
    """Return the pattern of all phrases of these kinds, the longest first.

    >>> [bool(phrases("login").fullmatch(title)) for title in ("please log in", "log in with us")]
    [True, False]
    """
    return _one_of(of_kind("errors", *kinds))


@cache
def gone_by_language() -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Return for each language the patterns of `GONE`, of whole words where it parts words."""
    return tuple(
        tuple(_one_of(column, whole=True) for column in columns)
        for columns in _by_language("errors", GONE)
    )


@cache
def partners_by_language() -> tuple[tuple[re.Pattern[str], ...], ...]:
    """Return for each language the patterns of `PARTNERS`."""
    return tuple(tuple(map(_one_of, columns)) for columns in _by_language("consent", PARTNERS))


def _by_language(table: str, kinds: tuple[str, ...]) -> list[list[list[str]]]:
    columns: dict[str, list[list[str]]] = {}
    for row in words(table):
        if row.kind in kinds:
            of_language = columns.setdefault(row.language, [[] for _ in kinds])
            of_language[kinds.index(row.kind)].append(row.word)
    return list(columns.values())


def _one_of(phrases: Iterable[str], *, whole: bool = False) -> re.Pattern[str]:
    either = "|".join(sorted(phrases, key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:{either})(?!\w)" if whole and not _SPACELESS.search(either) else either
    )


_said = partial(either, "consent")


OURS: Final = re.compile(rf"\b(?:{_said('ours')})\b|{_said('ours-part')}", re.IGNORECASE)
"""Who speaks: a site of itself, or a number of partners."""

PURPOSE: Final = re.compile(_said("purpose"))
"""What it is for: what they learn of a person, what that person agrees to, advertising."""

COOKIES: Final = Parts(of_kind("consent", "cookie"))
"""What is stored, in lower case."""
