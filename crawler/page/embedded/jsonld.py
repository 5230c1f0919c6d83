"""JSON as pages carry it: often broken, and still the best witness they have.

`loads` reads what `json` reads, and mends what people get wrong, one mistake after the other, in
the order of `MENDS`. `article_of` picks the object that speaks of the page itself.
"""

from __future__ import annotations

import html
import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urljoin

from crawler import patterns as re
from crawler.page.embedded.bounds import MAX_DEPTH, MAX_DIGITS
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "reviewnewsarticle",
        "backgroundnewsarticle",
        "asknewsarticle",
        "liveblogposting",
        "blogposting",
        "socialmediaposting",
        "report",
        "techarticle",
        "scholarlyarticle",
        "satiricalarticle",
        "advertisercontentarticle",
        "review",
        "recipe",
        "posting",
        "medicalscholarlyarticle",
        "interview",
        "newsmediaarticle",
    ]
)
"""schema.org types of a text that somebody wrote, in lower case."""

PAGE_TYPES = frozenset(
    [
        "webpage",
        "itempage",
        "aboutpage",
        "faqpage",
        "qapage",
        "medicalwebpage",
        "videoobject",
        "podcastepisode",
    ]
)
"""Types that may stand for it where there is no article."""


def _drop_wrapping(text: str) -> str:
    """Return the text without the comment or CDATA marks around it."""
    text = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)", "", text)
    return (
        re.sub(r"(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*+(?:;\s*+)?$", "", text)
        .strip()
        .rstrip(";")
    )


def _escape_controls(text: str) -> str:
    """Return the text with the raw line ends and tabs inside strings as spaces."""
    return re.sub(r"[\x00-\x1f]+", " ", text)


def _drop_trailing_commas(text: str) -> str:
    return re.sub(r",(\s*[}\]])", r"\1", text)


def _drop_bad_escapes(text: str) -> str:
    return re.sub(r"\\(?![\"\\/bfnrtu])", "", re.sub(r"\\u(?![0-9a-fA-F]{4})", "u", text))


def _escape_inner_quotes(text: str) -> str:
    """Return the text with a quote inside a string escaped: one that no sign of JSON is beside."""
    return _INNER_QUOTE.sub(r"\"", text)


_INNER_QUOTE = re.compile(r'(?<![\\{\[:,\s])"(?!\s*[,:}\]])|(?<=[^\\{\[:,\s]\s)"(?!\s*[,:}\]])')


def _unescape_entities(text: str) -> str:
    return html.unescape(text) if "&quot;" in text else text


MENDS: tuple[Callable[[str], str], ...] = (
    _drop_wrapping,
    _escape_controls,
    _drop_trailing_commas,
    _drop_bad_escapes,
    _unescape_entities,
    _escape_inner_quotes,
)
"""What goes wrong in JSON-LD, the commonest first."""


def loads(text: str) -> Any:
    r"""Return the value in a text of JSON, mended where it must be; None where nothing helps.

    >>> loads('<!-- {"a": "one\n two",} -->'), loads('{"a": 1}{"b": 2}'), loads("no")
    ({'a': 'one  two'}, [{'a': 1}, {'b': 2}], None)
    """
    for mend in (None, *MENDS):
        text = mend(text) if mend else text
        try:
            return json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
    return _sequence(text)


_OPENING = re.compile(r"[{\[]")


def _sequence(text: str) -> list[Any] | None:
    """Return the values that stand one after the other, up to the first that cannot be read."""
    decoder = json.JSONDecoder(strict=False)
    values, place = [], 0
    while start := _OPENING.search(text, place):
        try:
            value, place = decoder.raw_decode(text, start.start())
        except (ValueError, RecursionError):
            break
        values.append(value)
    return values or None


_OF_OTHERS: Final = frozenset(("publisher", "isPartOf", "comment"))
"""Keys under which no article of the page stands."""


def objects(
    value: Any, depth: int = 0, *, without: frozenset[str] = _OF_OTHERS
) -> Iterator[dict[str, Any]]:
    """Yield every object in a value, outer ones first; not those under the keys `without`."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if isinstance(inner, (dict, list)) and key not in without:
                yield from objects(inner, depth + 1, without=without)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, (dict, list)):
                yield from objects(inner, depth + 1, without=without)


REFERRED: Final = (
    "author", "creator", "editor", "contributor", "publisher", "sourceOrganization", "provider",
    "image",
)  # fmt: skip
"""Keys whose values are nodes of their own, and may be given by reference."""


def with_nodes(article: dict[str, Any], blocks: Any, url: str) -> dict[str, Any]:
    """Return an object in which the nodes stand that it refers to by their ``@id``.

    A reference is an object of nothing but an id, wherever on the page the node stands; one that
    no node has is left out. https://www.w3.org/TR/json-ld11/#node-identifiers

    >>> person = {"@id": "#jane", "name": "Jane Roe"}
    >>> with_nodes({"author": {"@id": "#jane"}, "editor": {"@id": "#joe"}}, [person], "")
    {'author': {'@id': '#jane', 'name': 'Jane Roe'}}
    """
    if not any(_refers(article.get(key)) for key in REFERRED):
        return article
    by_id: dict[str, dict[str, Any]] = {}
    for node in objects(blocks, without=frozenset()):
        if isinstance(name := node.get("@id"), str) and len(node) > 1:
            held = by_id.setdefault(_address(url, name), {})
            for key, value in node.items():
                held.setdefault(key, value)
    stated = {**article}
    for key in REFERRED:
        if key not in stated:
            continue
        value = _with_node(stated[key], by_id, url)
        if value is None:
            del stated[key]
        else:
            stated[key] = value
    return stated


def _refers(value: Any, depth: int = 0) -> bool:
    """Return True if a value may be a reference, or holds one."""
    if isinstance(value, list):
        return depth < MAX_DEPTH and any(_refers(each, depth + 1) for each in value)
    return "@id" in value if isinstance(value, dict) else isinstance(value, str) and ":" in value


def _with_node(value: Any, by_id: Mapping[str, dict[str, Any]], url: str, depth: int = 0) -> Any:
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, list):
        named = (_with_node(inner, by_id, url, depth + 1) for inner in value)
        return [inner for inner in named if inner is not None]
    if isinstance(value, str):
        return by_id.get(value, value)
    if isinstance(value, dict) and isinstance(name := value.get("@id"), str):
        node = by_id.get(_address(url, name), {})
        return {**node, **value} if len(value) > 1 else node or None
    return value


def _address(url: str, name: str) -> str:
    if "://" in name:
        return name
    try:
        return urljoin(url, name)
    except ValueError:
        return name


def types_of(node: dict[str, Any]) -> tuple[str, ...]:
    """Return the types of an object, without the vocabulary's address.

    >>> types_of({"@type": ["http://schema.org/NewsArticle", "Thing"]})
    ('NewsArticle', 'Thing')
    """
    kind = node.get("@type") or node.get("type") or ()
    kinds = kind if isinstance(kind, list) else [kind]
    return tuple(_type(k) for k in kinds if isinstance(k, str))


@lru_cache(maxsize=256)
def _type(name: str) -> str:
    return re.split(r"[/#:]", name)[-1]


def is_article(node: dict[str, Any]) -> bool:
    """Return True if an object is an article by its type."""
    return any(kind.lower() in ARTICLE_TYPES for kind in types_of(node))


def count_of(value: Any) -> int | None:
    """Return the number of things that a value states; None where it states none that can be.

    >>> count_of(12), count_of("1200"), count_of("twelve"), count_of(-1), count_of(True)
    (12, 1200, None, None, None)
    """
    text = "" if isinstance(value, bool) else text_of(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS else None


def text_of(value: Any) -> str:
    """Return a value as one line of text: a name where it is an object, entities resolved.

    However deep it stands; a table in which a value stands twice is looked through once.

    >>> text_of({"@value": "Fish &amp; chips"}), text_of(["one", "two"]), text_of(None)
    ('Fish & chips', 'one', '')
    """
    if not isinstance(value, (list, dict)):
        return _line_of(value)
    inside, seen = [iter((value,))], set[int]()
    while inside:
        each = next(inside[-1], _END)
        if each is _END:
            inside.pop()
        elif not isinstance(each, (list, dict)):
            if text := _line_of(each):
                return text
        elif id(each) not in seen:
            seen.add(id(each))
            inside.append(iter(each if isinstance(each, list) else (_named(each),)))
    return ""


_END: Final = object()


def _named(value: dict[str, Any]) -> Any:
    return value.get("name") or value.get("@value") or value.get("text") or ""


def _line_of(value: Any) -> str:
    if not isinstance(value, (str, int, float)) or isinstance(value, bool):
        return ""
    text = str(value)
    for _ in range(2):
        if "&" in text:
            text = html.unescape(text)
    if "<" in text:
        text = re.sub(r"<[a-zA-Z/][^>]{0,200}>", "", text)
    return " ".join(text.split())


def article_of(nodes: Iterable[dict[str, Any]], title: str, url: str) -> dict[str, Any] | None:
    """Return the object that speaks of this page: by its address, its headline, its fullness.

    >>> page = [{"@type": "Article", "headline": name} for name in ("Other", "Rain ends")]
    >>> article_of(page, "Rain ends - The Daily", "http://a.example/rain")["headline"]
    'Rain ends'
    """
    best, best_score = None, 0.0
    squashed = squash(title)
    for node in nodes:
        kinds = {kind.lower() for kind in types_of(node)}
        if kinds & ARTICLE_TYPES:
            score = 4.0
        elif kinds & PAGE_TYPES:
            score = 1.0
        elif node.get("datePublished"):
            score = 0.5
        else:
            continue
        headline = squash(text_of(node.get("headline") or node.get("name")))
        if headline and squashed and (headline in squashed or squashed in headline):
            score += 4
        if _same_page(node, url):
            score += 3
        score += sum(0.5 for key in _TELLING if node.get(key))
        if score > best_score:
            best, best_score = node, score
    return best


_TELLING = (
    "headline",
    "datePublished",
    "author",
    "articleBody",
    "dateModified",
    "mainEntityOfPage",
)


def _same_page(node: dict[str, Any], url: str) -> bool:
    for key in ("mainEntityOfPage", "url", "@id"):
        value = node.get(key)
        address = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(address, str) and _path(address) and _path(address) == _path(url):
            return True
    return False


def _path(url: str) -> str:
    return _AROUND_PATH.sub("", url)


_AROUND_PATH = re.compile(r"^https?://(?:www\.)?|[?#].*$|/$")
