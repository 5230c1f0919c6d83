"""The values that the scripts of a page hold, whatever framework wrote them down.

A state is assigned (``window.__NUXT__ = {...}``), pushed in pieces, given to the function that
starts an app, or stands as JSON in a script of its own. Nothing is run: what is no literal is
passed over, and the time for what turns out to be code is bounded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.page.embedded.bounds import MAX_PARTS
from crawler.page.embedded.js_literal import MAX_TOKENS, NotALiteral, inner_json, literal
from crawler.page.embedded.references import is_flat, link_entities, streamed, unflatten
from crawler.page.embedded.rsc import rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.html import HtmlElement

LEAST_STATE, MAX_STATE = 40, 4_000_000
"""Characters of a script that can hold an article, and that are looked through."""

_STARTS = re.compile(
    r"(?:^|[;\s(/])(?:(?:window|self|globalThis)(?:\.|\[[\"']))?(?:(?:var|let|const)\s+)?"
    r"[\w$.]{2,60}(?:[\"']\])?\s*=\s*(?:JSON\.parse\(\s*(?=[\"'])"
    r"|(?=\{\s*(?:[\"']?[\w$-]+[\"']?\s*:|/[/*]))|(?=\[\s*(?:null\s*,\s*)?\{)"
    r"|(?=\(?function\s*\([\w$,\s]*\)\s*\{))"
    r"|\.push\(\s*(?=\{\s*[\"'\w])"
    r"|\.start\(\s*[\w$]+\s*,\s*[\w$]+\s*,\s*(?=\{)"
    r"|\.resolve\(\s*(?:\d+\s*,\s*\(\)\s*=>\s*(?=[\[(])|(?=\{\s*id\s*:))"
    r"|Context\.r\(\s*\"[^\"\n]{1,200}\"\s*,\s*\"[^\"\n]{1,200}\"\s*,\s*(?=\{)"
)
"""Where a value may begin: behind an assignment, or as what a function is given."""

_TELLING = re.compile(r"title|headline|content|article|\"h1\"", re.IGNORECASE)

_ANGULAR = {"&q;": '"', "&s;": "'", "&l;": "<", "&g;": ">", "&a;": "&"}
"""What Angular writes in a transfer state, up to its version 15."""


def script_values(root: HtmlElement) -> Iterator[Any]:
    """Yield the values in the scripts of a page, for as long as most of them are values."""
    yield from _assigned(root)
    texts = [script.text or "" for script in root.iter("script")]
    yield from rows(texts)
    if (table := streamed(texts)) is not None:
        yield table


def objects_in(root: HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield every object in the scripts of a page, each once; JSON in a string is one, too."""
    seen: set[int] = set()
    kept: list[Any] = []
    for value in script_values(root):
        stack = [_put_together(value)]
        kept.append(stack[0])
        while stack and len(seen) < MAX_PARTS:
            node = stack.pop()
            if id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, dict):
                if "ROOT_QUERY" in node:
                    link_entities(node)
                yield node
            inner = node.values() if isinstance(node, dict) else node
            parts = [part for part in map(_opened, inner) if isinstance(part, (dict, list))]
            kept.extend(part for part in parts if part is not node)
            stack.extend(reversed(parts))


def _put_together(value: Any) -> Any:
    return unflatten(value) if is_flat(value) else value


def _opened(value: Any) -> Any:
    """Return a value; where it is a string that is JSON itself, what that says."""
    if isinstance(value, str) and len(value) > LEAST_STATE:
        value = inner_json(value)
    return _put_together(value)


def _assigned(root: HtmlElement) -> Iterator[Any]:
    steps = 0
    for script in root.iter("script"):
        text = script.text or ""
        kind = (script.get("type") or "").lower()
        if (
            not LEAST_STATE < len(text) < MAX_STATE
            or "ld+json" in kind
            or not _TELLING.search(text)
        ):
            continue
        if "json" in kind and "&q;" in text:
            text = _without_codes(text)
        starts = [0] if "json" in kind else [found.end() for found in _STARTS.finditer(text)][:40]
        end = 0
        for start in starts:
            if start < end:
                continue
            if steps > 2 * MAX_TOKENS:  # code: two literals of the largest size take .2 s
                return
            try:
                value, end = literal(
                    text, start + (len(text[start:]) - len(text[start:].lstrip()))
                )
            except (NotALiteral, RecursionError) as error:
                steps += getattr(error, "steps", 0)
                continue
            value = inner_json(value.strip()) if isinstance(value, str) else value
            if isinstance(value, (dict, list)):
                yield value


def _without_codes(text: str) -> str:
    return re.sub("&[qslga];", lambda found: _ANGULAR[found[0]], text)
