"""What of a container is the article: its flow of paragraphs, without what interrupts it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise, takewhile
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.phrases import (
    END,
    OVER,
    is_credit,
    is_dated,
    is_disclosure,
    is_download,
    is_stamp,
)
from crawler.lang.teaser_phrases import leads_away
from crawler.page.blocks.block_roles import LINK_DENSITY, NOT_BODY, POINTER_WIDTH, SMALL
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from crawler.page.blocks.outline import Block, Outline


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of a page that are its article."""

    blocks: tuple[int, ...]
    """Positions in `Outline.blocks`, in reading order."""

    container: int
    """Position in `Outline.nodes` of the element that holds them."""

    worth: float
    """Sum over the body: about the number of letters of prose."""

    by_layout: bool = False
    """It was found by the site's profile."""


LINKED: Final = 0.8
"""Share of links from which a line is a link and no sentence with a link in it.

Measured: at 0.4 fundus text -0.2, segments text +0.1; at 0.9 nothing.
"""

LINK_LIST: Final = 0.5
"""Share of links from which a box is a list of links.

Measured: at 0.25 segments text -0.2, fundus text -0.2; at 0.75 nothing.
"""

FLOW_SHARE: Final = 0.5
"""Share of the prose that must stand at one kind of place for it to be the flow.

Measured: at 0.25 segments text -0.3; at 0.75 fundus text -0.3, segments title +0.2.
"""

BOX_SHARE: Final = 0.3
"""Share of the prose up to which what stands elsewhere is a box.

On 257 labelled pages prose outside the flow, after its first paragraph, was the
article's in 20 cases and something else in 82.

Measured: at 0.15 fundus authors -0.6, fundus text -0.4; at 0.65 segments text -0.1, fundus text
-0.1.
"""

_UNITS_NAMES = """
    p li ul ol blockquote h1 h2 h3 h4 h5 h6 tr td tbody table th dl dd dt center pre thead
    details summary
"""
_UNITS: Final = frozenset(_UNITS_NAMES.split())
"""Elements that are of the text: standing in one is no different place."""

_ADDRESS: Final = re.compile(r"https?://\S+$")
_GRID: Final = re.compile(
    r"(?:^|(?<=\s))(?:(?:row|cols?|columns?|grid|container|wrapper|inner|section|clearfix|cf|wp-block-(?:group|columns?)"
    r"|elementor|vc|wpb|et_pb|fusion|fl|so|sqs|aem|small|medium|large|span\d+)(?:[-_]\S*)?)(?=\s|$)"
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

_TITLED: Final = ("?", "？", ")", "）")
"""How titles of other stories end, too."""

_QUOTING: Final = frozenset(("blockquote", "table", "pre"))


def article_blocks(page: Outline, container: int) -> list[int]:
    """Return the blocks of the container that are part of the article."""
    node = page.nodes[container]
    told = _told(page, container)
    listed = (_link_lists(page, container) | _teasers(page, container)) - told
    kept = [
        n
        for n in range(node.first, node.last)
        if n not in listed
        and _is_inside(page.blocks[n])
        and (n in told or _may_stay(page.blocks[n]))
    ]
    return _headed(page, _interrupted(page, container, _led(page, kept)))


def _is_inside(block: Block) -> bool:
    """Return True if a line stands where text may; a sub-heading may be called a title."""
    return block.role not in NOT_BODY or (
        block.role == "title" and block.heading and block.tag != "h1"
    )


def _may_stay(block: Block) -> bool:
    """Return True if a line can be of a story, by itself."""
    if block.chars < POINTER_WIDTH and leads_away(block.text):
        return False
    if is_disclosure(block.text) or is_download(block.text):
        return False
    if block.density <= LINKED or (block.heading and _is_anchor(block)):
        return True
    if _ADDRESS.match(block.text):
        return block.tag == "p"
    if block.chars < LINE_WIDTH or block.heading or block.text.endswith(_TITLED):
        return False
    return END.search(block.text) is not None


def _told(page: Outline, container: int) -> set[int]:
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
            is_sentence = END.search(line.text) and not line.text.endswith(_TITLED)
            if is_sentence and not line.heading and not leads_away(line.text):
                found.add(n + 1)
        if blocks[n].text.endswith(_ANNOUNCES) and not leads_away(blocks[n].text):
            listed = takewhile(lambda m: blocks[m].tag in _LISTED, range(n + 1, prose[-1]))
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
"""Cells or sub-headings of one kind that are a series; paragraphs that are a story above them."""


def _teasers(page: Outline, container: int) -> set[int]:
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
    if not 1 <= node.last - node.first <= MOST_LINES:
        return False
    lines = page.blocks[node.first : node.last]
    if sum(line.worth > 0 for line in lines) != 1:
        return False
    if _is_anchor(lines[0]):
        return False
    if lines[0].worth > 0:
        return len(lines) == 1 and node.tag != "li" and _opens_with_link(lines[0])
    return lines[0].density > LINKED and lines[0].chars >= LINE_WIDTH / 4


MOST_LINES: Final = 5
"""Lines of a teaser: a section, a title, a day, what it is about."""


def _opens_with_link(block: Block) -> bool:
    first = next(iter(block.element), None)
    return first is not None and first.tag == "a" and not (block.element.text or "").strip()


def _is_anchor(block: Block) -> bool:
    """Return True if the links in a line lead to its own page: a heading to point at."""
    links = (block.element, *block.element.iter("a"), *block.element.iterancestors("a"))
    return all((link.get("href") or "#").startswith("#") for link in links)


def _link_lists(page: Outline, container: int) -> set[int]:
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
        if here and (linked[node.last] - linked[node.first]) / here > LINK_LIST:
            found.update(range(node.first, node.last))
            done = node.last
    return found


def _led(page: Outline, kept: list[int]) -> list[int]:
    """Return the blocks without what stands above the first paragraph and below the last.

    A sub-heading right above the first stays.
    """
    blocks = page.blocks
    first = next((i for i, n in enumerate(kept) if _begins(blocks[n])), 0)
    while first > 0 and _heads(page, kept[first - 1], kept[first]):
        first -= 1
    last = _over(page, kept, first)
    while last > first + 1 and _is_below(blocks[kept[last - 1]]):
        last -= 1
    return [n for n in kept[:first] if blocks[n].role == "summary"] + kept[first:last]


def _is_below(block: Block) -> bool:
    """Return True if a line below a story is its date, or what it is filed under."""
    return is_dated(block.text) or (block.density > LINK_LIST and _is_filed(block))


def _is_filed(block: Block) -> bool:
    """Return True if all links of a line lead to pages of tags."""
    links = [link for link in block.element.iter("a") if link.get("href")]
    return bool(links) and all(
        "tag" in (link.get("rel") or "") or _TAG.search(link.get("href", "")) for link in links
    )


_TAG: Final = re.compile(r"/tags?/[^/?]|[?&]tag=")


def _over(page: Outline, kept: list[int], first: int) -> int:
    """Return where a story is over: before the label of who wrote it, near its end."""
    blocks = page.blocks
    rest, whole = 0.0, sum(max(blocks[n].worth, 0.0) for n in kept[first:])
    end = len(kept)
    for i in range(len(kept) - 1, first, -1):
        block = blocks[kept[i]]
        if block.chars < LINE_WIDTH and OVER.match(block.text):
            end = i
        rest += max(block.worth, 0.0)
        if rest > BOX_SHARE * whole:
            break
    return end


def _heads(page: Outline, n: int, below: int) -> bool:
    """Return True if a line is the sub-heading right above another."""
    block = page.blocks[n]
    if n + 1 != below or not block.heading or block.tag == "h1":
        return False
    return page.nodes[block.node].parent == page.nodes[page.blocks[below].node].parent


def _begins(block: Block) -> bool:
    """Return True if a line may be the first of a story."""
    return block.worth > 0 and not is_stamp(block.text)


def _interrupted(page: Outline, container: int, kept: list[int]) -> list[int]:
    """Return the blocks without the boxes that interrupt or follow the flow of paragraphs."""
    place, quoted, outer = _places(page, container)
    prose: dict[int, float] = {}
    for n in kept:
        here = place[page.blocks[n].node]
        prose[here] = prose.get(here, 0.0) + max(page.blocks[n].worth, 0.0)
    total = sum(prose.values())
    flow = max(prose, key=lambda here: prose[here], default=-1)
    if not total or prose[flow] < FLOW_SHARE * total:
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
        elif block.tag in _LISTED and kind == outer.get(flow):
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
        return block.worth >= SMALL
    if block.tag in {"li", "dd"}:
        return False
    return block.worth >= LINE_WIDTH or (block.heading and block.chars >= LINE_WIDTH)


_LISTED: Final = frozenset(("li", "dt", "dd"))
"""Lines of a list: beside paragraphs that are no ``p``, they stand at another kind of place."""


def _places(page: Outline, container: int) -> tuple[dict[int, int], set[int], dict[int, int]]:
    """Return for the nodes below a container the kind of place each is, and which are quoted.

    Two nodes are the same kind of place where the elements around them, from the container
    down, have the same names. The last value says in which kind each kind stands.
    """
    place, quoted = {container: 0}, set()
    apart: set[int] = set()
    names: dict[tuple[int, str], int] = {}
    last = page.nodes[container].last
    for n in range(container + 1, len(page.nodes)):
        node = page.nodes[n]
        if node.parent not in place:
            if node.first >= last:
                break
            continue
        if node.tag in _QUOTING or node.parent in quoted:
            quoted.add(n)
        above = place[node.parent]
        classes = node.element.get("class") or ""
        if node.parent in apart or _TOLD_APART.search(classes):
            apart.add(n)
        # A div in a dl is a group of it: https://html.spec.whatwg.org/#the-dl-element
        grouped = page.nodes[node.parent].tag == "dl"
        if n in apart or grouped or node.tag in _UNITS or (classes and _is_plain(classes)):
            place[n] = above
        else:
            kind = (above, f"{node.tag}.{classes}")
            place[n] = names.setdefault(kind, len(names) + 1)
    return place, quoted, {kind: above for (above, _), kind in names.items()}


@lru_cache(maxsize=4096)
def _is_plain(classes: str) -> bool:
    """Return True if an element's classes leave what is in it part of the text around it.

    >>> _is_plain("row col-md-8"), _is_plain("promo")
    (True, False)
    """
    return not _GRID.sub("", classes).strip()


def _headed(page: Outline, kept: Sequence[int]) -> list[int]:
    """Return the blocks without headings that nothing follows, and without the title."""
    out: list[int] = []
    followed, level = False, "h9"
    first_title = next((n for n, block in enumerate(page.blocks) if block.tag == "h1"), -1)
    for n in reversed(kept):
        block = page.blocks[n]
        if block.tag == "h1" and n == first_title:
            continue
        if block.heading and block.role != "summary" and block.chars < 2 * LINE_WIDTH:
            if not out or (not followed and block.tag >= level):
                continue
            followed, level = False, block.tag
        else:
            followed, level = True, "h9"
        out.append(n)
    return out[::-1]


def standfirst(page: Outline, inside: Sequence[int]) -> list[int]:
    """Return the paragraph between headline and body, where there is one."""
    if not inside:
        return []
    start = inside[0]
    title = next((n for n in range(start - 1, -1, -1) if page.blocks[n].tag == "h1"), None)
    first = max(0, start - ABOVE) if title is None else title + 1
    found = [n for n in range(first, start) if _stands_first(page, n, title)]
    found += [n for n in _beside(page, start) if n not in found]
    opening = [page.blocks[n].text for n in inside[:4]]
    seen: set[str] = set()
    out = []
    for n in found:
        text = page.blocks[n].text
        if text in seen or any(other.startswith(text[:60]) for other in opening):
            continue
        seen.add(text)
        out.append(n)
    return out


def _stands_first(page: Outline, n: int, title: int | None) -> bool:
    """Return True if a block above a body is its standfirst."""
    block = page.blocks[n]
    if block.role in _NO_STANDFIRST or block.density > LINK_DENSITY or not _may_stay(block):
        return False
    if (block.role == "weak" and block.linked) or is_stamp(block.text):
        return False
    if block.role == "summary":
        return block.chars >= LINE_WIDTH / 3
    if title is None or block.chars < LINE_WIDTH or block.tag in {"li", "td", "dd"}:
        return False
    near = n == title + 1 and block.role != "meta" and not is_credit(block.text)
    return block.heading or near or bool(END.search(block.text))


def _beside(page: Outline, start: int) -> list[int]:
    """Return the paragraphs right above a body that stand next to the box it is in."""
    found: list[int] = []
    around = set(page.chain(page.blocks[start].node))
    for n in range(start - 1, max(-1, start - ABOVE), -1):
        block = page.blocks[n]
        node = page.nodes[block.node]
        prose = block.tag == "p" and block.worth >= LINE_WIDTH and node.role in {"", "body"}
        if not prose or node.parent not in around or is_stamp(block.text):
            break
        found.insert(0, n)
    return found


_NO_STANDFIRST: Final = frozenset(("drop", "never", "comments", "caption"))
ABOVE: Final = 20
"""Blocks above a body without a headline in which a marked standfirst is looked for.

`ABOVE`, measured: at 10 and at 40 no figure moves.
"""
