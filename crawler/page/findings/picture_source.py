"""Where a picture is to be had: its address, however late a page loads it.

Pages put a placeholder where the picture will be, and its address beside it: in an attribute of
the site's own, in a set of sizes, in a ``source`` of its ``picture``, in the background of a box,
or in the ``noscript`` for readers without scripts.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.frontier.urls import joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

ICON: Final = 60
"""Pixels of a side below which a picture is an icon.

Measured: at 30 zh captions -1.5; at 120 nothing.
"""

_LATE: Final = frozenset(
    ("original", "src", "actualsrc", "lazy", "image", "img", "bg", "background")
)
"""How names of attributes end, ``data-src``, with the address of a picture that is loaded late."""

_SET: Final = re.compile(r"([^\s,]\S*[^\s,])(?:\s+([\d.]+)[wx])?\s*(?:,|$)")
"""https://html.spec.whatwg.org/#srcset-attributes"""

_BACKGROUND: Final = re.compile(r"background(?:-image)?\s*:[^;]*?url\(\s*[\"']?([^\"')]+)")
_WAITING: Final = (
    r"blank|spacer|pixel|loading|loader|placeholder|lazy(?:load)?|transparent|gr[ae]y|1x1"
)
_PLACEHOLDER: Final = re.compile(
    rf"[\W\d_]*(?:{_WAITING})(?:{_WAITING}|[\W\d_]|img|image)*", re.IGNORECASE
)
"""All that the name of a placeholder says: ``loading-dock`` says more."""

_SMALL: Final = (
    "icon", "logo", "avatar", "sprite", "qrcode", "qr_code", "ewm", "emoji", "button", ".svg",
)  # fmt: skip
"""Parts of the names of pictures that belong to a site."""


def source_of(element: HtmlElement, base: str) -> str | None:
    """Return the address of the picture that an element shows; None where it shows none.

    >>> import lxml.html
    >>> late = "<img src='/loading.gif' data-src='/a.jpg'>", "<img srcset='/s.jpg 1x, /a.jpg 2x'>"
    >>> [source_of(lxml.html.fromstring(html), "https://a.example/") for html in late]
    ['https://a.example/a.jpg', 'https://a.example/a.jpg']
    """
    stated = filter(_is_address, _addresses(element))
    shown = next((address for address in stated if not _is_placeholder(address)), None)
    return joined(base, shown) if shown else None


def is_picture(element: HtmlElement) -> bool:
    """Return True if an element that no browser shows yet stands for a picture."""
    source = source_of(element, "https://a.invalid/") if element.tag in _BOXES else None
    return source is not None and (element.tag == "img" or source.lower().endswith(_ENDS))


_BOXES: Final = frozenset(("img", "div", "span", "a", "figure"))
_ENDS: Final = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")


def is_small(element: HtmlElement) -> bool:
    """Return True if a picture is an icon, a logo or a counter's pixel."""
    for side in ("width", "height"):
        size = (element.get(side) or "").strip().removesuffix("px")
        if size.isascii() and size.isdigit() and len(size) <= len(f"{ICON}") and int(size) < ICON:
            return True
    names = f"{(element.get('src') or '')[:200]} {(element.get('class') or '')[:100]}".lower()
    return any(name in names for name in _SMALL)


def _addresses(element: HtmlElement) -> Iterator[str]:
    """Yield what may be the address of a picture, the best first."""
    own = [
        name
        for name in element.keys()  # noqa: SIM118 an element's own iterator is over its children
        if name.startswith("data-") and name.rpartition("-")[2] in _LATE
    ]
    own.sort(key=lambda name: ("original" not in name, name != "data-src"))
    yield from (element.get(name, "") for name in own)
    yield element.get("src", "")
    yield from _largest(element)
    if background := _BACKGROUND.search(element.get("style", "")[:1000]):
        yield background[1]
    if (picture := next(element.iterancestors("picture"), None)) is not None:
        yield from chain.from_iterable(map(_largest, picture.iter("source")))
        element = picture
    beside = element.getnext()
    for hidden in () if beside is None or beside.tag != "noscript" else beside.iter("img"):
        yield hidden.get("src", "")


def _largest(element: HtmlElement) -> Iterator[str]:
    """Yield the addresses of the sets of an element, the largest of each."""
    for name in ("data-srcset", "data-lazy-srcset", "srcset"):
        if sizes := _SET.findall(element.get(name, "")):
            yield max(sizes, key=lambda size: _number(size[1]))[0]


def _number(size: str) -> float:
    try:
        return float(size or 1)
    except ValueError:
        return 1.0


def _is_address(value: str) -> bool:
    """Return True if an attribute's value can be an address, and not a word or data."""
    text = value.strip()
    return (
        ("/" in text or "." in text)
        and not text.startswith(_NO_ADDRESS)
        and _NO_SIGNS.isdisjoint(text)
        and len(text.split()) == 1
    )


_NO_ADDRESS: Final = ("data:", "about:", "javascript:")
_NO_SIGNS: Final = frozenset("{}<>")


def _is_placeholder(address: str) -> bool:
    """Return True if the name of a file says nothing but that something is to come."""
    name = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return _PLACEHOLDER.fullmatch(name.partition(".")[0]) is not None
