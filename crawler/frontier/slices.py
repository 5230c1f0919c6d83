"""What a source lists, a slice at a time: one of 50,000 entries is never there whole.

    Listing -> sliced, in the process that has read the source -> Sliced -> a slice after the other

A slice that nobody looks at is text of 100 bytes a link; its links take five times as much.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from crawler.frontier.link import Link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.frontier.link import Listing, ListingKind

SLICE = 250
"""Links that are looked at in one turn of the reactor, and written down in one transaction."""


class Sliced(NamedTuple):
    """What a source turned out to be, and what it lists, in its own order."""

    kind: ListingKind
    slices: tuple[str, ...]
    number: int
    """How many links there are."""

    stories: int
    """How many of them lead to stories."""

    cut: bool = False
    is_story: bool = False
    """These two as `Listing` has them."""

    def links(self) -> Iterator[list[Link]]:
        """Yield the links of each slice."""
        for each in self.slices:
            yield [Link(*fields) for fields in json.loads(each)]


def sliced(listing: Listing) -> Sliced:
    """Return a listing in slices.

    >>> from crawler.frontier.link import Listing
    >>> told = sliced(Listing("feed", (Link("https://a.example/1", "article", title="Ferry"),)))
    >>> told.number, told.stories, [[link.title for link in each] for each in told.links()]
    (1, 1, [['Ferry']])
    """
    links = listing.links
    slices = (json.dumps(links[at : at + SLICE]) for at in range(0, len(links), SLICE))
    stories = sum(link.kind == "article" for link in links)
    return Sliced(listing.kind, tuple(slices), len(links), stories, listing.cut, listing.is_story)
