"""The flow of paragraphs in a container, by the kind of place at which each block stands.

Most of a story stands at one kind of place: the elements around its paragraphs have the same
names. What stands elsewhere interrupts it, or follows it.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.page.blocks.linked_lines import BOX_SHARE, LISTED, SERIES
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from crawler.page.blocks.outline import Block, Outline


_UNITS_NAMES = """
    p li ul ol blockquote h1 h2 h3 h4 h5 h6 tr td tbody table th dl dd dt center pre thead
    details summary
"""

_UNITS: Final = frozenset(_UNITS_NAMES.split())
"""Elements that are of the text: standing in one is no different place."""

_GRID: Final = re.compile(
    r"(?:row|cols?|columns?|grid|container|wrapper|inner|section|clearfix|cf|wp-block-(?:group|columns?)"
    r"|elementor|vc|wpb|et_pb|fusion|fl|so|sqs|aem|small|medium|large|span\d+)(?:[-_].*)?"
)
"""Classes that lay out a page and say nothing of what is in it."""

_TOLD_APART: Final = re.compile(
    r"(?:^|[\s_-])(?:recipe|ingredients?|instructions?|wprm|mv-create|tasty-recipes?|zutaten"
    r"|zubereitung|ingredientes|ingredienti|preparazione|preparation|directions|nutrients"
    r"|nutrition|elaboracion|preparo|bereiding|recette|faq|rank-math)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Classes of what is cooked and how, and of what is asked and answered: set apart on the page,
and the reason for it."""

_QUOTING: Final = frozenset(("blockquote", "table", "pre"))


def without_boxes(page: Outline, container: int, kept: list[int]) -> list[int]:
    """Return the blocks without the boxes that interrupt or follow the flow of paragraphs."""
    place, quoted, outer = _places(page, container)
    prose: dict[int, float] = {}
    for n in kept:
        here = place[page.blocks[n].node]
        prose[here] = prose.get(here, 0.0) + max(page.blocks[n].worth, 0.0)
    total = sum(prose.values())
    flow = max(prose, key=lambda here: prose[here], default=-1)
    if not total or 2 * prose[flow] < total:
        return kept
    main = [n for n in kept if place[page.blocks[n].node] == flow and page.blocks[n].worth > 0]
    first = next((n for n in main if page.blocks[n].worth >= LINE_WIDTH), main[0])
    main_text = "\n".join(page.blocks[n].text for n in main)
    recurring = _recurring(page, place, [n for n in kept if n > first], main[-1])
    out = []
    for n in kept:
        block = page.blocks[n]
        kind = place[block.node]
        if kind == flow or prose[kind] >= BOX_SHARE * total or (kind in recurring and n > first):
            stays = True
        elif block.tag in LISTED and kind == outer.get(flow):
            stays = first < n < main[-1]
        elif n < first:
            stays = _may_lead(block)
        elif block.node in quoted:
            stays = block.text.strip('“”"«»„ ') not in main_text
        else:
            stays = n < main[-1] and block.heading
        if stays:
            out.append(n)
    return out


def _recurring(
    page: Outline, place: Mapping[int, int], after: Sequence[int], last: int
) -> set[int]:
    """Return the kinds of boxes below a first paragraph that are part of the story.

    What a story tells of each of its subjects stands in boxes alike, one for each, of which each
    says something of its own, up to its `last` paragraph; or in one, under sub-headings.
    """
    runs: Counter[int] = Counter()
    texts: dict[int, set[str]] = {}
    heads: Counter[int] = Counter()
    prose: Counter[int] = Counter()
    before = None
    for n in after:
        block = page.blocks[n]
        kind = place[block.node]
        runs[kind] += kind != before and n < last
        texts.setdefault(kind, set()).add(block.text)
        heads[kind] += block.heading
        prose[kind] += block.worth >= LINE_WIDTH
        before = kind
    return {
        kind
        for kind in runs
        if SERIES <= runs[kind] <= len(texts[kind]) or min(heads[kind], prose[kind]) >= SERIES
    }


def _may_lead(block: Block) -> bool:
    """Return True if a block above the flow can be a standfirst."""
    if block.role == "summary":
        return True
    if block.tag == "td":
        return block.worth >= 2 * LINE_WIDTH
    if block.tag in {"li", "dd"}:
        return False
    return block.worth >= LINE_WIDTH or (block.heading and block.chars >= LINE_WIDTH)


def _places(page: Outline, container: int) -> tuple[dict[int, int], set[int], dict[int, int]]:
    """Return for the nodes below a container the kind of place each is, and which are quoted.

    Two nodes are the same kind of place where the elements around them, from the container
    down, have the same names. The last value says in which kind each kind stands.
    """
    place, quoted = {container: 0}, set()
    apart: set[int] = set()
    names: dict[tuple[int, str], int] = {}
    nodes, last = page.nodes, page.nodes[container].last
    for n in range(container + 1, len(nodes)):
        node = nodes[n]
        above = place.get(node.parent)
        if above is None:
            if node.first >= last:
                break
            continue
        if node.tag in _QUOTING or node.parent in quoted:
            quoted.add(n)
        classes = node.element.get("class") or ""
        kind = _kind_of(classes) if classes else ""
        if kind == "apart" or node.parent in apart:
            apart.add(n)
            kind = "apart"
        # A div in a dl is a group of it: https://html.spec.whatwg.org/#the-dl-element
        if kind or node.tag in _UNITS or nodes[node.parent].tag == "dl":
            place[n] = above
        else:
            name = (above, f"{node.tag}.{classes}")
            place[n] = names.setdefault(name, len(names) + 1)
    return place, quoted, {kind: above for (above, _), kind in names.items()}


@lru_cache(maxsize=4096)
def _kind_of(classes: str) -> str:
    """Return whether an element's classes set apart what is in it, or leave it part of the text.

    >>> _kind_of("recipe-card"), _kind_of("row col-md-8"), _kind_of("promo")
    ('apart', 'plain', '')
    """
    if _TOLD_APART.search(classes):
        return "apart"
    return "plain" if all(map(_GRID.fullmatch, classes.split())) else ""
