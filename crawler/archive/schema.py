"""What of a JSON value a JSON Schema does not allow: as much of draft 2020-12 as ours uses.

Every line of an archive can be proven with what the crawler installs; a test holds
these rules against a full implementation.
https://json-schema.org/draft/2020-12/json-schema-validation
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from crawler import patterns as re

_TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def faults(value: Any, schema: Any, root: Any, at: str = "") -> Iterator[str]:
    """Yield what is wrong with a value, each with its place in the record's own words.

    >>> rule = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["id"]}
    >>> list(faults({"n": "1"}, rule, rule))
    ["the record lacks 'id'", 'n is no integer']
    >>> list(faults({"n": 1, "id": 0}, rule, rule))
    []
    """
    name = at or "the record"
    if schema is True:
        return
    if schema is False:
        yield f"{name} has no place here"
        return
    if "$ref" in schema:
        kind = schema["$ref"].rpartition("/")[2]
        yield from faults(value, root["$defs"][kind], root, at)
    if "type" in schema and not _TYPES[schema["type"]](value):
        yield f"{name} is no {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{name} is not {schema['const']!r}"
    if "anyOf" in schema and not any(_fits(value, each, root) for each in schema["anyOf"]):
        yield f"{name} is none of the values it may be"
    inner: dict[type, Callable[[Any, Any, Any, str], Iterator[str]]] = {
        str: _of_string,
        list: _of_array,
        dict: _of_object,
        int: _of_number,
    }
    check = inner.get(type(value))
    if check:
        yield from check(value, schema, root, at)


def _fits(value: Any, schema: Any, root: Any) -> bool:
    return next(faults(value, schema, root), None) is None


def _of_string(value: str, schema: Any, _: Any, at: str) -> Iterator[str]:
    if len(value) < schema.get("minLength", 0):
        yield f"{at} is shorter than {schema['minLength']}"
    if len(value) > schema.get("maxLength", len(value)):
        yield f"{at} is longer than {schema['maxLength']}"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at} is {value[:60]!r}, not like {schema['pattern']}"


def _of_number(value: int, schema: Any, _: Any, at: str) -> Iterator[str]:
    if value < schema.get("minimum", value):
        yield f"{at} is below {schema['minimum']}"


def _of_array(value: list[Any], schema: Any, root: Any, at: str) -> Iterator[str]:
    if len(value) < schema.get("minItems", 0):
        yield f"{at} has fewer than {schema['minItems']} items"
    if len(value) > schema.get("maxItems", len(value)):
        yield f"{at} has more than {schema['maxItems']} items"
    first = schema.get("prefixItems", [])
    for number, item in enumerate(value):
        rule = first[number] if number < len(first) else schema.get("items", True)
        yield from faults(item, rule, root, f"{at}[{number}]")


def _of_object(value: dict[str, Any], schema: Any, root: Any, at: str) -> Iterator[str]:
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at or 'the record'} lacks {name!r}"
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    for name, item in value.items():
        place = f"{at}.{name}" if at else name
        yield from faults(item, known.get(name, other), root, place)
