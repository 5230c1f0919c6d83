"""Lines of a container that are links: which are text of the story, and which lead to others.

A link is text where a sentence announces it, where it leads to another site, or where it heads a
paragraph; a box of links, and a series of teasers below the story, are what else there is to read.
"""

from __future__ import annotations

from itertools import accumulate, pairwise, takewhile
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.phrases import END
from crawler.lang.teaser_phrases import leads_away
from crawler.page.blocks.block_roles import NOT_BODY
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from crawler.page.blocks.outline import Block, Outline

LINKED: Final = 0.8
"""Share of links from which a line is a link and no sentence with a link in it.

Measured: at 0.4 fundus text -0.2, segments text +0.1; at 0.9 nothing.
"""


BOX_SHARE: Final = 0.3
"""Share of the prose up to which what stands elsewhere is a box.

On 257 labelled pages prose outside the flow, after its first paragraph, was the
article's in 20 cases and something else in 82.

Measured: at 0.15 fundus authors -0.6, fundus text -0.4; at 0.65 segments text -0.1, fundus text
-0.1.
"""

TITLED: Final = ("?", "？", ")", "）")
"""How titles of other stories end, too."""


def links_of_text(page: Outline, container: int) -> set[int]:
    """Return the links in the container that are text of the story, by where they stand.

    Such are a list that a sentence announces, or that leads to other sites, a sentence between two
    paragraphs, and the sub-headings of a round-up, each over a paragraph; as long as the story
    goes on below.
    """
    node, blocks = page.nodes[container], page.blocks
    above = {n: page.nodes[blocks[n].node].parent for n in range(node.first, node.last)}
    prose = [n for n in above if blocks[n].worth > 0 and blocks[n].role not in NOT_BODY]
    found: set[int] = set()
    headed: dict[tuple[int, str], list[int]] = {}
    for n, following in pairwise(prose):
        if following == n + 2 and above[n] == above[n + 1] == above[following]:
            line = blocks[n + 1]
            is_sentence = END.search(line.text) and not line.text.endswith(TITLED)
            if is_sentence and not line.heading and not leads_away(line.text):
                found.add(n + 1)
        if blocks[n].text.endswith(_ANNOUNCES) and not leads_away(blocks[n].text):
            listed = takewhile(lambda m: blocks[m].tag in LISTED, range(n + 1, prose[-1]))
            found.update(listed)
    found.update(_sources(page, container, prose))
    for n in prose:
        over = n - 1
        if over in above and blocks[over].heading and blocks[over].density > LINKED:
            headed.setdefault((above[over], blocks[over].tag), []).append(over)
    for lines in headed.values():
        if len(lines) >= SERIES:
            found.update(lines)
    return found


def _sources(page: Outline, container: int, prose: Sequence[int]) -> Iterator[int]:
    """Yield the lines of lists between paragraphs whose links all lead to other sites."""
    own = max(page.host.removeprefix("www.").split(".")[:-1], key=len, default="")
    for node in page.nodes[container + 1 :] if own and prose else ():
        if node.first > prose[-1]:
            return
        inside = range(node.first, node.last)
        among = node.tag in _LISTS and prose[0] < node.first < node.last <= prose[-1]
        if not among or leads_away(page.blocks[node.first - 1].text):
            continue
        if all(_leads_out(page.blocks[n], own) for n in inside):
            yield from inside


_LISTS: Final = frozenset(("ul", "ol"))


def _leads_out(block: Block, own: str) -> bool:
    """Return True if a line has links, and none to a host whose name holds a site's own."""
    links = (*block.element.iter("a"), *block.element.iterancestors("a"))
    hosts = [_HOST.match(link.get("href") or "") for link in links]
    return bool(hosts) and all(host and own not in host[1].lower() for host in hosts)


_HOST: Final = re.compile(r"\s*(?:https?:)?//([^/?#]+)", re.IGNORECASE)

_ANNOUNCES: Final = (":", "：")

SERIES: Final = 3
"""Things of one kind, one after the other, that are a series: cells, captions, entries."""


def teasers(page: Outline, container: int) -> set[int]:
    """Return the blocks of a series of teasers below the story: each a link, and what it is about.

    They stand in cells of one kind, none of which holds more than one paragraph.
    """
    blocks, whole = page.blocks, page.nodes[container]
    cells: dict[tuple[int, str, str], list[int]] = {}
    for n in range(container + 1, len(page.nodes)):
        node = page.nodes[n]
        if node.first >= whole.last:
            break
        if node.tag not in _LEAVES and _is_teaser(page, n):
            kind = (node.parent, node.tag, node.element.get("class") or "")
            cells.setdefault(kind, []).append(n)
    found: set[int] = set()
    for series in cells.values():
        if len(series) >= SERIES:
            found.update(m for n in series for m in range(page.nodes[n].first, page.nodes[n].last))
    rest = [n for n in range(whole.first, whole.last) if n not in found and blocks[n].worth > 0]
    if len(rest) < SERIES:
        return set()
    return {n for n in found if n > rest[-1]}


_LEAVES: Final = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))


def _is_teaser(page: Outline, n: int) -> bool:
    """Return True if an element is a link to another page with a paragraph on it."""
    node = page.nodes[n]
    lines = page.blocks[node.first : node.last]
    if sum(line.worth > 0 for line in lines) != 1:
        return False
    if is_anchor(lines[0]):
        return False
    if lines[0].worth > 0:
        return len(lines) == 1 and node.tag != "li" and _opens_with_link(lines[0])
    return lines[0].density > LINKED and lines[0].chars >= LINE_WIDTH / 4


def _opens_with_link(block: Block) -> bool:
    element = block.element
    return len(element) > 0 and element[0].tag == "a" and not (element.text or "").strip()


def is_anchor(block: Block) -> bool:
    """Return True if the links in a line lead to its own page: a heading to point at."""
    links = (block.element, *block.element.iter("a"), *block.element.iterancestors("a"))
    return all((link.get("href") or "#").startswith("#") for link in links)


def link_lists(page: Outline, container: int) -> set[int]:
    """Return the blocks in the container that stand in boxes made mostly of links."""
    blocks = page.blocks
    chars = list(accumulate([block.chars for block in blocks], initial=0))
    linked = list(accumulate([block.linked for block in blocks], initial=0))
    worths = [block.worth for block in blocks]
    prose = list(accumulate([w * (w > 0.0) for w in worths], initial=0.0))
    least = BOX_SHARE * (prose[page.nodes[container].last] - prose[page.nodes[container].first])
    found: set[int] = set()
    done = 0
    for n in range(container + 1, len(page.nodes)):
        node = page.nodes[n]
        if node.first >= page.nodes[container].last:
            break
        if node.tag == "p" or node.last - node.first < 2 or node.first < done:  # noqa: PLR2004
            continue
        here = chars[node.last] - chars[node.first]
        if prose[node.last] - prose[node.first] > least:
            continue
        if 2 * (linked[node.last] - linked[node.first]) > here:
            found.update(range(node.first, node.last))
            done = node.last
    return found


LISTED: Final = frozenset(("li", "dt", "dd"))
"""Lines of a list: beside paragraphs that are no ``p``, they stand at another kind of place."""
