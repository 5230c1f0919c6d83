"""What a page's title says: the parts between its signs, and which of them is the site's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler import patterns as re
from crawler.lang.names import HAN_ANY
from crawler.lang.words import of_kind
from crawler.page.letters import LINE_WIDTH, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SEPARATORS = re.compile(
    r"\s+[|｜‖¦ㅣ–—\-·•»«›~:：/\\]+\s+|\s*[|｜‖¦ㅣ›]+\s*|_+|\s+::\s+"
    r"|(?<=[\u3400-\u9fff\uac00-\ud7af）」』”！？])\s*[-–—－](?=[^\s\-]{1,12}(?:$|[-|ㅣ_]))"
    r"|\s+[-–—]{1,2}(?=\w)|(?<=\w)[-–—]\s+"
)
_SIGNS = frozenset("|｜‖¦ㅣ–—-－·•»«›~:：/\\_")
"""One of these stands in each of them; most titles have none."""


def segments(title: str) -> list[str]:
    """Return the parts of a page title between the signs that sites put before their names.

    >>> segments("Rain ends - Weather | The Daily"), segments("雨停了_新闻_某某网")
    (['Rain ends', 'Weather', 'The Daily'], ['雨停了', '新闻', '某某网'])
    """
    parts = _SEPARATORS.split(title) if not _SIGNS.isdisjoint(title) else [title]
    return [part.strip() for part in parts if part and part.strip()]


def without_site(title: str, sites: Iterable[str]) -> str:
    """Return a title without the site's name before or after it, whatever parts them.

    >>> without_site("Rain ends - The Daily", ["The Daily"])
    'Rain ends'
    >>> without_site("Rain ends - and snow begins", ["The Daily"])
    'Rain ends - and snow begins'
    """
    if _SIGNS.isdisjoint(title) or not _SEPARATORS.search(title):
        return title
    names = [squash(site) for site in sites if len(squash(site)) > 1]
    for _ in range(MAX_PARTS):
        cuts = list(_SEPARATORS.finditer(title))
        if not cuts:
            break
        last, first = title[cuts[-1].end() :], title[: cuts[0].start()]
        if is_site(last, names) and cuts[-1].start() > 0:
            title = title[: cuts[-1].start()].strip()
        elif is_site(first, names) and cuts[0].end() < len(title):
            title = title[cuts[0].end() :].strip()
        else:
            break
    return title


MAX_PARTS = 12
"""Parts of a title; what has more is a list of keywords."""

WORDS = 3
"""Words from which a line, or the last part of an address, is a title and not a section's name.

Measured: at 1 segments title +0.2; at 6 segments title -0.5.
"""


SITE_NAME = 4
"""Letters of a site's name that are known inside a longer one.

Measured: at 2 and at 8 no figure moves.
"""


def is_site(text: str, names: Sequence[str]) -> bool:
    """Return True if a text is the site's name, of those squashed ones, or nothing."""
    return is_name(squash(text), names)


def is_name(squashed: str, names: Sequence[str]) -> bool:
    """Return True if a squashed text is the site's name, or nothing."""
    return not squashed or any(
        squashed == name
        or (len(name) >= SITE_NAME and (name in squashed) and len(squashed) < 2 * len(name))
        for name in names
    )


def main_segment(title: str, sites: Iterable[str]) -> str:
    """Return the part of a page title that is the headline: the site's name is cut off.

    >>> main_segment("雨停了，明天放晴_要闻_某某网", [])
    '雨停了，明天放晴'
    >>> main_segment("Rain ends after nine days - Weather", [])
    'Rain ends after nine days'
    >>> main_segment("雨停了_某某百科", [])
    '雨停了'
    """
    title = without_site(title, sites)
    parts = segments(title)
    if len(parts) < 2:  # noqa: PLR2004
        return title
    if all(map(_is_masthead, parts[1:])) and not _is_masthead(parts[0]):
        return parts[0]
    if len(squash(parts[0])) >= 8 or (HAN_ANY.search(parts[0]) and len(parts[0]) >= 6):  # noqa: PLR2004
        end = title.find(parts[0]) + len(parts[0])
        following = [part for part in parts[1:] if len(squash(part)) > 24]  # noqa: PLR2004
        return title if following and not HAN_ANY.search(title) else title[:end]
    return max(parts, key=lambda part: len(squash(part)))


_MASTHEADS = of_kind("headline_lines", "masthead")


def _is_masthead(part: str) -> bool:
    """Return True if a part of a title is called as Chinese sites and their sections are."""
    return part.endswith(_MASTHEADS) and part not in _MASTHEADS and len(part) < LINE_WIDTH / 4


def names_site(title: str, sites: Sequence[str]) -> bool:
    """Return True if a title is the site's name alone: a template's place for a title is empty.

    >>> names_site("The Daily -", []), names_site("Rain ends - The Daily", [])
    (True, False)
    """
    cut = _SEPARATORS.search(f"{title} ") or _SEPARATORS.match(f" {title}")
    dangling = cut is not None and len(segments(f" {title} ")) < 2  # noqa: PLR2004
    return dangling or is_site(title, [squash(site) for site in sites])
