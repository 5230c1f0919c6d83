"""What a part of a page says of itself in its first line: what others read, what readers wrote.

Sites whose elements have no telling names, since a build tool made them up, still put a heading
over their comments and their teasers, and speak of cookies in whole sentences. An element that
says so has the same role as one that is called so, and is believed as far.

Measured with every class and id made up (`tests/benchmarks/blinded.py`): text F1 of aeb +.4, of
fundus +.5, of segments +.2; with the names as they are segments +.13, and no other figure moves.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache, partial
from itertools import accumulate
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.error_phrases import COOKIES, OURS, PURPOSE
from crawler.lang.teaser_phrases import leads_away
from crawler.lang.words import Parts, either, of_kind
from crawler.page.letters import LINE_WIDTH

if TYPE_CHECKING:
    from crawler.page.blocks.class_vocabulary import Role
    from crawler.page.blocks.outline import Block, Outline


_either = partial(either, "comments")


_COMMENTS: Final = re.compile(rf"[\W\d]*(?:{_either('label')})(?: ?\(\d*\)| ?\d+)?\W*")
"""Labels of what readers wrote, read in lower case."""

_WRITTEN: Final = re.compile(rf"\W*(?:{_either('reply')})\W*$|.*(?:{_either('when')})")
"""What stands at each of them: a link to answer it, or when it was written."""


_STEMS: Final = Parts(of_kind("comments", "stem"))
"""Of which each of those labels holds one: to look for these first takes a tenth of the time."""


def mark_sections(page: Outline) -> None:
    """Give elements without a telling name the role that they name in their first line."""
    labels = _labels(page)
    roles: dict[int, Role] = {}
    for node in page.nodes:
        if node.hint not in _SILENT or node.last - node.first < 2:  # noqa: PLR2004
            continue
        first = node.first
        if first not in roles:
            roles[first] = "comments" if first in labels else _teases(page.blocks[first])
        if roles[first] and _is_so(roles[first], page.blocks[first : node.last]):
            node.hint = roles[first]
    for n in labels:
        _mark_below(page, n)
    _mark_consent(page)
    _mark_slides(page)


_SILENT: Final = frozenset(("", "body"))


def _labels(page: Outline) -> list[int]:
    """Return the blocks that are labels of what readers wrote."""
    short = [n for n, line in enumerate(page.blocks) if line.chars <= LINE_WIDTH]
    label_text = "\n".join([page.blocks[n].text for n in short]).lower()
    stems = _STEMS.within(label_text)
    if not stems:
        return []
    labels = zip(short, label_text.split("\n"), strict=True)
    return [n for n, text in labels if any(stem in text for stem in stems) and is_comments(text)]


def _teases(block: Block) -> Role:
    """Return the role of teasers where a first line is a heading over them."""
    return "drop" if block.heading and block.chars <= LINE_WIDTH and leads_away(block.text) else ""


def _is_so(role: Role, lines: list[Block]) -> bool:
    """Return True if what stands below a label is of its kind.

    Comments stand below a heading, or answers below each; to each teaser there is a link.
    """
    if role == "comments":
        return _stands_over(lines[0]) or _is_discussed(lines[1:])
    links = sum(1 for line in lines[1:] if line.density > 0.8)  # noqa: PLR2004
    return links >= max(1, sum(1 for line in lines[1:] if line.worth > 0))


def _mark_below(page: Outline, n: int) -> None:
    """Give what stands beside a label, below it, the role of comments."""
    label = page.blocks[n]
    around = page.nodes[label.node].parent
    last = page.nodes[around].last if around >= 0 else len(page.blocks)
    if not _stands_over(label) and not _is_discussed(page.blocks[n + 1 : last]):
        return
    for node in page.nodes:
        if node.parent == around and node.first > n:
            lines = page.blocks[node.first : node.last]
            if label.heading and any(line.heading and line.tag <= label.tag for line in lines):
                return
            if node.hint in _SILENT:
                node.hint = "comments"


_COUNTER: Final = re.compile(r"(\d{1,3})\s?(?:/|[^\W\d]{1,4})\s?(\d{1,3})(?!\w)")
"""Which of how many: ``1/30``, ``3 of 12``."""


def _mark_slides(page: Outline) -> None:
    """Give a gallery within a story a role, that its legends do not outweigh the story.

    Each of its pictures is headed by its number, and by how many there are.
    """
    counters = [
        (n, counter[2])
        for n, line in enumerate(page.blocks)
        if line.text[0].isdigit() and (counter := _COUNTER.match(line.text))
    ]
    for node in page.nodes if len(counters) > SEVERAL else ():
        totals = [total for n, total in counters if node.first <= n < node.last]
        if node.hint == "caption" and len(totals) > SEVERAL and len({*totals}) == 1:
            around = node
            while (around.first, around.last) == (node.first, node.last) and around.parent >= 0:
                around = page.nodes[around.parent]
            above = page.blocks[around.first : node.first]
            below = page.blocks[node.last : around.last]
            if all(any(line.worth > LINE_WIDTH for line in lines) for lines in (above, below)):
                node.hint = "never"


def _stands_over(label: Block) -> bool:
    """Return True if a label is a heading; a link that counts comments leads to them."""
    return label.heading and label.density < 0.8  # noqa: PLR2004


def is_comments(text: str) -> bool:
    """Return True if a line is the label of what readers wrote.

    >>> is_comments("12 Comments"), is_comments("网友评论(3)"), is_comments("Comments on the plan")
    (True, True, False)
    """
    return len(text) <= LINE_WIDTH and _COMMENTS.fullmatch(text.lower()) is not None


def _is_discussed(lines: list[Block]) -> bool:
    """Return True if these lines are comments, by the time or the answer that stands at each."""
    short = (line.text for line in lines if line.chars <= LINE_WIDTH)
    return sum(map(_is_of_a_comment, short)) >= SEVERAL


@lru_cache(maxsize=4096)
def _is_of_a_comment(text: str) -> bool:
    """Return True if a line says when a comment was written, or asks for an answer to it."""
    return _WRITTEN.match(text.lower()) is not None


def _mark_consent(page: Outline) -> None:
    """Give the boxes that ask for consent a role: most of what each says speaks of it."""
    prose_lines = [n for n, block in enumerate(page.blocks) if block.worth > 0]
    prose_text = "\n".join([page.blocks[n].text for n in prose_lines]).lower()
    words = COOKIES.within(prose_text)
    if not words:
        return
    lines_of_prose = zip(prose_lines, prose_text.split("\n"), strict=True)
    speaking = [n for n, text in lines_of_prose if any(word in text for word in words)]
    asking = [n for n in speaking if _asks(page.blocks[n].text)]
    prose = list(accumulate([max(block.worth, 0.0) for block in page.blocks], initial=0.0))
    for lines, hints in ((asking, None), (speaking, _WINDOWS)):
        for node in page.nodes if len(lines) >= SEVERAL else ():
            inside = lines[bisect_left(lines, node.first) : bisect_left(lines, node.last)]
            if len(inside) < SEVERAL or (hints and node.hint not in hints):
                continue
            here = sum(page.blocks[n].worth for n in inside)
            if 2 * here >= prose[node.last] - prose[node.first]:
                node.hint = "never"


_WINDOWS: Final = frozenset(("drop", "weak"))
"""Hints of a box in which to speak of cookies is to ask for consent."""


def _asks(text: str) -> bool:
    """Return True if a line speaks of cookies as a site does of its own.

    >>> _asks("We store cookies on your browser to collect personal data.")
    True
    >>> _asks("The firm was fined, as it stored cookies that told its partners of the visit.")
    False
    """
    line = text.lower()
    return bool(COOKIES.within(line) and OURS.search(line) and PURPOSE.search(line))


SEVERAL: Final = 2
"""Lines of a kind from which a box is of it: one may be a quotation.

Measured: at 1 segments precision +0.1; at 4 nothing.
"""
