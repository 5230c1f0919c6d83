"""JavaScript object literals, read as data: what a script assigns, without running it.

Sites hand their articles to scripts as JSON (``__NEXT_DATA__``) or as literals with bare keys,
single quotes, comments, trailing commas and a call or two (``'...'.slice(6, -6)``), or as a
function that puts one together and is called at once. `literal` reads all of them; an expression
that is no literal is None, and reading goes on behind it.
"""

from __future__ import annotations

import json
import math
import sys
from typing import Any

from crawler import patterns as re
from crawler.page.embedded.bounds import MAX_DEPTH, index_of
from crawler.text.repair.invisible import pair_surrogates

MAX_TOKENS = 60_000
"""A literal longer than this, and no JSON, is code and is given up."""

MAX_FUNCTIONS = 20
"""Functions of one literal that are read: a state has one for each part of a page."""

_SPACE = re.compile(r"(?:\s+|/\*.*?\*/|//[^\n]*)*+", re.DOTALL)
_STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`", re.DOTALL)
_NUMBER = re.compile(
    r"([+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))(?:(?<=\d)n)?(?![\w$])"
)
_RUN = re.compile(r"[^\"'`()\[\]{},;]+")
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_CALL = re.compile(
    r"\s*\.\s*(slice|substring|substr|trim)\s*\(\s*(?:(-?\d+)\s*(?:,\s*(-?\d+)\s*)?)?\)"
)
_FUNCTION = re.compile(r"\(?\s*function\s*\(([\w$,\s]*)\)\s*\{")
_GIVEN = re.compile(r"\s*\}\s*\)?\s*\(")
_PUT = re.compile(r"([\w$]+)(?:\.([\w$]+)|\[(?:(\d{1,5})|\"([^\"\\\n]*)\")\])\s*=(?!=)")
_MADE = re.compile(
    r"new\s+(?P<kind>Set|Map)\b\s*(?:\(\s*(?:\)|(?=\[)))?|(?P<Object>Object\.create\(null\))|Array\(\d{1,5}\)"
    r"|new Date\(\s*(?:[\"'](?P<day>[^\"'\n]{4,40})[\"']|(?P<time>\d{6,14}))\s*\)"
    r"|(?P<json>JSON\.parse\(\s*(?=[\"'`]))"
)
"""What a call makes: a set, a map, an object, a list, a date, what a text says."""
_WORDS: dict[str, Any] = {
    "true": True,
    "false": False,
    "null": None,
    "undefined": None,
    "NaN": None,
}
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL
)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}


class NotALiteral(ValueError):
    """What stands there cannot be read."""

    steps: int = 0
    """How many steps it took to find out."""


def literal(text: str, place: int = 0) -> tuple[Any, int]:
    r"""Return the value of the literal at a place, and where it ends.

    So is a function that is called at once, and that puts a literal together and returns it: in
    that form is written what a state holds more than once. Raises `NotALiteral` where there is
    none, or where it does not end. https://github.com/sveltejs/devalue

    >>> literal("{a: 'x\\u0041', /* b */ 'c': [1, true,], d: f(1, {}), e: '-k-'.slice(1, -1)}")[0]
    {'a': 'xA', 'c': [1, True], 'd': None, 'e': 'k'}
    >>> literal('{"a": "b"}; more')
    ({'a': 'b'}, 10)
    >>> literal("(function(a,b){b.c=a;return {title:a,more:[b,a]}}('Rain',{}));x")[0]
    {'title': 'Rain', 'more': [{'c': 'Rain'}, 'Rain']}
    """
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, place)
    except (ValueError, RecursionError):
        reader = _Reader(text)
        try:
            return reader.value(place)
        except NotALiteral as error:
            error.steps = reader.tokens
            raise


def inner_json(text: str) -> Any:
    """Return the value in a string that is JSON itself; None where it is none.

    >>> inner_json('{"title": "Rain"}'), inner_json("[Rain]"), inner_json("Rain")
    ({'title': 'Rain'}, None, None)
    """
    if text[:1] not in {"{", "["} or text[1:2] not in {'"', "{", "["}:
        return None
    try:
        value = json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, (dict, list)) else None


def unescape(text: str) -> str:
    r"""Return the text of a string's inside.

    >>> unescape(r"\u003Cp\u003E\x41\n\'\/")
    "<p>A\n'/"
    """
    if "\\" not in text:
        return text
    return pair_surrogates(_ESCAPE.sub(_character, text))


def _character(found: re.Match[str]) -> str:
    code = found[1] or found[2] or found[3]
    if code:
        number = int(code, 16)
        return chr(number) if number < 0x110000 else "\ufffd"  # noqa: PLR2004
    return _PLAIN.get(found[4], found[4])


def _number(text: str) -> float:
    is_hex = "x" in text.lower()
    # A number of JavaScript has 309 digits at most, and is infinite beyond; Python refuses 4,301.
    if is_hex and len(text) <= sys.float_info.max_10_exp:
        return int(text, 16)
    if is_hex:
        return -math.inf if text.startswith("-") else math.inf
    is_whole = not re.search(r"[.eE]", text) and len(text) <= sys.float_info.max_10_exp
    return int(text) if is_whole else float(text)


class _Reader:
    """One reading of one text; it counts its steps, so that it ends."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = 0
        self.names: dict[str, Any] = {}
        """What the names of a function's arguments stand for."""

        self.functions = 0

    def value(self, place: int, depth: int = 0) -> tuple[Any, int]:
        self.tokens += 1
        if depth > MAX_DEPTH or self.tokens > MAX_TOKENS:
            raise NotALiteral("too large")
        place = self.skip(place)
        start = self.text[place : place + 1]
        if start == "{":
            return self.object(place + 1, depth)
        if start == "[":
            return self.array(place + 1, depth)
        if found := _FUNCTION.match(self.text, place):
            return self.function(place, found, depth)
        if found := _STRING.match(self.text, place):
            return self.called(unescape(found[0][1:-1]), found.end())
        return self.word(place)

    def word(self, place: int) -> tuple[Any, int]:
        """Return a number or a word that means a value; None for any other expression."""
        if found := _NUMBER.match(self.text, place):
            return _number(found[1]), found.end()
        if (found := _NAME.match(self.text, place)) and found[0] in _WORDS:
            return _WORDS[found[0]], found.end()
        if found and found[0] in self.names:
            return self.names[found[0]], found.end()
        if made := _MADE.match(self.text, place):
            return self.made(made)
        return None, self.past(place)

    def made(self, found: re.Match[str]) -> tuple[Any, int]:
        """Return a set as a list, a map or an object as one, a date's text; and where it ends."""
        place = found.end()
        if found["json"]:
            return self.parsed(place)
        if found["day"] or found["time"]:
            return found["day"] or int(found["time"]), place
        kind = found["kind"] or found["Object"]
        if self.text[place : place + 1] != "[" or not kind:
            return ([] if kind in {"Set", None} else {}), place
        items, place = self.array(place + 1, 0)
        place = self.skip(place)
        pairs = (each for each in items if isinstance(each, list) and len(each) == len("kv"))
        value = {str(key): inner for key, inner in pairs} if kind == "Map" else items
        return value, place + (self.text[place : place + 1] == ")")

    def function(self, place: int, found: re.Match[str], depth: int) -> tuple[Any, int]:
        """Return what a function gives that is called where it stands, and where the call ends."""
        self.functions += 1
        tokens = self.tokens
        given = None
        if self.functions <= MAX_FUNCTIONS:
            given = _GIVEN.match(self.text, self.closed(found.end()))
        if given is None:
            return None, self.past(place)
        arguments, end = self.array(given.end(), depth, ")")
        outer, named = self.names, [name.strip() for name in found[1].split(",")]
        self.names = {**outer, **dict(zip(named, arguments, strict=False))}
        self.tokens = tokens  # it is read once more, now that its names are known
        value = self.given_back(found.end(), depth)
        self.names = outer
        is_around = found[0].startswith("(") and ")" not in given[0]
        end = self.skip(end) if is_around else end
        return value, end + (is_around and self.text[end : end + 1] == ")")

    def closed(self, place: int) -> int:
        """Return where the body of a function ends that begins at a place."""
        while self.text[(place := self.past(place)) : place + 1] in {",", ";"}:
            place += 1
        return place

    def given_back(self, place: int, depth: int) -> Any:
        """Return what the body of a function returns, after what it puts into its arguments."""
        while not (found := _NAME.match(self.text, place := self.skip(place))) or (
            found[0] != "return"
        ):
            put = _PUT.match(self.text, place)
            if put:
                value, place = self.value(put.end(), depth + 1)
                self.put(self.names.get(put[1]), put[2] or put[3] or put[4], value)
            place = self.past(place)
            if self.text[place : place + 1] not in {",", ";"}:
                return None
            place += 1
        return self.value(found.end(), depth + 1)[0]

    @staticmethod
    def put(holder: Any, key: str, value: Any) -> None:
        """Put a value where a function puts it: in an object, or in a list."""
        if isinstance(holder, dict):
            holder[key] = value
        elif isinstance(holder, list) and (place := index_of(key, digits=5)) is not None:
            holder.extend([None] * (place + 1 - len(holder)))
            holder[place] = value

    def skip(self, place: int) -> int:
        found = _SPACE.match(self.text, place)
        return found.end() if found else place

    def object(self, place: int, depth: int) -> tuple[dict[str, Any], int]:
        out: dict[str, Any] = {}
        while True:
            place = self.skip(place)
            start = self.text[place : place + 1]
            if start == "}":
                return out, place + 1
            if start == ",":
                place += 1
                continue
            if found := _STRING.match(self.text, place) or _NUMBER.match(self.text, place):
                key = found[0].strip("\"'`")
            elif found := _NAME.match(self.text, place):
                key = found[0]
            else:
                raise NotALiteral(f"no key at {place}")
            place = self.skip(found.end())
            if self.text[place : place + 1] != ":":
                place = self.past(place)
                continue
            out[key], place = self.item(place + 1, depth)

    def array(self, place: int, depth: int, close: str = "]") -> tuple[list[Any], int]:
        out: list[Any] = []
        while True:
            place = self.skip(place)
            start = self.text[place : place + 1]
            if start == close:
                return out, place + 1
            if start == ",":
                place += 1
                continue
            if not start:
                raise NotALiteral("no end")
            item, place = self.item(place, depth)
            out.append(item)

    def item(self, place: int, depth: int) -> tuple[Any, int]:
        """Return a value and where it ends; None where more than a literal stands there."""
        value, place = self.value(place, depth + 1)
        place = self.skip(place)
        if self.text[place : place + 1] in {",", "}", "]", ")"}:
            return value, place
        return (value if isinstance(value, str) else None), self.past(place)

    def called(self, text: str, place: int) -> tuple[str, int]:
        """Return a string after the calls on it that only cut it."""
        while found := _CALL.match(self.text, place):
            name, first, last = found.groups()
            if name == "trim":
                text = text.strip()
            elif name == "substr":
                text = text[int(first or 0) :][: int(last) if last else None]
            else:
                text = text[int(first or 0) : int(last) if last else None]
            place = found.end()
        return text, place

    def parsed(self, place: int) -> tuple[Any, int]:
        found = _STRING.match(self.text, place)
        if not found:
            return None, self.past(place)
        end = self.text.find(")", found.end())
        try:
            return json.loads(
                unescape(found[0][1:-1]), strict=False
            ), end + 1 if end >= 0 else found.end()
        except (ValueError, RecursionError):
            return None, self.past(place)

    def past(self, place: int) -> int:
        """Return where the expression at a place ends: at a comma or at another's bracket."""
        depth = 0
        while place < len(self.text):
            self.tokens += 1
            if self.tokens > MAX_TOKENS:
                raise NotALiteral("too large")
            character = self.text[place]
            if run := _RUN.match(self.text, place):
                place = run.end()
                continue
            if character in "\"'`" and (found := _STRING.match(self.text, place)):
                place = found.end()
                continue
            if character in "([{":
                depth += 1
            elif character in ")]}":
                if depth == 0:
                    return place
                depth -= 1
            elif character in ",;" and depth == 0:
                return place
            place += 1
        raise NotALiteral("no end")
