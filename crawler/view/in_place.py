"""What was taken off a story or repaired, shown where it stood.

    record -> paragraphs, each as it is and as it was, with the edits that made the difference

Edits are gone back through, the last first, as `undo` does; what is taken back is remembered
where it stands. A record that somebody else wrote may hold edits that fit nowhere: they are
listed by themselves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from crawler import patterns as re
from crawler.text.compare.changes import Change, changes

_BODY = re.compile(r"articleBody\[(\d{1,9})\]")
_FIELD = re.compile(r"\w+")

MAX_WORK = 400_000
"""Pairs of like characters in two texts up to which they are compared word by word."""

_SENTENCE = re.compile(r"[^.!?。！？…\n]*[.!?。！？…\n]*\s*")
MAX_SENTENCES = 2000

MAX_EDITS = 1000
"""Edits that are gone back through, the last: a line that means harm may hold any number."""

RULES = (
    ("repair:flag", "noted by the repairs"),
    ("repair:", "text repaired"),
    ("boilerplate:", "boilerplate"),
    ("site:", "repeated by the site's other pages"),
    ("credit:", "a credit"),
    ("spam:", "search words of a mirror"),
    ("notice:", "a legal notice"),
)
"""What rules do, by the beginning of their names: the first that fits."""


class AppliedEdit(NamedTuple):
    """An edit, as it is told."""

    by: str
    field: str
    before: Any
    after: Any

    @property
    def why(self) -> str:
        """What its rule is for, and what it did."""
        what = next((text for name, text in RULES if self.by.startswith(name)), "")
        done = "taken off" if self.after is None else "kept as data" if self.before is None else ""
        return ", ".join(filter(None, (what, done)))


@dataclass(slots=True)
class Piece:
    """A paragraph, or the text of a field, as it is and as it was."""

    now: str | None
    """None where it was taken off."""

    before: str | None = None
    """None where it was added."""

    edits: list[AppliedEdit] = field(default_factory=list)
    """What was done to it, in the order in which it was done."""

    @property
    def parts(self) -> tuple[Change, ...]:
        """What changed, word by word."""
        return compared(self.before or "", self.now or "")


class InPlace(NamedTuple):
    """A story with what was done to it."""

    body: list[Piece]
    fields: dict[str, Piece]
    """Other fields that are one text, by name."""

    others: list[AppliedEdit]
    """Edits of what is no text, and those that fit nowhere."""

    def edit_count(self) -> int:
        """Return how many edits there are."""
        pieces = [*self.body, *self.fields.values()]
        return sum(len(piece.edits) for piece in pieces) + len(self.others)


def in_place(record: dict[str, Any]) -> InPlace:
    """Return a record with its edits where they were made."""
    pieces = [Piece(text, text) for text in paragraphs_of(record)]
    alive = list(pieces)
    """What stood there at the point that we have gone back to."""

    fields: dict[str, Piece] = {}
    others: list[AppliedEdit] = []
    for edit in reversed(edits_of(record)[-MAX_EDITS:]):
        found = _BODY.fullmatch(edit.field)
        if found:
            if not _take_back(edit, int(found[1]), alive, pieces):
                others.append(edit)
        elif _FIELD.fullmatch(edit.field) and all(
            value is None or isinstance(value, str) for value in (edit.before, edit.after)
        ):
            piece = fields.setdefault(edit.field, Piece(edit.after, edit.after))
            piece.before = edit.before
            piece.edits.insert(0, edit)
        else:
            others.append(edit)
    return InPlace(pieces, fields, others[::-1])


def _take_back(edit: AppliedEdit, n: int, alive: list[Piece], pieces: list[Piece]) -> bool:
    """Take an edit of the body back; return False where it fits nowhere."""
    is_removal = edit.after is None
    if n > len(alive) - (not is_removal) or not isinstance(edit.before, str | None):
        return False
    if is_removal:
        piece = Piece(None, edit.before)
        at = _index(pieces, alive[n]) if n < len(alive) else len(pieces)
        pieces.insert(at, piece)
        alive.insert(n, piece)
    else:
        piece = alive[n]
        if piece.before != edit.after:
            return False
        piece.before = edit.before
        if edit.before is None:
            del alive[n]
    piece.edits.insert(0, edit)
    return True


def _index(pieces: list[Piece], wanted: Piece) -> int:
    return next(n for n, piece in enumerate(pieces) if piece is wanted)


def edits_of(record: dict[str, Any]) -> list[AppliedEdit]:
    """Return the edits of a record, those that can be read."""
    edits = _known(record).get("edits")
    return [
        AppliedEdit(str(each.get("by", "")), str(each.get("field", "")), each.get("before"),
                    each.get("after"))
        for each in (edits if isinstance(edits, list) else ())
        if isinstance(each, dict)
    ]  # fmt: skip


def paragraphs_of(record: dict[str, Any]) -> list[str]:
    """Return the paragraphs of a body: a line each, unless the record says how long each is."""
    body = record.get("articleBody")
    if not isinstance(body, str):
        return []
    lengths = _known(record).get("paragraphs")
    if not (isinstance(lengths, list) and all(type(each) is int for each in lengths)):
        return body.split("\n") if body else []
    found, at = [], 0
    for length in lengths:
        found.append(body[at : at + length])
        at += length + 1
    return found


def compared(before: str, after: str) -> tuple[Change, ...]:
    """Return what changed between two texts, word by word; in long ones by sentences first.

    >>> compared("A b. " * 900 + "C d, e.", "A b. " * 900 + "C f, e.")[1:]
    (Change(before='d', after='f'), Change(before=', e.', after=', e.'))
    """
    if _work(before, after) <= MAX_WORK:
        return changes(before, after)
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    inner = before[head : len(before) - tail], after[head : len(after) - tail]
    old, new = (_SENTENCE.findall(text)[:MAX_SENTENCES] for text in inner)
    parts = [_same(before[:head])]
    for _, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        pair = "".join(old[a:b]), "".join(new[c:d])
        parts += changes(*pair) if _work(*pair) <= MAX_WORK else [Change(*pair)]
    rest = (text[sum(map(len, known)) :] for text, known in zip(inner, (old, new), strict=True))
    parts += [Change(*rest), _same(before[len(before) - tail :])]
    return tuple(part for part in parts if part.before or part.after)


def _same(text: str) -> Change:
    return Change(text, text)


def _work(one: str, other: str) -> int:
    """Return how many pairs of like characters two texts have: with them the work grows."""
    counts = Counter(one)
    return sum(number * counts[character] for character, number in Counter(other).items())


def _common(one: str, other: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _known(record: dict[str, Any]) -> dict[str, Any]:
    known = record.get("provenance")
    return known if isinstance(known, dict) else {}
