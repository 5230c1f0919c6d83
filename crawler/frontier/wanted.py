"""Which stories a crawl is to bring: by day, by language, by address.

What a list says of a story is asked first, so that what is not wanted is not fetched; what
its page says decides. What nothing is said of is wanted.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from crawler.lang.dates.parse import in_url, parse

if TYPE_CHECKING:
    from crawler.frontier.link import Link


class Wanted(NamedTuple):
    """What is wanted of stories; None for all."""

    since: date | None = None
    until: date | None = None
    """The first and the last day on which a story came out."""

    languages: frozenset[str] = frozenset()
    """Their subtags in lower case: ``zh``, ``zh-hant``; empty for all."""

    match: re.Pattern[str] | None = None
    """Found in the address of each story that is wanted."""

    skip: re.Pattern[str] | None = None
    """Found in no address that is asked for."""

    @classmethod
    def of(
        cls,
        since: str | None = None,
        until: str | None = None,
        language: str | None = None,
        match: str | None = None,
        skip: str | None = None,
    ) -> Wanted:
        """Return what arguments say. Raises ValueError, with what to do.

        >>> wanted = Wanted.of("2024-05-01", language="zh-Hant, en", match="/news/")
        >>> wanted.since, sorted(wanted.languages), wanted.match.pattern
        (datetime.date(2024, 5, 1), ['en', 'zh-hant'], '/news/')
        """
        first, last = _day("since", since), _day("until", until)
        if first and last and first > last:
            raise ValueError(f"-a since={since} is after -a until={until}")
        words = frozenset(re.split(r"[\s,]+", (language or "").lower())) - {""}
        if bad := next(
            (w for w in words if not re.fullmatch(r"[a-z]{2,3}(?:-\w{2,8})*", w)), None
        ):
            raise ValueError(f"-a language={bad}: a tag such as en or zh-Hant, or some of them")
        return cls(first, last, words, _pattern("match", match), _pattern("skip", skip))

    def may_ask(self, link: Link) -> bool:
        """Return True unless what is said of an address tells that it is not wanted."""
        if self.skip and self.skip.search(link.url):
            return False
        if link.kind != "article":
            return True
        if self.match and not self.match.search(link.url):
            return False
        if not (self.since or self.until):
            return True
        # An address tells when a story came out, and a list perhaps when it was changed.
        stated = parse(link.published)
        day = stated.day if stated else in_url(link.url)
        return day is None or self.is_in_time(day)

    def is_wanted(self, url: str, published: str | None, language: str | None) -> bool:
        """Return True if a story that was read is wanted."""
        moment = parse(published)
        if self.match and not self.match.search(url):
            return False
        if moment and not self.is_in_time(moment.day):
            return False
        tag = (language or "").lower()
        return not (self.languages and tag) or any(
            tag == each or tag.startswith(f"{each}-") for each in self.languages
        )

    def is_in_time(self, day: date) -> bool:
        """Return True for a day that is not before the first or after the last.

        >>> Wanted.of("2024-05-01", "2024-05-31").is_in_time(date(2024, 5, 31))
        True
        """
        return (self.since or day) <= day <= (self.until or day)


def _day(name: str, value: str | None) -> date | None:
    moment = parse(value) if value else None
    if value is not None and moment is None:
        raise ValueError(f"-a {name}={value}: a day such as 2024-05-31")
    return moment.day if moment else None


def _pattern(name: str, value: str | None) -> re.Pattern[str] | None:
    try:
        return re.compile(value) if value else None
    except re.error as error:
        raise ValueError(f"-a {name}={value} is no regular expression: {error}") from error
