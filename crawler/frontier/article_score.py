"""Is this the address of an article? Told by its spelling, and by what the site has taught.

`SIGNS` weighs what addresses of news sites have in common everywhere; `shape` groups
the addresses of one site, so that what turned out to be articles speaks for the rest.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from crawler import patterns as re

Learned = Mapping[str, tuple[int, int]]
"""For each shape of a site's addresses: how many were articles, and how many were not."""

NOTHING_LEARNED: Learned = {}


class Sign(NamedTuple):
    """Something in an address that speaks for an article, or against it."""

    name: str
    pattern: re.Pattern[str]
    weight: float
    """In nats: what is added to the logarithm of the odds."""


def _sign(name: str, weight: float, *patterns: str) -> Sign:
    return Sign(name, re.compile("|".join(patterns), re.IGNORECASE), weight)


def _folder(name: str, weight: float, words: str, *patterns: str, end: str = r"[/.?]|$") -> Sign:
    """Return the sign that a part of the path is one of these words."""
    return _sign(name, weight, rf"/(?:{'|'.join(words.split())})(?:{end})", *patterns)


_YEAR = r"(?:19|20)\d\d"
_WORD = r"(?:[^/\W_]|%\w\w)+"
_EXTENSION = r"(?:\.\w{3,5})?"

SIGNS = (
    _sign(
        "day",
        2.2,
        _YEAR + r"[-/_.]?(?:0[1-9]|1[0-2]|[1-9](?=[-/_]))[-/_.]?(?:0[1-9]|[12]\d|3[01])(?!\d)",
    ),
    _sign("month", 1.0, rf"/{_YEAR}[-/_]?(?:0[1-9]|1[0-2])/"),
    _sign(
        "CMS name",
        2.0,
        r"/(?:t|c|a|art|cont?|content|doc|article|node_content)[-_]?\d{4,}[\w-]*\.\w{3,5}",
    ),
    _sign(
        "long number",
        1.6,
        r"(?:(?<![\da-z])[a-z]{0,3}|[-_.])\d{5,}(?=$|[./?_&~-]|[a-z]\b)",
    ),
    _sign(
        "mixed id",
        1.0,
        r"[/,-](?=[a-z]*\d)(?=\d*[a-z])(?=[\w-]*\d[\w-]*\d)[a-z\d]{8,}(?=$|[./?])",
    ),
    _sign(
        "number in query",
        1.5,
        r"[?&](?:\w*id|aid|nid|no|idx\w*|article|story|p)=\w*\d{2,}",
    ),
    _sign("slug", 1.8, rf"/{_WORD}(?:[-_]{_WORD}){{3,}}(?:,[\w,-]+)?/?{_EXTENSION}(?:$|\?)"),
    _sign("slug before an id", 1.8, rf"/{_WORD}(?:[-_]{_WORD}){{4,}}/[^/]"),
    _sign("short slug", 0.3, rf"/[^/\W_]+(?:[-_][^/\W_]+){{1,2}}/?{_EXTENSION}$"),
    _sign(
        "slug of letters of the world",
        1.6,
        r"/(?:(?:[^/%]|%[0-7].)*+%[c-f][0-9a-f](?:%[89ab][0-9a-f])*+){8}+[^/]*+$",
    ),
    _sign(
        "page file",
        0.9,
        r"/(?!index|default|list|node_|home|main)[^/]+"
        r"\.(?:s?html?|xhtml|aspx?|php|jsp|cms|ece|story)$",
    ),
    _folder(
        "word for story",
        0.8,
        "articles? story stories artikel articulo noticias? article_\\w+ a content detail view "
        "read posts? p doc",
        end="/.+",
    ),
    _sign("front page", -6.0, r"^/?(?:(?:index|default|home|main)(?:\.\w+)?)?$"),
    _sign("folder", -1.5, r"^(?:/[^/\W\d]+){1,3}/?$"),
    _sign(
        "list file",
        -3.5,
        r"^(?!.*\d{4}/\d\d).*/(?:index|list|default|node|more|channel|column|home|main)"
        rf"(?:[-_]?\d{{0,4}})?{_EXTENSION}$",
    ),
    _sign(
        "numbered page of a list",
        -3.0,
        r"/(?:page|seite|pagina|p)[/_-]?\d{1,4}/?$",
        r"[?&](?:page|pg|pageno|pageindex|paged|start|offset|p)=(?!1&|1$)\d{1,3}(?:&|$)",
    ),
    _sign(
        "date archive",
        -3.0,
        rf"^(?:/[a-z]+)*/{_YEAR}(?:[-/](?:0?[1-9]|1[0-2])(?:[-/](?:0?[1-9]|[12]\d|3[01]))?)?/?$",
        rf"\?(?:date|day|month|year|ymd|rq)={_YEAR}(?:-?\d\d?){{0,2}}$",
    ),
    _folder(
        "tag or topic",
        -3.5,
        "tags? topics? keywords? labels? themen? tema theme subjects? dossiers? zhuanti special "
        "collections? series",
        end="/|$|[-_?.]",
    ),
    _folder(
        "category",
        -2.5,
        "category categories cat sections? rubrik rubrique seccion rubric channels? columns?",
        end=r"(?:/[^/]+)?/?$",
    ),
    _folder(
        "author",
        -3.5,
        "authors? autor\\w* auteurs? profiles? people journalists? contributors? users? members? "
        "writers? space u",
        end="/",
    ),
    _folder(
        "search",
        -5.0,
        "search suche buscar recherche find sousuo query",
        r"[?&](?:q|s|query|keyword|wd|searchword)=",
    ),
    _folder(
        "account",
        -6.0,
        "log-?in log-?out sign-?in sign-?up sign-?out register registration accounts? auth oauth "
        "sso passport user my subscribe subscriptions? abo newsletters? checkout cart basket shop "
        "password wp-login wp-admin",
    ),
    _folder(
        "calendar",
        -4.0,
        "calendar kalender calendario events? veranstaltungen termine agenda whats-on ical rili",
    ),
    _folder(
        "about the house",
        -4.0,
        "about about-?us contacts? contact-?us kontakt impressum imprint privacy privacy-policy "
        "datenschutz terms terms-\\w[\\w-]* legal cookies? cookie-policy copyright "
        "advertis\\w* advertiz\\w* jobs careers? faq help hilfe feedback site-?map "
        "guestbook friendlinks? links rss feeds? apps? mobile-apps corrections staff "
        "masthead disclaimer accessibility mediadaten agb gywm lxwm bqsm gsjj",
    ),
    _folder(
        "act on a page",
        -4.5,
        "print printer share comments? email mailto download reply vote poll rate report embed "
        "trackback redirect out go ads? click",
        r"[?&](?:replytocom|share|print|action|do|redirect|return|url|goto)=",
    ),
    _sign(
        "wiki or forum at work",
        -6.0,
        r"[?&](?:oldid|diff|redlink|curid|printable|veaction)=",
        r"[?&]action=(?:edit|history|raw|info|purge|watch|render|profile|post|quotefast|printpage)\b",
        # A page of a name space of a wiki, in any language: its own have a space behind a colon.
        r"(?:/wiki/|/index\.php/|[?&]title=)[^/:?&]{2,40}(?::|%3a)(?![_+]|%20)[^/]",
        r"/(?:memberlist|ucp|usercp|posting|newreply|newthread|printthread|viewonline|whosonline)"
        r"\.php",
    ),
    _folder(
        "media",
        -2.0,
        "videos? photos? fotos? gallery galleries galerie pictures? pics? podcasts? audio live "
        "livestream watch tv epg ebooks? epaper vr",
        end=r"(?:/[^/]{0,24})?/?$",
    ),
    _sign(
        "no page",
        -8.0,
        r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|m?js|json|xml|rss|atom|txt|pdf|docx?"
        r"|xlsx?|pptx?|zip|rar|7z|gz|tar|exe|apk|ipa|dmg|mp[34]|m4[av]|mov|avi|wmv|flv|swf|webm"
        r"|m3u8|og[gv]|wav|woff2?|ttf|eot)$",
    ),
)
"""What is worth how much. Chosen by hand, then held against 255 addresses of articles and
10,463 of links in navigation (some of which are articles): 96 % and 93 % on the right side."""

BIAS = -1.3
"""The logarithm of the odds of an address that shows no sign at all."""

_DATE = re.compile(rf"[/=]({_YEAR})(?:[-/]?([01]?\d)(?:[-/]?([0-3]?\d))?)?/?$")

NO_LIST = frozenset(
    {
        "search",
        "account",
        "calendar",
        "about the house",
        "act on a page",
        "wiki or forum at work",
        "no page",
        "author",
        "tag or topic",
    }
)
"""Signs of addresses that list nothing new and would be followed for ever."""


LIST_SIGNS = NO_LIST | {
    "front page",
    "list file",
    "numbered page of a list",
    "date archive",
    "category",
}
"""Signs of addresses that are a list's, or no story's, whatever the page there says of itself:
blog software calls the archive of a category an article in ``og:type``."""


def article_likeness(url: str, learned: Learned = NOTHING_LEARNED) -> float:
    """Return how much an address looks like an article's: between 0 and 1, even at 0.5.

    >>> article_likeness("https://portal.example/news/yaowen/2022/0205/223052022.html") > 0.9
    True
    >>> article_likeness("https://portal.example/news/yaowen/index_2.html") < 0.1
    True
    """
    odds = BIAS + sum(SIGN_WEIGHT[name] for name in signs(url))
    articles, others = learned.get(shape(url), (0, 0))
    odds += math.log((articles + 1) / (others + 1)) * LEARNED_WEIGHT
    return 1 / (1 + math.exp(-odds))


SIGN_WEIGHT = {sign.name: sign.weight for sign in SIGNS}
LEARNED_WEIGHT = 2.0
"""Three pages of a shape outweigh any one sign: (3 + 1) / (0 + 1), squared, is 2.8 nats."""


@lru_cache(maxsize=16_384)
def signs(url: str) -> tuple[str, ...]:
    """Return the names of the signs that an address shows, in the table's order.

    >>> signs("https://a.example/tag/ferry/")
    ('folder', 'tag or topic')
    """
    path = _path_of(url)
    return tuple(sign.name for sign in SIGNS if sign.pattern.search(path))


def is_trap(url: str) -> bool:
    """Say whether an address is one that no walk through a site should follow.

    >>> is_trap("https://a.example/search?q=ferry"), is_trap("https://a.example/local/")
    (True, False)
    """
    return not NO_LIST.isdisjoint(signs(url))


def names_stories(folder: str) -> bool:
    """Return True for what content systems call the folder of all stories, whatever its section.

    >>> names_stories("posts"), names_stories("Article"), names_stories("sport")
    (True, True, False)
    """
    return "word for story" in signs(f"https://a.example/{folder}/x")


def is_at_work(url: str) -> bool:
    """Say whether an address shows how a wiki or a forum is made, and not what it holds.

    >>> is_at_work("https://a.example/index.php?title=Ferry&diff=7&oldid=6")
    True
    >>> is_at_work("https://a.example/wiki/Ferry"), is_at_work("https://a.example/wiki/Ferry:_A_Life")
    (False, False)
    """
    return "wiki or forum at work" in signs(url)


def archived(url: str) -> tuple[int, ...]:
    """Return the year, month and day whose archive an address is; empty where it is none.

    >>> archived("https://a.example/2026/11/"), archived("https://a.example/list?date=2026-11-23")
    ((2026, 11), (2026, 11, 23))
    >>> archived("https://a.example/2026/11/23/ferry-is-back-home")
    ()
    """
    if "date archive" not in signs(url):
        return ()
    found = _DATE.search(_path_of(url))
    return tuple(int(part) for part in found.groups() if part) if found else ()


def narrows(url: str, within: str) -> bool:
    """Say whether an address is the archive of a part of the time that another is.

    >>> narrows("https://a.example/2026/11/23/", "https://a.example/2026/11/")
    True
    >>> narrows("https://a.example/2026/12/", "https://a.example/2026/11/")
    False
    """
    part, whole = archived(url), archived(within)
    return len(part) > len(whole) and part[: len(whole)] == whole


def shape(url: str) -> str:
    """Return an address with all that differs between two of its kind taken out.

    Host and folders stay, numbers become ``0`` (as many as there are digits, up to
    four), the last part becomes ``*`` where it is a slug or an identifier.

    >>> shape("https://a.example/news/2022/0205/223052022.html")
    'a.example/news/0000/0000/*.html'
    >>> shape("https://a.example/news/index_2.html"), shape("https://a.example/about")
    ('a.example/news/index_0.html', 'a.example/about')
    """
    host, _, rest = url.partition("://")[2].partition("/")
    path, mark, query = rest.partition("?")
    *folders, last = path.rstrip("/").split("/")
    stem, dot, extension = (
        last.rpartition(".") if re.search(r"\.\w{2,5}$", last) else (last, "", "")
    )
    if re.search(r"\d{5}|(?:[^-_]+[-_]){2}|\d[a-z]+\d|%..%", stem, re.IGNORECASE):
        stem = "*"
    names = ",".join(pair.partition("=")[0] for pair in query.split("&"))
    parts = [re.sub(r"\d+", _zeros, part) for part in (*folders, stem)]
    return (
        f"{host}/{'/'.join(parts)}{dot}{extension}{'/' if path.endswith('/') else ''}{mark}{names}"
    )


def _zeros(number: re.Match[str]) -> str:
    return "0" * min(len(number[0]), 4)


def _path_of(url: str) -> str:
    """Return path and query; letters of the world stay escaped, for one sign counts them."""
    rest = re.sub(r"^\w+://[^/?#]*", "", url).partition("#")[0] or "/"
    return rest if "%" not in rest else re.sub(r"%[2-7][0-9A-Fa-f]", lambda m: unquote(m[0]), rest)
