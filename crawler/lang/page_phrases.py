"""What a page says of itself: it is for those who pay, it reports as it happens, it goes on.

The words are in ``data/pages.toml``, in lower case, as every text is that is asked about here:
ignoring case in the patterns themselves takes three times as long.
"""

from __future__ import annotations

from functools import partial
from typing import Final

from crawler import patterns as re
from crawler.lang.words import Parts, either, of_kind

_either = partial(either, "pages")


_PAY: Final = re.compile(_either("pay"))
_PAY_PARTS: Final = Parts(of_kind("pages", "pay-part"))
"""Of which each of those phrases holds one: most pages hold none."""


def asks_to_pay(lines: str) -> bool:
    r"""Return True if one of these lines asks the reader to pay.

    >>> asks_to_pay("the ferry is late.\nalready a subscriber? sign in")
    True
    >>> asks_to_pay("the ferry has a thousand subscribers.")
    False
    """
    parts = _PAY_PARTS.within(lines)
    return bool(parts) and any(
        _PAY.search(line) for line in lines.split("\n") if any(part in line for part in parts)
    )


LIVE: Final = re.compile(_either("live"))
"""A title or an address says that the page reports as it happens."""

LEADS: Final = re.compile(
    rf"[\W_]*(?:(?P<whole>{_either('whole')})|(?P<next>{_either('next')})|"
    r"(?P<number>\d{1,2}))[\W_]*$"
)
"""A link leads to all of the story, to its next page, or to a page by its number."""
