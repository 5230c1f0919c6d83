"""Comments that JSON-LD states: in the story's ``comment``, or beside it in the graph.

https://schema.org/Comment, and https://schema.org/UserComments before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from crawler.page.comments.written import Written, own_name
from crawler.page.embedded.bounds import MAX_NODES
from crawler.page.embedded.jsonld import text_of, types_of
from crawler.page.embedded.rich_text import paragraphs

if TYPE_CHECKING:
    from crawler.page.findings.findings import Findings

KINDS: Final = frozenset(("comment", "usercomments"))


def stated(page: Findings) -> list[Written]:
    """Return the comments that JSON-LD states of the story, each before its answers."""
    article = page.structured.article or {}
    beside = [node for node in page.structured.nodes if _is_comment(node)]
    by_id = {node["@id"]: node for node in beside if isinstance(node.get("@id"), str)}
    ours = {page.document.url, *_names(article)}
    beside = [node for node in beside if _is_of(node, ours, by_id)]
    found: list[Written] = []
    seen: set[int] = set()
    walk: list[tuple[Any, Any]] = [(beside, None), (article.get("comment"), None)]
    for _ in range(MAX_NODES):
        if not walk:
            break
        value, above = walk.pop()
        if isinstance(value, list):
            walk.extend((each, above) for each in reversed(value[:MAX_NODES]))
        elif isinstance(value, dict):
            node = by_id.get(_id(value), value)
            if id(node) not in seen:
                seen.add(id(node))
                name = _id(node) or id(node)
                found += _written(node, name, above)
                walk.append((node.get("comment"), name))
    return found


def _written(node: dict[str, Any], name: Any, above: Any) -> list[Written]:
    """Return the comment that an object states, in a list; empty where it states no text."""
    text = next((node[key] for key in ("text", "commentText", "description") if node.get(key)), "")
    lines = paragraphs(text) if isinstance(text, str) else ()
    if not lines:
        return []
    stated = next((node[key] for key in ("dateCreated", "datePublished") if node.get(key)), None)
    author = own_name(text_of(node.get("author") or node.get("creator")))
    parent = _id(node.get("parentItem")) or above
    return [Written(lines, author, text_of(stated or node.get("commentTime")), name, parent)]


def _is_comment(node: dict[str, Any]) -> bool:
    return not KINDS.isdisjoint(kind.lower() for kind in types_of(node))


def _is_of(node: dict[str, Any], ours: set[str], by_id: dict[str, dict[str, Any]]) -> bool:
    """Return True unless a comment says that it is about another page."""
    about = {_id(node.get(key)) for key in ("about", "discusses", "parentItem", "isPartOf")} - {""}
    return not about or any(name in ours or name in by_id for name in about)


def _names(article: dict[str, Any]) -> set[str]:
    """Return what a story is called where its comments refer to it."""
    keys = ("@id", "url", "mainEntityOfPage")
    return {name for key in keys if (name := _id(article.get(key)))}


def _id(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    return value if isinstance(value, str) else ""
