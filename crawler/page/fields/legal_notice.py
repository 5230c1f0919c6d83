"""The legal notice of a page, wherever it stands: kept as served, read once it is repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler.boilerplate import is_notice
from crawler.lang.notice_phrases import hearts_in

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


def notices(page: Outline, body: Collection[int], clear: Clear = str) -> tuple[str, ...]:
    """Return the lines of the legal notice outside the body, in order, each once.

    `clear` gives a line as it was meant, where a mirror damaged the page.
    """
    inside = set(body)
    outside = {
        block.text: block.text.lower()
        for n, block in enumerate(page.blocks)
        if n not in inside and len(block.text) >= LEAST_LENGTH
    }
    hearts = hearts_in("\n".join(outside.values()))
    hinted = (text for text, lower in outside.items() if any(heart in lower for heart in hearts))
    found = (text for text in hinted if is_notice(clear(text)))
    return tuple(dict.fromkeys(found))[:MOST]
