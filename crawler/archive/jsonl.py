"""An article as one line of JSON in the words of schema.org, and back.

The shape of a line is fixed by `article.schema.json` beside this module.
"""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from crawler import patterns as re
from crawler.archive.linked_data import context
from crawler.model import (
    Article,
    Comment,
    Doubt,
    Edit,
    Film,
    Identifier,
    Image,
    LiveUpdate,
    Organization,
    Person,
    Post,
    Reference,
)
from crawler.text.compare.changes import is_correction

TYPES: dict[type, str] = {
    Article: "NewsArticle",
    Person: "Person",
    Organization: "Organization",
    Identifier: "PropertyValue",
    Image: "ImageObject",
    LiveUpdate: "BlogPosting",
    Comment: "Comment",
    Reference: "WebPage",
    Post: "SocialMediaPosting",
    Film: "VideoObject",
    Doubt: "Doubt",
}
_BY_NAME = {name: kind for kind, name in TYPES.items()}
_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W{_CJK}]+")
_TOLD_APART_BY = ("headline", "kicker", "alternative_headline", "article_body")
"""What makes a new version of a story: what its readers read, not the page around it."""


@cache
def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) that every line is valid against."""
    text = files(__package__).joinpath("article.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def content_of(article: Article) -> str:
    """Return the digest of what tells one version of a story from the next: 64 hex digits."""
    return _digest_of(*(getattr(article, name) for name in _TOLD_APART_BY))


@lru_cache(maxsize=64)
def _digest_of(*told: str | tuple[str, ...] | None) -> str:
    """Return the digest of what a story says: it is asked for at every step of a page."""
    text = json.dumps(told, ensure_ascii=False)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def changed(before: Article, after: Article) -> tuple[str, ...]:
    """Return what tells a version from the one before, in record words.

    ``correction`` is among them where a paragraph is new that says it corrects the story.
    """
    fields_changed = [
        _camel(name) for name in _TOLD_APART_BY if getattr(before, name) != getattr(after, name)
    ]
    new = set(after.article_body).difference(before.article_body)
    return (*fields_changed, *["correction"] * any(map(is_correction, new)))


def identifier_of(article: Article) -> str:
    """Return the name of this version of a story, the same on every machine."""
    return named(article.url, content_of(article))


def named(url: str, content: str) -> str:
    """Return the name of the version of a story that has this content."""
    name = f"{url}\n{content}"
    return "urn:sha256:" + sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def to_record(article: Article) -> dict[str, Any]:
    """Return the article as a JSON-LD object; what is absent has no key."""
    body = "\n".join(article.article_body)
    told = to_values(article)
    record = {
        "@context": context(told),
        "@type": "NewsArticle",
        "@id": (identifier := identifier_of(article)),
        "identifier": identifier,
        **told,
        "articleBody": body,
        "wordCount": _words(body),
    }
    if _lines(body) != article.article_body:
        record["provenance"]["paragraphs"] = [len(each) for each in article.article_body]
    return record


@lru_cache(maxsize=64)
def _words(body: str) -> int:
    """Return how many words a text has: it is asked for with each record of an article."""
    return len(_WORD.findall(body))


def _lines(body: str) -> tuple[str, ...]:
    return tuple(body.split("\n")) if body else ()


def to_line(article: Article) -> str:
    """Return the article as one line of JSON, without the newline.

    A lone surrogate, which no UTF-8 can hold, is written as its JSON escape: see `line_of`.
    """
    return line_of(to_record(article))


def line_of(record: dict[str, Any]) -> str:
    """Return a record as one line that can be written as UTF-8, and shown, whatever is in it.

    What a terminal would obey is written as its JSON escape: controls, and signs that turn what
    follows them about.
    """
    line = json.dumps(record, ensure_ascii=False)
    return _OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", line)


_OBEYED = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def from_line(line: str) -> Article:
    """Return the article that a line holds, so that its edits can be undone."""
    record = json.loads(line)
    body = record.get("articleBody", "")
    lengths = record.get("provenance", {}).get("paragraphs")
    record["articleBody"] = _lines(body) if lengths is None else _pieces(body, lengths)
    article: Article = _built(Article, record)
    return article


def _pieces(body: str, lengths: list[int]) -> tuple[str, ...]:
    """Return the paragraphs of these lengths: those of a body with line ends within one."""
    pieces, at = [], 0
    for length in lengths:
        pieces.append(body[at : at + length])
        at += length + len("\n")
    return tuple(pieces)


def to_values(value: Any) -> Any:
    """Return a value of the model, or a tuple of such, as JSON has it."""
    if isinstance(value, tuple):
        return [to_values(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat()
    kind: Any = type(value)
    names = () if kind is str else _names(kind)
    if not names:
        return value
    named = ((camel, getattr(value, name)) for name, camel in names)
    if kind is Edit:
        return {camel: to_values(inner) for camel, inner in named}
    told = {camel: to_values(inner) for camel, inner in named if inner not in (None, "", ())}
    return {"@type": TYPES[kind], **told} if kind in TYPES else told


@cache
def _names(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the names of a dataclass's fields, in Python and in a record."""
    if not is_dataclass(kind):
        return ()
    return tuple((each.name, _camel(each.name)) for each in fields(kind))


def _built(kind: Any, value: Any) -> Any:
    """Return the JSON value as what the annotation `kind` says it is."""
    if get_origin(kind) is UnionType:
        named = isinstance(value, dict) and _BY_NAME.get(value.get("@type", ""))
        kind = named or next(part for part in get_args(kind) if part is not type(None))
    if value is None or kind is Any:
        named = isinstance(value, dict) and _BY_NAME.get(value.get("@type", ""))
        return _built(named, value) if named else value
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is ...:  # noqa: PLR2004 tuple[X, ...]
            return tuple(_built(inner[0], each) for each in value)
        return tuple(value)
    if kind is datetime:
        return datetime.fromisoformat(value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        known = {name: value[_camel(name)] for name in hints if _camel(name) in value}
        return kind(**{name: _built(hints[name], inner) for name, inner in known.items()})
    return value


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _camel(name: str) -> str:
    camel = re.sub(r"_(\w)", lambda found: found[1].upper(), name)
    return camel.replace("propertyId", "propertyID")
