"""What the stories of one site teach about each other, and how a memory grows.

A single page cannot know that its last line stands under every story of the site, nor that
bodies have always been found in one place of the tree. A `Memory` does. It is a value: a run
reads with the memory that stood when it began, and what its stories teach counts from the
next run on, so that the order of pages within a run changes nothing.

    Lesson -> learn -> Memory -> boilerplate.strip (lines), page.template (places), decode

A story teaches once, when it is first stored. Its later captures teach nothing, and what it
taught never counts against itself: see `Memory.recurs`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from crawler.site import Memory

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LINES: Final = 1500
"""Fingerprints of lines that a memory keeps: those of the most stories."""

MAX_PLACES: Final = 12
"""Places of bodies and encodings that a memory keeps."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What one story teaches: small, and made of nothing but text."""

    encoding: str
    place: str | None
    """Where in the tree its body was found; None for a body too small to tell."""

    lines: tuple[str, ...] = ()
    """Fingerprints of the paragraphs of its body, each once."""


def lines_of(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Return the fingerprints of the paragraphs of a body, each once, in order."""
    return tuple(dict.fromkeys(map(fingerprint, paragraphs)))


def learn(memory: Memory, lessons: Iterable[Lesson]) -> Memory:
    """Return the memory with these stories in it; their order does not matter.

    >>> stories = [Lesson("utf-8", "div", lines_of((name, "Footer"))) for name in "ABC"]
    >>> memory = learn(Memory(), stories)
    >>> memory.stories, memory.lines[0] == (fingerprint("Footer"), 3)
    (3, True)
    """
    taught = list(lessons)
    if not taught:
        return memory
    grown = replace(
        memory,
        stories=memory.stories + len(taught),
        lines=_counted(memory.lines, (each.lines for each in taught), MAX_LINES),
        places=_counted(memory.places, ([e.place] for e in taught if e.place), MAX_PLACES),
        encodings=_counted(memory.encodings, ([e.encoding] for e in taught), MAX_PLACES),
    )
    return replace(grown, revision=_revision(grown))


def fingerprint(line: str) -> str:
    """Return a short name for a line: 12 hex digits; numbers in it and case do not count.

    >>> fingerprint("Read 12 times") == fingerprint("Read 7 times") != fingerprint("Read")
    True
    """
    spaced = " ".join(line.split())
    plain = (_DIGITS if spaced.isascii() else _NUMBER).sub("0", spaced).casefold()
    return hashlib.blake2b(plain.encode("utf-8", "replace"), digest_size=6).hexdigest()


_NUMBER: Final = re.compile(r"\d+")
_DIGITS: Final = re.compile(r"[0-9]+")


def dumped(memory: Memory) -> str:
    """Return a memory as JSON, the same text for the same memory."""
    return json.dumps(asdict(memory), ensure_ascii=False, sort_keys=True)


def loaded(text: str | bytes) -> Memory:
    """Return the memory that `dumped` wrote. Raises ValueError where there is none."""
    kept = json.loads(text)
    try:
        return Memory(
            revision=str(kept["revision"]),
            stories=int(kept["stories"]),
            encodings=_pairs(kept["encodings"]),
            lines=_pairs(kept["lines"]),
            places=_pairs(kept["places"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"no site memory: {error!r}") from error


def _pairs(counts: Any) -> tuple[tuple[str, int], ...]:
    return tuple((str(name), int(count)) for name, count in counts)


def _counted(
    counts: Iterable[tuple[str, int]], seen: Iterable[Iterable[str]], most: int
) -> tuple[tuple[str, int], ...]:
    counter = Counter(dict(counts))
    for names in seen:
        counter.update(names)
    kept = sorted(counter.items(), key=lambda item: (-item[1], item[0]))
    return tuple(kept[:most])


def _revision(memory: Memory) -> str:
    """Return a name that two memories share only where they are equal."""
    said = repr((memory.stories, memory.encodings, memory.lines, memory.places))
    return f"{memory.stories}-{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}"
