"""The article in the state that a page hands to its scripts, where it stands nowhere else.

``__NEXT_DATA__``, ``__next_f``, ``__INITIAL_STATE__``, ``BASE_DATA = {...}`` hold objects of
every kind. The article is the one that carries the page's title, and with it a long text or a
date and a source, under one of the names that content management systems give them. On a page
that shows nothing, and is called what its site is, it is the one object with a title, a day or
an author, and a long text; where several stories are whole, the page's address decides, or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.page.embedded.jsonld import text_of
from crawler.page.embedded.rich_text import paragraphs, prose
from crawler.page.embedded.script_values import objects_in
from crawler.page.letters import squash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

TITLE = (
    "title",
    "headline",
    "headlines",
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
    "first_publish_date", "date_gmt",
    "ptime", "time", "newsTime", "deployDt", "createTime", "createdAt", "created_at", "date",
    "created",
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
    "credits",
    "contributors",
)
GALLERY = ("gallery", "galleryInfo", "gallery_info", "slides", "slideshow", "album", "photoset")
SLIDE = (
    "sub_abstracts", "abstracts", "captions", "notes",
    "abstract", "caption", "note", "desc", "description", "intro", "text",
)  # fmt: skip
"""What content management systems call the parts, most particular first."""

STORY = 300
"""Letters of a text that may be a story's: shorter ones are abstracts, and teasers at best."""

ADDRESS = (
    "url", "canonical_url", "canonicalUrl", "path", "permalink", "website_url", "slug", "uri",
)  # fmt: skip
"""Keys under which a story says where it stands."""

HEADS = ("metadata", "meta", "head", "header", "attributes", "fields")
"""Keys under which the title and the day of a text beside them stand."""

_NO_TEXT = re.compile(
    r"relat|recommend|comment|latest|more|teaser|trend|popular|letter|^ads?_|^ads?$|seo|meta"
    r"|image|photo|video|author|credit|nav|menu|footer|header|consent|i18n|transl|message|label"
    r"|disclaim|legal|privacy|promo|tag|crumb|next|prev|reply|descri|abstract|summary|lead$|bio"
    r"|standfirst|caption|galler|slide|topic|categor|section|site|config|user|taxonom",
    re.IGNORECASE,
)
"""Keys of what is no text of the story that they stand beside."""


@dataclass(frozen=True, slots=True)
class AppState:
    """An article as a script was told of it."""

    title: str = ""
    body: tuple[str, ...] = ()
    date: str = ""
    source: str = ""
    author: Any = None
    alone: bool = False
    """Whether nothing on the page agrees with it: it shows no text and is called another thing."""


def state_of(
    root: HtmlElement, title: str, url: str = "", *, shell: bool = False
) -> AppState | None:
    """Return the article in the scripts' state: the one with this title, else the longest.

    Of a `shell`, a page that shows no text, it may be called what the page is not.

    >>> from crawler.page.tree import parse
    >>> page = parse("<script>var DATA = {a: {title: 'Rain ends', source: 'The Daily'}}</script>")
    >>> state_of(page.root, "Rain ends - A site").source
    'The Daily'
    """
    wanted = squash(title)
    owner = ""
    best: dict[str, Any] | None = None
    score = 0.0
    others: list[dict[str, Any]] = []
    for node in objects_in(root):
        found = _with_head(node)
        fit = _fit(found, wanted)
        owner = owner or _owner(node)
        if fit > score:
            best, score = found, fit
        elif shell and not fit and _is_story(found):
            others.append(found)
    if shell and (best is None or not _body(best)):
        alone = _only(others, url)
        if alone is not None:
            return _stated(alone, owner, alone=True)
    return _stated(best, owner) if best is not None else None


def _stated(node: dict[str, Any], owner: str, *, alone: bool = False) -> AppState:
    """Return what an object says of its article."""
    title = _text(node, TITLE)
    body = _body(node)
    if body and squash(body[0]) == squash(title):
        body = body[1:]
    return AppState(
        title=title,
        body=body,
        date=_text(node, DATE),
        source=_text(node, SOURCE) or owner,
        author=next((found for key in AUTHOR if (found := _people(node.get(key)))), None),
        alone=alone,
    )


def _only(stories: list[dict[str, Any]], url: str) -> dict[str, Any] | None:
    """Return the one story that a page without a word of its own can be about."""
    lengths = sorted(
        ((sum(map(len, _body(node))), n) for n, node in enumerate(stories)), reverse=True
    )
    long = [(length, stories[n]) for length, n in lengths if length >= STORY]
    here = [node for _, node in long if _is_at(node, url)]
    if here or not long:
        return here[0] if here else None
    most, first = long[0]
    title = squash(_text(first, TITLE))
    rivals = (length for length, node in long if squash(_text(node, TITLE)) != title)
    return first if most > SURE * next(rivals, 0) else None


SURE = 3
"""How many times longer the one whole story is than any other: teasers are shorter by far."""


def _is_story(node: dict[str, Any]) -> bool:
    """Return True if an object may be a story: it has a title, and a day or an author."""
    title = squash(_text(node, STORY_TITLE))
    return len(title.encode()) >= 8 and bool(  # noqa: PLR2004
        _text(node, DATE) or any(_people(node.get(key)) for key in AUTHOR)
    )


STORY_TITLE = tuple(name for name in TITLE if name not in {"name", "subject"})
"""What a story's title is called, and no person's or setting's."""


def _is_at(node: dict[str, Any], url: str) -> bool:
    """Return True if an object states the address of the page."""
    tail = _tail(url)
    return bool(tail) and any(
        _tail(value) == tail for name in ADDRESS if isinstance(value := node.get(name), str)
    )


def _tail(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return path.rstrip("/").rsplit("/", 1)[-1].partition(".")[0]


def _with_head(node: dict[str, Any]) -> dict[str, Any]:
    """Return an object together with what stands in the head that it has for its title."""
    for key in HEADS:
        head = node.get(key)
        if isinstance(head, dict) and any(name in head for name in STORY_TITLE):
            return {**head, **node}
    return node


def _people(value: Any) -> list[dict[str, str]]:
    """Return the persons in a value, whatever the system calls their names.

    >>> _people({"by": [{"name": "Jane Roe"}]}), _people([{"node": {"displayName": "Jane Roe"}}])
    ([{'name': 'Jane Roe'}], [{'name': 'Jane Roe'}])
    """
    found: list[dict[str, str]] = []
    for item in islice(value if isinstance(value, list) else [value], MAX_PEOPLE):
        if isinstance(item, dict):
            inner = next((item[key] for key in _WITHIN if item.get(key)), None)
            if inner is not None:
                found += _people(inner)
                continue
            item = next((item[key] for key in _NAMES if item.get(key)), None)  # noqa: PLW2901
        if isinstance(item, str) and (name := text_of(item)):
            found.append({"name": name})
    return found


MAX_PEOPLE = 20
_WITHIN = ("by", "node", "attributes", "edges", "nodes", "data", "fields")
_NAMES = ("name", "displayName", "display_name", "fullName", "full_name", "title", "byline")


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


def _fit(node: dict[str, Any], wanted: str) -> float:
    """Return how much an object looks like the page's article; 0 where it does not."""
    title = squash(_text(node, TITLE))
    if not title:
        return 0.0
    whole = len(title.encode()) >= 8  # noqa: PLR2004
    titled = bool(wanted) and whole and (title in wanted or wanted in title)
    if wanted and not titled:
        return 0.0
    content = sum(map(len, _body(node)))
    stated = sum(bool(_text(node, names)) for names in (DATE, SOURCE)) + bool(
        node.get("mediaInfo")
    )
    if titled and (content >= STORY or stated):
        return 10 + stated + min(content, 100_000) / 1e5
    if not wanted and content >= STORY and stated:
        return 1 + min(content, 100_000) / 1e5
    return 0.0


def _body(node: dict[str, Any]) -> tuple[str, ...]:
    """Return the paragraphs of an article: its text, or the tree that holds it."""
    best = paragraphs(_content(node))
    for key, value in node.items():
        rich = isinstance(value, (dict, list)) or (isinstance(value, str) and _is_html(value))
        if rich and not _NO_TEXT.search(key):
            lines = prose(value)
            if sum(map(len, lines)) > max(STORY, sum(map(len, best))):
                best = lines
    return best


def _is_html(text: str) -> bool:
    return len(text) > STORY and ("</p>" in text or text[:1] in {"{", "["})


def _content(node: dict[str, Any]) -> str:
    """Return the text of an article; of a gallery, what it says of one picture after another."""
    text = _raw(node, CONTENT)
    if len(text) >= STORY:
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
        if isinstance(value, dict):
            value = value.get("basic") or value.get("rendered") or value
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
