"""What the pages of one site teach about each other.

A single page cannot know that its last paragraph stands on every page of the site, nor
that bodies have always been found in one place of the tree. A `Memory` does: it is a
value, grown one `Lesson` at a time, kept by whoever crawls the site, and reading with the
same memory gives the same article. A page read with no memory loses nothing by it.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from crawler.boilerplate import is_notice
from crawler.site import NO_MEMORY, Memory
from crawler.text.changes import is_correction
from crawler.text.credits import credits  # noqa: A004 - the field's own word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.blocks.paragraphs import Body

MAX_BLOCKS: Final = 1500
"""Fingerprints a memory keeps: those seen on the most pages."""

MAX_PLACES: Final = 12
MIN_PAGES: Final = 3
"""Pages on which a paragraph or a place must have been met before it is believed."""

MIN_SHARE: Final = 0.2
"""Share of the pages learned from on which it must have been met.

A series of articles repeats its own introduction on a few pages; a site repeats its
notices on nearly all.
"""

LINE: Final = 160
"""Width of a line that is believed on sight: two stories do not say the same by chance.

Of 781 pages, six share such a line in their bodies with another page of their host, and all six
lines are the host's own, if headings, questions and lines of a word or two are left alone.
"""

WORDS: Final = 16
"""Width of what may be anybody's: More, Yes, I see."""

LINE_SHARE: Final = 0.03
"""Share of the pages on which a line must have been met: an author's own comes seldom."""

MAX_LOSS: Final = 0.5
"""Share of a body's prose that may be known from elsewhere; above, it is the same story again."""

MAX_LINES: Final = 0.25
"""The same for lines believed on sight."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one page teaches: small, and made of nothing but text."""

    encoding: str
    blocks: tuple[str, ...]
    """Fingerprints of the lines found in its body, each once."""

    place: str | None
    """Where in the tree the body was found."""


def lesson_of(page: Outline, body: Body, encoding: str, memory: Memory = NO_MEMORY) -> Lesson:
    """Return what a page teaches about its site.

    Only what was read as body counts: a teaser on other pages is the standfirst of its story.
    What `memory` kept out of the body is taught again.
    """
    names = [_name_of(page.blocks[n].text) for n in body.blocks]
    if body.blocks and memory.blocks:
        node, counts = page.nodes[body.container], dict(memory.blocks)
        inside = (_name_of(block.text) for block in page.blocks[node.first : node.last])
        names += [name for name in inside if name in counts]
    place = place_of(page, body.container) if body.worth >= MIN_PROSE else None
    return Lesson(encoding, tuple(dict.fromkeys(names)), place)


MIN_PROSE: Final = 200.0
"""Worth of a body from which its place is remembered."""


def learn(memory: Memory, lesson: Lesson) -> Memory:
    """Return the memory with one more page in it. The order of the pages does not matter for long.

    >>> memory = Memory()
    >>> for story in ("A", "B", "C"):
    ...     lines = (fingerprint(story), fingerprint("Footer"))
    ...     memory = learn(memory, Lesson("utf-8", lines, "div"))
    >>> memory.pages, memory.blocks[0] == (fingerprint("Footer"), 3)
    (3, True)
    """
    blocks = _counted(memory.blocks, lesson.blocks, MAX_BLOCKS)
    places = _counted(memory.places, [lesson.place] if lesson.place else [], MAX_PLACES)
    encodings = _counted(memory.encodings, [lesson.encoding], MAX_PLACES)
    grown = replace(
        memory, pages=memory.pages + 1, blocks=blocks, places=places, encodings=encodings
    )
    return replace(grown, revision=_revision(grown))


def usual_places(memory: Memory) -> tuple[str, ...]:
    """Return the places where the site's bodies usually stand, the most usual first."""
    least = max(MIN_PAGES, MIN_SHARE * memory.pages)
    return tuple(name for name, count in memory.places if count >= least)


def repeated(page: Outline, blocks: Iterable[int], memory: Memory) -> frozenset[int]:
    """Return those blocks that the site repeats; none where that would take the story itself."""
    counts = dict(memory.blocks)
    if not counts:
        return frozenset()
    blocks = list(blocks)
    met = {n: counts.get(_name_of(page.blocks[n].text), 0) for n in blocks}
    least = max(MIN_PAGES, MIN_SHARE * memory.pages)
    often = {n for n in blocks if met[n] >= least and _is_apart(page.blocks[n])}
    lines = _lines(page, blocks, met, memory)
    prose = _prose(page, blocks)
    if _prose(page, often | lines) <= MAX_LINES * prose:
        often |= lines
    return frozenset(often) if _prose(page, often) <= MAX_LOSS * prose else frozenset()


def _lines(
    page: Outline, blocks: Iterable[int], met: Mapping[int, int], memory: Memory
) -> set[int]:
    """Return the short lines met on another page, unless that was this story."""
    least = LINE_SHARE * memory.pages
    often = max(MIN_PAGES, MIN_SHARE * memory.pages)
    found = set()
    for n in blocks:
        block = page.blocks[n]
        if block.chars > LINE and 0 < met[n] < often:
            return set()
        if block.chars <= LINE and met[n] and met[n] >= least and _is_apart(block):
            found.add(n)
    return found


def _is_apart(block: Block) -> bool:
    """Say whether a line may be the site's and no more.

    A heading or a question belongs to what follows, credits and notices become data later, and
    a correction is the story's own, though a newsroom words all of its alike.
    """
    letters = sum(1 for char in block.text[:LINE] if char.isalpha())
    return (
        letters > 0
        and block.chars >= WORDS
        and not block.heading
        and not block.text.endswith(("?", "？", "؟"))
        and not (is_notice(block.text) or credits(block.text) or is_correction(block.text))
    )


def _prose(page: Outline, blocks: Iterable[int]) -> float:
    return sum(max(page.blocks[n].worth, 0.0) for n in blocks)


def usual_container(page: Outline, memory: Memory) -> Collection[int]:
    """Return the nodes of the page that stand where the site's bodies usually do."""
    for place in usual_places(memory):
        last = place.rpartition(" ")[2]
        nodes = [
            n
            for n, node in enumerate(page.nodes)
            if _kind(node.tag, node.element.get("class")) == last and place_of(page, n) == place
        ]
        if nodes:
            return nodes
    return ()


def fingerprint(text: str) -> str:
    """Return a short name for a line; numbers in it do not count.

    >>> fingerprint("Read 12 times") == fingerprint("Read 7 times") != fingerprint("Read")
    True
    """
    return _name_of(" ".join(text.split()))


def _name_of(text: str) -> str:
    """Return the fingerprint of a line in which one space stands between words."""
    plain = (_DIGITS if text.isascii() else _NUMBER).sub("0", text).casefold()
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=6).hexdigest()


_NUMBER: Final = re.compile(r"\d+")
_DIGITS: Final = re.compile(r"[0-9]+")


def place_of(page: Outline, node: int) -> str:
    """Return where in the tree a node stands: tags and first classes, from the root."""
    kinds = []
    for n in page.chain(node):
        here = page.nodes[n]
        kinds.append(_kind(here.tag, here.element.get("class")))
    return " ".join(reversed(kinds[:MAX_DEPTH]))


MAX_DEPTH: Final = 6


def _kind(tag: str, classes: str | None) -> str:
    """Return an element's tag and those of its classes that carry no number."""
    words = [word for word in (classes or "").split() if not re.search(r"\d", word)]
    return ".".join([tag, *words[:2]])


def _counted(
    counts: Iterable[tuple[str, int]], seen: Iterable[str], most: int
) -> tuple[tuple[str, int], ...]:
    counter = Counter(dict(counts))
    counter.update(seen)
    kept = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(kept[:most])


def _revision(memory: Memory) -> str:
    """Return a name that two memories share only where they are equal."""
    said = repr((memory.pages, memory.encodings, memory.blocks, memory.places))
    return f"{memory.pages}-{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}"
