"""What an element is by its tag, its names and its place: a hint, which is not always believed."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from crawler.page.blocks.class_vocabulary import (
    ARIA_ROLES,
    FINAL,
    ITEMPROPS,
    Role,
    hint_of,
    is_label,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from lxml.html import HtmlElement

HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))

MAX_NAMES: Final = 300
"""Characters of class and id that are looked at."""

_TAG_HINTS: Final[dict[str, Role]] = {
    "nav": "drop",
    "footer": "drop",
    "aside": "drop",
    "menu": "drop",
    "figure": "caption",
    "figcaption": "caption",
    "form": "drop",
}

_ROWS: Final = frozenset(("tr", "td", "th"))
"""What is no widget, whatever it is called: the players of a team stand in rows."""

_NO_HINT: Final = frozenset(("html", "body", "main", "article"))

_LEAVES: Final = HEADINGS | {"p"}

_LEAF_HINTS: Final = frozenset(("drop", "never", "comments", "caption", "summary", "meta"))


def element_hint(element: HtmlElement, tag: str, keys: Collection[str]) -> Role:
    """Return what the element's tag and names say of what is in it."""
    if tag == "form" and _is_whole(element):
        return ""
    names = (element.get("class") or "") if "class" in keys else ""
    if tag not in _LEAVES:
        if "id" in keys and (identity := element.get("id")):
            names = f"{names} {identity}"
        if "-" in tag:
            names = f"{names} {tag}"
    role = element.get("role") if "role" in keys else None
    prop = element.get("itemprop") if "itemprop" in keys else None
    hint = hint_of_tag(tag, names[:MAX_NAMES], role, prop)
    if hint in FINAL and "id" in keys and _is_slug(element.get("id") or "", element):
        return hint_of_tag(tag, element.get("class") or "", role, prop)
    return hint


def _is_slug(identity: str, element: HtmlElement) -> bool:
    """Return True if an id repeats the heading in its element, and is more than a label."""
    if "-" not in identity or is_label(identity):
        return False
    heading = next(element.iter(*HEADINGS), None)
    if heading is None or next(element.iter("form", "input"), None) is not None:
        return False
    return _letters(identity) == _letters("".join(heading.itertext()))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.lower()))


def _is_whole(form: HtmlElement) -> bool:
    """Return True if a form holds the whole page, as some servers put one around it.

    Folded, it would have to be walked again.
    """
    above = form.getparent()
    return above is None or above.tag == "body"


@lru_cache(maxsize=16384)
def hint_of_tag(
    tag: str, names: str = "", role: str | None = None, prop: str | None = None
) -> Role:
    """Return what an element's tag and names say of what is in it."""
    stated = _TAG_HINTS.get(tag) or ARIA_ROLES.get(role or "") or ITEMPROPS.get(prop or "")
    if stated:
        return stated
    if tag in _NO_HINT or not names:
        return ""
    hint = hint_of(names)
    if tag in _ROWS and hint == "weak":
        return ""
    return "" if tag in _LEAVES and hint not in _LEAF_HINTS else hint
