"""An article as one line of JSON in the words of schema.org, and back."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from crawler.model import Article

TYPES = {
    "Article": "NewsArticle",
    "Person": "Person",
    "Organization": "Organization",
    "Identifier": "PropertyValue",
    "Image": "ImageObject",
}


def to_record(article: Article) -> dict[str, Any]:
    """Return the article as a JSON-LD object; what is absent has no key."""
    record = {"@context": "https://schema.org", **_json(article)}
    record["articleBody"] = "\n".join(article.article_body)
    return record


def to_line(article: Article) -> str:
    """Return the article as one line of JSON, without the newline."""
    return json.dumps(to_record(article), ensure_ascii=False)


def _json(value: Any) -> Any:
    if is_dataclass(value):
        name = type(value).__name__
        kind = {"@type": TYPES[name]} if name in TYPES else {}
        pairs = ((_camel(f.name), _json(getattr(value, f.name))) for f in fields(value))
        return {**kind, **{key: inner for key, inner in pairs if inner not in (None, "", [])}}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_json(inner) for inner in value]
    return value


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
