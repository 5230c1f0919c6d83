"""The legal notice of a page, wherever it stands: kept as served, read once it is repaired."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from crawler.boilerplate import is_notice

if TYPE_CHECKING:
    from collections.abc import Collection

    from crawler.page.blocks.outline import Outline
    from crawler.page.mirrored import Clear

MOST: Final = 20
"""Lines of a notice: a portal's has a dozen, a page of nothing but terms has hundreds.

Measured: at 10 and at 40 no figure moves.
"""

LEAST_LENGTH: Final = 9
"""Characters of a line that says something: 版权声明 alone is a link to one.

Measured: at 4 and at 18 no figure moves.
"""

_HINT = re.compile(
    r"版|著作|声|聲|icp|备案|備案|公网安|许可证|转载|轉載|凡|未经|未經|禁|侵权|侵權|저작|전재"
    r"|©|\(c\)|copyright|rights|réserv|reservad|riservat|vorbehalten|voorbehouden|защищены"
    r"|محفوظة|перепечат|цитирован"
)
"""Read in lower case: ignoring case in the pattern itself takes six times as long."""


def notices(page: Outline, body: Collection[int], clear: Clear = str) -> tuple[str, ...]:
    """Return the lines of the legal notice outside the body, in order, each once.

    `clear` gives a line as it was meant, where a mirror damaged the page.
    """
    inside = set(body)
    hinted = [
        block.text
        for n, block in enumerate(page.blocks)
        if n not in inside and len(block.text) >= LEAST_LENGTH and _HINT.search(block.text.lower())
    ]
    found = (text for text in hinted if is_notice(clear(text)))
    return tuple(dict.fromkeys(found))[:MOST]
