"""Builds ``data/cldr_dates.json``: what each language calls months and days, and how it dates.

From the Unicode CLDR (Unicode licence) through Babel (BSD). Run by hand: needs Babel.

python -m crawler.lang.dates.cldr_build
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crawler.lang.dates.calendars import ETHIOPIAN
from crawler.lang.dates.fold import fold
from crawler.lang.dates.months import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

TABLE: Final = Path(__file__).parents[1] / "data/cldr_dates.json"
SKELETONS: Final = ("yMMMd", "yMMMMd")
NUMBER: Final = re.compile(r"m?\d+\D?")
"""A month that is its number, or the placeholder of a locale without names: 7, 7月, M07."""

Forms = dict[str, int]
Glue = dict[str, set[str]]
"""What stands between two fields of a date, by their letters: ``dM``, ``My``."""


def pieces(pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a date pattern, each with the literal text that stands before it.

    >>> list(pieces("d 'de' MMMM y"))
    [('', 'd'), (' de ', 'MMMM'), (' ', 'y'), ('', '')]
    """
    literal = ""
    for found in re.finditer(r"'([^']*)'|([a-zA-Z]+)|([^'a-zA-Z]+)", pattern):
        quoted, field, other = found.groups()
        if field is None:
            literal += quoted or other or "'"
            continue
        yield literal, field
        literal = ""
    yield literal, ""


def fused(before: str, after: str) -> tuple[str, str]:
    """Return the letters that a pattern writes together with the name of the month.

    >>> fused(" de ", "'ren "), fused("ê ", "a ")
    (('', "'ren"), ('', 'a'))
    """
    lead = re.search(r"[^\W\d]+$", before)
    tail = re.match(r"['’]?[^\W\d]+", after)
    return (lead[0] if lead else ""), (tail[0] if tail else "")


def patterns_of(locale: Any) -> Iterator[str]:
    """Yield the patterns of a locale that write a day with the name of a month."""
    patterns = [locale.date_formats[width] for width in ("long", "medium")]
    known = locale.datetime_skeletons
    patterns += [known[skeleton] for skeleton in SKELETONS if skeleton in known]
    for pattern in patterns:
        if re.search("MMM|LLL", re.sub("'[^']*'", "", pattern.pattern)):
            yield pattern.pattern


def names_of(locale: Any) -> Iterator[tuple[str, int]]:
    """Yield every name of a month that a locale uses, with its number."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                yield name, number


def learn(locale: Any, forms: defaultdict[str, set[int]], glue: Glue) -> None:
    """Add what a locale calls its months, and what it puts between day, month and year."""
    endings = {("", "")}
    for pattern in patterns_of(locale):
        fields = [(literal, field[:1]) for literal, field in pieces(pattern) if field != "G"]
        for (before, field), (after, following) in pairwise(fields):
            if field in {"M", "L"}:
                endings.add(fused(before, after))
                after = after.removeprefix(fused(before, after)[1])  # noqa: PLW2901
            if following in {"M", "L"}:
                after = after.removesuffix(fused(after, "")[0])  # noqa: PLW2901
            if following:
                pair = f"{field}{following}".replace("L", "M")
                glue[pair].add(re.sub(r"\s+", " ", fold(after)))
    for name, number in names_of(locale):
        for lead, tail in endings:
            if not NUMBER.fullmatch(form := plain(lead + name + tail)):
                forms[form].add(number)


def days_of(locale: Any) -> set[str]:
    """Return every name of a day of the week that a locale uses, but for its initial."""
    return {
        plain(name)
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for name in locale.days[context][width].values()
        if not name.isascii() or len(name) > 1
    }


def rows(forms: Iterable[tuple[str, set[int]]]) -> list[list[str]]:
    """Return the forms of the twelve months; one that means two of them in a language is none."""
    ethiopian = set(map(plain, ETHIOPIAN))
    found: list[list[str]] = [[] for _ in range(12)]
    for form, numbers in forms:
        if len(numbers) == 1 and form and form not in ethiopian:
            found[min(numbers) - 1].append(form)
    return [sorted(month) for month in found]


def main() -> None:
    """Write the table, a language a line."""
    from babel import Locale, localedata  # noqa: PLC0415 wanted here alone
    from babel.core import get_cldr_version  # noqa: PLC0415

    forms: defaultdict[str, defaultdict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    days: defaultdict[str, set[str]] = defaultdict(set)
    glue: Glue = defaultdict(set)
    for identifier in sorted(localedata.locale_identifiers()):
        locale = Locale.parse(identifier)
        learn(locale, forms[locale.language], glue)
        days[locale.language] |= days_of(locale)
    months = {language: rows(sorted(known.items())) for language, known in sorted(forms.items())}
    months = {language: names for language, names in months.items() if any(names)}
    head: dict[str, object] = {"source": f"Unicode CLDR {get_cldr_version()}"}
    head["glue"] = {pair: sorted(glue[pair]) for pair in sorted(glue)}
    lines = [f" {_json(key)}: {_json(value)}" for key, value in head.items()]
    known_days = {language: sorted(known) for language, known in sorted(days.items()) if known}
    lines += [_by_language("months", months), _by_language("days", known_days)]
    TABLE.write_text("{\n" + ",\n".join(lines) + "\n}\n", "utf-8")


def _by_language(name: str, table: Mapping[str, object]) -> str:
    each = ",\n".join(f"  {_json(key)}: {_json(value)}" for key, value in table.items())
    return f" {_json(name)}: {{\n{each}\n }}"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    main()
