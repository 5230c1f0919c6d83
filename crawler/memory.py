"""What the stories of one site teach about each other, and how that is counted.

A single page cannot know that its last line stands under every story of the site, nor that
bodies have always been found in one place of the tree. A `Memory` does. A run reads with the
memory that stood when it began; what its stories teach is counted at its end, so that the order
of pages within a run changes nothing.

    Lesson -> learn -> Counts -> memory_of -> Memory -> boilerplate.strip, page.template, decode

A story teaches once, when it is first stored. Its later captures teach nothing, and one story
is left out of every count: it may be the one that is being read.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from crawler import patterns as re

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What a page is read with that other stories of its site have taught.

    Small, and the same from run to run as long as nothing new is believed: made of what was
    counted by `memory_of`.
    """

    revision: str = ""
    """Names this state of the memory in the provenance of what was read with it."""

    encodings: tuple[tuple[str, int], ...] = ()
    """In how many tenths of the stories which encoding was found, most first."""

    lines: tuple[str, ...] = ()
    """Fingerprints of lines that are the site's own, sorted."""

    places: tuple[str, ...] = ()
    """Where in the tree bodies usually stand, the most usual place first."""

    def __bool__(self) -> bool:
        return bool(self.encodings or self.lines or self.places)


NO_MEMORY = Memory()
"""A first page."""


MIN_STORIES: Final = 3
"""Other stories that must have carried a line, or a place of the body, before it is believed."""

MIN_SHARE: Final = 0.5
"""Share of a site's stories that must have carried a line before it is the site's own: the
background of a running story is repeated by some, the imprint by nearly all."""

USUAL_SHARE: Final = 0.2
"""The same for the place in which bodies are found: a site has several templates."""

MAX_LINES: Final = 1500
"""Fingerprints of lines that a memory keeps: those of the most stories."""

LONGEST: Final = 64 * MAX_LINES
"""Characters of a memory as JSON: a fingerprint takes 16, and places a few hundred each."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """In how many different stories of a site each thing was met, most first."""

    stories: int = 0
    encodings: tuple[tuple[str, int], ...] = ()
    lines: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[str, int], ...] = ()


def learn(counts: Counts, lessons: Iterable[Lesson]) -> Counts:
    """Return the counts with these stories in them; their order does not matter.

    >>> stories = [Lesson("utf-8", "div", lines_of((name, "Footer"))) for name in "ABCD"]
    >>> counts = learn(Counts(), stories)
    >>> counts.stories, memory_of(counts).lines == (fingerprint("Footer"),)
    (4, True)
    """
    taught = list(lessons)
    return Counts(
        stories=counts.stories + len(taught),
        lines=_counted(counts.lines, (each.lines for each in taught), MAX_LINES),
        places=_counted(counts.places, ([e.place] for e in taught if e.place), MAX_PLACES),
        encodings=_counted(counts.encodings, ([e.encoding] for e in taught), MAX_PLACES),
    )


def memory_of(counts: Counts) -> Memory:
    """Return what is believed of a site after so many stories."""
    others = counts.stories - 1
    if others < MIN_STORIES:
        return NO_MEMORY
    tenths = [(name, round(10 * count / counts.stories)) for name, count in counts.encodings]
    encodings = tuple((name, share) for name, share in tenths if share)
    lines = tuple(sorted(_believed(counts.lines, max(MIN_STORIES, MIN_SHARE * others))))
    places = tuple(_believed(counts.places, max(MIN_STORIES, USUAL_SHARE * others)))
    said = repr((encodings, lines, places)).encode()
    return Memory(
        revision=hashlib.blake2b(said, digest_size=8).hexdigest(),
        encodings=encodings,
        lines=lines,
        places=places,
    )


def _believed(counts: Iterable[tuple[str, int]], least: float) -> list[str]:
    return [name for name, count in counts if count - 1 >= least]


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


def dumped(value: Memory | Counts) -> str:
    """Return a memory, or what was counted, as JSON: the same text for the same value."""
    return json.dumps(asdict(value), ensure_ascii=False, sort_keys=True)


def loaded(text: str | bytes) -> Memory:
    """Return the memory that `dumped` wrote. Raises ValueError where there is none.

    A stranger's archive may hold anything in its place, of any length.
    """
    if len(text) > LONGEST:
        raise ValueError(f"no site memory: it is {len(text)} long")
    try:
        kept = json.loads(text)
        return Memory(
            revision=str(kept["revision"]),
            encodings=_pairs(kept["encodings"]),
            lines=tuple(map(str, kept["lines"])),
            places=tuple(map(str, kept["places"])),
        )
    except (KeyError, TypeError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"no site memory: {error!r}") from error


def counts_in(text: str | bytes) -> Counts:
    """Return the counts that `dumped` wrote. Raises ValueError where there are none."""
    kept = json.loads(text)
    try:
        return Counts(
            stories=int(kept["stories"]),
            encodings=_pairs(kept["encodings"]),
            lines=_pairs(kept["lines"]),
            places=_pairs(kept["places"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"no counts of a site: {error!r}") from error


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
