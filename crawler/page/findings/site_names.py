"""Names that are no author's: those that the site goes by, and those of the story's topics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.page.embedded.jsonld import text_of, types_of
from crawler.page.headline.titles import segments
from crawler.page.letters import squash

if TYPE_CHECKING:
    from crawler.page.embedded.structured import Structured
    from crawler.site import Site

_ORGANISED = {"Organization", "NewsMediaOrganization", "WebSite", "Corporation"}

MAKERS = ("author", "contributor", "creator", "editor", "provider", "sourceOrganization")
"""Whom a story comes from: an organisation there may be any other than the site."""


def site_names(statements: Structured, site: Site, host: str) -> tuple[str, ...]:
    """Return the names that the site goes by: in its profile, its meta, its address, JSON-LD."""
    host = host.removeprefix("www.")
    names = [
        site.publisher or "",
        statements.first(
            "og:site_name", "application-name", "apple-mobile-web-app-title", "sitename"
        ),
        statements.stated("publisher"),
        host,
        max(host.split(".")[:-1], key=len, default=""),
        statements.first("twitter:site").lstrip("@"),
    ]
    makers = _makers(statements)
    organised = (
        node
        for node in statements.nodes
        if _ORGANISED & set(types_of(node)) and not any(node is maker for maker in makers)
    )
    names += (text_of(node.get("name")) for node in organised)
    return tuple(dict.fromkeys(name for name in names if len(squash(name)) > 1))


def _makers(statements: Structured) -> list[object]:
    article = statements.article or {}
    stated = (article.get(role) for role in MAKERS)
    return [each for value in stated for each in (value if isinstance(value, list) else [value])]


def organisations(statements: Structured) -> frozenset[str]:
    """Return the squashed names of what JSON-LD calls organisations, and not persons as well."""
    called = ((set(types_of(node)), text_of(node.get("name"))) for node in statements.nodes)
    return frozenset(
        squash(name) for types, name in called if types & _ORGANISED and "Person" not in types
    )


def topics(statements: Structured, headline: str) -> frozenset[str]:
    """Return what the story is stated to be about, squashed: its keywords, section, headline."""
    article = statements.article or {}
    stated = [headline, *segments(headline), statements.title, statements.first("og:title")]
    for key in ("keywords", "articleSection"):
        value = article.get(key)
        stated += map(text_of, value) if isinstance(value, list) else text_of(value).split(",")
    for name in ("article:tag", "article:section", "keywords", "news_keywords", "section"):
        for text in statements.meta.get(name, ()):
            stated += text.split(",")
    return frozenset(map(squash, stated))
