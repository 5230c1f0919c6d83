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

from crawler.site import Memory

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from crawler.page.body import Body
    from crawler.page.outline import Outline

MAX_BLOCKS: Final = 1500
"""Fingerprints a memory keeps: those seen on the most pages."""

MAX_PLACES: Final = 12
MIN_PAGES: Final = 3
"""Pages on which a block or a place must have been met before it is believed."""

MIN_SHARE: Final = 0.2
"""Share of the pages learned from on which it must have been met.

A series of articles repeats its own introduction on a few pages; a site repeats its
notices on nearly all.
"""

MAX_LOSS: Final = 0.5
"""Share of a body's prose that may be known from elsewhere; above, it is the same story again."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one page teaches: small, and made of nothing but text."""

    encoding: str
    blocks: tuple[str, ...]
    """Fingerprints of the page's text blocks, each once."""

    place: str | None
    """Where in the tree the body was found."""


def lesson_of(page: Outline, body: Body, encoding: str) -> Lesson:
    """Return what a page teaches about its site."""
    seen = dict.fromkeys(fingerprint(block.text) for block in page.blocks)
    place = place_of(page, body.container) if body.worth >= MIN_PROSE else None
    return Lesson(encoding, tuple(seen), place)


MIN_PROSE: Final = 200.0
"""Worth of a body from which its place is remembered."""


def learn(memory: Memory, lesson: Lesson) -> Memory:
    """Return the memory with one more page in it. The order of the pages does not matter for long.

    >>> memory = Memory()
    >>> for story in ("A", "B", "C"):
    ...     lines = (fingerprint(story), fingerprint("Footer"))
    ...     memory = learn(memory, Lesson("utf-8", lines, "div"))
    >>> memory.pages, known(memory) == {fingerprint("Footer")}
    (3, True)
    """
    blocks = _counted(memory.blocks, lesson.blocks, MAX_BLOCKS)
    places = _counted(memory.places, [lesson.place] if lesson.place else [], MAX_PLACES)
    encodings = _counted(memory.encodings, [lesson.encoding], MAX_PLACES)
    grown = replace(
        memory, pages=memory.pages + 1, blocks=blocks, places=places, encodings=encodings
    )
    return replace(grown, revision=_revision(grown))


def known(memory: Memory) -> frozenset[str]:
    """Return the fingerprints of blocks that the site repeats."""
    least = max(MIN_PAGES, MIN_SHARE * memory.pages)
    return frozenset(name for name, count in memory.blocks if count >= least)


def usual_places(memory: Memory) -> tuple[str, ...]:
    """Return the places where the site's bodies usually stand, the most usual first."""
    least = max(MIN_PAGES, MIN_SHARE * memory.pages)
    return tuple(name for name, count in memory.places if count >= least)


def repeated(page: Outline, blocks: Iterable[int], memory: Memory) -> frozenset[int]:
    """Return those blocks that the site repeats; none where that would take the story itself."""
    blocks = list(blocks)
    names = known(memory)
    if not names:
        return frozenset()
    found = frozenset(n for n in blocks if fingerprint(page.blocks[n].text) in names)
    prose = sum(max(page.blocks[n].worth, 0.0) for n in blocks)
    gone = sum(max(page.blocks[n].worth, 0.0) for n in found)
    return found if gone <= MAX_LOSS * prose else frozenset()


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
    plain = re.sub(r"\d+", "0", " ".join(text.split())).casefold()
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=6).hexdigest()


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
