"""What speaks for a name on a page: its element, its link, the boxes around it, and its place.

`WEIGHTS` holds what each sign is worth; `crawler.page.findings.bylines` adds them up.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Literal

from crawler.lang.dates.fold import fold
from crawler.page.blocks.class_vocabulary import CAPITAL
from crawler.page.findings.element_names import BOXES, called
from crawler.page.findings.line_text import MAX_PARTS
from crawler.page.letters import LETTERS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.html import HtmlElement

Sign = Literal[
    "marked", "linked", "called", "box", "labelled", "between", "around", "dated", "person",
    "introduced", "small", "ordinary", "sheet", "topic", "elsewhere",
]  # fmt: skip

WEIGHTS: Final[dict[Sign, int]] = {
    "marked": 5,  # rel=author, itemprop=author, p-author: a standard says that it is the author
    "linked": 3,  # its link leads to an author's page
    "called": 4,  # its own element is called byline, author, writer
    "box": 2,  # an element around it is
    "labelled": 3,  # by, von, text: stands before it
    "between": 2,  # it stands between headline and text
    "around": 1,  # it stands above the headline or at an end of the text
    "dated": 1,  # a date stands beside it
    "person": 2,  # it has the form of a person's name
    "introduced": 3,  # the paragraph below it tells of that person
    "small": -1,  # it is one word in small letters
    "ordinary": -3,  # the text writes a word of it in small letters
    "sheet": -4,  # it is a fact among others: the author of a book that is reviewed
    "topic": -4,  # it is a keyword of the story, or its section, or the headline
    "elsewhere": -3,  # its link leads to something else
}
"""What speaks for and against a name."""

ENOUGH: Final = 5
"""The weight from which a name is the author's."""

SURE: Final = 7
"""The weight from which a byline is believed before what the head of the page states."""

INLINE: Final = ("a", "span", "strong", "b", "em", "i", "cite", "address", "font", "small")

LONGEST: Final = 200
"""Characters of a line that may be a byline, and of an element that is called one."""


VOUCHED: Final[frozenset[Sign]] = frozenset(
    ("marked", "linked", "called", "box", "labelled", "introduced")
)
"""What says that a line is a byline, whatever the name in it looks like."""


LABELLED: Final[frozenset[Sign]] = frozenset(("labelled",))
LINKED: Final[frozenset[Sign]] = frozenset(("marked", "linked"))
NAMED: Final[frozenset[Sign]] = frozenset(("marked", "called"))
ELSEWHERE: Final[frozenset[Sign]] = frozenset(("elsewhere",))
SURE_SIGNS: Final[frozenset[Sign]] = frozenset(("marked", "linked", "called"))
"""Which of these the element itself says, so that one word may be a name."""


def own_signs(element: HtmlElement) -> frozenset[Sign] | None:
    """Return what an element says, its text beside its link; None where it is something else."""
    signs = stated_signs(element)
    return frozenset() if signs == ELSEWHERE and _is_spelt(element) else signs


def stated_signs(element: HtmlElement) -> frozenset[Sign] | None:
    """Return what the names and the link of an element say; None where it is something else."""
    if not element.keys():
        return frozenset()
    get = element.get
    prop = f"{get('itemprop') or ''} {get('property') or ''}"
    return _signs_of(get("class") or "", get("rel") or "", prop, get("href") or "")


def _is_spelt(link: HtmlElement) -> bool:
    """Return True if the end of an address spells a name: /people/jane-roe, Jane Roe."""
    href, words = link.get("href", "").lower(), LETTERS.findall(link.text_content())
    return len(words) > 1 and all(fold(word) in href for word in words)


@lru_cache(maxsize=4096)
def _signs_of(names: str, rel: str, prop: str, href: str) -> frozenset[Sign] | None:
    signs: set[Sign] = set()
    names = CAPITAL.sub("-", names)
    if "author" in rel.split() or "author" in prop or "creator" in prop or called("author", names):
        signs.add("marked")
    elif called("no byline", names) or "tag" in rel.split():
        return None
    elif called("byline", names):
        signs.add("called")
    if href:
        if called("page of a topic", href) and "author" not in href:
            return None
        if called("page of an author", href):
            signs.add("linked")
        elif not signs:
            signs.add("elsewhere")
    return frozenset(signs)


def box_signs(element: HtmlElement) -> frozenset[Sign] | None:
    """Return what the names of the elements around say; None where they are something else."""
    above: HtmlElement | None = element
    for _ in range(BOXES):
        if above is None or above.tag in {"body", "main", "article"}:
            break
        named = _box_named(f"{above.get('class') or ''} {above.get('itemtype') or ''}".strip())
        if named and _is_small(above):
            return frozenset({"box"}) if named == "box" else None
        above = above.getparent()
    return frozenset()


@lru_cache(maxsize=4096)
def _box_named(names: str) -> str:
    """Return ``box`` for the names of a byline's box, ``other`` for those of something else."""
    names = CAPITAL.sub("-", names)
    if called("note on an author", names):
        return "other"
    if called("byline", names):
        return "box"
    return "other" if called("box of others", names) else ""


def _is_small(element: HtmlElement) -> bool:
    signs = 0
    for part in islice(element.iter(), MOST_IN_BOX):
        signs += len((part.text or "").strip())
        if part is not element:
            signs += len((part.tail or "").strip())
        if signs > 4 * LONGEST:
            return False
    return True


MOST_IN_BOX: Final = 128
"""Elements of a box that are looked at; a small one with a name had 64 on 2,191 pages.

Boxes may stand in each other, 1,500 deep and with a page in the inmost: each is asked.
"""


def files(element: HtmlElement) -> bool:
    """Return True if an element is called after what it files a story under, and not its author.

    >>> from lxml.html import fromstring
    >>> files(fromstring("<p class=post-tag>Sea</p>")), files(fromstring("<p class=stage>Sea</p>"))
    (True, False)
    """
    names = CAPITAL.sub("-", element.get("class") or "")
    return names != "" and bool(called("tag", names) or called("section", names))


def is_marked(element: HtmlElement) -> bool:
    """Return True if an element, or a part of its line, is marked as a byline."""
    return any_marked(chain([element], islice(element.iter(*INLINE), MAX_PARTS)))


def any_marked(parts: Iterable[HtmlElement]) -> bool:
    """Return True if one of these elements is marked as a byline."""
    return any((stated_signs(part) or ELSEWHERE) & SURE_SIGNS for part in parts)
