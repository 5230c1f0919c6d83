"""What a line says of the site and not of the story: rights, licences, who is responsible.

``data/notices.toml`` holds the words, language by language; a line of another language is one more
row. `signs` looks at a line as a whole: what is quoted in it nobody says of this site, what
stands in the middle of a sentence is no notice, and a line that reports what a court or anybody
said is a line of the story.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.phrases import END
from crawler.lang.words import Parts, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawler.lang.words import Word

_QUOTED: Final = re.compile(
    r"“[^”]*”|„[^“”]*[“”]|«[^»]*»|「[^」]*」|『[^』]*』|《[^》]*》|‘[^’]*’|\"[^\"]*\""
)
_WORD: Final = re.compile(r"(?<!\w)\w|[^\w\s]|[\u0e00-\u0eff\u1780-\u17ff\u2e80-\u9fff]")
"""Where a word may begin: anywhere, in scripts that set no blanks between words."""

_CLAUSE: Final = re.compile(r"[.!?;,:|/•·–—。！？；：｜\n](?:\s|$|(?<=[。！？；：｜\n]))|\s-\s")
_OPENERS: Final = " \t\u3000(（【\\[〔*※■●◆▲>＞—–-·•|"
_NAME: Final = re.compile(r"[\W\d]*+(?:[^\W\da-zа-яёα-ω]\S*+[\W\d]*+)*+")
"""Words with capitals, or in a script without them."""

NAME_WIDTH: Final = 40
"""Characters of a name before a formula: The Saltmarsh Courier all rights reserved."""

_INITIAL: Final = re.compile(r"(?<!\w)[^\W\d_]\.\s*$")
_LABEL: Final = re.compile(r"[^:：՝]{2,40}[:：՝]")
_REACHED: Final = re.compile(
    r"[@\d.:](?:(?<=\S@)\S+\.\w|(?<=\d)[\d ()/–-]{6,}\d|(?<=www\.)\S"
    r"|(?:(?<=http:)|(?<=https:))//\S)"
)
"""An address, or the number of a telephone; first a sign that each has, which `re` finds fast."""
_ASKED_AND_REACHED: Final = re.compile(
    r"[?？؟]\s(?=[^?？؟@]{0,80}@)[^?？؟]*\S@\S+\.\w+[\s\w]{0,24}\W*$"
)
"""A question, and behind it where to write: Found a mistake? Write to us at an address."""

_REGISTERED: Final = re.compile(
    r"^[^.!?。]{2,60}[^\W\d][.:]?º?[\s:№]{1,3}[A-Z]{0,4}(?:\d{6,}|\d{4}-\d{3}[\dX])$"
)
"""A name and a number of registration: the line says nothing else."""
_STOPLESS: Final = re.compile(
    r"(?=[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]*[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
    r"[^:：©|@\d]{30,}$"
)
"""A sentence of a script without full stops, as Thai is: long, without a label or a number."""

_NUMBERED: Final = re.compile(r"[\W_][A-Z]{0,4}\d[\d/-]{3,}$")
"""A number at the end of a line, and no full stop."""

APPEAL: Final = frozenset(("act", "channel"))
_TO_READERS: Final = frozenset(("reader", "ours"))
"""What a site asks of its readers counts where it says what to do, where, and who asks whom."""

_ONE_CLAUSE: Final = re.compile(r"[^.!?؟؛。۔।։/…]{4,80}$")
"""A line without a stop or an address, shorter than most sentences of a story."""

_OWN_CHANNEL: Final = frozenset(("ours", "channel"))

INSISTING: Final = 3
"""Words for what to do that need not say who asks whom."""

_BROADER: Final = (
    APPEAL
    | _TO_READERS
    | {
        "contact",
        "content",
        "menu",
        "menus",
        "site",
        "technique",
    }
)
"""Groups of words that say nothing of anybody's rights or duties."""


@dataclass(frozen=True, slots=True)
class Signs:
    """What there is in a line that stories do not say."""

    weight: float = 0.0
    """How sure it is that it is no line of a story: none is, from `SURE` on; what reports what
    anybody said has less than nothing."""

    means: str = ""
    """What it gives to the record: a notice, a credit, the end of a story, nothing; empty where
    no word says that."""


_SETTING: Final = frozenset(("site", "content"))
"""What is spoken of: of these alone any story speaks."""

SURE: Final = 2.0
"""Weight from which a line alone is known: a formula, or words of two groups in no sentence."""

FORMULA, TOLD, A_SENTENCE, LABELLED, REACHED, SHAPED = 3.0, 5.0, 1.0, 0.5, 0.5, 1.0
"""Weights: a formula; against it a report, and a sentence; a label of its kind, an address; the
shape of a line in any language."""

LONG: Final = 400
"""Characters for each of which, as many times, a group of words more is wanted."""


@lru_cache(maxsize=4096)
def signs(line: str) -> Signs:
    """Return what a line has of a notice, a credit or a menu of the site.

    >>> signs("Alle Rechte vorbehalten.").means, signs("Impressum | Datenschutz").weight >= SURE
    ('notice', True)
    >>> signs("„Alle Rechte vorbehalten“ ersetze keinen Vertrag, sagte die Richterin.").weight < 0
    True
    """
    text = _QUOTED.sub(lambda found: " " * len(found[0]), line.replace("İ", "i"))
    bare = text.strip(_OPENERS)
    shape = _shape("line", bare)
    if shape and shape != "notice":
        return Signs(FORMULA, shape)
    lower = text.lower()
    sentence = ends_as_sentence(bare) or _STOPLESS.match(bare) is not None
    placed = _placed(text, lower, sentence=sentence)
    found = [row for _, row in placed]
    formula = shape is not None or any(row.kind == "formula" for row in found)
    groups = _groups(found, asked=_asked(text, placed), short=_ONE_CLAUSE.match(bare) is not None)
    weight = len(groups - {"contact"}) + _labelled(lower, found)
    if formula:
        weight += FORMULA
    elif sentence:
        weight -= A_SENTENCE
    if "contact" in groups or _REACHED.search(lower):
        weight += REACHED
    if _is_shaped(bare, licensed="licence" in groups):
        weight += SHAPED
    if len(line) > LONG:
        weight -= len(line) / LONG
    told = [place for place, row in placed if row.kind == "told"]
    reports = bool(told) and not text[: min(told)].strip(_OPENERS)
    if told and (reports or weight < SURE + TOLD):
        weight = min(weight - TOLD, -A_SENTENCE)
    return Signs(weight, "notice" if formula or groups - _BROADER else "nothing")


def _is_shaped(bare: str, *, licensed: bool) -> bool:
    """Return True if a line asks and says where to write, or is a name and its number."""
    shapes = (_ASKED_AND_REACHED, _REGISTERED, *((_NUMBERED,) if licensed else ()))
    return any(shape.search(bare) for shape in shapes)


def _placed(text: str, lower: str, *, sentence: bool) -> list[tuple[int, Word]]:
    """Return the plain words that count in a line, with their places.

    A formula leads. Who is responsible is a formula where the name follows, or a number of
    registration: *the editor in chief apologised* is a sentence.
    """
    found = _longest(lower)
    licensed = any(row.means == "licence" for _, row in found)
    if not sentence or licensed or _LABEL.match(lower):
        return [(at, row) for at, row in found if row.kind != "formula" or _leads(text, at)]
    people = [(at, at + len(row.word)) for at, row in found if row.means == "person"]
    return [
        (at, row)
        for at, row in found
        if row.means != "person"
        if row.kind != "formula" or (_leads(text, at) and not _names_a_role(at, row, people))
    ]


def _names_a_role(place: int, row: Word, people: list[tuple[int, int]]) -> bool:
    """Return True if a formula begins or ends with the word for a person."""
    return any(start == place or end == place + len(row.word) for start, end in people)


def ends_as_sentence(line: str) -> bool:
    """Return True if a line ends as a sentence does, and not in an initial or a firm's form.

    >>> ends_as_sentence("Sie fährt wieder."), ends_as_sentence("Главный редактор Речной П. И.")
    (True, False)
    """
    return END.search(line) is not None and _INITIAL.search(line) is None


def _asked(text: str, placed: list[tuple[int, Word]]) -> bool:
    """Return whether a clause opens with what to do, or a line ends in it, as Turkish lines do."""
    acts = [(place, len(row.word)) for place, row in placed if row.means == "act"]
    opened = (max((c.end() for c in _CLAUSE.finditer(text, 0, at)), default=0) for at, _ in acts)
    return any(
        not text[start:at].strip(_OPENERS) or not text[at + size :].strip(f"{_OPENERS}.!")
        for start, (at, size) in zip(opened, acts, strict=True)
    )


def _groups(found: list[Word], *, asked: bool, short: bool) -> set[str]:
    """Return of which groups the parts in a line are; two links of a menu are two.

    *Our channel on Telegram* is an appeal without a verb, where the line says no more.
    """
    parts = [str(row.means) for row in found if row.kind == "part"]
    groups = set(parts)
    asks = asked or groups >= _TO_READERS or parts.count("act") >= INSISTING
    names_own = short and groups >= _OWN_CHANNEL
    if not (names_own or (asks and groups >= APPEAL)):
        groups -= APPEAL | _TO_READERS
    if groups == _SETTING:
        groups = {"site"}
    return groups | {"menus"} if parts.count("menu") > 1 else groups


def _labelled(lower: str, found: list[Word]) -> float:
    label = _LABEL.match(lower)
    named = label and any(
        row.kind == "part" and row.word.rstrip(" :") in label[0] for row in found
    )
    return LABELLED if named else 0.0


def _leads(text: str, place: int) -> bool:
    """Return True if a clause begins at a place of a text, or a name stands between."""
    before = text[:place]
    start = max((found.end() for found in _CLAUSE.finditer(before)), default=0)
    name = before[start:].strip(_OPENERS)
    return len(name) <= NAME_WIDTH and _NAME.fullmatch(name) is not None


def is_anywhere(line: str) -> bool:
    """Return True for a line that is none of a story wherever in it it stands."""
    bare = line.strip(_OPENERS)
    return _shape("anywhere", bare) is not None


def hearts_in(text: str) -> tuple[str, ...]:
    """Return the words of a text, in lower case, without which a line of it is no notice.

    >>> hearts_in("the courier, all rights reserved")
    ('rights',)
    """
    return tuple(_hearts().within(text))


@cache
def _hearts() -> Parts:
    return Parts(tuple(row.word for row in _of_kind("heart")))


@cache
def _of_kind(kind: str) -> tuple[Word, ...]:
    return tuple(row for row in words("notices") if row.kind == kind)


def _found(lower: str) -> Iterator[tuple[int, Word]]:
    """Yield the plain words in a text with their places, each once by what it means."""
    known, seen = _by_beginning(), set()
    for start in _WORD.finditer(lower):
        place = start.start()
        for size in range(1, BEGINNING + 1):
            for row in known.get(lower[place : place + size], ()):
                sense = row.word, row.means
                if sense not in seen and lower.startswith(row.word, place):
                    seen.add(sense)
                    yield place, row


def _longest(lower: str) -> list[tuple[int, Word]]:
    """Return the plain words in a text; no report where a longer word begins with its letters.

    *Hakimiliki* is Swahili for copyright, and *hakim* a judge in Turkish and in Malay.
    """
    found = list(_found(lower))
    sizes: dict[int, int] = {}
    for place, row in found:
        sizes[place] = max(sizes.get(place, 0), len(row.word))
    return [(at, row) for at, row in found if row.kind != "told" or len(row.word) == sizes[at]]


BEGINNING: Final = 5
"""Characters by which a word is looked up."""


@cache
def _by_beginning() -> dict[str, list[Word]]:
    """Return the plain words by their first characters: short ones by all that they have."""
    found: dict[str, list[Word]] = {}
    for row in words("notices"):
        if row.kind in {"formula", "part", "told"}:
            found.setdefault(row.word[:BEGINNING], []).append(row)
    return found


def _shape(kind: str, bare: str) -> str | None:
    """Return what the first expression of a kind that a line is known by gives to the record."""
    shapes = _shapes(kind, in_han=_HAN.search(bare) is not None)
    return next((means for shape, means in shapes if shape.search(bare)), None)


_HAN: Final = re.compile(r"[\u3400-\u9fff]")


@cache
def _shapes(kind: str, *, in_han: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return the expressions of a kind, and what each means; the Chinese ones all need Han."""
    return tuple(
        (re.compile(row.word, re.IGNORECASE), str(row.means))
        for row in _of_kind(kind)
        if in_han or row.language != "zh"
    )
