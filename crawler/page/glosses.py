"""Pinyin that a mirror wrote into a page: ``来(lái)源``, taken out where words are to be known.

Labels and the ends of headlines are known by their characters, and a page is read before its text
is repaired. Repairing text itself is `crawler.text.hanzi`.
"""

from __future__ import annotations

import re

_GLOSS = re.compile(
    r"(?<=[\u3400-\u9fff])\((?=[^)]*[\u00e0-\u01dc]|[a-z]{1,6}\))[a-z\u00e0-\u01dc]{1,7}\)"
)


def without_glosses(text: str) -> str:
    """Return a line without the readings set behind its characters.

    >>> without_glosses("來(lái)源：海州日報(bào)"), without_glosses("海州(Haizhou)新聞(2021)")
    ('來源：海州日報', '海州(Haizhou)新聞(2021)')
    """
    return _GLOSS.sub("", text) if "(" in text else text
