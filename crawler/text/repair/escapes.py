r"""Text that was left in the escapes of another format: an address, JSON, a mail's header.

A parser of such a format undoes them. Where a field is nothing else nobody parsed it; where they
stand beside other text somebody may write about them, and they stay.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import unicodedata
from urllib.parse import unquote_to_bytes

from crawler import patterns as re
from crawler.text.encoding.encodings import decode, name_of, python_of

ESCAPE = (
    r"[%=][89A-Fa-f][0-9A-Fa-f]|%25[89A-Fa-f]|%u[0-9A-Fa-f]{4}|\\u[0-9A-Fa-f]{4}|=\?[\w-]+[*?]"
)
"""What a text that is escaped has at least one of."""

_ESCAPE = re.compile(ESCAPE)
_PERCENT = re.compile(r"[\w.~()',!+-]*(?:%[0-9A-Fa-f]{2}[\w.~()',!+-]*)+", re.ASCII)
_ESCAPED = re.compile(r"(?:%u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|[\w@*+./,:;!?()'-])+", re.ASCII)
_ONE_ESCAPED = re.compile(r"%(?:u([0-9A-Fa-f]{4})|([0-9A-Fa-f]{2}))")
_PERCENTS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_BESIDE_RUN = re.compile("[A-Za-z]\0|\0[A-Za-z]")
_QUOTED = re.compile(r"[^=]*(?:=(?:[0-9A-Fa-f]{2}|\n)[^=]*)+")
_UNITS = re.compile(r"(?:\\u[0-9A-Fa-f]{4})+")
_BESIDE_WORD = re.compile(
    r"(?:\A|\w)(?:\\u[0-9A-Fa-f]{4})+|(?:\\u[0-9A-Fa-f]{4})+(?:\w|\Z)|(?:\\u[0-9A-Fa-f]{4}){3,}"
)
_ESCAPED_SIGN = re.compile(r"\\([\"/])")
_ABOUT_ESCAPES = re.compile(
    r"\b(?:json|unicode|javascript|escap\w*|encod\w*|decod\w*|code ?points?|regex\w*)\b",
    re.IGNORECASE,
)
_WORD = r"=\?([\w-]+)(?:\*[\w-]+)?\?([BbQq])\?([^?\s]*)\?="
_WORDS = re.compile(rf"\s*{_WORD}(?:\s*{_WORD})*\s*")
_ANSWER = re.compile(r"(?:(?:re|fwd?|aw|wg|sv|odp|tr|rv)(?:\[\d+\])?: ?)+(?==\?)", re.IGNORECASE)
"""What a program for mail puts before the subject of what is answered or sent on."""

_ENCODED_WORD = re.compile(_WORD)


def unescape_whole(text: str) -> str:
    r"""Return a text that is wholly escaped as it was meant; any other as it is.

    >>> unescape_whole("%D0%9F%D0%B0%D1%80%D0%BE%D0%BC"), unescape_whole(r"Caf\u00e9 am Kai")
    ('Паром', 'Café am Kai')
    >>> unescape_whole("F%E4hre%20%u2013%20M%F6we"), unescape_whole("%uD83D%uDEA2%20ahoi")
    ('Fähre – Möwe', '🚢 ahoi')
    >>> unescape_whole("F=C3=A4hre"), unescape_whole("=?iso-8859-1?Q?F=E4hre_f=E4hrt?=")
    ('Fähre', 'Fähre fährt')

    Shares, formulas, addresses and lessons stay:

    >>> unescape_whole("50%20"), unescape_whole("a=C3"), unescape_whole("/wiki/F%C3%A4hre")
    ('50%20', 'a=C3', '/wiki/F%C3%A4hre')
    >>> unescape_whole("%u2013 is a dash")
    '%u2013 is a dash'
    >>> unescape_whole(r"JSON has \u00e9 for it")
    'JSON has \\u00e9 for it'
    """
    if not (text.isascii() and _ESCAPE.search(text)):
        return text
    for undo in (_from_words, _from_percent, _from_script, _from_units, _from_quoted):
        meant = undo(text)
        if meant is not None and not meant.isascii() and _is_written(meant):
            return meant
    return text


def _is_written(text: str) -> bool:
    return not any(unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"} for char in text)


def _from_percent(text: str) -> str | None:
    """Return an address' part decoded, or a form's, which has a plus for a space.

    https://url.spec.whatwg.org/#urlencoded-parsing
    """
    if not (_PERCENT.fullmatch(text) or _is_spelt(text)):
        return None
    spaced = text if "%20" in text or " " in text else text.replace("+", " ")
    plain = decode(unquote_to_bytes(spaced), "utf-8")
    return _from_percent(plain) if plain and plain.isascii() and plain != text else plain


def _is_spelt(text: str) -> bool:
    """Return whether most of the escapes in a text stand beside letters, or in most words."""
    words = text.split()
    escaped = [word for word in words if _PERCENTS.search(word)]
    runs = _PERCENTS.sub("\0", text)
    beside = len(_BESIDE_RUN.findall(runs))
    spelt = 2 * beside >= runs.count("\0") or 2 * len(escaped) > len(words)
    return bool(escaped) and spelt and not any("/" in word for word in escaped)


def _from_script(text: str) -> str | None:
    """Return what JavaScript's ``escape`` was given, of which ``%u`` is the mark.

    https://262.ecma-international.org/#sec-escape-string
    """
    if "%u" not in text or not _ESCAPED.fullmatch(text):
        return None
    plain = _ONE_ESCAPED.sub(lambda found: chr(int(found[1] or found[2], 16)), text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _from_quoted(text: str) -> str | None:
    """Return quoted-printable, https://www.rfc-editor.org/rfc/rfc2045#section-6.7, decoded."""
    if not _QUOTED.fullmatch(text):
        return None
    # In a header, https://www.rfc-editor.org/rfc/rfc2047#section-4.2, a space is a low line.
    is_header = " " not in text and "_" in text
    return decode(quopri.decodestring(text.encode(), header=is_header), "utf-8")


def _from_units(text: str) -> str | None:
    """Return the text of a JSON string, most of whose escapes stand beside letters."""
    text = text.replace(r"\\u", r"\u")
    if 2 * len(_BESIDE_WORD.findall(text)) < len(_UNITS.findall(text)) or not _UNITS.search(text):
        return None
    plain = _ESCAPED_SIGN.sub(r"\1", text)
    if "\\" in _UNITS.sub("", plain) or _ABOUT_ESCAPES.search(text):
        return None
    try:
        return _UNITS.sub(_unit, plain)
    except UnicodeDecodeError:
        return None


def _unit(found: re.Match[str]) -> str:
    return bytes.fromhex(found[0].replace("\\u", "")).decode("utf-16-be")


def _from_words(text: str) -> str | None:
    """Return encoded words, https://www.rfc-editor.org/rfc/rfc2047#section-2, decoded."""
    answers = _ANSWER.match(text)
    prefix = answers[0] if answers else ""
    if not _WORDS.fullmatch(text[len(prefix) :]):
        return None
    said = [_word(*found) for found in _ENCODED_WORD.findall(text)]
    return prefix + "".join(filter(None, said)) if all(said) else None


def _word(label: str, kind: str, body: str) -> str | None:
    name = name_of(label)
    try:
        raw = (
            base64.b64decode(body, validate=True)
            if kind in "Bb"
            else quopri.decodestring(body.encode(), header=True)
        )
    except binascii.Error:
        return None
    return decode(raw, python_of(name)) if name else None
