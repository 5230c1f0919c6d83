"""Texts that a pattern may run over again and again, made of the pattern's own parts.

A pattern that begins at each sign of a row, and is not ended before the row's end, costs the
square of its length. What such a row is made of stands in the pattern: what it repeats, and what
it begins with.
"""

from __future__ import annotations

import ast
import gc
import html
import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import crawler
from crawler import patterns

_parser: Any = re._parser  # type: ignore[attr-defined]  # noqa: SLF001 the pattern as it is understood
_code: Any = re._constants  # type: ignore[attr-defined]  # noqa: SLF001
REPEATS = {_code.MAX_REPEAT, _code.MIN_REPEAT, _code.POSSESSIVE_REPEAT}
OF_CATEGORY = {
    _code.CATEGORY_DIGIT: "1", _code.CATEGORY_NOT_DIGIT: "a", _code.CATEGORY_SPACE: " ",
    _code.CATEGORY_NOT_SPACE: "a", _code.CATEGORY_WORD: "a", _code.CATEGORY_NOT_WORD: ".",
}  # fmt: skip
COMMON = ("a", " ", "1", ".", "-", "\n", "aa.", "Aa ", "a,", "汉", "<M", "/", '="')
"""Rows that are in no pattern's own words."""


def all_patterns() -> list[tuple[str, int]]:
    """Return every pattern of the crawler, with its flags: those that have a name, and others."""
    for module in pkgutil.walk_packages(crawler.__path__, "crawler."):
        if not module.name.startswith("crawler.commands"):
            import_module(module.name)
    gc.unfreeze()  # what readers are forks of has been settled: see crawler.first_page
    named = [each for each in gc.get_objects() if isinstance(each, patterns._Uncompiled)]  # noqa: SLF001
    found = {(_text(each.pattern), each.flags & ~re.UNICODE) for each in named}
    for path in Path(crawler.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and re.fullmatch(r"re\.\w+", ast.unparse(node.func)):
                said = node.args[0] if node.args else None
                if isinstance(said, ast.Constant) and isinstance(said.value, str | bytes):
                    found.add((_text(said.value), 0))
    return sorted(found)


def _text(pattern: str | bytes) -> str:
    return pattern if isinstance(pattern, str) else pattern.decode("latin-1")


def rows(pattern: str, flags: int, chance: Random) -> Iterator[tuple[str, str]]:
    """Yield how texts begin, and what they repeat, on which a pattern may be slow."""
    tree = list(_parser.parse(pattern, flags))
    begins = ["", _sample(tree[: len(tree) // 2], chance), _sample(tree, chance)]
    repeated = {_sample(inner, chance) for inner in _repeated(tree)}
    for unit in sorted(repeated | {*begins, *(each[-2:] for each in begins)}):
        for begin in begins if unit else ():
            yield begin, unit


def _repeated(tree: Any) -> Iterator[Any]:
    for code, value in tree:
        if code in REPEATS:
            yield value[2]
            yield from _repeated(value[2])
        for inner in _inside(code, value):
            yield from _repeated(inner)


def _inside(code: Any, value: Any) -> list[Any]:
    if code is _code.SUBPATTERN:
        return [value[3]]
    if code is _code.BRANCH:
        return list(value[1])
    if code in {_code.ASSERT, _code.ASSERT_NOT}:
        return [value[1]]
    return [value] if code is _code.ATOMIC_GROUP else []


def _sample(tree: Any, chance: Random) -> str:
    """Return a text that a pattern matches, or nearly."""
    return "".join(_piece(code, value, chance) for code, value in tree)


def _piece(code: Any, value: Any, chance: Random) -> str:
    if code is _code.LITERAL:
        return chr(value)
    if code is _code.IN:
        return _of_class(value, chance)
    if code in {_code.ANY, _code.NOT_LITERAL}:
        return "a"
    if code in REPEATS:
        least, most, inner = value
        times = max(least, min(most, chance.choice((1, 1, 2))))
        return "".join(_sample(inner, chance) for _ in range(times))
    inside = [] if code is _code.ASSERT_NOT else _inside(code, value)
    return _sample(chance.choice(inside), chance) if inside else ""


def _of_class(items: Any, chance: Random) -> str:
    signs = [
        chr(value) if code is _code.LITERAL
        else chr(chance.randint(*value)) if code is _code.RANGE
        else OF_CATEGORY[value]
        for code, value in items if code is not _code.NEGATE
    ]  # fmt: skip
    if items[0][0] is _code.NEGATE:
        return next((sign for sign in "aA1 .-:,/\n汉" if sign not in signs), "~")
    return chance.choice(signs)


PROSE = "".join(
    f"<p>The ferry number {n} came back to the quay on Friday with forty people on board.</p>"
    for n in range(8)
)


def page_with(text: str) -> bytes:
    """Return a story that has a text wherever it may have one."""
    said = html.escape(text)
    linked = {"@type": "NewsArticle"} | dict.fromkeys(
        (
            "headline", "author", "description", "datePublished", "keywords", "articleSection",
            "articleBody", "copyrightNotice", "image",
        ),
        text,
    )  # fmt: skip
    names = (
        "description", "author", "og:title", "og:url", "og:image", "keywords", "copyright",
        "og:site_name", "article:published_time", "article:section",
    )  # fmt: skip
    metas = "".join(f'<meta name="{name}" property="{name}" content="{said}">' for name in names)
    return (
        f"<html lang=en><head><title>{said}</title>{metas}<style>{text}</style>"
        f'<script type="application/ld+json">{json.dumps(linked)}</script>'
        f'<script type="application/ld+json">{text}</script><script>var a = {text}</script></head>'
        f"<body><article><p>{said}</p><h1>{said}</h1><p class=byline>{said}</p><time>{said}</time>"
        f'{PROSE}<figure><img src="{said}" alt="{said}"><figcaption>{said}</figcaption></figure>'
        f'<p>{said}</p><h2>{said}</h2><ul><li>{said}</ul><div class="{said}" id="{said}">F</div>'
        f'<a href="{said}">{said}</a><table><td>{said}<td>{said}</table><pre>{said}</pre>'
        f"<p>{said}</p></article><aside>{said}</aside><footer>{said}</footer><!--{text}-->{text}"
    ).encode("utf-8", "replace")
