"""Which pages list others: a front page, a section, a shop's shelf, what a search found.

`SIGNS` weighs what a page shows and says, as `crawler.frontier.article_score` weighs addresses:
prose of its own in a row speaks for an article, links as long as headlines, prices, and the tools
with which readers sort what is listed speak against it. None of them decides alone.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import exp, log, log1p
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urljoin, urlsplit

from crawler import patterns as re
from crawler.frontier.article_score import article_likeness, signs
from crawler.frontier.selfsaid import PARAGRAPH
from crawler.page.blocks.class_vocabulary import FINAL
from crawler.page.blocks.outline import width

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from crawler.page.blocks.outline import Block, Outline

HEADLINE_WIDTH: Final = 18
"""Width of a link's text from which it may be a headline, and of what may stand beside it."""

_FIRM_NAMES = """
    newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle liveblogposting
    blogposting reviewnewsarticle backgroundnewsarticle review recipe video.other
"""
_FIRM: Final = frozenset(_FIRM_NAMES.split())
"""What no list is called; ``og:type`` is ``article`` for whatever is no front page."""

ARTICLE_TYPES: Final = _FIRM | {"article"}
LIST_TYPES: Final = frozenset(("collectionpage", "searchresultspage", "profilepage"))

_LIST_NAMES = """
    archive category tag taxonomy term tax collection collections listing list plp home front
    frontpage homepage search results index topic section browse shop catalog catalogue agg
    aggregate
"""
_STORY_NAMES = "single article story post postid entry"
_LIST_TEMPLATES: Final = frozenset(_LIST_NAMES.split())
_STORY_TEMPLATES: Final = frozenset(_STORY_NAMES.split())
"""What content management systems call the template of a page, in the names of its body."""

_FOLDER_NAMES = """
    author authors autor autore autoren autori auteur auteurs avtor yazar by people person profile
    profiles journalist journalists contributor contributors tag tags tagged topic topics thema
    themen thème thèmes theme themes tema sujet etiqueta etiquetas label c cat category categories
    categoria categorias categoría categorías categorie kategorie rubrik rubrika search suche
    recherche busca buscar ricerca zoeken sok søk szukaj hledat arama archive archives collection
    collections shop store browse catalog catalogue product products product-category department
    departments directory courses jobs market bestsellers best-sellers issues ranking rankings
"""
_FOLDERS: Final = frozenset(_FOLDER_NAMES.split())
_STEMS: Final = ("list", "lists", "categor", "catalog")
"""Parts of the path of a list in many languages, and how words of such parts begin; but in the
address of a day ``c`` is no category."""

_PRICE: Final = re.compile(
    r"(?:\$(?![\da-f]{1,5}\\\")|[£€¥₹₽₴₺₩])\s?\d|[£€¥₽₴₺₫](?:(?<=\d.)|(?<=\d\s.))"
)
_TOOL: Final = re.compile(
    r"\s(?:class|id|name|itemprop|data-[\w-]+)=[\"'][^\"'<>]{0,200}?"
    r"(?:price|sort|filter|facet|cart|basket|product)"
)
"""Names of elements with which a shop shows what it sells, and a reader sorts what is listed."""


@dataclass(frozen=True)
class Seen:
    """What is looked at to tell a list from an article."""

    page: Outline
    url: str
    """The page's address."""

    base: str
    """What its relative addresses start from."""

    html: str
    kinds: frozenset[str]
    """What the page says that it is, in lower case."""

    headline: str
    dated: bool
    """Whether the page, and not each of its entries, is dated."""

    signed: bool
    """Whether somebody is named as its author."""

    @cached_property
    def shown(self) -> list[Block]:
        """The blocks that are no part of every page."""
        return [block for block in self.page.blocks if block.role not in FINAL]

    @cached_property
    def links(self) -> float:
        """The logarithm of how many links are as long as headlines, and 1."""
        return log1p(sum(map(is_title, self.shown)))

    @cached_property
    def targets(self) -> set[str]:
        """Where links as long as headlines lead."""
        led = (self.target(block) for block in self.shown if is_title(block))
        return {target for target in led if target}

    @cached_property
    def runs(self) -> list[list[Block]]:
        """Paragraphs in a row, with neither a heading nor the headline of another page between."""
        runs: list[list[Block]] = [[]]
        for block in self.shown:
            if _is_prose(block):
                runs[-1].append(block)
            elif block.heading or is_title(block):
                runs.append([])
        return runs

    @cached_property
    def row(self) -> list[Block]:
        """The longest of these runs."""
        return max(self.runs, key=_length)

    @cached_property
    def prices(self) -> int:
        """How many prices are on the page or in its scripts, which is where shops keep them."""
        return sum(1 for _ in _PRICE.finditer(self.html))

    @cached_property
    def tools(self) -> int:
        """How many elements are named as a shop names its own."""
        return sum(1 for _ in _TOOL.finditer(self.html))

    @cached_property
    def units(self) -> list[list[Block]]:
        """The entries of a list: neighbours of one kind, each with a page to lead to."""
        kids: defaultdict[tuple[int, str], list[list[Block]]] = defaultdict(list)
        for node in self.page.nodes:
            if node.role not in FINAL and node.first < node.last <= node.first + ENTRY:
                kids[node.parent, node.tag].append(self.page.blocks[node.first : node.last])
        units: dict[str, list[Block]] = {}
        for entries in kids.values():
            led = {self._led(blocks): blocks for blocks in entries}
            led.pop(None, None)
            if len(led) >= FEW and 2 * len(led) >= len(entries):
                units |= {str(target): blocks for target, blocks in led.items()}
        return list(units.values())

    def _led(self, blocks: Sequence[Block]) -> str | None:
        """Return where an entry leads with a line of its own."""
        lines = (block for block in blocks if block.density > 0.8 or _heads(block))  # noqa: PLR2004
        return next(filter(None, map(self.target, lines)), None)

    def target(self, block: Block) -> str | None:
        """Return which other page a block of links leads to; None for a place on its own page."""
        element = block.element
        links = [element, *element.iter("a"), *list(element.iterancestors("a"))[:1]]
        href = next((href for link in links if (href := link.get("href"))), "")
        if not href or href.startswith(("#", "javascript:")):
            return None
        try:
            led = urljoin(self.base, href).partition("#")[0]
            same = urlsplit(led).path == urlsplit(self.url).path
        except ValueError:
            return None
        return None if same and "?" not in href else led


FEW: Final = 4
"""Entries from which neighbours make a list."""

ENTRY: Final = 25
"""Blocks of an entry at most."""


def is_title(block: Block) -> bool:
    """Return True if a block is a link as long as a headline."""
    beside = block.chars - block.linked
    return block.linked >= HEADLINE_WIDTH and (
        block.density > 0.8 or beside <= HEADLINE_WIDTH < block.linked  # noqa: PLR2004
    )


def _heads(block: Block) -> bool:
    return block.heading and 2 * block.linked > block.chars


def _is_prose(block: Block) -> bool:
    return block.worth > 0 and 2 * block.linked < block.chars and block.chars >= PARAGRAPH


class Sign(NamedTuple):
    """Something on a page that speaks for a list, or against it."""

    name: str
    weight: float
    """In nats, for each of what is measured: what is added to the logarithm of the odds."""

    measure: Callable[[Seen], float]


def _length(run: list[Block]) -> float:
    return log1p(sum(block.chars for block in run)) + 1.5 * log1p(len(run))


def _in_one_place(seen: Seen) -> float:
    """Return the share of the prose that stands in one run."""
    prose = sum(block.chars for run in seen.runs for block in run)
    return sum(block.chars for block in seen.row) / prose if prose else 0.0


def _linked_above(seen: Seen) -> float:
    """Return how many headlines of other pages stand between the headline and the longest run."""
    shown = seen.shown
    top = next((n for n, block in enumerate(shown) if block.tag == "h1"), 0)
    end = shown.index(seen.row[0]) if seen.row else len(shown)
    led = (seen.target(block) for block in shown[top:end] if is_title(block))
    return log1p(len({target for target in led if target}))


def _depth(seen: Seen) -> float:
    path = path_of(seen.url)
    return path.count("/") + 1 if path else 0


def _address(seen: Seen) -> float:
    likeness = article_likeness(seen.url)
    return max(-4.0, min(4.0, log(likeness / (1 - likeness))))


def _is_shelved(url: str) -> bool:
    """Return True if a part of a path is called as lists are, and none is a day."""
    path = path_of(url)
    if "day" in signs(url):
        return False
    named = any(word in _STEMS or word.startswith(_STEMS[2:]) for word in _words(path))
    return named or not _FOLDERS.isdisjoint(path.split("/"))


def _words(name: str) -> set[str]:
    """Return the words of a name, whatever parts them: ``page-term_7``."""
    return set("".join(char if char.isalpha() else " " for char in name).split())


def _led_on(seen: Seen) -> float:
    return log1p(len(seen.targets)) if "front page" in signs(seen.url) else 0.0


def _template(seen: Seen) -> float:
    root = seen.page.nodes[0].element
    tops = [root, *root.findall("body")]
    text = " ".join(value.lower() for top in tops for value in top.values())
    names = _words(text.replace("not-front", ""))
    return float(not names.isdisjoint(_LIST_TEMPLATES)) - (not names.isdisjoint(_STORY_TEMPLATES))


def _teased(seen: Seen) -> float:
    """Return the share of the prose that stands in entries of a list."""
    prose = sum(block.chars for block in seen.shown if _is_prose(block))
    entries = {id(block): block for unit in seen.units for block in unit}
    teased = sum(block.chars for block in entries.values() if _is_prose(block))
    return min(1.0, teased / prose) if prose else 0.0


SIGNS: Final = (
    Sign("prose in a row", -0.61, lambda seen: _length(seen.row)),
    Sign("width of the headline", -0.05, lambda seen: min(60, width(seen.headline))),
    Sign("called an article", -0.9, lambda seen: not ARTICLE_TYPES.isdisjoint(seen.kinds)),
    Sign("called a story", -1.5, lambda seen: not _FIRM.isdisjoint(seen.kinds)),
    Sign("called a list", 1.2, lambda seen: not LIST_TYPES.isdisjoint(seen.kinds)),
    Sign("dated", -1.05, lambda seen: seen.dated),
    Sign("signed", -1.05, lambda seen: seen.signed),
    Sign("address of an article", -0.05, _address),
    Sign("depth of the address", -0.4, _depth),
    Sign("address of a list", 1.8, lambda seen: _is_shelved(seen.url)),
    Sign("template of a list", 1.3, _template),
    Sign("prose in one place", 1.7, _in_one_place),
)
"""What is worth how much. Chosen by regression over 1,779 articles and 191 lists, on halves: what
one half teaches was held against the other."""

LINKED: Final = (
    Sign("front page that leads on", 0.65, _led_on),
    Sign("links above the text", 0.7, _linked_above),
    Sign("links as long as headlines", 0.3, lambda seen: log1p(len(seen.targets))),
)
"""The same of where the links lead: none measures more than the logarithm of all links."""

IN_DOUBT: Final = (
    Sign("text of entries", 2.7, _teased),
    Sign("prices", 0.5, lambda seen: log1p(seen.prices)),
    Sign("elements named as in a shop", 0.5, lambda seen: log1p(seen.tools)),
)
"""What takes longer to look at: where the others leave a doubt."""

BIAS: Final = 2.9
"""The logarithm of the odds of a page that shows no sign at all: it has no text either."""

DOUBT: Final = -5.0
"""The logarithm of the odds below which a page is an article beyond doubt."""


def listing(seen: Seen) -> float | None:
    """Return how sure it is that a page lists others; None where it does not."""
    odds = _weighed(BIAS, SIGNS, seen)
    if odds + seen.links * sum(sign.weight for sign in LINKED) < DOUBT:
        return None
    odds = _weighed(odds, LINKED, seen)
    if odds < DOUBT:
        return None
    odds = _weighed(odds, IN_DOUBT, seen)
    return 1 / (1 + exp(-odds)) if odds > 0 and _lists(seen) else None


def _weighed(odds: float, signs_of_lists: Sequence[Sign], seen: Seen) -> float:
    """Return the odds with what some signs add to them."""
    for sign in signs_of_lists:
        odds += sign.weight * sign.measure(seen)
    return odds


def _lists(seen: Seen) -> bool:
    """Return True if there is anything that a page can be a list of."""
    return max(len(seen.targets), len(seen.units), seen.tools, seen.prices) >= FEW or _is_shelved(
        path_of(seen.url)
    )


def path_of(url: str) -> str:
    """Return the path of an address in lower case, without slashes at its ends."""
    try:
        return urlsplit(url).path.strip("/").lower()
    except ValueError:
        return url
