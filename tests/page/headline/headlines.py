"""The headline of a page of a line or two."""

from __future__ import annotations

from crawler.page.blocks.outline import outline
from crawler.page.headline.headline_block import Headline, Titles, agreeing_block, headline_at
from crawler.page.tree import parse

BODY = "<div><p>It had rained for nine days when the clouds broke over the harbour.</p></div>"


def headline(
    html: str, stated: str = "", title: str = "", sites: tuple[str, ...] = ()
) -> Headline:
    page = outline(parse(html).root)
    start = next((n for n, block in enumerate(page.blocks) if len(block.text) > 60), -1)
    titles = Titles([("json-ld", stated)] if stated else [], title, sites)
    best = agreeing_block(page, titles, start)
    return headline_at(page, best, titles, start) if best >= 0 else Headline(titles.cut)
