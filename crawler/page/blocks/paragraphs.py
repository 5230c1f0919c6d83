"""What of a container is the article: its flow of paragraphs, without what interrupts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from crawler.lang.offices import signing_name
from crawler.lang.phrases import END, OVER, is_dated, is_disclosure, is_download, is_stamp
from crawler.lang.teaser_phrases import leads_away
from crawler.page.blocks.block_roles import LONG_LINE, NOT_BODY
from crawler.page.blocks.flow import without_boxes
from crawler.page.blocks.linked_lines import (
    BOX_SHARE,
    LINKED,
    TITLED,
    is_anchor,
    link_lists,
    links_of_text,
    teasers,
)
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def article_blocks(page: Outline, container: int) -> list[int]:
    """Return the blocks of the container that are part of the article."""
    node = page.nodes[container]
    told = links_of_text(page, container)
    listed = (link_lists(page, container) | teasers(page, container)) - told
    kept = [
        n
        for n in range(node.first, node.last)
        if n not in listed
        and _is_inside(page.blocks[n])
        and (n in told or may_stay(page.blocks[n]))
    ]
    return _headed(page, without_boxes(page, container, _led(page, kept)))


def _is_inside(block: Block) -> bool:
    """Return True if a line stands where text may; a sub-heading may be called a title."""
    return block.role not in NOT_BODY or (
        block.role == "title" and block.heading and block.tag != "h1"
    )


def may_stay(block: Block) -> bool:
    """Return True if a line can be of a story, by itself."""
    if block.chars < 2 * LONG_LINE and leads_away(block.text):
        return False
    if is_disclosure(block.text) or is_download(block.text):
        return False
    if block.density <= LINKED or (block.heading and is_anchor(block)):
        return True
    if block.text.startswith(("http://", "https://")) and " " not in block.text:
        return block.tag == "p"
    if block.chars < LINE_WIDTH or block.heading or block.text.endswith(TITLED):
        return False
    return END.search(block.text) is not None


def _led(page: Outline, kept: list[int]) -> list[int]:
    """Return the blocks without what stands above the first paragraph and below the last.

    A sub-heading right above the first stays.
    """
    blocks = page.blocks
    first = next((i for i, n in enumerate(kept) if _begins(blocks[n])), 0)
    while first > 0 and _heads(page, kept[first - 1], kept[first]):
        first -= 1
    last = _before_menu(page, kept[: _over(page, kept, first)])
    while last > first + 1 and _is_below(blocks[kept[last - 1]]):
        last -= 1
    return [n for n in kept[:first] if blocks[n].role == "summary"] + kept[first:last]


def _before_menu(page: Outline, kept: Sequence[int]) -> int:
    """Return where the titles of other stories begin that a pointer above them announces.

    Such a menu has no links where accounts may set none, as on WeChat: it is one in Han
    characters, which are wide.
    """
    blocks = page.blocks
    end = len(kept)
    while end and _is_bare_title(blocks[kept[end - 1]]):
        end -= 1
    above = kept[end - 1] if end else -1
    for i in range(end, len(kept)):
        pointers = (blocks[n] for n in range(above + 1, kept[i]))
        if any(_announces_others(line) for line in pointers):
            return i
        above = kept[i]
    return len(kept)


def _announces_others(line: Block) -> bool:
    """Return True if a line is a pointer in Han characters, and no link itself."""
    wide = line.chars > len(line.text)
    return wide and not line.linked and line.worth <= 0 and leads_away(line.text)


def _is_bare_title(block: Block) -> bool:
    """Return True if a line is short, and no sentence."""
    return block.chars < 2 * LINE_WIDTH and not block.linked and END.search(block.text) is None


def _is_below(block: Block) -> bool:
    """Return True if a line below a story is its date, or what it is filed under."""
    return is_dated(block.text) or (2 * block.linked > block.chars and _is_filed(block))


def _is_filed(block: Block) -> bool:
    """Return True if all links of a line lead to pages of tags."""
    links = [link for link in block.element.iter("a") if link.get("href")]
    return bool(links) and all(
        "tag" in (link.get("rel") or "") or any(part in link.get("href", "") for part in _TAG)
        for link in links
    )


_TAG: Final = ("/tag/", "/tags/", "?tag=", "&tag=")
"""Parts of the address of the page of a tag."""


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
    return block.worth > 0 and not is_stamp(block.text) and not signing_name(block.text)


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
