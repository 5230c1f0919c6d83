"""Stories as linked data: JSON-LD in one document, or N-Quads, one statement a line.

Both say the same: what `crawler.archive.linked_data.CONTEXT` makes of a line. No processor is
needed to write them, since that context is short; tests hold them against two that are.
https://www.w3.org/TR/n-quads/, https://www.w3.org/TR/json-ld11-api/#object-to-rdf-conversion
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from crawler import patterns as re
from crawler.archive.jsonl import line_of
from crawler.archive.linked_data import RARE, context
from crawler.exports.appended import NOTHING, appended
from crawler.text.repair.invisible import pair_surrogates

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from crawler.exports.appended import Writer
    from crawler.exports.held import HeldStory

    Record = dict[str, Any]
    Terms = dict[str, Any]

_RDF, _XSD = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"
_ESCAPED = {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_CONTEXT = context(RARE)
_UNSAFE = re.compile(r'[\\"\x00-\x1f\x7f]')


def linked(record: Record) -> Record:
    """Return a line of any age with the context and the node's name of today's lines."""
    rest = {name: value for name, value in record.items() if name not in {"@context", "@id"}}
    return {"@context": context(record), "@id": record["identifier"], **rest}


def to_json_ld(path: Path, kept: Mapping[str, int] = NOTHING) -> AbstractContextManager[Writer]:
    """Write one document: the context once, and a graph of all stories."""

    def encoded(story: HeldStory, is_first: bool) -> bytes:  # noqa: FBT001
        node = {k: v for k, v in linked(story.record).items() if k != "@context"}
        return (",\n" * (not is_first) + line_of(node)).encode()

    head = f'{{"@context": {json.dumps(_CONTEXT)}, "@graph": ['
    return appended(path, kept, encoded, head=head.encode(), tail=b"]}\n")


def to_quads(path: Path, kept: Mapping[str, int] = NOTHING) -> AbstractContextManager[Writer]:
    """Write one statement a line, all of them in the default graph."""

    def encoded(story: HeldStory, _: bool) -> bytes:  # noqa: FBT001
        return "".join(f"{each}\n" for each in statements(story.record)).encode()

    return appended(path, kept, encoded)


def statements(record: Record) -> Iterator[str]:
    r"""Yield what a line says, as N-Quads.

    >>> record = {"@type": "NewsArticle", "identifier": "urn:sha256:0a", "version": 1,
    ...           "author": [{"@type": "Person", "name": 'Ann "A." Lee'}]}
    >>> for each in statements(record):
    ...     print(each.replace("https://schema.org/", "s:"))
    <urn:sha256:0a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <s:NewsArticle> .
    <urn:sha256:0a> <s:identifier> "urn:sha256:0a" .
    <urn:sha256:0a> <s:version> "1"^^<http://www.w3.org/2001/XMLSchema#integer> .
    <urn:sha256:0a> <s:author> _:n0a.1 .
    _:n0a.1 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <s:Person> .
    _:n0a.1 <s:name> "Ann \"A.\" Lee" .
    """
    identifier = record["identifier"]
    rest = {name: value for name, value in record.items() if name not in {"@context", "@id"}}
    names = (f"_:n{identifier.rpartition(':')[2]}.{n}" for n in range(1, 1 << 62))
    yield from _of_node(f"<{identifier}>", rest, _CONTEXT, names)


def _of_node(node: str, values: Record, terms: Terms, names: Iterator[str]) -> Iterator[str]:
    for key, value in values.items():
        if key == "@type":
            yield f"{node} <{_RDF}type> <{terms['@vocab']}{value}> ."
            continue
        rule = terms.get(key, {})
        rule = {"@id": rule} if isinstance(rule, str) else rule
        predicate = rule.get("@id") or terms["@vocab"] + key
        inner = rule.get("@context", terms)
        if rule.get("@type") == "@json":
            literal = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            yield f"{node} <{predicate}> {_quoted(literal)}^^<{_RDF}JSON> ."
            continue
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                name = next(names)
                yield f"{node} <{predicate}> {name} ."
                yield from _of_node(name, each, inner, names)
            elif rule.get("@type") == "@id":
                yield f"{node} <{predicate}> <{each}> ."
            elif each is not None:
                yield f"{node} <{predicate}> {_literal(each)} ."


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{_XSD}boolean>'
    if isinstance(value, float) and not value.is_integer():
        digits, _, power = f"{value:.15E}".partition("E")
        digits = digits.rstrip("0")
        return f'"{digits}{"0" * digits.endswith(".")}E{int(power)}"^^<{_XSD}double>'
    return f'"{int(value)}"^^<{_XSD}integer>'


def _quoted(text: str) -> str:
    sound = pair_surrogates(text)
    return (
        '"'
        + _UNSAFE.sub(lambda found: _ESCAPED.get(found[0]) or f"\\u{ord(found[0]):04X}", sound)
        + '"'
    )
