"""Whom the page itself shows as the makers of its story, with what speaks for each.

A name is weighed, not searched for: what its element is called or leads to, the word before it,
where it stands, whether a date stands beside it, and whether it can be a name at all. `WEIGHTS`
of `crawler.page.findings.byline_signs` says what each of these is worth; `ENOUGH` of them
together make a byline.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.dates.labels import is_label as labels_date
from crawler.lang.dates.months import month_of
from crawler.lang.dates.weekdays import before_date, is_weekday
from crawler.lang.names import (
    HAN_ANY,
    NOBODY,
    clean_name,
    in_order,
    is_chinese_name,
    is_label,
    is_of_another,
    is_organisation,
    is_person,
    is_signed,
    split_names,
    without_label,
)
from crawler.lang.offices import is_job, signing_name
from crawler.lang.phrases import END, LABEL, OVER, is_credit, is_dated
from crawler.model import Organization, Person
from crawler.page.findings.byline_signs import (
    ENOUGH,
    INLINE,
    LABELLED,
    LINKED,
    LONGEST,
    NAMED,
    SURE,
    SURE_SIGNS,
    VOUCHED,
    WEIGHTS,
    Sign,
    any_marked,
    box_signs,
    files,
    is_marked,
    own_signs,
)
from crawler.page.findings.element_names import BOXES
from crawler.page.findings.line_text import MAX_PARTS, covers, has_many_parts, spaced
from crawler.page.findings.people import NEWSROOM_WORDS
from crawler.page.letters import LETTERS, squash
from crawler.text.credits import credits  # noqa: A004 - the field's own word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Outline

Maker = Person | Organization
_DAY_OR_CLOCK: Final = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|(?<!\d)\d{1,2}[:.]\d{2}(?!\d)|(?<!\d)\d{1,2}[./]\d{1,2}[./]"
)
_APART: Final = re.compile(r"\s*[|•·●–—]\s*|\s-\s|\s{3,}")


@dataclass(frozen=True, slots=True)
class Shown:
    """A maker that the page shows."""

    maker: Maker
    weight: int
    block: int


@dataclass(frozen=True, slots=True)
class Place:
    """The blocks of a page among which a byline may stand."""

    blocks: Sequence[int]
    sign: Sign | None
    """What standing there says."""


def bylines(
    page: Outline, places: Iterable[Place], ordinary: Ordinary, topics: Collection[str]
) -> tuple[Shown, ...]:
    """Return the makers that the lines around a story show, each once, of the best line.

    `topics` are names of other things, squashed: the story's keywords, its section, its headline.
    """
    shown: list[Shown] = []
    for place in places:
        for n in _lines(page, place):
            units = list(_units(page, n, between=place.sign == "between"))
            around = _around(page, n, place) if units else frozenset()
            for unit in units:
                shown += _weighed(unit, n, around, ordinary, topics)
        if any(each.weight >= SURE for each in shown):
            break  # an editor or a translator may stand in the boxes of a later place
    best = max((each.weight for each in shown), default=0)
    if best < ENOUGH:
        return ()
    first = next(each.block for each in shown if each.weight == best)
    kept: dict[str, Shown] = {}
    for each in shown:
        if each.weight >= max(ENOUGH, best - 1) and abs(each.block - first) <= NEIGHBOURS:
            kept.setdefault(squash(each.maker.name), each)
    return tuple(kept.values())


def _lines(page: Outline, place: Place) -> Iterator[int]:
    """Yield the lines of a place that may be a byline; under the text, those of its own end."""
    for n in place.blocks:
        block = page.blocks[n]
        named = block.heading and is_marked(block.element)
        if block.heading and not named:
            if place.sign is None and not OVER.match(block.text):
                return  # what follows is another list, or another story
            continue
        if block.role == "comments" or len(block.text) > LONGEST:
            continue
        if block.worth <= LONGEST / 2 and not _is_quoted(block.element):
            yield n


def _is_quoted(element: HtmlElement) -> bool:
    """Return True if an element stands in a quotation: whoever is named there said that."""
    around = (element, *islice(element.iterancestors(), BOXES))
    return any(each.tag == "blockquote" for each in around)


def _is_of_another(text: str) -> bool:
    """Return True if a line names who edited, translated or photographed, and no author."""
    if is_credit(text):
        return True
    if HAN_ANY.search(text) and (found := credits(text)):
        return bool(found.people) and not found.of("author")
    return is_of_another(text)


NEIGHBOURS: Final = 6
"""Blocks that a list of authors, with their jobs, takes."""


def _around(page: Outline, n: int, place: Place) -> frozenset[Sign]:
    """Return what speaks for all names of a line: where it stands, and beside what."""
    signs: set[Sign] = {place.sign} if place.sign else set()
    if any(_is_dated(page, k) for k in (n, n - 1, n + 1)):
        signs.add("dated")
    if is_of_a_sheet(page, n):
        signs.add("sheet")
    if place.sign is None and is_introduced(page, n):
        signs.add("introduced")
    return frozenset(signs)


def is_introduced(page: Outline, n: int) -> bool:
    """Return True if a line is a name, and the paragraph below it begins with that name."""
    name = page.blocks[n].text
    notes = page.blocks[n + 1 : n + 1 + NOTES]
    told = any(note.worth > 0 and note.text.startswith((f"{name} ", f"{name},")) for note in notes)
    return told and is_person(name)


NOTES: Final = 2
"""Lines below the name of an author: what she is, and a note on her."""

_VALUE: Final = re.compile(r"\W*[^\W\d_][^:：]{0,24}[:：]\s?\S")


def is_of_a_sheet(page: Outline, n: int) -> bool:
    """Return True if a line labels a fact among others: the author of a book that is reviewed."""
    around = [page.blocks[k] for k in (n - 1, n + 1) if 0 <= k < len(page.blocks)]
    alike = [block for block in around if block.tag == page.blocks[n].tag and not block.heading]
    texts = [block.text for block in alike if block.chars < LONGEST // 2]
    values = [(text, _VALUE.match(text)) for text in texts if not HAN_ANY.search(text)]
    return any(
        not (LABEL.match(text) or is_of_another(text) or without_label(value[0])[1])
        for text, value in values
        if value
    )


class Ordinary:
    """The words that a text writes in small letters, looked for when they are asked for."""

    def __init__(self, page: Outline, body: Sequence[int]) -> None:
        self.page, self.body = page, body
        self.text: str | None = None

    def has(self, name: str) -> bool:
        """Return True if the text writes a word of a name in small letters."""
        if self.text is None:
            self.text = " ".join(self.page.blocks[n].text for n in self.body)
        words = [word for word in LETTERS.findall(name) if len(word) > SHORT and word[0].isupper()]
        return any(f" {word.lower()} " in self.text for word in words)


SHORT: Final = 2
"""Letters of a word that may be a particle of a name."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A part of a line that may be a name, or a list of names."""

    text: str
    signs: frozenset[Sign]
    listed: bool = False
    """It is a line in which other names are marked."""


def _units(page: Outline, n: int, *, between: bool) -> Iterator[_Unit]:
    """Yield what of a line may be a name: what is marked in it, or else its parts."""
    block = page.blocks[n]
    element = block.element
    box = box_signs(element)
    if box is None and between and _is_labelled(block.text):
        box = frozenset()
    if box is None:
        return
    labelled = n > 0 and is_label(page.blocks[n - 1].text)
    inner = [part for part in islice(element.iter(*INLINE), MAX_PARTS) if part is not element]
    told = between or box or is_introduced(page, n)
    vouched = labelled or _is_labelled(block.text) or any_marked((element, *inner))
    if not (told or vouched) or (files(element) and not vouched) or _is_of_another(block.text):
        return
    whole = not len(element) or covers(element, block)
    line = spaced(element) if whole else block.text
    found: dict[str, frozenset[Sign]] = {}
    others = set()
    for part in [element, *inner] if whole else inner:
        text, own = spaced(part), own_signs(part)
        at = line.find(text)
        if own is None and part is not element:
            others.add(text)
        if own is None or at < 0 or not _may_name(text, line[:at], line, own):
            continue
        signed = is_signed(line[:at]) if at else labelled
        linked = own or found.get(text, own) & LINKED
        found[text] = linked | box | (LABELLED if signed else box)
    marked = {text: signs for text, signs in found.items() if signs & SURE_SIGNS}
    if marked:
        yield from _innermost(marked, line)
        return
    known = box | LABELLED if labelled else box
    several = "".join(text for text in found if text != line).replace(" ", "")
    for part_text in dict.fromkeys((line, *_APART.split(line))):
        signs = found.pop(part_text, known)
        if part_text not in others and part_text.replace(" ", "") != several:
            yield _Unit(part_text, signs)
    yield from (_Unit(text, signs) for text, signs in found.items())


def _may_name(text: str, before: str, line: str, own: Collection[Sign]) -> bool:
    """Return True if a part of a line may be a name, and none that a sentence tells of.

    Such stands behind other words than a label or a date, and is marked as nothing but a link.
    """
    if not text or len(text) > LONGEST // 2 or is_label(text):
        return False
    alone = not before or not NAMED.isdisjoint(own) or any(map(str.isdigit, before))
    return alone or len(line) <= SENTENCE or END.search(line) is None


def _is_labelled(text: str) -> bool:
    return len(text) <= LONGEST // 2 and without_label(text)[1]


def _innermost(marked: dict[str, frozenset[Sign]], line: str) -> Iterator[_Unit]:
    """Yield what is marked and holds nothing else that is; then the line, if it lists more."""
    within = [text for text in marked if not any(o != text and o in text for o in marked)]
    labelled = frozenset[Sign]().union(*marked.values()) & LABELLED
    yield from (_Unit(text, marked[text] | labelled) for text in within)
    if line in marked and len(within) < len(_listed(line)):
        yield _Unit(line, marked[within[0]], listed=True)


def _listed(line: str) -> list[str]:
    """Return the persons that a line lists."""
    return [name for name in split_names(without_label(line, vouched=True)[0]) if is_person(name)]


def _weighed(
    unit: _Unit, n: int, around: Collection[Sign], ordinary: Ordinary, topics: Collection[str]
) -> Iterator[Shown]:
    signs: set[Sign] = {*unit.signs, *around}
    text, labelled = without_label(unit.text, vouched=bool(signs & VOUCHED))
    if labelled:
        signs.add("labelled")
    vouched, surely = bool(signs & VOUCHED), bool(signs & SURE_SIGNS)
    if sum(WEIGHTS[sign] for sign in signs) + WEIGHTS["person"] < ENOUGH:
        return
    if not (vouched or "between" in signs):
        return
    if not surely and (is_dated(unit.text) or (len(text) > SENTENCE and END.search(text))):
        return
    for at, name in enumerate(_credited(unit.text) or _names(text, vouched=vouched)):
        handles = (surely or ("labelled" in signs and not at)) and not unit.listed
        handles = handles and (" " not in name or ("labelled" in signs and surely))
        maker = _maker(name, text.strip(), signs, handles=handles)
        if maker is not None:
            more = _signs_of_name(maker, ordinary, topics)
            yield Shown(maker, sum(WEIGHTS[sign] for sign in signs | more), n)


def _credited(text: str) -> list[str]:
    """Return the authors of a line of Chinese that says who they are: 記者陳以安／南灣報導."""
    found = credits(text) if HAN_ANY.search(text) else None
    return [credit.name for credit in found.of("author")] if found else []


def _maker(name: str, line: str, signs: AbstractSet[Sign], *, handles: bool) -> Maker | None:
    """Return whom a name names; None for nobody. One word alone counts only among `handles`."""
    if "marked" not in signs and (month_of(name) or is_weekday(name)):
        return None
    if HAN_ANY.search(name) and not _is_signed_in_han(name, line, signs):
        return None
    if is_organisation(name):
        return Organization(name=name)
    return Person(name=name) if is_person(name) or (handles and _is_handle(name)) else None


def _signs_of_name(maker: Maker, ordinary: Ordinary, topics: Collection[str]) -> set[Sign]:
    """Return what speaks for and against a name by itself."""
    signs: set[Sign] = set()
    if squash(maker.name) in topics:
        signs.add("topic")
    if isinstance(maker, Person):
        if is_person(maker.name):
            signs.add("person")
        elif maker.name.islower():
            signs.add("small")
        if ordinary.has(maker.name):
            signs.add("ordinary")
    return signs


def marked_anywhere(root: HtmlElement) -> Person | None:
    """Return the one person whom all elements of a page name that are marked as an author's.

    Of several, each may have written another of the stories that the page leads to.
    """
    found: dict[str, Person] = {}
    for element in root.iter(*INLINE, "p", "div", "li", "h2", "h3", "h4", "h5"):
        signs = own_signs(element)
        if not signs or "marked" not in signs or has_many_parts(element):
            continue
        if box_signs(element) is None:
            continue
        text, _ = without_label(spaced(element), vouched=True)
        if len(text) > LONGEST // 2 or _is_quoted(element) or _is_of_another(text):
            continue
        for name in _names(text, vouched=True):
            maker = _maker(name, text, signs, handles=True)
            if isinstance(maker, Person):
                found.setdefault(squash(maker.name), maker)
        if len(found) > 1:
            return None
    return next(iter(found.values()), None)


SENTENCE: Final = 50
"""Characters from which a text that ends like a sentence is one."""


def _is_signed_in_han(name: str, line: str, signs: AbstractSet[Sign]) -> bool:
    """Return True if Han characters are a name by themselves, or vouched for as one."""
    if is_chinese_name(name):
        return bool(VOUCHED & signs) or (name == line and "dated" in signs)
    return name == line and not signs.isdisjoint({"marked", "labelled"})


def _names(text: str, *, vouched: bool) -> list[str]:
    """Return the names of a list; a newsroom's, or one word, where it is vouched for."""
    if vouched and " " not in text and _HANDLES.fullmatch(text) and not HAN_ANY.search(text):
        return [] if NOBODY.match(text) else [text]
    if not vouched:
        name = before_date(text)
        text = re.split(r"\d", name, maxsplit=1)[0] if _DAY_OR_CLOCK.search(name) else name
        text = signing_name(text.strip()) or text
    ordered = in_order(text) if vouched else text
    listed = [name for name in split_names(ordered) if name and not NOBODY.match(name)]
    if not vouched:
        plain = all(is_person(name) and not any(map(str.isdigit, name)) for name in listed)
        return listed if plain else []
    name = clean_name(text)
    if listed or not is_organisation(name) or NOBODY.match(name) or is_job(name):
        return listed
    return [name] if len(name.split()) <= NEWSROOM_WORDS else []


_HANDLES: Final = re.compile(r"[^\W\d][\w.'’-]{1,20}(?: [^\W\d][\w.'’-]{1,20})?")


def _is_handle(name: str) -> bool:
    """Return True if one word, or two, can be what somebody signs with."""
    return _HANDLES.fullmatch(name) is not None and not is_job(name)


def _is_dated(page: Outline, n: int) -> bool:
    if not 0 <= n < len(page.blocks):
        return False
    block = page.blocks[n]
    if block.chars > LONGEST // 2:
        return False
    return (
        _DAY_OR_CLOCK.search(block.text) is not None
        or labels_date(block.text)
        or next(block.element.iter("time"), None) is not None
    )
