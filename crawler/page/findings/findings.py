"""What is found on a page before its fields are asked about; every witness looks at this."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crawler.page.findings.credit_lines import CreditLines
from crawler.page.headline.headline_block import Headline

if TYPE_CHECKING:
    from crawler.lang.dates.parse import Moment
    from crawler.page.candidate import Candidate
    from crawler.page.document import Document
    from crawler.page.embedded.app_state import AppState
    from crawler.page.embedded.structured import Structured
    from crawler.page.findings.story_text import StoryText
    from crawler.page.page_blocks import Blocks
    from crawler.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The page's blocks and statements, and the fields that others depend on."""

    document: Document
    blocks: Blocks
    site: Site
    structured: Structured
    site_names: tuple[str, ...]
    """Names of the site, to be cut from titles and from bylines."""

    title: str = ""
    """The ``title`` of the page, or the part of it that its address repeats."""

    titles: tuple[Candidate[str], ...] = ()
    """What structured data calls the headline, the best first."""

    language: str | None = None
    headline: Headline = field(default_factory=Headline)
    lines: CreditLines = field(default_factory=CreditLines)
    state: AppState | None = None
    """The article in the scripts' state; looked for only where the page itself says too little."""

    modified: Moment | None = None
    """When the story was last changed: some systems state that as the day of publication."""

    text: StoryText | None = None
    """The paragraphs and pictures of the body, once the headline's lines are known."""

    @property
    def is_chinese(self) -> bool:
        """Whether the page is in Chinese."""
        return (self.language or "").startswith("zh")
