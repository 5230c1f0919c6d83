"""The laws of text work, as functions: each returns what it finds broken, and by which text.

never raises      whatever comes, and what is made of it can be written as UTF-8
twice is once     a repair leaves nothing that it would repair
sound stays       what shows nothing that a repair looks for is as it was
ASCII stays       no step touches plain ASCII
nothing invented  what a step adds is in the bytes of its text, or in a table that it names
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from html import unescape
from typing import TYPE_CHECKING

from crawler.text.encoding.encodings import MISTAKES, encode
from crawler.text.mirror.gbk_codes import code_of, written
from crawler.text.mirror.mirror import SUSPECT
from crawler.text.mirror.mirror_damage import FOLDED
from crawler.text.mirror.pinyin import opencc
from crawler.text.mirror.simplify import simplified
from crawler.text.repair.lost_bytes import DROPPED
from crawler.text.repair.mojibake_detect import sound
from crawler.text.repair.repair import FORMS, REPAIRS, repair, trace_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

STEPS = (*REPAIRS, *FORMS)


def broken(texts: Sequence[str]) -> list[str]:
    """Return which laws do not hold for the texts of a page, and for which of them."""
    found = list[str]()
    for text in texts:
        found += [*_broken_by_steps(text)]
    for storage in (False, True):
        traced = trace_all(texts, storage=storage)
        after = [
            steps[-1].after if steps else text for text, steps in zip(texts, traced, strict=True)
        ]
        if again := [name for steps in trace_all(after, storage=storage) for name, *_ in steps]:
            found.append(f"the page again, storage {storage}: {again}")
        for text, steps in zip(texts, traced, strict=True):
            before = text
            for name, made, *_ in steps:
                if new := invented(before, made, name, page=texts):
                    found.append(f"{name} invents {new!r} in {before!r}")
                before = made
            before.encode()
    return found


def _broken_by_steps(text: str) -> Iterator[str]:
    for step in STEPS:
        once = step(text)
        if step(once) != once:
            yield f"{step.__name__} twice: {text!r}"
    repaired = repair(text).text
    repaired.encode()
    if repair(repaired).steps:
        yield f"repair twice: {text!r}"
    mirrored = SUSPECT.search(text)
    if sound(text) and not mirrored and any(step(text) != text for step in REPAIRS):
        yield f"sound, and changed: {text!r}"
    if text.isascii() and sound(text) and any(step(text) != text for step in STEPS):
        yield f"ASCII, and changed: {text!r}"


def invented(before: str, after: str, name: str, *, page: Sequence[str] = ()) -> set[str]:
    """Return the characters that a step added, less those that its text accounts for."""
    new = set(after) - set(before)
    if "_read_as_" in name:
        return {
            char
            for was, now in zip(before.split("\n"), after.split("\n"), strict=True)
            for char in set(now) - set(was) - _spelled(was, name)
        }
    if name == "undo_mirror":
        return {char for char in new if not _is_of_mirror(char, before, page)}
    if name == "pair_surrogates":
        return {char for char in new if char < "\U00010000"} - {"\ufffd"}
    if name == "unescape_whole":
        # What an escape means is its own text.
        return set(filter(str.isascii, new)) - {" "}
    if name == "unescape_again":
        return new - set(_unescaped(before))
    return new - set(_composed(before) if name in FORM_NAMES else "") - {" "}


FORM_NAMES = {step.__name__ for step in FORMS}

GIVEN_BACK = ((" ", "\xa0"), ("â€", "â€\x9d"))
"""What a repair adds for a byte that was lost: the space that did not break, the last byte of
a closing quotation mark; and those of `crawler.text.repair.lost_bytes`."""

_LEAD = re.compile("[Â-ß]")
PAIRED = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
"""The two halves of a character beyond the first plane, each in UTF-8 by itself."""


def _spelled(line: str, name: str) -> set[str]:
    """Return the characters that the bytes of a line spell, taken for one coding, in another."""
    was, taken_for = map(named, name.removeprefix("undo_").split("_read_as_"))
    lines = [line]
    for lost, whole in GIVEN_BACK:
        lines += [line.replace(lost, whole) for line in lines]
    if (was, taken_for) == ("utf-8", "cp1252"):
        lines += [_LEAD.sub(rf"\g<0>{byte}", line) for byte in DROPPED for line in lines[:1]]
    bodies = (b"".join(read_from(char, taken_for) for char in line) for line in lines)
    return {"\ufffd"}.union(*(decode_loosely(body, was) for body in bodies))


@cache
def named(step: str) -> str:
    """Return the coding that a step's name speaks of."""
    known = {
        name.replace("utf-8", "utf8").replace("-", "_"): name
        for row in MISTAKES
        for name in (row[0], *row[1])
    }
    return known[step]


@cache
def read_from(char: str, taken_for: str) -> bytes:
    body = encode(char, taken_for)
    return body if body is not None else char.encode("latin-1", "replace")


def decode_loosely(body: bytes, was: str) -> str:
    return (PAIRED.sub(_whole, body) if was == "utf-8" else body).decode(was, "replace")


def _whole(halves: re.Match[bytes]) -> bytes:
    text = halves[0].decode("utf-8", "surrogatepass")
    return text.encode("utf-16", "surrogatepass").decode("utf-16").encode()


def _is_of_mirror(char: str, before: str, page: Sequence[str]) -> bool:
    """Return whether a mirror's text has a character in another form, or one of its bytes.

    Its tables are those of simplified characters, of readings, of narrow signs, and of the two
    characters that GBK has no bytes for.
    """
    if char in "\xa0©":
        return "?" in before
    if char == "\n":
        return any("\n" in text for text in page)
    forms = {*written().get(char, char), char, str(opencc("s2t").convert(char))}
    if not forms.isdisjoint(before) or char in simplified(before) + _straight(before):
        return True
    body = set(b"".join(map(code_of, before + _straight(before))))
    if char.isascii():
        return ord(char) in body
    return any(not body.isdisjoint(code_of(form)) for form in forms if len(code_of(form)) > 1)


def _straight(text: str) -> str:
    """Return what a mirror's tables make of a text: simplified, and its narrow signs wide."""
    return str(opencc("t2s").convert(text)) + "".join(
        wide for wide, narrow in FOLDED.items() if narrow in text
    )


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text) + unicodedata.normalize("NFKC", text)


def _unescaped(text: str) -> str:
    for _ in range(6):
        text = unescape(text)
    # Two references may be the halves of one character.
    return text + "".join(
        bytes.fromhex(f"{int(a):04x}{int(b):04x}").decode("utf-16-be", "replace")
        for a, b in re.findall(r"&#(5[5-6]\d{3});&#(5[6-7]\d{3});", re.sub("&amp;", "&", text))
    )
