"""The article in the state that a page hands to its scripts, where it stands nowhere else.

``__NEXT_DATA__``, ``__next_f``, ``__INITIAL_STATE__``, ``BASE_DATA = {...}`` hold objects of
every kind. The article is the one that carries the page's title, and with it a long text or a
date and a source, under one of the names that content management systems give them.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.page.blocks.block_roles import NOT_BODY, assign_roles, weigh
from crawler.page.blocks.outline import outline
from crawler.page.embedded.js_literal import NotALiteral, literal
from crawler.page.embedded.jsonld import text_of
from crawler.page.embedded.rsc import rows
from crawler.page.letters import squash
from crawler.page.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

TITLE = (
    "title",
    "headline",
    "articleTitle",
    "article_title",
    "newsTitle",
    "name",
    "subject",
    "shareTitle",
)
CONTENT = (
    "content", "articleBody", "body", "contentText", "article_content", "articleContent",
    "text", "html",
    "contentHtml", "bodyHtml", "fullText", "main_content", "cont",
)  # fmt: skip
DATE = (
    "publishTime", "publish_time", "publishedAt", "published_at", "pubDate", "pub_date",
    "datePublished",
    "publishDate", "publish_date", "firstPublished", "publicationDate", "publishedDate",
    "displayDate", "display_date",
    "ptime", "time", "newsTime", "deployDt", "createTime", "createdAt", "created_at", "date",
)  # fmt: skip
SOURCE = (
    "source",
    "sourceName",
    "source_name",
    "newsSource",
    "origin",
    "mediaName",
    "media_name",
    "copyfrom",
)
AUTHOR = (
    "author",
    "authors",
    "authorName",
    "writerDisplay",
    "author_name",
    "byline",
    "reporter",
    "writer",
)
GALLERY = ("gallery", "galleryInfo", "gallery_info", "slides", "slideshow", "album", "photoset")
SLIDE = (
    "sub_abstracts", "abstracts", "captions", "notes",
    "abstract", "caption", "note", "desc", "description", "intro", "text",
)  # fmt: skip
"""What content management systems call the parts, most particular first."""

LONG = 200
"""Letters of a text that is an article's: shorter ones are abstracts.

Measured: at 100 and at 400 no figure moves.
"""

LEAST_STATE, MAX_STATE = 40, 4_000_000
"""Characters of a script that can hold an article, and that are looked through."""

_STARTS = re.compile(
    r"(?:^|[;\s(])(?:(?:window|self|globalThis)(?:\.|\[[\"']))?(?:(?:var|let|const)\s+)?"
    r"[\w$.]{2,60}(?:[\"']\])?\s*=\s*(?:JSON\.parse\(\s*(?=[\"'])|(?=\{\s*(?:[\"']?[\w$-]+[\"']?\s*:|/[/*])))"
    r"|\.push\(\s*(?=\{\s*[\"'\w])"
)
_SLOT = re.compile(r"\$+\w+\$+|\{\{.*\}\}|\[\[.*\]\]")
"""What stands in a text for something that a script puts there."""

_TELLING = re.compile(r"title|headline|content|article", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AppState:
    """An article as a script was told of it."""

    title: str = ""
    body: tuple[str, ...] = ()
    date: str = ""
    source: str = ""
    author: Any = None


def state_of(root: HtmlElement, title: str) -> AppState | None:
    """Return the article in the scripts' state: the one with this title, else the longest.

    >>> from crawler.page.tree import parse
    >>> page = parse("<script>var DATA = {a: {title: 'Rain ends', source: 'The Daily'}}</script>")
    >>> state_of(page.root, "Rain ends - A site").source
    'The Daily'
    """
    wanted = squash(title)
    owner = ""
    best: dict[str, Any] | None = None
    score = 0.0
    scripts = [script.text or "" for script in root.iter("script")]
    for value in chain(_values(root), rows(scripts)):
        for node in _objects(value):
            fit = _fit(node, wanted)
            owner = owner or _owner(node)
            if fit > score:
                best, score = node, fit
    if best is None:
        return None
    return AppState(
        title=_text(best, TITLE),
        body=paragraphs(_content(best)),
        date=_text(best, DATE),
        source=_text(best, SOURCE) or owner,
        author=next((best[key] for key in AUTHOR if best.get(key)), None),
    )


def stamps_in(page: str) -> list[str]:
    """Return the times that the scripts of a page call those of publication.

    >>> stamps_in('{"publishedDate": "2026-02-05T08:00:00Z", "updatedDate": "2026-02-06"}')
    ['2026-02-05T08:00:00Z']
    >>> stamps_in('{"pubDate": 1770278400, "expires": 1770282000}')
    ['1770278400']
    >>> stamps_in("{&quot;pubDate&quot;:&quot;20260204&quot;}")
    ['20260204']
    """
    return [found[1] or found[2] for found in islice(_stamps(page), STAMPS)]


def _stamps(page: str) -> Iterator[re.Match[str]]:
    """Yield the values of such keys, which are looked for around the letters all of them have."""
    end = 0
    for part in _PUB.finditer(page):
        key = _KEY.search(page, max(end, part.start() - LONGEST_KEY), part.end() + LONGEST_KEY)
        if key and part.start() >= end:
            end = key.end()
            if value := _VALUE.match(page, end):
                yield value


_PUB = re.compile("[pP][uU][bB]")
_QUOTE = r"(?:\\?\"|&[qQ][uU][oO][tT];)"
_KEY = re.compile(
    rf"{_QUOTE}(?i:date_?published|published_?(?:date|at|time|on)|publish_?(?:date|time|ed)|pub_?date"
    rf"|publication_?date|first_?published(?:_?at|_?date)?){_QUOTE}"
)
_VALUE = re.compile(
    rf"\s*:\s*(?:{_QUOTE}(?=[^\"&\\]{{0,20}}\d)([^\"&\\]{{8,48}}){_QUOTE}|(\d{{10,14}})(?!\d))"
)
LONGEST_KEY = 24
"""Characters of the longest key before and behind these letters, its quotes with it."""

STAMPS = 20
"""Stamps that are looked at: a page with more is a list of other stories."""


MAX_STEPS = 120_000
"""Steps in what turned out to be code: two literals of the largest size take .2 s."""


def _values(root: HtmlElement) -> Iterator[Any]:
    """Yield the values that the scripts of a page hold, for as long as most of them are values."""
    steps = 0
    for script in root.iter("script"):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if (
            not LEAST_STATE < len(text) < MAX_STATE
            or "ld+json" in kind
            or not _TELLING.search(text)
        ):
            continue
        starts = [0] if "json" in kind else [found.end() for found in _STARTS.finditer(text)][:40]
        end = 0
        for start in starts:
            if start < end:
                continue
            if steps > MAX_STEPS:
                return
            try:
                value, end = literal(
                    text, start + (len(text[start:]) - len(text[start:].lstrip()))
                )
            except (NotALiteral, RecursionError) as error:
                steps += getattr(error, "steps", 0)
                continue
            if isinstance(value, str):
                value = _inner(value)
            if isinstance(value, (dict, list)):
                yield value


def _inner(text: str) -> Any:
    """Return the value in a string that is JSON itself."""
    if text[:1] not in {"{", "["}:
        return None
    try:
        return literal(text)[0]
    except (NotALiteral, RecursionError):
        return None


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    stack, seen = [value], 0
    while stack and seen < 50_000:  # noqa: PLR2004
        node = stack.pop()
        seen += 1
        if isinstance(node, dict):
            yield node
            stack.extend(
                reversed([inner for inner in node.values() if isinstance(inner, (dict, list))])
            )
        elif isinstance(node, list):
            stack.extend(reversed([inner for inner in node if isinstance(inner, (dict, list))]))


def _fit(node: dict[str, Any], wanted: str) -> float:
    """Return how much an object looks like the page's article; 0 where it does not."""
    title = squash(_text(node, TITLE))
    whole = len(title.encode()) >= 8  # noqa: PLR2004
    titled = bool(wanted) and whole and (title in wanted or wanted in title)
    if not title or (wanted and not titled):
        return 0.0
    content = len(_content(node))
    stated = sum(bool(_text(node, names)) for names in (DATE, SOURCE)) + bool(
        node.get("mediaInfo")
    )
    if titled and (content >= LONG or stated):
        return 10 + stated + min(content, 100_000) / 1e5
    if not wanted and title and content >= LONG and stated:
        return 1 + min(content, 100_000) / 1e5
    return 0.0


def _content(node: dict[str, Any]) -> str:
    """Return the text of an article; of a gallery, what it says of one picture after another."""
    text = _raw(node, CONTENT)
    if len(text) >= LONG:
        return text
    return max(text, *("\n".join(_slides(node.get(name))) for name in GALLERY), key=len)


def _slides(gallery: Any) -> tuple[str, ...]:
    """Return what a gallery says of its pictures, each line once.

    >>> _slides({"count": 2, "captions": ["Ice at the pier.", "The tug."], "images": [{}, {}]})
    ('Ice at the pier.', 'The tug.')
    >>> _slides([{"img": "1.jpg", "note": "Ice at the pier."}, {"img": "2.jpg", "note": ""}])
    ('Ice at the pier.',)
    """
    if isinstance(gallery, dict):
        lists = [gallery[name] for name in SLIDE if isinstance(gallery.get(name), list)]
        lists += [value for value in gallery.values() if isinstance(value, list)]
    else:
        lists = [gallery] if isinstance(gallery, list) else []
    for slides in lists:
        lines = dict.fromkeys(line for line in map(_slide, slides) if line)
        if lines:
            return tuple(lines)
    return ()


def _slide(slide: Any) -> str:
    """Return what is said of one picture; an address says nothing."""
    if isinstance(slide, dict):
        texts = (slide.get(name) for name in SLIDE)
        slide = next((text for text in texts if isinstance(text, str) and text.strip()), "")
    if not isinstance(slide, str) or slide.startswith(("http", "/", "data:")):
        return ""
    return " ".join(slide.split())


def _raw(node: dict[str, Any], names: tuple[str, ...]) -> str:
    best = ""
    for name in names:
        value = node.get(name)
        if isinstance(value, dict):
            value = (
                value.get("html")
                or value.get("text")
                or value.get("rendered")
                or value.get("content")
            )
        if isinstance(value, list):
            parts = (
                part.get("content") or part.get("text") or part.get("data")
                if isinstance(part, dict)
                else part
                for part in value
            )
            value = "\n".join(part for part in parts if isinstance(part, str))
        if isinstance(value, str) and len(value) > len(best):
            best = value
    return best


def _text(node: dict[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = node.get(name)
        if value is not None and (text := text_of(value).strip(" \"'")):
            return text[:300]
    for key in ("subInfo", "articleInfo"):
        inner = node.get(key)
        if isinstance(inner, dict) and (
            text := next((text_of(inner.get(n)) for n in names if inner.get(n)), "")
        ):
            return text[:300]
    return ""


def _owner(node: dict[str, Any]) -> str:
    """Return the account that published it, where the object names one."""
    for key in ("mediaInfo", "media", "account", "mediaAccount"):
        inner = node.get(key)
        if isinstance(inner, dict) and inner.get("name"):
            return text_of(inner["name"])
    return ""


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text in HTML, escaped or not, or in plain lines.

    >>> paragraphs("&lt;p&gt;One &amp;amp; two&lt;/p&gt;<p>Three<br>four</p>")
    ('One & two', 'Three', 'four')
    """
    for _ in range(2):
        if "&lt;" in text or "&quot;" in text or "&#" in text:
            text = html.unescape(text)
    if _NAMED.search(text):
        return _by_names(text)
    text = re.sub(
        r"<(script|style|figure|figcaption)\b.*?</\1>|<!--.*?-->",
        "",
        text,
        flags=re.DOTALL | re.IGNORECASE,
    )
    text = re.sub(
        r"</?(?:p|div|br|h\d|li|ul|ol|blockquote|section|figure|tr|table)\b[^>]*>",
        "\n",
        text,
        flags=re.IGNORECASE,
    )
    text = html.unescape(re.sub(r"</?[a-zA-Z][^>]*>", "", text))
    lines = (" ".join(line.split()).strip('"') for line in text.split("\n"))
    return tuple(line for line in lines if line and not _SLOT.fullmatch(line))


_NAMED = re.compile(
    r"<(?:div|p|span|figure|section|ul|em)\b[^<>]{0,200}\bclass\s*=", re.IGNORECASE
)


def _by_names(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text whose elements are named, without what is none of it.

    >>> _by_names("<p class=a>The rain ended after nine days.</p><div class=caption>Mole.</div>")
    ('The rain ended after nine days.',)
    """
    page = outline(parse(f"<article>{text}</article>").root)
    weigh(page)
    assign_roles(page)
    lines = (block.text for block in page.blocks if block.role not in NOT_BODY)
    return tuple(line for line in lines if not _SLOT.fullmatch(line))
