"""What an address says of a headline: the words of its last part are those of the story's title.

``/2019/10/21/rain-ends-in-the-harbour/`` tells which part of "The Daily » Archive » Rain ends in
the harbour" is the headline, in whatever order a template puts them.
"""

from __future__ import annotations

import unicodedata
from typing import Final
from urllib.parse import unquote, urlsplit

from crawler.normal_forms import normalized
from crawler.page.headline.titles import MAX_PARTS, WORDS, segments
from crawler.page.letters import AGREES, LETTERS, likeness, squash

_FOLDED: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "o", "æ": "ae", "å": "a", "ł": "l", "ı": "i"}
)


def headline_from_slug(title: str, url: str) -> str:
    """Return the part of a title that its address repeats; the whole title where none is.

    >>> headline_from_slug("The Daily » Archive » Rain ends in the harbour", "http://a.example/rain-ends-in-the-harbour/")
    'Rain ends in the harbour'
    >>> headline_from_slug("Rain ends – and now? | The Daily", "http://a.example/news/1234.html")
    'Rain ends – and now? | The Daily'
    """
    parts = segments(title)
    if not 1 < len(parts) <= MAX_PARTS:
        return title
    slug = _slug(url)
    if not slug:
        return title
    runs = [
        title[title.find(parts[first]) : title.rfind(parts[last]) + len(parts[last])]
        for first in range(len(parts))
        for last in range(first, len(parts))
    ]
    best = max(runs, key=lambda run: likeness(slug, _folded(run)))
    return best if likeness(slug, _folded(best)) >= AGREES else title


def _slug(url: str) -> str:
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    last = max(path.split("/"), key=lambda part: len(_words(part)), default="")
    words = _words(last.partition(".")[0])
    return _folded("".join(words)) if len(words) >= WORDS else ""


def _words(text: str) -> list[str]:
    return [word for word in LETTERS.findall(text) if len(word) > 1]


def _folded(text: str) -> str:
    apart = normalized("NFKD", text.lower().translate(_FOLDED))
    return squash("".join(letter for letter in apart if not unicodedata.combining(letter)))
