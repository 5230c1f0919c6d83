"""A long list of links is handed on in slices, each read when it is looked at."""

from __future__ import annotations

import pytest

from crawler.frontier.link import Link, Listing, ListingKind
from crawler.frontier.slices import SLICE, Sliced, sliced


def links(many: int) -> tuple[Link, ...]:
    return tuple(
        Link(f"https://a.example/{n}", "article" if n % 2 else "unknown", title=f"渡口 {n}")
        for n in range(many)
    )


@pytest.mark.parametrize("many", [0, 1, SLICE, SLICE + 1, 3 * SLICE])
def test_every_link_stands_in_one_slice_in_the_order_of_the_list(many: int) -> None:
    found = sliced(Listing("sitemap", links(many)))

    slices = [*found.links()]
    assert tuple(link for each in slices for link in each) == links(many)
    assert [len(each) for each in slices[:-1]] == [SLICE] * (len(slices) - 1)
    assert found.number == many
    assert len(found.slices) == len(slices)


def test_those_that_lead_to_stories_are_counted() -> None:
    assert sliced(Listing("feed", links(5))).stories == 2
    assert sliced(Listing("feed", ())).stories == 0


@pytest.mark.parametrize("kind", ["feed", "sitemap", "page"])
@pytest.mark.parametrize(("cut", "is_story"), [(False, False), (True, False), (False, True)])
def test_what_a_list_is_goes_with_its_slices(
    kind: ListingKind, *, cut: bool, is_story: bool
) -> None:
    found = sliced(Listing(kind, links(1), cut=cut, is_story=is_story))

    assert (found.kind, found.cut, found.is_story) == (kind, cut, is_story)


def test_a_link_comes_back_with_all_that_is_known_of_it() -> None:
    known = Link("https://a.example/1", "article", "渡口", "2026-02-05", "2026-02-06", 3, 2)

    [[back]] = sliced(Listing("feed", (known,))).links()

    assert back == known
    assert len(known) == len(Link._fields)
    assert all(known)


def test_a_slice_that_nobody_looks_at_is_no_link_yet() -> None:
    found = Sliced("feed", ("[]", "not json"), 0, 0)

    assert next(found.links()) == []
