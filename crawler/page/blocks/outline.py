"""The page as a sequence of text blocks, each knowing where in the tree it stands.

One walk over the tree; whatever chooses a body, finds captions or compares pages
afterwards works on its outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from crawler import patterns as re
from crawler.page.blocks.class_vocabulary import FINAL, Role
from crawler.page.blocks.element_hints import HEADINGS, MAX_NAMES, element_hint, hint_of_tag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from lxml.html import HtmlElement


MAX_NODES: Final = 40_000
"""Elements that hold blocks; the most on 781 pages was 9,490."""

MAX_BLOCKS: Final = 15_000
"""The most on 781 pages was 2,738."""

MAX_TEXT: Final = 500_000
"""Characters; the most on 781 pages was 95,333."""


_UNSEEN_NAMES = """
    script style head template svg math iframe object embed applet audio canvas map select
    option datalist textarea input button rt rp noframes noembed dialog progress meter
    track source link meta param base title amp-ad amp-analytics amp-sidebar frame
    frameset xml
"""
_UNSEEN: Final = frozenset(_UNSEEN_NAMES.split())
_INLINE_NAMES = """
    a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr
    q ruby rb s samp small span strike strong sub sup time tt u var wbr o:p st1:p
"""
_INLINE: Final = frozenset(_INLINE_NAMES.split())
_RUN, _LINK, _BOLD, _BREAK, _PICTURE, _BUTTON, _NOTHING, _NOSCRIPT, _BOX = range(9)
"""What an element is to the text: a run of it, a link, bold; a ``br``; ...; a box of its own."""

_KINDS: Final[dict[object, int]] = {
    **dict.fromkeys(_INLINE, _RUN),
    **dict.fromkeys((*_UNSEEN, etree.Comment, etree.PI, etree.Entity), _NOTHING),
    **dict.fromkeys(("b", "strong"), _BOLD),
    **dict.fromkeys(("img", "amp-img"), _PICTURE),
    "a": _LINK,
    "br": _BREAK,
    "button": _BUTTON,
    "noscript": _NOSCRIPT,
}
_SHOWN: Final = ("table", "blockquote", "pre")
"""What a figure may hold that is text: https://html.spec.whatwg.org/#the-figure-element."""


_TABLED: Final = frozenset(("table", "tbody", "tr"))
"""Where a form is empty, and what it is made of stands around it:
https://html.spec.whatwg.org/#parsing-main-intable."""

_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden"
    r"|position\s*:\s*(?:fixed|absolute)\s*;\s*(?:left|top)\s*:\s*-\d{3,}"
)
"""Styles of what a browser hides, in lower case."""
_HAN: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]+")
_ASCII: Final = bytes(range(0x80))


def width(text: str) -> int:
    """Return how much is said, in Latin letters: a Han character or kana counts as two.

    >>> width("news"), width("新闻")
    (4, 4)
    """
    if text.isascii():
        return len(text)
    # Of a line in Latin script a few signs are looked at, and not each of its letters.
    data = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    foreign = data.decode("utf-8", "surrogatepass")
    return len(text) + len(foreign) - len(_HAN.sub("", foreign))


@dataclass(slots=True, eq=False)
class Node:
    """An element that holds blocks."""

    element: HtmlElement
    tag: str
    parent: int
    """Position in `Outline.nodes`; -1 for the root."""

    hint: Role
    """What the element is by its tag and its names; a hint is not always believed."""

    first: int = 0
    """Position of its first block."""

    last: int = 0
    """Position after its last block."""

    role: Role = ""
    """The role of this element and all in it, once `block_roles` has assigned it."""


@dataclass(slots=True, eq=False)
class Block:
    """A run of text that a browser sets apart: a paragraph, a line, a cell, a heading."""

    text: str
    node: int
    element: HtmlElement
    """The innermost element around it that is no run of text."""

    tag: str
    chars: int
    """Width of the text."""

    linked: int
    """Width of that part of it which is links."""

    density: float
    """Share of the text that is links."""

    bold: int
    """Characters of that part of it which is set in bold."""

    heading: bool
    after_break: bool
    """It follows the one before after a ``<br>``."""

    worth: float = 0.0
    """How much prose it is: letters that are no link, or a small cost."""

    role: Role = ""
    """The role of the element that it stands in, once `block_roles` has assigned it."""


@dataclass(slots=True, eq=False)
class Picture:
    """An image on the page, and how many blocks stand before it."""

    element: HtmlElement
    node: int
    block: int


@dataclass(slots=True, eq=False)
class Outline:
    """All blocks of a page in reading order, and the elements that hold them."""

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    links: list[HtmlElement] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    """Nodes whose elements are folded into them."""

    unseen: list[HtmlElement] = field(default_factory=list)
    """What a browser hides until a script shows it, or shows where there are no scripts."""

    host: str = ""
    """The page's own; empty where it is not known."""

    cut: bool = False
    """The page goes on; it was larger than `MAX_NODES`, `MAX_BLOCKS` or `MAX_TEXT`."""

    def chain(self, node: int) -> Iterator[int]:
        """Yield the node and what it stands in, up to the root."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent

    def inside(self, node: int, ancestor: int) -> bool:
        """Return True if a node is the ancestor or stands in it."""
        return any(n == ancestor for n in self.chain(node))


def outline(
    root: HtmlElement, *, fold: bool = False, unseen: bool = False, host: str = ""
) -> Outline:
    """Return the blocks of a page in reading order.

    What a browser hides is left out, or, with `unseen`, read like the rest unless it is called
    something other than a story.

    With `fold`, elements that are called something other than a story, and hold no headline, stay
    one node each, and all blocks in them are its own: two thirds of the elements of a page, on
    average.
    """
    walk = _Walk(fold=fold, unseen=unseen)
    walk.page.host = host
    walk.run(root)
    return walk.page


class _Walk:
    """The state of the one walk: the open elements and the text since the last block."""

    __slots__ = (
        "bold", "bolds", "box", "broken", "fold", "folded", "full", "linked", "links", "node",
        "opened", "page", "parts", "unseen", "written",
    )  # fmt: skip

    def __init__(self, *, fold: bool, unseen: bool) -> None:
        self.page = Outline()
        self.parts: list[str] = []
        self.linked: list[str] = []
        self.bold = 0
        self.links = 0
        self.bolds = 0
        self.broken = False
        self.box: list[tuple[HtmlElement, str]] = []
        """The open elements that are no runs of text."""

        self.fold = fold
        self.unseen = unseen
        self.folded = 0
        """How many of these are folded into the current node, itself included."""

        self.node = -1
        self.opened = 0
        self.written = 0
        self.full = False
        """The page is larger than any that a person wrote; the walk ends."""

    def run(self, root: HtmlElement) -> None:  # noqa: C901, PLR0912 - the states of one loop
        """Go through the tree without recursion: pages nest 2,000 deep.

        A call an element would take as long as all else that is done here.
        """
        parts, say, leave, kind_of = self.parts, self.say, self.leave, _KINDS.get
        self.open(root, str(root.tag), root.keys())
        stack: list[tuple[Iterator[HtmlElement], HtmlElement, int]] = []
        way, element, kind = iter(root[:]), root, _BOX
        while not self.full:
            for child in way:
                tag: Any = child.tag
                entered = kind_of(tag, _BOX)
                if entered < _BREAK or entered == _BOX or self.passes(child, entered):
                    keys = child.keys()
                    if ("style" in keys or "hidden" in keys) and self.hides(
                        child, tag, entered, keys
                    ):
                        entered = _NOTHING
                    elif entered >= _NOSCRIPT:
                        self.open(child, tag, keys)
                    elif entered == _LINK:
                        entered = self.enter_link(child, keys)
                    elif entered == _BOLD:
                        self.bolds += 1
                    if entered != _NOTHING:
                        text = child.text
                        if text and (parts or not text.isspace()):
                            say(text)
                        if len(child):
                            stack.append((way, element, kind))
                            # Its own iterator would take five times as long.
                            way, element, kind = iter(child[:]), child, entered
                            break
                        if entered != _RUN:
                            leave(entered)
                tail = child.tail
                if tail and (parts or not tail.isspace()):
                    say(tail)
                if self.full:
                    break
            else:
                leave(kind)
                if not stack:
                    break
                tail = element.tail
                if tail and (parts or not tail.isspace()):
                    say(tail)
                way, element, kind = stack.pop()
        while self.box:
            self.close()
        self.page.cut = self.full

    def hides(self, element: HtmlElement, tag: str, kind: int, keys: Collection[str]) -> bool:
        """Return True if an element with a style is not read; note that it is there."""
        if not _unseen(element):
            return False
        if kind == _RUN or element_hint(element, tag, keys) in FINAL:
            return True
        self.page.unseen.append(element)
        return not self.unseen

    def enter_link(self, element: HtmlElement, keys: Collection[str]) -> int:
        """Begin a link; an anchor, which often goes on to the end of a page, is a run of text."""
        if "href" not in keys:
            return _RUN
        self.links += 1
        self.page.links.append(element)
        return _LINK

    def passes(self, element: HtmlElement, kind: int) -> bool:
        """Return True if an element that is neither text nor a box is read; note what it is."""
        if kind == _BREAK:
            self.flush()
            self.broken = True
        elif kind == _PICTURE:
            self.page.pictures.append(Picture(element, self.node, len(self.page.blocks)))
        elif kind == _BUTTON:
            # A link to another page may be drawn as a button; one to its own page is a control.
            return self.links > 0 and not self.page.links[-1].get("href", "#").startswith("#")
        elif kind == _NOSCRIPT:
            self.page.unseen.append(element)
            return self.unseen or self.page.nodes[self.node].hint == "body"
        return False

    def leave(self, kind: int) -> None:
        """End an element of a kind."""
        if kind == _LINK:
            self.links -= 1
        elif kind == _BOLD:
            self.bolds -= 1
        elif kind >= _NOSCRIPT:
            self.close()

    def say(self, text: str) -> None:
        """Go on with a text, which is more than blanks where nothing stands before it."""
        if len(text) > MAX_TEXT:
            text = text[:MAX_TEXT]
        self.parts.append(text)
        if self.links:
            self.linked.append(text)
        if self.bolds:
            self.bold += len(text)

    def open(self, element: HtmlElement, tag: str, keys: Collection[str]) -> None:
        if self.parts:
            self.flush()
        self.box.append((element, tag))
        self.opened += 1
        if self.opened > MAX_NODES:
            self.full = True
        if self.folded:
            self.folded += 1
            return
        hint = element_hint(element, tag, keys) if keys or "-" in tag else hint_of_tag(tag)
        if tag == "figure" and next(element.iter(*_SHOWN), None) is not None:
            hint = ""
        if not hint and tag in _TABLED and next(element.iterchildren("form"), None) is not None:
            hint = "drop"
        nodes = self.page.nodes
        nodes.append(Node(element, tag, self.node, hint, len(self.page.blocks)))
        self.node = len(nodes) - 1
        if self.fold and hint in FINAL and next(element.iter("h1"), None) is None:
            self.folded = 1
            self.page.folds.append(self.node)

    def close(self) -> None:
        if self.parts:
            self.flush()
        self.box.pop()
        if self.folded:
            self.folded -= 1
            if self.folded:
                return
        node = self.page.nodes[self.node]
        node.last = len(self.page.blocks)
        self.node = node.parent

    def flush(self) -> None:
        parts = self.parts
        if not parts:
            return
        if words := (parts[0] if len(parts) == 1 else "".join(parts)).split():
            self.add(" ".join(words)[: MAX_TEXT - self.written])
        parts.clear()
        self.linked.clear()
        self.bold, self.broken = 0, False

    def add(self, text: str) -> None:
        """Add a block of this text."""
        if not text:
            return
        element, tag = self.box[-1]
        chars = width(text)
        linked = 0
        if self.linked:
            whole = len(self.linked) == len(self.parts)
            linked = chars if whole else width(" ".join("".join(self.linked).split()))
        density = 0.0 if not linked else 1.0 if linked >= chars else linked / chars
        blocks = self.page.blocks
        blocks.append(
            Block(
                text,
                self.node,
                element,
                tag,
                chars,
                linked,
                density,
                self.bold,
                tag in HEADINGS,
                self.broken,
            )
        )
        self.written += len(text)
        if self.written >= MAX_TEXT or len(blocks) >= MAX_BLOCKS:
            self.full = True


def _unseen(element: HtmlElement) -> bool:
    """Return True if a browser hides the element from the start."""
    if element.get("hidden") is not None:
        # React streams parts of a page as <div hidden id="S:1"> and moves them into place.
        return not (element.get("id") or "").startswith("S:")
    style = element.get("style")
    return style is not None and _HIDDEN.search(style[:MAX_NAMES].lower()) is not None
