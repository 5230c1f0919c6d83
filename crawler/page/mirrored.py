"""A page that went through a mirror, read as it was meant where words are to be known.

Labels and the ends of headlines are known by their characters, and a page is read before its text
is repaired: ``來(lái)源：海州日報(bào)`` must be known for 来源 first. What the page says stays as
it says it, save the names and dates that are cut out of its lines.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crawler.text.mirror.mirror_restore import evidence, restore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Clear = Callable[[str], str]
    """What gives a line as it was meant."""


def clearing(texts: Iterable[str]) -> Clear:
    """Return what undoes a mirror's damage, or nothing where these texts prove none.

    >>> page = ["來(lái)源：海州日報(bào)", "責(zé)任編(biān)輯(jí)：周山"]
    >>> [clearing(page)(text) for text in page]
    ['来源：海州日报', '责任编辑：周山']
    >>> clearing(["北京(Beijing)"])("重(zhòng)要")
    '重(zhòng)要'
    """
    proven = evidence((text for text in texts if "(" in text or "?" in text), whole=False)
    return str if proven is None else partial(restore, proven=proven)
