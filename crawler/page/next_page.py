"""A story cut over several pages: where it goes on.

A link leads to the next page of the same story where its words say so (下一页,
next page, the next number) and its address differs from the page's own in
nothing but the number of the page. A link to the whole story on one page is as good.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from crawler import patterns as re
from crawler.lang.page_phrases import LEADS
from crawler.page.letters import LINE_WIDTH, squash

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

_IN_NAME: Final = re.compile(r"^(.*?)(?:[_-](?:p|page|pag|seite)?)(\d{1,2})(\.\w{2,5})?$")
_IN_PATH: Final = re.compile(r"^(.*?)/(?:page|seite|p|pagina|strona)?[/-]?(\d{1,2})/?$")
_PARAMETERS: Final = frozenset(
    ("page", "p", "pg", "pn", "pageno", "page_no", "currentpage", "seite", "pagina")
)
_WHOLE_PARAMETERS: Final = frozenset(
    ("all", "full", "whole", "single", "singlepage", "onepage", "print", "view")
)

MAX_LINKS: Final = 4000
"""Links looked at on a page; the most on 781 news pages was 1,900."""

Place = tuple[str, int]
"""An address without the number of its page, and the number; 0 where it has none."""


def next_page(links: Iterable[HtmlElement], url: str, base: str | None = None) -> str | None:
    """Return the address of the next page of the story on this page; None for the last.

    `links` are the page's ``link`` and ``a`` elements, `base` what their addresses start from.

    >>> import lxml.html
    >>> links = "<a href='a_2.html'>下一页</a> <a href='b.html'>下一篇</a>"
    >>> page = lxml.html.fromstring(f"<p>{links}</p>")
    >>> next_page(page.iter("a"), "http://news.example/2026/a.html")
    'http://news.example/2026/a_2.html'
    >>> next_page(page.iter("a"), "http://news.example/2026/c.html") is None
    True
    """
    base = base or url
    at_base = _joined(base, url.rpartition("/")[2]) if base != url else None
    own = dict(_places(url)) | dict(_places(at_base or url))
    names = _names(own)
    found: dict[int, str] = {}
    for link in islice(links, MAX_LINKS):
        address = link.get("href")
        if not address or (
            address.startswith(_ROOTED) and not any(map(address.__contains__, names))
        ):
            continue
        rank = _rank(link)
        if rank is None:
            continue
        target = _joined(base, address)
        if target is None or target == url:
            continue
        if rank == _RANK_WHOLE:
            if 0 in own.values() and _same_story(target, own):
                found.setdefault(rank, target)
        elif _follows(target, own, shown=_shown_number(link)):
            found.setdefault(rank, target)
    return found[min(found)] if found else None


_ROOTED: Final = ("http:", "https:", "/")
"""How an address begins that says all of its path."""


def _names(own: Iterable[str]) -> tuple[str, ...]:
    """Return what an address with the whole path holds where it is of one of the own places.

    >>> _names(["news.example/2026/a.html?", "news.example/2026/a?x=1"]), _names(["news.example?"])
    (('a',), ('',))
    """
    paths = (stem.rpartition("?")[0].partition("/")[2] for stem in own)
    names = {path.rpartition("/")[2].partition(".")[0] for path in paths}
    return tuple(names)


_RANK_WHOLE, _RANK_NEXT, _RANK_NUMBER = range(3)
_RANKS: Final[dict[str | None, int]] = {
    "whole": _RANK_WHOLE,
    "next": _RANK_NEXT,
    "number": _RANK_NUMBER,
}
"""By group of `LEADS`."""


def _rank(link: HtmlElement) -> int | None:
    """Return how surely a link is one to more of the story, 0 the surest; None for others."""
    rel = link.get("rel")
    if rel and "next" in rel.lower().split():
        return _RANK_NEXT
    if link.tag == "link":
        return None
    text = _label(link)
    if not text or len(text) > LINE_WIDTH:
        return None
    leads = LEADS.match(text.lower())
    return _RANKS[leads.lastgroup] if leads else None


def _label(link: HtmlElement) -> str:
    """Return what a link is called: its text, where it holds no teaser, or else its title."""
    inner = len(link)
    text = ""
    if not inner:
        text = (link.text or "").strip()
    elif inner < 4:  # noqa: PLR2004 a label, no teaser
        text = link.text_content().strip()
    return text or (link.get("title") or "").strip()


def _shown_number(link: HtmlElement) -> int | None:
    shown = squash(link.text_content()) if link.tag == "a" else ""
    return int(shown) if shown.isdecimal() and len(shown) <= 2 else None  # noqa: PLR2004


def _follows(target: str, own: dict[str, int], *, shown: int | None) -> bool:
    """Return True if an address is that of the page after one of the own places.

    Some count from 0: the second page of ``a.html`` is ``a_1.html``.
    """
    for stem, number in _places(target):
        here = own.get(stem)
        if here is None or number <= here:
            continue
        if here == 0:
            if number in {1, 2} and shown in {None, 2}:
                return True
        elif number == here + 1:
            return True
    return False


def _same_story(target: str, own: dict[str, int]) -> bool:
    """Return True if an address is one of the own ones with a word for the whole of it."""
    parts = urlsplit(target)
    if parts.query:
        pairs = [
            (name, value)
            for name, value in parse_qsl(parts.query)
            if not {name.lower(), value.lower()} & _WHOLE_PARAMETERS
            and name.lower() not in _PARAMETERS
        ]
        if len(pairs) < len(parse_qsl(parts.query)):
            bare = parts._replace(query=urlencode(pairs), fragment="").geturl()
            return any(stem in own for stem, _ in _places(bare))
    path = re.sub(
        r"[_/-](?:all|full|whole|singlepage|single|print)(?=\.\w{2,5}$|/?$)", "", parts.path
    )
    if path == parts.path:
        return False
    bare = parts._replace(path=path, query="", fragment="").geturl()
    return any(stem in own for stem, _ in _places(bare))


def _places(url: str) -> Iterator[Place]:
    """Yield the readings of an address as a story and the number of its page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    query = parse_qsl(parts.query)
    kept = [(name, value) for name, value in query if name.lower() not in _PARAMETERS]
    base = f"{host}{parts.path.rstrip('/')}?{urlencode(kept)}"
    number = next((v for name, v in query if name.lower() in _PARAMETERS), "")
    if number.isdecimal() and len(number) <= 2:  # noqa: PLR2004
        yield base, int(number)
    elif not number:
        yield base, 0
    for pattern in (_IN_NAME, _IN_PATH):
        if found := pattern.match(parts.path):
            tail = found[3] or "" if pattern is _IN_NAME else ""
            yield f"{host}{(found[1] + tail).rstrip('/')}?{urlencode(kept)}", int(found[2])


def _joined(url: str, address: str) -> str | None:
    try:
        target = urljoin(url, address.strip()).partition("#")[0]
    except ValueError:
        return None
    return target if target.startswith(("http://", "https://")) else None
