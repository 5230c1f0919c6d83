"""Words as the viewer's index holds them, and a query in the words of SQLite's FTS5.

Scripts that are written without spaces are indexed as pairs of characters that follow each
other. FTS5's own ``trigram`` finds no word of two characters, and most Chinese words have two.
https://www.sqlite.org/fts5.html
"""

from __future__ import annotations

from crawler import patterns as re
from crawler.normal_forms import normalized

_PAIRED = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana, Han, Hangul."""

_RUN = re.compile(f"[{_PAIRED}]+")
_WORD = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_LETTER = re.compile(r"[^\W_]")
MAX_WORDS = 32
"""Words of a query that are looked for."""


def spread(text: str) -> str:
    """Return a text as it is indexed: pairs of characters stand where no spaces do.

    >>> spread("In 清滩渡口 today")
    'In  清滩 滩渡 渡口 口  today'
    """
    return _RUN.sub(lambda run: f" {_pairs(run[0])} {run[0][-1]} ", _folded(text))


def query_of(typed: str, column: str = "head body") -> str:
    """Return what was typed as a query of FTS5: all of its words; "" where there are none.

    Words in double quotes follow each other, a word that ends in ``*`` may go on, one that
    begins with ``-`` may not stand there.

    >>> query_of("渡口 ferr*")
    '{head body} : ("渡口" AND "ferr" *)'
    >>> query_of('"last ferry" -春'), query_of('ferry") OR ('), query_of("-ferry")
    ('{head body} : (("last ferry") NOT ("春" *))', '{head body} : ("ferry )" AND "OR")', '')
    """
    wanted: list[str] = []
    unwanted: list[str] = []
    for found in list(_WORD.finditer(typed))[:MAX_WORDS]:
        minus, quoted, plain = found[1] or "", found[2], found[3] or ""
        if quoted is None and len(plain) > 1 and plain.startswith("-"):
            minus, plain = "-", plain[1:]
        phrase = _phrase(plain if quoted is None else quoted)
        if phrase:
            (unwanted if minus else wanted).append(phrase)
    if not wanted:
        return ""
    query = " AND ".join(wanted)
    if unwanted:
        query = f"({query}) NOT ({' OR '.join(unwanted)})"
    return f"{{{column}}} : ({query})"


def words_in(typed: str) -> list[str]:
    """Return what a reader looks for in a text that was found, the longest first.

    >>> words_in('"last ferry" 渡口 -tram boat*')
    ['last ferry', 'boat', '渡口']
    """
    words = [(found[2] if found[2] is not None else found[3]).strip("*")
             for found in list(_WORD.finditer(typed))[:MAX_WORDS]
             if not (found[1] or (found[3] or "").startswith("-"))]  # fmt: skip
    return sorted(filter(_LETTER.search, words), key=len, reverse=True)


def _phrase(word: str) -> str:
    """Return a word as a phrase: one character of a script without spaces begins a pair."""
    text = _folded(word.rstrip("*").replace('"', " "))
    if not _LETTER.search(text):
        return ""
    runs = list(_RUN.finditer(text))
    open_end = word.endswith("*") or any(
        len(run[0]) == 1 and run.end() == len(text) for run in runs
    )
    paired = _RUN.sub(lambda run: f" {_pairs(run[0]) or run[0]} ", text)
    return f'"{" ".join(paired.split())}"' + " *" * open_end


def _pairs(run: str) -> str:
    return " ".join(run[n : n + 2] for n in range(len(run) - 1))


def _folded(text: str) -> str:
    # NUL ends a text in SQLite.
    return normalized("NFKC", text).replace("\0", " ")
