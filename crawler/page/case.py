"""The page under examination: what was found on it so far, for whoever is asked about a field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.page.fields.credit_lines import Lines
from crawler.page.headline.headline_block import Headline

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline
    from crawler.page.embedded.app_state import State
    from crawler.page.embedded.structured import Structured
    from crawler.page.mirrored import Clear
    from crawler.site import Layout, Site


@dataclass(slots=True)
class Case:
    """All that a witness may look at."""

    root: HtmlElement
    url: str
    site: Site
    layout: Layout | None
    fetched_at: datetime
    html: str
    page: Outline
    body: Sequence[int]
    said: Structured
    sites: list[str]
    """Names of the site, to be cut from titles and from bylines."""

    heading: Headline = field(default_factory=Headline)
    lines: Lines = field(default_factory=Lines)
    language: str | None = None
    clear: Clear = str
    """What gives a line as it was meant, where a mirror damaged the page."""

    state: State | None = None
    """The article in the scripts' state; looked for only where the page itself says too little."""
