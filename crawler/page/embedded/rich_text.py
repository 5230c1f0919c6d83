"""The paragraphs of a story as systems hand them to scripts: HTML, plain lines, or a tree.

A tree is a list of blocks (Arc's ANS, Editor.js, Draft.js, the BBC's models), or a document whose
paragraphs hold runs of text (ProseMirror, Portable Text, Contentful, Lexical, Slate). All of them
name the kind of a node in one of a few keys and keep what is in it in one of a few others.
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any, Final

from crawler import patterns as re
from crawler.page.blocks.block_roles import NOT_BODY, assign_roles, weigh
from crawler.page.blocks.outline import outline
from crawler.page.embedded.bounds import MAX_DEPTH, MAX_NODES
from crawler.page.embedded.js_literal import inner_json
from crawler.page.tree import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

KIND: Final = (
    "type", "_type", "nodeType", "__typename", "component", "blockName", "elementType", "kind",
)  # fmt: skip
"""Keys that say of what kind a node is."""

PARTS: Final = (
    "text", "content_elements", "children", "paragraphs", "blocks", "elements", "items",
    "content", "contents", "body", "html", "value", "processed", "data", "model", "document",
    "root", "json", "rendered", "nodes", "richText", "raw", "attributes", "fields",
)  # fmt: skip
"""Keys that hold what is in a node, most particular first."""

_RUNS: Final = frozenset(
    ("", "text", "span", "link", "hyperlink", "textinline", "linkinline", "a")
)
"""Kinds of a run of text inside a paragraph."""

_WHOLE: Final = frozenset(("", "doc", "document", "root", "story", "article", "richtext"))
"""Kinds of a node that holds paragraphs, not runs of text."""

_NO_PROSE: Final = re.compile(
    r"image|img|picture|photo|figure|video|audio|galler|embed|social|tweet|instagram|youtube"
    r"|facebook|interstitial|related|teaser|promo|advert|^ads?\b|newsletter|card|linktool|byline"
    r"|caption|poll|widget|iframe|button|recirc|^author|timestamp|^media|^code|^script"
)
"""Kinds of what stands between paragraphs and is none."""

_BLOCKS: Final = frozenset(("p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "dd", "dt"))
_ASIDE: Final = frozenset(
    ("script", "style", "nav", "aside", "footer", "figure", "button", "form", "svg", "h1", "img")
)


def prose(value: Any) -> tuple[str, ...]:
    """Return the paragraphs in a text or a tree, in reading order. Never raises.

    >>> prose({"type": "doc", "content": [{"type": "paragraph", "content": [
    ...     {"type": "text", "text": "Rain "}, {"type": "text", "text": "ends."}]}]})
    ('Rain ends.',)
    >>> prose([{"type": "text", "content": "It rained."}, {"type": "image", "text": "A pier."}])
    ('It rained.',)
    """
    return tuple(_Reader().lines(value, "", 0))


def inside(value: Any) -> str:
    """Return the text of an element or a paragraph as one line."""
    return " ".join("".join(_Reader().runs(value, 0)).split())


class _Reader:
    """One reading of one tree; it counts its steps, so that it ends."""

    def __init__(self) -> None:
        self.seen = 0

    def lines(self, value: Any, parent: str, depth: int) -> Iterator[str]:
        self.seen += 1
        if self.seen > MAX_NODES or depth > MAX_DEPTH:
            return
        if isinstance(value, str):
            inner = inner_json(value)
            if inner is not None:
                yield from self.lines(inner, parent, depth + 1)
            elif " " in value.strip() or not value.isascii():
                yield from paragraphs(value)
        elif isinstance(value, list):
            yield from self._of_list(value, parent, depth)
        elif isinstance(value, dict):
            yield from self._of_node(value, depth)

    def _of_list(self, items: list[Any], parent: str, depth: int) -> Iterator[str]:
        if is_element(items):
            yield from self._of_element(items, depth)
        elif parent not in _WHOLE and any(map(_is_run, items)):
            line = " ".join("".join(self.runs(items, depth)).split())
            if line:
                yield line
        else:
            for item in items:
                yield from self.lines(item, "", depth + 1)

    def _of_node(self, node: dict[str, Any], depth: int) -> Iterator[str]:
        kind = kind_of(node)
        if _NO_PROSE.search(kind) or _is_another(node):
            return
        for name in PARTS:
            if inner := node.get(name):
                yield from self.lines(inner, kind, depth + 1)
                return

    def _of_element(self, element: list[Any], depth: int) -> Iterator[str]:
        """Yield the lines of an element of React: ``["$", "p", null, {"children": ...}]``."""
        tag, properties = element[1], element[3]
        if tag in _ASIDE:
            return
        children = properties.get("children")
        if tag in _BLOCKS:
            if line := " ".join("".join(self.runs(children, depth)).split()):
                yield line
            return
        given = properties.get("dangerouslySetInnerHTML")
        if isinstance(given, dict) and isinstance(given.get("__html"), str):
            yield from paragraphs(given["__html"])
        elif isinstance(children, list):
            for child in [children] if is_element(children) else children:
                if isinstance(child, list):
                    yield from self.lines(child, "", depth + 1)

    def runs(self, value: Any, depth: int) -> Iterator[str]:
        """Yield the pieces of text in what stands inside a paragraph."""
        self.seen += 1
        if self.seen > MAX_NODES or depth > MAX_DEPTH:
            return
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            if is_element(value):
                value = value[3].get("children")
            for item in value if isinstance(value, list) else [value]:
                yield from self.runs(item, depth + 1)
        elif isinstance(value, dict):
            if "break" in kind_of(value).replace("_", ""):
                yield " "
            inner = next((value[name] for name in PARTS if value.get(name)), None)
            if inner is not None and not _NO_PROSE.search(kind_of(value)):
                yield from self.runs(inner, depth + 1)


def kind_of(node: dict[str, Any]) -> str:
    """Return of what kind a node says it is, in lower case; empty where it says nothing."""
    return next((node[name].lower() for name in KIND if isinstance(node.get(name), str)), "")


def is_element(value: Any) -> bool:
    """Return True if a list is an element of React as its server components write it."""
    return (
        isinstance(value, list)
        and len(value) > 3  # noqa: PLR2004 ["$", type, key, properties]
        and value[0] == "$"
        and isinstance(value[1], str)
        and isinstance(value[3], dict)
    )


def _is_run(item: Any) -> bool:
    """Return True if something stands in a line of text, not in one of its own."""
    if isinstance(item, dict):
        said = item.get("text") or item.get("value")
        return isinstance(said, str) and kind_of(item) in _RUNS and "</p>" not in said
    return False


def _is_another(node: dict[str, Any]) -> bool:
    """Return True if a node is another story's: it has a title, and an address to go to."""
    titled = any(isinstance(node.get(name), (str, dict)) for name in ("title", "headline"))
    return titled and any(node.get(name) for name in ("url", "href", "slug", "link", "path"))


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


_SLOT = re.compile(r"\$+\w+\$+|\{\{.*\}\}|\[\[.*\]\]")
"""What stands in a text for something that a script puts there."""

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
