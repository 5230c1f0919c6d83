"""A profile of a site, learned from its front page and several of its stories.

Only what the pages agree on is written down, and a layout only where it reads every one of them
as the generic reader did: whoever reviews it takes it from there.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawler.frontier.link import path_of
from crawler.frontier.urls import registrable
from crawler.model import NotAnArticle
from crawler.page.document import document_of
from crawler.page.evidence import evidence_of
from crawler.page.page_blocks import blocks_of
from crawler.page.read import read
from crawler.site import ANY_SITE, Layout, Site, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.frontier.link import Listing
    from crawler.model import Article, Capture

LEARNED = "learned"
"""Name of the layout."""

LEAST_STORIES = 2
"""Stories that have to agree: what one has may be its own."""

MOST_LISTS = 8
"""List pages of the front page that are written down."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was fetched of a site."""

    start: str
    listing: Listing
    stories: Sequence[tuple[Capture, Article]] = ()
    feeds: Sequence[Source] = field(default_factory=tuple)


def learned(seen: Seen) -> Site:
    """Return the profile that the pages of a site agree on."""
    host = (urlsplit(seen.start).hostname or "").removeprefix("www.")
    articles = [article for _, article in seen.stories]
    sources = tuple(_sources(seen))
    site = Site(
        name=re.sub(r"\W+", "_", host).strip("_") or "site",
        publisher=_common(a.publisher.name for a in articles if a.publisher),
        domains=(_domain(seen.start, host),),
        language=_common(a.in_language for a in articles),
        sources=sources,
        article_url=_article_url([capture.url for capture, _ in seen.stories], sources, seen),
    )
    layout = _layout([capture for capture, _ in seen.stories])
    return _with(site, layouts=(layout,)) if layout else site


def _with(site: Site, **changes: Any) -> Site:
    names = (name for name in site.__slots__ if name not in changes)
    return Site(**{name: getattr(site, name) for name in names}, **changes)


def _domain(url: str, host: str) -> str:
    """Return the domain of a site: of a name of its own, whatever stands before it."""
    return registrable(url) if not host.replace(".", "").isdigit() else host


def _common(values: Iterable[str | None]) -> str | None:
    """Return the value that most of them are, None where less than half are."""
    counts = Counter(value for value in values if value)
    value, count = next(iter(counts.most_common(1)), (None, 0))
    return value if count * 2 > counts.total() else None


def _sources(seen: Seen) -> Iterator[Source]:
    yield from seen.feeds
    yield Source(seen.start)
    pages = (link.url for link in seen.listing.links if link.kind == "page")
    own = (url for url in dict.fromkeys(pages) if registrable(url) == registrable(seen.start))
    yield from (Source(url) for url in islice((u for u in own if u != seen.start), MOST_LISTS))


def _article_url(urls: Sequence[str], sources: Sequence[Source], seen: Seen) -> str | None:
    """Return an expression that these addresses match and no source does; None without one."""
    shapes = list(dict.fromkeys(shape_of([path_of(u) for u in group]) for group in _alike(urls)))
    if len(urls) < LEAST_STORIES or not shapes:
        return None
    expression = shapes[0] if len(shapes) == 1 else f"(?:{'|'.join(shapes)})"
    expression = f"^{expression}$"
    lists = [path_of(source.url) for source in sources]
    lists += [path_of(link.url) for link in seen.listing.links if link.kind == "page"]
    return None if any(re.search(expression, path) for path in lists) else expression


def _alike(urls: Sequence[str]) -> Iterator[list[str]]:
    """Yield the addresses that have as many steps, together."""
    by_steps: dict[int, list[str]] = {}
    for url in urls:
        by_steps.setdefault(path_of(url).count("/"), []).append(url)
    yield from by_steps.values()


def shape_of(paths: Sequence[str]) -> str:
    r"""Return an expression for paths with as many steps: what differs may be anything alike.

    >>> shape_of(["/news/2026/02/ferry-returns.html", "/sport/2026/11/rowing.html"])
    '/[\\w-]+/\\d{4}/\\d{2}/[\\w%.-]+\\.html'
    >>> shape_of(["/news/7", "/news/19"])
    '/news/\\d+'
    """
    steps = [path.split("/") for path in paths]
    return "/".join(_step(column, last=n == len(steps[0]) - 1)
                    for n, column in enumerate(zip(*steps, strict=True)))  # fmt: skip


def _step(words: Sequence[str], *, last: bool) -> str:
    if all(word.isdecimal() for word in words):
        lengths = {len(word) for word in words}
        [*known] = lengths
        return rf"\d{{{known[0]}}}" if len(known) == 1 and known[0] > 1 else r"\d+"
    if len(set(words)) == 1 and not (last or any(c.isdigit() for c in words[0])):
        return re.escape(words[0])
    ends = {re.search(r"\.\w{2,5}$|$", word)[0] for word in words}  # type: ignore[index]
    end = re.escape(next(iter(ends))) if len(ends) == 1 else ""
    return (r"[\w%.-]+" if last else r"[\w-]+") + end


def _layout(captures: Sequence[Capture]) -> Layout | None:
    """Return a layout that reads every page as it was read without; None where there is none."""
    places = [place for capture in captures if (place := _places(capture))]
    if len(places) < max(LEAST_STORIES, len(captures)):
        return None
    body = _selector([(root, element) for root, element, _ in places])
    if body is None:
        return None
    titles = [(root, title) for root, _, title in places if title is not None]
    headline = _selector(titles) if len(titles) == len(places) else None
    layout = Layout(name=LEARNED, body=body, headline=headline or "")
    return layout if all(map(_agrees, captures, [layout] * len(captures))) else None


def _places(capture: Capture) -> tuple[HtmlElement, HtmlElement, HtmlElement | None] | None:
    """Return the root of a page, the element that holds its body, and that of its headline."""
    try:
        document = document_of(capture)
    except NotAnArticle:
        return None
    blocks = blocks_of(document)
    if not blocks.body.blocks:
        return None
    page = blocks.outline
    at = evidence_of(document, blocks).findings.headline.block
    title = page.blocks[at].element if at is not None and at >= 0 else None
    return document.root, page.nodes[blocks.body.container].element, title


def _selector(found: Sequence[tuple[HtmlElement, HtmlElement]]) -> str | None:
    """Return CSS that selects these elements in their pages, and nothing else; the plainest."""
    if not found:
        return None
    tags = {str(element.tag) for _, element in found}
    tag = next(iter(tags)) if len(tags) == 1 else ""
    ids = {element.get("id") or "" for _, element in found}
    classes = [(element.get("class") or "").split() for _, element in found]
    shared = [name for name in classes[0] if all(name in each for each in classes)]
    names = [f"#{each}" for each in ids if len(ids) == 1] + [f"{tag}.{each}" for each in shared]
    for name in [*names, *([tag] if tag else [])]:
        if re.fullmatch(r"[\w-]*[#.]?[A-Za-z_][\w-]*", name) and all(
            root.cssselect(name) == [element] for root, element in found
        ):
            return name
    return None


def _agrees(capture: Capture, layout: Layout) -> bool:
    try:
        without = read(capture, ANY_SITE)
        with_it = read(capture, Site(name=LEARNED, layouts=(layout,)))
    except NotAnArticle:
        return False
    names = ("headline", "article_body")
    return all(getattr(without, name) == getattr(with_it, name) for name in names)


def module_of(site: Site) -> str:
    """Return the module of a profile: what is to be reviewed, and tried out."""
    uses = ["Layout"] * bool(site.layouts) + ["Site", "Source"]
    lines = [
        f'"""{site.publisher or site.name}: learned by `scrapy add-site`, to be reviewed."""',
        "",
        f"from crawler.site import {', '.join(uses)}",
        "",
        "SITE = Site(",
        f"    name={_quoted(site.name)},",
    ]
    told = {name: getattr(site, name) for name in ("publisher", "language", "article_url")}
    lines += [f"    {name}={_quoted(value)}," for name, value in told.items() if value]
    lines.append(f"    domains=({', '.join(map(_quoted, site.domains))},),")
    lines.append("    sources=(")
    for source in site.sources:
        kind = "" if source.kind == "page" else f", {_quoted(source.kind)}"
        lines.append(f"        Source({_quoted(source.url)}{kind}),")
    lines.append("    ),")
    for layout in site.layouts:
        parts = [("name", layout.name), ("body", layout.body), ("headline", layout.headline)]
        inner = ", ".join(f"{name}={_quoted(value)}" for name, value in parts if value)
        lines.append(f"    layouts=(Layout({inner}),),")
    return "\n".join([*lines, ")", ""])


def _quoted(text: str) -> str:
    r"""Return a text as Python writes it, in double quotes, raw where that reads better.

    >>> print(_quoted("a"), _quoted(r"^/\d+$"), _quoted('a"b'))
    "a" r"^/\d+$" 'a"b'
    """
    if '"' in text or "\n" in text or text.endswith("\\"):
        return repr(text)
    if "\\" in text:
        return f'r"{text}"'
    return f'"{text}"' if text.isprintable() else repr(text)
