"""A body found by the profile of its site: the CSS that somebody wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cssselect import SelectorError

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline
    from crawler.site import Layout


def by_layout(page: Outline, layout: Layout) -> tuple[int, tuple[int, ...]] | None:
    """Return the container and the blocks that a layout names; None where the page has none.

    What the layout calls a caption has that role; what it drops is left out.
    """
    root = page.nodes[0].element
    places = {node.element: n for n, node in enumerate(page.nodes)}
    bodies = [places[e] for e in _select(root, layout.body) if e in places]
    if not bodies:
        return None
    for n in _inside(page, [places[e] for e in _select(root, layout.caption) if e in places]):
        page.blocks[n].role = "caption"
    dropped = [places[e] for css in layout.drop for e in _select(root, css) if e in places]
    gone = _inside(page, dropped)
    blocks = sorted(
        n
        for n in _inside(page, bodies)
        if n not in gone and page.blocks[n].role not in {"caption", "never", "comments"}
    )
    if not blocks:
        return None
    container = bodies[0]
    if len(bodies) > 1 and (above := page.nodes[bodies[0]].parent) >= 0:
        container = above
    return container, tuple(blocks)


def _select(root: HtmlElement, css: str) -> list[HtmlElement]:
    try:
        return list(root.cssselect(css)) if css else []
    except SelectorError:
        return []


def _inside(page: Outline, nodes: list[int]) -> set[int]:
    return {n for k in nodes for n in range(page.nodes[k].first, page.nodes[k].last)}
