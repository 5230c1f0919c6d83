"""The shape of a story: headings, lists, tables, quotes, emphasis and links, beside its text.

`shape_of` notes what the page shows of each paragraph; `shaped` puts it on the paragraphs of the
clean article: one that was repaired or stripped on the way stands as plain text, and what is none
of the story's has no shape either. Asked for by the setting ``RICH_TEXT``.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from crawler.frontier.urls import joined
from crawler.model import Article, Film, Post, Reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page.document import Document
    from crawler.page.page_blocks import Blocks
    from crawler.site import RichText

_EMPHASIS: Final = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "code": "code"}
_SKIPPED: Final = frozenset(("script", "style", "figure", "noscript", "template", "svg", "button"))
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")

POSTS: Final = (
    "twitter.com", "x.com", "instagram.com", "facebook.com", "tiktok.com", "t.me", "threads.net",
    "bsky.app", "reddit.com", "linkedin.com", "vk.com", "weibo.com",
)  # fmt: skip
FILMS: Final = (
    "youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "dailymotion.com",
    "twitch.tv", "rumble.com", "bilibili.com", "youku.com", "v.qq.com", "rutube.ru",
)  # fmt: skip
"""Where posts and films stand that stories embed; frames of others are mostly advertisements."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a paragraph that is set in one way."""

    text: str
    kinds: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """One paragraph as a page shows it; or what it embeds, without a text."""

    text: str
    tag: str = "p"
    group: tuple[str, int, int] = ("", 0, 0)
    """The list, table or quote that it stands in, which one of the page, and in which row."""

    runs: tuple[Run, ...] = ()
    embedded: Post | Film | None = None


def shape_of(document: Document, blocks: Blocks) -> tuple[Shape, ...]:
    """Return the shapes of the paragraphs of a body, and what is embedded among them, in order."""
    page = blocks.outline
    own: dict[HtmlElement, list[str]] = {}
    for n in blocks.body.blocks:
        own.setdefault(page.blocks[n].element, []).append(blocks.text(n))
    if not own:
        return ()
    numbers: dict[HtmlElement, int] = {}
    left = len(own)
    shapes: list[Shape] = []
    for element in page.nodes[blocks.body.container].element.iter():
        texts = own.get(element)
        if texts:
            left -= 1
            shapes += _shapes(element, texts, numbers, document.base)
        elif shapes and left and (found := _embedded(element, document.base)):
            shapes.append(Shape("", embedded=found))
    return tuple(shapes)


def _shapes(
    element: HtmlElement, texts: Sequence[str], numbers: dict[HtmlElement, int], base: str
) -> Iterator[Shape]:
    tag, group = "p", ("", 0, 0)
    for above in (element, *element.iterancestors()):
        name = str(above.tag)
        if above is element and name in _HEADINGS:
            tag = name
        if name in {"ul", "ol", "table", "blockquote"}:
            rows = (each for each in (element, *element.iterancestors()) if each.tag == "tr")
            places = [
                numbers.setdefault(each, len(numbers)) for each in (above, next(rows, above))
            ]
            group = (name, places[0], places[1])
            break
        if name in {"article", "body"}:
            break
    runs = _joined(_runs(element, base))
    for text in texts:
        whole = "".join(run.text for run in runs) == text
        yield Shape(text, tag, group, runs if whole else (Run(text),))


def _runs(element: HtmlElement, base: str) -> Iterator[Run]:
    """Yield the texts in an element, which may stand in each other without end."""
    within: list[tuple[HtmlElement, Iterator[HtmlElement], tuple[str, ...], str]] = []
    within.append((element, iter(element), (), ""))
    if element.text:
        yield Run(element.text)
    while within:
        here, children, kinds, url = within[-1]
        child = next(children, None)
        if child is None:
            within.pop()
            if within and here.tail:
                yield Run(here.tail, *within[-1][2:])
        elif (name := str(child.tag)) in _SKIPPED:
            if child.tail:
                yield Run(child.tail, kinds, url)
        else:
            kind = _EMPHASIS.get(name)
            inner = (*kinds, kind) if kind and kind not in kinds else kinds
            address = (_address(child.get("href"), base) if name == "a" else url) or url
            if child.text:
                yield Run(child.text, inner, address)
            within.append((child, iter(child), inner, address))


def _address(href: str | None, base: str) -> str:
    url = joined(base or None, href.strip()) if href else None
    return url if url and url.startswith(("http://", "https://", "mailto:")) else ""


def _joined(runs: Iterator[Run]) -> tuple[Run, ...]:
    """Return runs with their white space as a browser shows it, neighbours of one kind joined."""
    out: list[Run] = []
    for (kinds, url), same in groupby(runs, key=lambda run: (run.kinds, run.url)):
        text = re.sub(r"\s+", " ", "".join(run.text for run in same))
        if not out or out[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            out.append(Run(text, kinds, url))
    if out:
        last = out.pop()
        out += [Run(text, last.kinds, last.url)] if (text := last.text.rstrip(" ")) else []
    return tuple(out)


def _embedded(element: HtmlElement, base: str) -> Post | Film | None:
    """Return the post or the film that an element embeds."""
    name = str(element.tag)
    if name == "video":
        named = (each.get("src") for each in (element, *element.iter("source")))
        url = _address(next(filter(None, named), None), base)
        return Film(url) if url else None
    if name == "iframe":
        return _of_host(_address(element.get("src") or element.get("data-src"), base))
    if name == "blockquote" and _POSTED.search(element.get("class") or ""):
        stated = element.get("data-instgrm-permalink") or element.get("cite")
        links = [link.get("href") for link in element.iter("a")]
        return _of_host(_address(stated or next(reversed(links), None), base))
    return None


_POSTED: Final = re.compile(r"\b(?:twitter|instagram|tiktok|bluesky|reddit|text-post)-")


def _of_host(url: str) -> Post | Film | None:
    host = urlsplit(url).hostname or ""
    if any(host == each or host.endswith(f".{each}") for each in FILMS):
        return Film(url)
    posted = any(host == each or host.endswith(f".{each}") for each in POSTS)
    return Post(url) if posted else None


def shaped(article: Article, shapes: Sequence[Shape], form: RichText) -> Article:
    """Return an article with its text in a form, its links out, and what it embeds."""
    matched = list(_matched(article.article_body, shapes))
    host = urlsplit(article.url).hostname
    references = dict.fromkeys(
        Reference(url, "".join(run.text for run in runs).strip() or None, n)
        for n, shape in enumerate(matched)
        for url, runs in groupby(shape.runs, key=_url)
        if url and urlsplit(url).hostname != host
    )
    text = "\n".join(_written(matched, form))
    told = {"article_html": text} if form == "html" else {"article_markdown": text}
    return replace(
        article,
        citation=tuple(references),
        shared_content=tuple(_placed(article.article_body, shapes)),
        **told,  # type: ignore[arg-type]
    )


def _matched(paragraphs: Sequence[str], shapes: Sequence[Shape]) -> Iterator[Shape]:
    """Yield the shape of each paragraph: the next one of its text, or that of a plain one."""
    places: dict[str, list[int]] = {}
    for n, shape in enumerate(shapes):
        places.setdefault(shape.text, []).append(n)
    at = 0
    for text in paragraphs:
        found = places.get(text, [])
        next_one = bisect_left(found, at)
        if next_one < len(found):
            at = found[next_one] + 1
            yield shapes[at - 1]
        else:
            yield Shape(text, runs=(Run(text),))


def _placed(paragraphs: Sequence[str], shapes: Sequence[Shape]) -> Iterator[Post | Film]:
    """Yield what is embedded, each behind the paragraphs that stand before it."""
    known, before = set(paragraphs), 0
    for shape in shapes:
        before += not shape.embedded and shape.text in known
        if shape.embedded:
            yield replace(shape.embedded, position=min(before, len(paragraphs)))


def _written(shapes: Sequence[Shape], form: RichText) -> Iterator[str]:
    """Yield the parts of a text, one for each paragraph, list, table and quote."""
    for (kind, _), own in groupby(shapes, key=lambda shape: shape.group[:2]):
        group = list(own)
        if form == "html":
            yield from _in_html(kind, group)
        else:
            yield _in_markdown(kind, group) + "\n"


def _in_html(kind: str, group: list[Shape]) -> Iterator[str]:
    lines = [(shape.tag, _line(shape, _run_in_html, _link_in_html), shape) for shape in group]
    if kind in {"ul", "ol"}:
        yield f"<{kind}>" + "".join(f"<li>{text}</li>" for _, text, _ in lines) + f"</{kind}>"
    elif kind == "table":
        rows = groupby(lines, key=lambda each: each[2].group[2])
        cells = ("".join(f"<td>{text}</td>" for _, text, _ in row) for _, row in rows)
        yield "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"
    elif kind == "blockquote":
        text = "".join(f"<{tag}>{text}</{tag}>" for tag, text, _ in lines)
        yield f"<blockquote>{text}</blockquote>"
    else:
        yield from (f"<{tag}>{text}</{tag}>" for tag, text, _ in lines)


def _run_in_html(run: Run) -> str:
    text = html.escape(run.text, quote=False)
    for kind in reversed(run.kinds):
        text = f"<{kind}>{text}</{kind}>"
    return text


def _link_in_html(text: str, url: str) -> str:
    return f'<a href="{html.escape(url)}">{text}</a>'


def _line(shape: Shape, written: Callable[[Run], str], link: Callable[[str, str], str]) -> str:
    """Return a paragraph with its runs as they are written, those of one link together."""
    parts = []
    for url, runs in groupby(shape.runs, key=_url):
        text = "".join(map(written, runs))
        parts.append(link(text, url) if url else text)
    return "".join(parts)


def _url(run: Run) -> str:
    return run.url


_MARKS: Final = {"em": "*", "strong": "**", "code": "`"}
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|])")
_AT_START: Final = re.compile(r"^(#{1,6}\s|[-+]\s|\d{1,9}(?=[.)]\s))")


def _in_markdown(kind: str, group: list[Shape]) -> str:
    """Return lines of CommonMark: https://spec.commonmark.org/."""
    lines = [_line(shape, _run_in_markdown, _link_in_markdown) for shape in group]
    lines = [_AT_START.sub(_escaped, line) for line in lines]
    if kind == "ul":
        return "\n".join(f"- {line}" for line in lines)
    if kind == "ol":
        return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
    if kind == "table":
        rows = groupby(zip(lines, group, strict=True), key=lambda each: each[1].group[2])
        told = ["| " + " | ".join(line for line, _ in row) + " |" for _, row in rows]
        rule = "|" + " --- |" * (told[0].count(" | ") + 1)
        return "\n".join([told[0], rule, *told[1:]])
    headed = [
        f"{'#' * int(shape.tag[1])} {line}" if shape.tag in _HEADINGS else line
        for line, shape in zip(lines, group, strict=True)
    ]
    if kind == "blockquote":
        return "\n>\n".join(f"> {line}" for line in headed)
    return "\n\n".join(headed)


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    return f"{text}\\" if text[0].isdigit() else f"\\{text}"


def _run_in_markdown(run: Run) -> str:
    bare = run.text.strip(" ")
    if not bare:
        return run.text
    lead, tail = " " * run.text.startswith(" "), " " * run.text.endswith(" ")
    text = bare if "code" in run.kinds else _SPECIAL.sub(r"\\\1", bare)
    for kind in reversed(run.kinds):
        text = f"{_MARKS[kind]}{text}{_MARKS[kind]}"
    return f"{lead}{text}{tail}"


def _link_in_markdown(text: str, url: str) -> str:
    bare, safe = text.strip(" "), url.replace("<", "%3C").replace(">", "%3E")
    if not bare:
        return text
    lead, tail = " " * text.startswith(" "), " " * text.endswith(" ")
    return f"{lead}[{bare}](<{safe}>){tail}"
