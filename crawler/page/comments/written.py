"""A comment as it stands on a page: before its time is read, and before it has a number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from crawler import patterns as re
from crawler.page.letters import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from lxml.html import HtmlElement


@dataclass(frozen=True, slots=True)
class Written:
    """One comment, as it was found."""

    lines: tuple[str, ...]
    """Its paragraphs."""

    author: str = ""
    date: str = ""
    """As stated or shown."""

    name: Any = None
    """What tells it from the others of its page: an id, an element."""

    answers: Any = None
    """The name of the comment that it answers; None where it answers the story."""


_BLOCKS: Final = frozenset(
    ("p", "div", "br", "li", "ul", "ol", "blockquote", "section", "tr", "dd", "dt", "pre", "h3")
)
_SILENT: Final = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "form",
        "button",
        "nav",
        "select",
        "textarea",
        "svg",
    )
)


def lines_in(element: HtmlElement, is_left_out: Callable[[HtmlElement], bool]) -> tuple[str, ...]:
    """Return the lines of text in an element, without those of the parts that are left out.

    >>> from crawler.page.tree import parse
    >>> lines_in(parse("<p>Seals,<br>again.<script>x</script>").root, lambda _: False)
    ('Seals,', 'again.')
    """
    pieces: list[str] = [element.text or ""]
    walk: list[HtmlElement | str] = list(reversed(element))
    while walk:
        part = walk.pop()
        if isinstance(part, str):
            pieces.append(part)
            continue
        name = part.tag if isinstance(part.tag, str) else ""
        ends = "\n" if name in _BLOCKS else ""
        walk.append(ends + (part.tail or ""))
        if name and name not in _SILENT and not is_left_out(part):
            pieces.append(ends + (part.text or ""))
            walk.extend(reversed(part))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return tuple(line for line in lines if line)


def own_name(text: str) -> str:
    """Return the name of who wrote a comment, without what stands around it.

    >>> own_name("Imogen Hartley:"), own_name("@quay_reader"), own_name("5")
    ('Imogen Hartley', '@quay_reader', '')
    """
    name = " ".join(text.split()).strip(" ,.:：;|·•–—-")
    return name if len(name) <= LONGEST_NAME and re.search(r"[^\W\d_]", name) else ""
