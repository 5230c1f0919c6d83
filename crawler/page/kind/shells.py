"""Pages without a text of their own: lists of nothing but links, and shells that a script fills.

No script is run here, so all that can be said of a shell is what it is: its story may be told by
the scripts themselves, which `crawler.page.embedded` reads, or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

from crawler.model import NotAnArticle
from crawler.page.blocks.class_vocabulary import FINAL
from crawler.page.blocks.outline import width
from crawler.page.kind.listings import FEW, HEADLINE_WIDTH, is_title

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body


def without_text(page: Outline, sure: float) -> NotAnArticle:
    """Return what to say of a page where no text is left: a list, a shell, or nothing."""
    titles = sum(1 for block in page.blocks if block.role not in FINAL and is_title(block))
    if titles >= FEW:
        return NotAnArticle("list-page", sure)
    return NotAnArticle("needs-browser" if _is_shell(page) else "no-text", sure)


def asks_for_scripts(page: Outline, body: Body) -> bool:
    """Return True if all that a page tells its reader is that scripts are off.

    "JavaScript" is called so in every language; a story about it has it in its headline.
    """
    lines = [page.blocks[n] for n in body.blocks if page.blocks[n].worth > 0]
    headings = (block.text for block in page.blocks if block.heading)
    return (
        bool(lines)
        and all(_names_scripts(block.text) for block in lines)
        and not any(map(_names_scripts, headings))
    )


def _is_shell(page: Outline) -> bool:
    """Return True if a script is to fill a page: it says so, or has an empty place for that."""
    root = page.nodes[0].element
    if any(_names_scripts(_text(element)) for element in root.iter("noscript")):
        return True
    modules = _loads_modules(root)
    if not modules and root.find(".//script[@src]") is None:
        return False
    tops = [top for path in ("body", "body/main") for top in root.findall(path)]
    children = [child for top in tops for child in (top, *top)]
    return any(_is_place(child, nameless=modules) for child in children)


def _loads_modules(root: HtmlElement) -> bool:
    """Return True if a page loads an app by its modules, which may need no name for its place.

    So do SvelteKit, React Router and Angular, whose pages have no script with an address.
    """
    preloads = (each.get("rel") or "" for each in root.iter("link"))
    inline = (each.text or "" for each in root.iter("script"))
    return "modulepreload" in preloads or any("import(" in text for text in inline)


def _is_place(element: HtmlElement, *, nameless: bool = False) -> bool:
    """Return True if an element has a name to be found by, and no more than a word in it."""
    tag = str(element.tag)
    named = "-" in tag or (tag in {"div", "main"} and (nameless or element.get("id")))
    shown = next(element.iter("img", "picture", "video", "iframe", "form"), None)
    text = " ".join(_text(element).split())
    return bool(named) and shown is None and width(text) < HEADLINE_WIDTH


def _names_scripts(text: str) -> bool:
    return "javascript" in text.lower()


def _text(element: HtmlElement) -> str:
    """Return the text in an element, that of its scripts aside."""
    return "".join(_SHOWN(element))


_SHOWN = etree.XPath(".//text()[not(parent::script or parent::style)]")
