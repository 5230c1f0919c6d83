"""The organisation that a story comes from, where it is not the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.embedded.jsonld import text_of
from crawler.page.letters import squash

if TYPE_CHECKING:
    from crawler.page.findings.findings import Findings


def in_label(page: Findings) -> str:
    """Return the source that a labelled line names; empty where none does."""
    return page.lines.credits.source or ""


def in_json_ld(page: Findings) -> str:
    """Return who is stated to have provided the story, where it is not the site itself."""
    own = {squash(name) for name in page.site_names}
    article = page.structured.article or {}
    names = (text_of(article.get(key)) for key in ("sourceOrganization", "provider"))
    return next((name for name in names if name and squash(name) not in own), "")


def in_state(page: Findings) -> str:
    """Return the source that the scripts' state names."""
    return page.state.source if page.state else ""


def beside_the_date(page: Findings) -> str:
    """Return the name that stands alone beside the date."""
    return page.lines.source or ""
