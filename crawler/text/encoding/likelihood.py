"""Which encoding a page's bytes are likeliest to be in: every candidate's text is judged.

A label, the habit of the site and the country of the host are worth some nats each.
"""

from __future__ import annotations

from typing import NamedTuple

from crawler import patterns as re
from crawler.text.encoding.encodings import decode_as
from crawler.text.encoding.labels import (
    has_letters_alone,
    is_latin,
    is_nobodys,
    speaks_against,
)
from crawler.text.encoding.language_model import cost


class Hints(NamedTuple):
    """What is known of a page besides its bytes and its header."""

    host: str | None = None
    """Its top-level domain tells which encodings are at home there."""

    encodings: tuple[tuple[str, int], ...] = ()
    """What earlier pages of the host were decided to be in, and how many."""


NO_HINTS = Hints()

CANDIDATES = (
    ("windows-1252", 0.0), ("gb18030", 0.0), ("windows-1251", 0.5), ("shift_jis", 1.0),
    ("euc-jp", 1.5), ("euc-kr", 1.0), ("big5", 1.0), ("windows-1250", 1.0), ("windows-1254", 2.0),
    ("windows-1253", 1.0), ("windows-1255", 1.0), ("windows-1256", 1.0), ("windows-1257", 2.0),
    ("windows-1258", 4.0), ("windows-874", 1.0), ("koi8-r", 2.0), ("koi8-u", 3.0),
    ("iso-8859-2", 1.5), ("iso-8859-7", 2.5), ("iso-8859-8", 3.0), ("iso-8859-5", 3.0),
    ("iso-8859-6", 3.0), ("iso-8859-4", 5.0), ("iso-8859-13", 4.0), ("iso-8859-15", 4.0),
    ("ibm866", 3.0), ("x-mac-cyrillic", 5.0), ("macintosh", 6.0), ("iso-8859-3", 5.0),
    ("iso-8859-10", 6.0), ("iso-8859-16", 5.0), ("iso-8859-14", 6.0),
)  # fmt: skip
"""What a page without a label may be in, and how unusual that is, in nats."""

AT_HOME = {
    "cn": "gb18030", "tw": "big5", "hk": "big5", "jp": "shift_jis", "kr": "euc-kr",
    "ru": "windows-1251", "ua": "windows-1251", "bg": "windows-1251", "by": "windows-1251",
    "cz": "windows-1250", "sk": "windows-1250", "hu": "windows-1250", "pl": "iso-8859-2",
    "si": "windows-1250", "hr": "windows-1250", "ro": "windows-1250", "tr": "windows-1254",
    "gr": "windows-1253", "il": "windows-1255", "ir": "windows-1256", "eg": "windows-1256",
    "lt": "windows-1257", "lv": "windows-1257", "ee": "windows-1257", "vn": "windows-1258",
    "th": "windows-874",
}  # fmt: skip
"""The legacy encoding of a country's pages."""

LABEL, SITE, HOME = 8.0, 8.0, 3.0
"""What a label, the site's habit and the country are worth, in nats: two wrong letters outweigh
a label. Of 142 short pages with a wrong label it decided 1 wrongly at 4, 3 at 8, 6 at 16 and 10
at 32; of 49 pages with a right header and a wrong meta none at 8, and 1 at 4."""

ERROR = 10.0
"""What a byte that an encoding cannot have costs, on top of the U+FFFD it leaves."""

SEEN = 64 * 1024
"""Bytes in which a label is looked for, and from which text is judged."""

ROUNDS = (64, 256, 1_200)
"""Bytes of text that are judged, round by round, by the encodings still in the race."""

BEHIND = 30.0
"""Nats behind the best from which on an encoding is out: two letters that could not be. None of
1,709 texts came out otherwise than with every encoding judged by the whole sample."""

_UNREAD = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[/!?a-z][^<>]*>?|&#?\w{2,8};",
    re.DOTALL | re.IGNORECASE,
)


def upheld(sample: bytes, labels: list[tuple[str, str]], name: str) -> str:
    """Return the label's encoding in place of a likelier one that the text does not bear out."""
    said = next((label for label, _ in labels if not label.startswith("utf")), None)
    if said is None or name in {"utf-8", *dict(labels)}:
        return name
    part = sample[: ROUNDS[-1]]
    belied = speaks_against(decode_as(part, said), said, decode_as(part, name), name)
    return name if belied else said


def ranking(sample: bytes, priors: dict[str, float]) -> list[tuple[float, str]]:
    """Return the cost of the sample in each encoding, the cheapest first."""
    racing, out = sorted((0.0, name) for name in priors), list[tuple[float, str]]()
    for size in ROUNDS:
        part = sample[:size]
        texts = {name: decode_as(part, name) for _, name in racing}
        costs = {text: _cost(text) for text in set(texts.values())}
        scored = sorted((costs[text] + priors[name], name) for name, text in texts.items())
        racing = [each for each in scored if each[0] <= scored[0][0] + BEHIND]
        out = scored[len(racing) :] + out
        if len(racing) == 1 or size >= len(sample):
            break
    return _whole_words_first(racing + out, sample[: ROUNDS[-1]])


def _whole_words_first(ranked: list[tuple[float, str]], sample: bytes) -> list[tuple[float, str]]:
    """Return the encodings with a Latin one first where the likeliest reads letters alone."""
    price, best = ranked[0]
    if has_letters_alone(decode_as(sample, best)):
        for at, (_, name) in enumerate(ranked):
            if is_latin(decode_as(sample, name)):
                return [(price, name), *ranked[:at], *ranked[at + 1 :]]
    return ranked


def prior_costs(labels: list[tuple[str, str]], hints: Hints) -> dict[str, float]:
    """Return how unusual each encoding is for a page, in nats, whatever its bytes."""
    priors = dict(CANDIDATES)
    for name in dict(labels):
        if not name.startswith("utf"):
            priors[name] = priors.get(name, 0.0) - LABEL
    total = sum(count for _, count in hints.encodings)
    for name, count in hints.encodings:
        if not name.startswith("utf"):
            priors[name] = priors.get(name, 0.0) - SITE * count / total
    home = AT_HOME.get((hints.host or "").rpartition(".")[2])
    if home:
        priors[home] -= HOME
    return priors


def sampled(body: bytes) -> bytes:
    """Return the text to judge by: what is read, as far as it is not plain ASCII."""
    text = _UNREAD.sub(b"\n", body[:SEEN])
    if text.isascii():
        text = _UNREAD.sub(b"\n", body)
    if text.isascii():
        text = body
    lines = [line.strip() for line in text.split(b"\n") if not line.isascii()]
    sample = bytearray()
    for line in dict.fromkeys(lines):
        sample += line[: ROUNDS[-1]] + b"\n"
        if len(sample) >= ROUNDS[-1]:
            break
    return bytes(sample)


def _cost(text: str) -> float:
    errors = text.count("\ufffd") + sum(map(is_nobodys, text))
    if errors > 2 + len(text) // 20:
        return ERROR * 2 * len(text)
    return cost(text) + ERROR * errors
