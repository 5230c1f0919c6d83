"""Paragraphs that every page of a site carries and no reader came for.

A `Rule` is data. The common ones are in `RULES`; a site's own stand in its profile.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from crawler.model import Article, Edit

if TYPE_CHECKING:
    from collections.abc import Iterable

Place = Literal["head", "tail", "anywhere"]


@dataclass(frozen=True, slots=True)
class Rule:
    """What a boilerplate paragraph looks like, and where it stands."""

    name: str
    pattern: str
    at: Place = "tail"

    def matches(self, paragraph: str) -> bool:
        """Say whether a paragraph is of this kind."""
        return re.search(self.pattern, paragraph, re.IGNORECASE) is not None


RULES = (
    Rule("copyright-line", r"^(copyright\b|©|\(c\))\s*(©\s*)?(19|20)\d\d"),
    Rule("版权声明", r"^(版权声明|版权所有|未经.{0,6}许可)"),
    Rule("责任编辑", r"^[(（【\[]?责任编辑[：:]"),
)


def strip(article: Article, site_rules: Iterable[Rule] = ()) -> Article:
    """Return the article without its boilerplate; the edits keep what went."""
    rules = (*RULES, *site_rules)
    edits = []
    for n in reversed(range(len(article.article_body))):
        text = article.article_body[n]
        if not (rule := next((rule for rule in rules if rule.matches(text)), None)):
            break
        edits.append(Edit(f"boilerplate:{rule.name}", f"articleBody[{n}]", text, None))
    return article.edited(edits)
