r"""Text of others as it may be shown: what a terminal would obey, or a reader not see, is spelled.

    \x1b  ->  \u001b

So is it in JSON, where the spelling means the same: one rule for what is printed for people, for
lines of JSON and for logs.
"""

from __future__ import annotations

_HARMFUL = (
    *range(0x09), 0x0B, 0x0C, 0x0D, *range(0x0E, 0x20), *range(0x7F, 0xA0),
    0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    0x2028, 0x2029, *range(0xFFF9, 0xFFFC),
)  # fmt: skip
"""Controls but tab and line feed; marks of direction, with which one name is made to look like
another; separators that some programs break a line at. https://www.unicode.org/reports/tr36/"""

_SPELLED = {code: f"\\u{code:04x}" for code in (*_HARMFUL, *range(0xD800, 0xE000))}
_SPELLED |= {code: f"\\U{code:08x}" for code in range(0xE0000, 0xE0080)}
_IN_JSON = _SPELLED | {code: f"\\udb40\\u{code - 0xE0000 + 0xDC00:04x}" for code in
                       range(0xE0000, 0xE0080)}  # fmt: skip
"""Tag characters, which nobody sees: two units in JSON."""


def harmless(text: str) -> str:
    r"""Return a text with what a terminal would obey spelled out.

    >>> harmless("\x1b]0;owned\x07 red\u202e"), harmless("Żółć\t渡口\n«déjà»")
    ('\\u001b]0;owned\\u0007 red\\u202e', 'Żółć\t渡口\n«déjà»')
    """
    return text if text.isascii() and text.isprintable() else text.translate(_SPELLED)


def harmless_json(line: str) -> str:
    r"""Return a line of JSON that says the same and holds nothing that a terminal would obey.

    >>> harmless_json('"\x9b2J"')
    '"\\u009b2J"'
    """
    return line if line.isascii() and line.isprintable() else line.translate(_IN_JSON)
