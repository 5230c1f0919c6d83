"""Find out what a page's bytes say, and why we believe it.

A label is a prior, not a verdict. The evidence, as `Decoded.evidence` names it:

    bom            a byte order mark
    shape          the escapes of ISO-2022 and HZ, or the zero bytes of UTF-16 and UTF-32
    ascii          nothing but ASCII
    utf-8          valid UTF-8, or nearly: one bad byte, a cut tail; `errors` counts them
    http-header, meta, xml    the label that the header, the page or its XML declaration gave,
                   borne out by the text it makes of the bytes
    site           what earlier pages of the host were decided to be in
    likelihood     the encoding whose text is most likely to have been written
    binary         none: controls stand among the bytes as in no text

Each candidate's text is judged by `crawler.text.encoding.language_model`: a label, or the
site's habit, is worth as much as a few characters that could not be otherwise, and a label is
overruled only by what speaks against it (`crawler.text.encoding.labels`).
"""

from __future__ import annotations

import codecs
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from crawler import patterns as re
from crawler.text.encoding.encodings import decode_as, name_of
from crawler.text.encoding.labels import is_fluent, is_nobodys
from crawler.text.encoding.likelihood import (
    CANDIDATES,
    NO_HINTS,
    ROUNDS,
    SEEN,
    Hints,
    prior_costs,
    ranking,
    sampled,
    upheld,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


class Decoded(NamedTuple):
    """A page's text, the encoding it was in, and what told us so."""

    text: str
    encoding: str
    """WHATWG name, lower case: ``utf-8``, ``gb18030``, ``windows-1252``."""

    evidence: str
    """Stable word: see the table at the top of this module."""

    declared: str | None = None
    """What the header, or else the page, said, in its own words: ``gb2312``."""

    errors: int = 0
    """How many U+FFFD the decoding left."""

    margin: float = 0.0
    """By how much the encoding beat the runner-up, in nats."""

    runner_up: str | None = None

    flags: tuple[str, ...] = ()
    """``two-encodings`` where blocks of the page were read as UTF-8, and the rest was not."""


BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
)


UTF16 = ("utf-16le", "utf-16be")

CONTROLS_IN = 64
"""Bytes among which text that may be UTF-16 has a control: every twentieth one is in Chinese.
Bytes that were compressed have eight, and text in any other encoding none."""

MAY_BE_UTF8 = 2
"""Valid multibyte runs for each bad byte from which on UTF-8 is judged beside the others."""

GOOD_FOR_BAD = 19
"""Valid multibyte runs for each bad byte from which on a text is UTF-8: 95 %."""

_LABELS = re.compile(
    rb"<(?:!--.*?(?:-->|\Z)"
    rb"|[mM][eE][tT][aA]\b[^>]{0,500}?(?i:charset)\s*=\s*[\"']?\s*([\w.:+-]{2,40})"
    rb"|\?[xX][mM][lL]\b[^>]{0,200}?(?i:encoding)\s*=\s*[\"']?\s*([\w.:+-]{2,40}))",
    re.DOTALL,
)
"""Letters in both cases, as a search that ignores case knows no first byte to look for."""

_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]{2,40})", re.IGNORECASE)
_CONTROLS = bytes((*range(0x09), 0x0B, *range(0x0E, 0x1B), *range(0x1C, 0x20)))
_MULTIBYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_ESCAPES = (
    (re.compile(rb"\x1b\$\)C"), "iso-2022-kr"),
    (re.compile(rb"\x1b(?:\$[@B]|\([JI]|\$\([D@B])"), "iso-2022-jp"),
    (re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e]){2,}~\}"), "hz-gb-2312"),
)


def decode(body: bytes, content_type: str = "", hints: Hints = NO_HINTS) -> Decoded:
    """Return the text in a page's bytes. Never raises.

    A page that says one thing and is another is believed in what it is:

    >>> decode("“Où ?”".encode(), "text/html; charset=iso-8859-1")[:3]
    ('“Où ?”', 'utf-8', 'utf-8')
    >>> decode("朱镕基总理".encode("gbk"), "text/html; charset=gb2312")[:3]
    ('朱镕基总理', 'gb18030', 'http-header')
    """
    said = _stated(body, content_type)
    declared, labels = said[0][0].lower() if said else None, _labels(said)
    if found := _by_marks(body, labels):
        return _decoded(*found, declared)
    if body.isascii():
        return Decoded(body.decode("ascii"), "utf-8", "ascii", declared)
    if (text := _as_utf8(body)) is not None:
        return _decoded_utf8([text], declared)
    runs = _utf8_runs(body)
    if runs.are_utf8(GOOD_FOR_BAD):
        return _with_legacy_blocks(body, declared, hints)
    return _decoded_by_likelihood(body, labels, hints, declared, runs)


def _decoded_by_likelihood(
    body: bytes,
    labels: list[tuple[str, str]],
    hints: Hints,
    declared: str | None,
    runs: _Runs,
) -> Decoded:
    """Return the text of bytes that nothing proves: in the likeliest encoding, block by block."""
    if _has_controls(body):
        return _decoded(body, "windows-1252", "binary", declared)
    blocks = runs.good >= BLOCK and not runs.are_utf8(MAY_BE_UTF8)
    judged = _without_utf8(body) if blocks else body
    if judged.isascii():
        judged = body
    decided = _most_likely(judged, labels, hints, declared, may_be_utf8=runs.are_utf8(MAY_BE_UTF8))
    if decided.encoding == "utf-8":
        return _with_legacy_blocks(body, declared, hints)
    return _with_blocks(body, decided) if judged is not body else decided


def _by_marks(body: bytes, labels: list[tuple[str, str]]) -> tuple[bytes, str, str] | None:
    """Return what is left of a body whose marks, zeros or escapes tell its encoding, and that."""
    for mark, name in BOMS:
        if body.startswith(mark):
            return body[len(mark) :], name, "bom"
    if shape := _by_shape(body):
        return body, shape, "shape"
    if _has_controls(body) and (utf16 := _as_utf16(body, labels)):
        return body, utf16, "http-header" if (utf16, "http-header") in labels else "shape"
    return None


BLOCK = 6
"""Letters of UTF-8, and nothing else outside ASCII, between two tags or line ends of a page in
another encoding, from which on they were written in UTF-8: by another program, as comments are."""

BAD, SURE = 3, 8.0
"""Bytes that are no UTF-8 in a block of a page that is, from which on it was written otherwise;
and nats by which an encoding has to be likelier there than any other. The rest stays U+FFFD."""

_FROM_LETTER = re.compile(rb"[\x80-\xff][^<>\r\n]*")


T = TypeVar("T")


def _parted(body: bytes, read: Callable[[bytes], T | None]) -> Iterator[tuple[bytes, T | None]]:
    """Yield each block of which something is read, behind the bytes before it; then the rest."""
    last = 0
    for at in _between(body):
        if (found := read(body[at])) is not None:
            yield body[last : at.start], found
            last = at.stop
    yield body[last:], None


def _between(body: bytes) -> Iterator[slice]:
    """Yield where letters outside ASCII stand, each from one tag or line end to the next.

    An expression for the whole of such a place would begin anew at each byte of a script that has
    none: 11 s of one of 40 kB in a single line.
    """
    last = 0
    for found in _FROM_LETTER.finditer(body):
        start = max(body.rfind(mark, last, found.start()) for mark in (b"<", b">", b"\r", b"\n"))
        yield slice(max(last, start + 1), found.end())
        last = found.end()


def _with_blocks(body: bytes, decided: Decoded) -> Decoded:
    """Return the page with those of its blocks read as UTF-8 that are valid in it."""
    if decided.encoding in {"utf-8", *UTF16}:
        return decided
    parts = [*_parted(body, _read_as_utf8)]
    if len(parts) == 1:
        return decided
    text = "".join(decode_as(before, decided.encoding) + (block or "") for before, block in parts)
    return decided._replace(text=text, errors=text.count("\ufffd"), flags=("two-encodings",))


def _decoded_utf8(parts: Sequence[str], declared: str | None) -> Decoded:
    text = "".join(parts)
    flags = ("two-encodings",) if len(parts) > 1 else ()
    lost = text.count("\ufffd") if "\ufffd" in text else 0
    return Decoded(text, "utf-8", "utf-8", declared, lost, flags=flags)


def _with_legacy_blocks(body: bytes, declared: str | None, hints: Hints) -> Decoded:
    """Return a page in UTF-8 with those of its blocks read that are surely in another encoding."""
    parts = _parted(body, partial(_as_legacy, hints=hints))
    return _decoded_utf8(
        [before.decode("utf-8", "replace") + (block or "") for before, block in parts], declared
    )


def _as_legacy(block: bytes, hints: Hints) -> str | None:
    """Return the text of a block that is no UTF-8, if all likely encodings of it agree on one."""
    runs = _utf8_runs(block)
    if runs.bad < BAD or runs.bad <= MAY_BE_UTF8 * runs.good:
        return None
    ranked = ranking(sampled(block), prior_costs([], hints))
    near = [name for price, name in ranked if price < ranked[0][0] + SURE]
    texts = {decode_as(block, name) for name in near}
    text = texts.pop()
    if texts or "\ufffd" in text or any(map(is_nobodys, text)):
        return None
    return text if is_fluent(text) else None


def _without_utf8(body: bytes) -> bytes:
    """Return a page without those of its blocks that were written in UTF-8."""
    return b"".join(before for before, _ in _parted(body, _read_as_utf8))


def _read_as_utf8(block: bytes) -> str | None:
    """Return the text of a block that has many letters outside ASCII, where all are of UTF-8."""
    if len(_MULTIBYTE.findall(block)) < BLOCK:
        return None
    try:
        text = block.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if any(map(is_nobodys, text)) else text


def _decoded(body: bytes, name: str, evidence: str, declared: str | None) -> Decoded:
    text = decode_as(body, name)
    return Decoded(text, name, evidence, declared, text.count("\ufffd"))


def _stated(body: bytes, content_type: str) -> list[tuple[str, str]]:
    """Return the labels of a page as they stand, each with who says so."""
    said = [(found[1], "http-header") for found in [_HEADER.search(content_type)] if found]
    said += [
        ((found[1] or found[2]).decode("ascii", "replace"), "meta" if found[1] else "xml")
        for found in _LABELS.finditer(body, 0, SEEN)
        if found[1] or found[2]
    ]
    return said


def _labels(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the encodings that a page claims to be in, each with who says so."""
    named = ((name_of(label), who) for label, who in said)
    return [(_readable(name, who), who) for name, who in named if name]


def _readable(name: str, who: str) -> str:
    """Return what a label means: what stands in ASCII cannot be in UTF-16."""
    return "utf-8" if who != "http-header" and name.startswith(("utf-16", "utf-32")) else name


def _by_shape(body: bytes) -> str | None:
    """Return the encoding that shows by its zero bytes or escapes."""
    head = body[:4096]
    zeros = head.count(0)
    if zeros * 4 >= len(head) >= 4:  # noqa: PLR2004 an eighth of Latin UTF-16 would do
        at = [head[n::4].count(0) for n in range(4)]
        quarter = len(head) // 4
        if at[0] * 2 > quarter and at[1] * 2 > quarter and at[3] * 4 < quarter:
            return "utf-32be"
        if at[3] * 2 > quarter and at[2] * 2 > quarter and at[0] * 4 < quarter:
            return "utf-32le"
        even, odd = at[0] + at[2], at[1] + at[3]
        if max(even, odd) >= 3 * min(even, odd):
            return "utf-16be" if even > odd else "utf-16le"
    if not body.isascii():
        return None
    return next((name for shape, name in _ESCAPES if shape.search(body)), None)


def _has_controls(body: bytes) -> bool:
    """Return whether there are controls among the bytes as in UTF-16, or in what is no text."""
    head = body[:SEEN]
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return controls * CONTROLS_IN >= len(head) > 0


def _as_utf16(body: bytes, labels: list[tuple[str, str]]) -> str | None:
    """Return UTF-16's name if the bytes make a text in it, as the header says or by likelihood.

    The ASCII of Cyrillic, Thai or Arabic in UTF-16 is zeros and controls, as are the spaces and
    line ends of Chinese, which has no zeros else.
    """
    head = body[: ROUNDS[1]]
    said = [name for name, who in labels if who == "http-header" and name in UTF16]
    if said and _is_text(decode_as(body[:SEEN], said[0])):
        return said[0]
    best = ranking(head, dict(CANDIDATES) | dict.fromkeys(UTF16, 0.0))[0][1]
    return best if best in UTF16 and _is_text(decode_as(body[:SEEN], best)) else None


def _is_text(text: str) -> bool:
    """Return whether next to none of the characters are controls or nobody's."""
    odd = sum((char < " " and not char.isspace()) or is_nobodys(char) for char in text)
    return (odd + text.count("\ufffd")) * CONTROLS_IN <= len(text)


def _as_utf8(body: bytes) -> str | None:
    """Return the text if the bytes are UTF-8, but for a tail that was cut."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= len(body) - 3 and error.start >= len(body) - 3 and error.start > 0:
            whole = body[: error.start]
            if not whole.isascii():
                return body.decode("utf-8", "replace")
    return None


class _Runs(NamedTuple):
    """How far bytes are UTF-8."""

    good: int
    """Valid multibyte runs."""

    bad: int
    length: int

    def are_utf8(self, good_for_bad: int) -> bool:
        """Say whether there are so many valid runs for each bad byte."""
        few = self.bad * good_for_bad < self.length
        return few and self.good >= good_for_bad * self.bad


_SPACED = bytes(0x20 if byte < 0x80 else byte for byte in range(256))  # noqa: PLR2004 ASCII


def _utf8_runs(body: bytes) -> _Runs:
    """Count the runs of a body; its ASCII, most of it, is passed over at the speed of memory."""
    dense = b" ".join(body.translate(_SPACED).split())
    bad = dense.decode("utf-8", "replace").count("\ufffd") - dense.count(b"\xef\xbf\xbd")
    return _Runs(len(_MULTIBYTE.findall(dense)), bad, len(body))


def _most_likely(
    body: bytes,
    labels: list[tuple[str, str]],
    hints: Hints,
    declared: str | None,
    *,
    may_be_utf8: bool,
) -> Decoded:
    sample, priors = sampled(body), prior_costs(labels, hints)
    if may_be_utf8:
        priors["utf-8"] = 0.0
    ranked = ranking(sample, priors)
    (best, name), (second, runner_up) = ranked[0], ranked[1]
    name = upheld(sample, labels, name)
    if name != ranked[0][1]:
        best, runner_up = second, ranked[0][1]
    evidence = next((who for label, who in labels if label == name), None)
    if name == "utf-8":
        evidence = "utf-8"
    elif evidence is None:
        evidence = "site" if hints.encodings and hints.encodings[0][0] == name else "likelihood"
    text = decode_as(body, name)
    return Decoded(
        text, name, evidence, declared, text.count("\ufffd"), round(second - best, 4), runner_up
    )
