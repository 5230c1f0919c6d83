"""The lines around a story that say who, when and where from: above the text and below it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.dates.labels import label_before
from crawler.lang.names import is_chinese_name, is_organisation, is_person, names
from crawler.page.findings.bylines import (
    Ordinary,
    Place,
    Shown,
    bylines,
    covers,
    is_of_a_sheet,
    spaced,
)
from crawler.page.findings.terms import Terms, terms
from crawler.page.letters import LINE_WIDTH
from crawler.text.credits import (
    Credit,
    Credits,
    credits,  # noqa: A004 - the field's own word
    dateline_credits,
    is_bare_label,
    name_and_medium,
    posted,
    signature,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.mirrored import Clear

ABOVE = 4
"""Blocks over the headline that may belong to it: a kicker, a section, a date.

Measured: at 2 nothing; at 8 fundus authors -0.6, segments date -0.3.
"""

BETWEEN = 30
"""Blocks between headline and text: more than these are a menu of their own.

Measured: at 15 nothing; at 60 segments date -0.3.
"""

BELOW = 25
"""Blocks under the text in which the desk signs: on 30 Chinese portals the furthest stood at 5.

Measured: at 12 segments date -0.3; at 50 nothing.
"""

OPENING = 10
"""Blocks at the head of the text where a date line may have been swallowed; as many at its end
may be signed, for notices of rights may follow.

Measured: at 5 nothing; at 20 segments date +0.3.
"""

FAR = 70
"""Blocks over the headline among which a dated line may still be the story's.

Measured: at 35 segments date -0.3; at 140 nothing.
"""

LABELLED = 160
"""Characters of a line that labels its date.

Measured: at 80 segments date -0.3; at 320 nothing.
"""

EDGE = 90
"""Characters of a line inside the text that may be a signature and is not prose.

Measured: at 45 zh authors -4.0, zh source -3.7; at 180 nothing.
"""


@dataclass(frozen=True, slots=True)
class Time:
    """What a ``time`` element states, and what it is called."""

    datetime: str
    kind: str
    """``published``, ``changed`` or ``other``; empty where neither a label nor its names say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditLines:
    """What the lines around a story say."""

    above: list[str] = field(default_factory=list)
    """Over the headline."""

    head: list[str] = field(default_factory=list)
    """From the headline to the text."""

    tail: list[str] = field(default_factory=list)
    """Under the text."""

    opening: list[str] = field(default_factory=list)
    """Short lines among the first of the text, and the headline's own."""

    far: list[str] = field(default_factory=list)
    """Short lines further above the headline."""

    inside: list[str] = field(default_factory=list)
    """Short lines anywhere else in the text."""

    times: list[Time] = field(default_factory=list)
    """The ``time`` elements in the lines over the headline and between it and the text."""

    elements: dict[str, HtmlElement] = field(default_factory=dict)
    """The element that holds a line, by its text: of two equal lines, the first."""

    terms: Terms = field(default_factory=Terms)
    """What the story is filed under."""

    credits: Credits = field(default_factory=Credits)
    makers: tuple[Shown, ...] = ()
    """Whom the page shows as the makers of the story."""

    source: str | None = None
    """A name alone beside the date."""


def credit_lines(  # noqa: PLR0913, PLR0917 - what a page is, and what its site says of it
    page: Outline,
    heading: int,
    body: Sequence[int],
    named: Sequence[str] = (),
    clear: Clear = str,
    topics: Collection[str] = (),
) -> CreditLines:
    """Return what stands above, between and below, and who is named there.

    `named` are lines that the site's profile calls the byline; they come before all others.
    `clear` gives a line as it was meant: see `crawler.page.mirrored`. `topics` are names of
    other things than people: see `crawler.page.findings.bylines`.
    """
    blocks = page.blocks
    start = body[0] if body else min(heading + 1 + BETWEEN, len(blocks))
    end = body[-1] + 1 if body else start
    top = heading if 0 <= heading < start else max(0, start - BETWEEN)
    above = [n for n in range(max(0, top - ABOVE), top) if _counts(blocks[n])]
    head = [n for n in range(top + (top == heading), start)[:BETWEEN] if _counts(blocks[n])]
    short = [n for n in range(start, end) if _is_edge(blocks[n])]
    tail = [n for n in body[-3:] if _is_edge(blocks[n])]
    tail += [n for n in range(end, min(end + BELOW, len(blocks))) if _counts(blocks[n])]
    over = range(max(0, top - FAR), max(0, top - ABOVE))

    elements: dict[str, HtmlElement] = {}

    def texts_of(places: Iterable[int]) -> list[str]:
        texts = []
        for n in places:
            text = clear(blocks[n].text)
            elements.setdefault(text, blocks[n].element)
            texts.append(text)
        return texts

    ordinary, inside = Ordinary(page, body), frozenset(body)
    opens = [n for n in range(start, min(start + OPENING, end)) if _opens(blocks[n])]
    near = [n for n in range(start, min(start + OPENING, end)) if _counts(blocks[n])]
    times = list(_times(page, [*head, *above]))
    swallowed = _times(page, [n for n in opens if blocks[n].chars <= LINE_WIDTH])
    times += [time for time in swallowed if time.kind]
    lines = CreditLines(
        above=texts_of(above),
        head=[*named, *texts_of(head)],
        tail=texts_of(tail),
        opening=texts_of([*opens, heading] if top == heading else opens),
        far=texts_of(n for n in over if len(blocks[n].text) <= LABELLED),
        inside=texts_of(short),
        times=times,
        elements=elements,
        terms=terms(page, [*above, *head, *near, *_own_tail(page, end)]),
        makers=bylines(
            page,
            (
                Place([*head, *(n for n in near if n not in inside)], "between"),
                Place([*above, *(n for n in near[:3] if n in inside), *body[-3:]], "around"),
                Place(range(end, min(end + BELOW, len(blocks))), None),
            ),
            ordinary,
            topics,
        ),
    )

    def lines_of(places: Iterable[int]) -> Iterator[tuple[int, str]]:
        for n in places:
            element = blocks[n].element
            whole = len(element) > 1 and covers(element, blocks[n])
            yield n, clear(spaced(element) if whole else blocks[n].text)

    around = _with_values(text for _, text in lines_of((*head, *above)))
    edges = dict.fromkeys((*short, *tail))
    signed = lines_of(n for n in edges if _may_be_signed(blocks[n].text))
    below = _with_values(text for n, text in signed if not is_of_a_sheet(page, n))
    right = [n for n in body[-2 * OPENING : -2] if _is_set_right(blocks[n])]
    alone = [clear(blocks[n].text) for n in (*right, *body[-2:]) if _may_sign(blocks[n], ordinary)]
    named_there = _credits(
        [*named, *around],
        below,
        texts_of(body[:2]),
        [*alone[:1], *texts_of(body[-OPENING:])],
        alone,
    )
    return replace(lines, credits=named_there, source=_source(lines))


def _with_values(lines: Iterable[str]) -> list[str]:
    """Return lines, a label that stands alone together with the line behind it.

    >>> _with_values(["来源：", "新华社", "编辑", "2019-09-26"])
    ['来源：', '来源： 新华社', '编辑', '2019-09-26']
    """
    joined: list[str] = []
    label = ""
    for line in lines:
        if label and len(line) < LINE_WIDTH and _is_value(label, line):
            joined.append(f"{label} {line}")
        else:
            joined.append(line)
        label = line if _is_label(line) else ""
    return joined


def _is_label(line: str) -> bool:
    return line.endswith((":", "：")) and is_bare_label(line)


def _is_value(label: str, line: str) -> bool:
    """Return True if a line can be the name that a label before it names."""
    if is_chinese_name(line) or is_organisation(line):
        return True
    found = credits(f"{label} {line}")
    return bool(found and found.source and not _CONTROL.search(line))


def _own_tail(page: Outline, end: int) -> Iterator[int]:
    """Yield the lines under a text up to the first heading: below it stands another list."""
    for n in range(end, min(end + BELOW, len(page.blocks))):
        if page.blocks[n].heading:
            return
        yield n


def _is_edge(block: Block) -> bool:
    return len(block.text) <= EDGE and block.role != "comments"


def _may_sign(block: Block, ordinary: Ordinary) -> bool:
    """Return True if a line at the end of a text can be its author's name: no heading, no link."""
    plain = not (block.heading or block.linked or block.tag in {"li", "td", "th", "dt", "dd"})
    return plain and is_person(block.text) and not ordinary.has(block.text)


def _is_set_right(block: Block) -> bool:
    """Return True if a line is set at the right margin, as a signature is: notes may follow it."""
    style = block.element.get("style")
    set_right = style is not None and _RIGHT.search(style) is not None
    return set_right or block.element.get("align") == "right"


_RIGHT: Final = re.compile(r"align:\s*right")


def _counts(block: Block) -> bool:
    if block.role == "caption":
        return len(block.text) <= LINE_WIDTH and block.text[:1].isdigit()
    return len(block.text) <= 240 and block.role != "comments"  # noqa: PLR2004


def _opens(block: Block) -> bool:
    """Return True if a block at the head of the text may be a date line, or begins with one."""
    return block.role not in {"caption", "comments"} and (
        len(block.text) <= LINE_WIDTH or _NUMBERED.match(block.text) is not None
    )


_NUMBERED: Final = re.compile(r"\D{0,40}\d")


def _times(page: Outline, places: Iterable[int]) -> Iterator[Time]:
    for n in places:
        line = page.blocks[n].text
        for inner in islice(page.blocks[n].element.iter("time"), MOST_TIMES):
            shown = " ".join(inner.text_content().split())
            before, _, line = line.partition(shown) if shown else ("", "", line)
            if stated := inner.get("datetime") or shown:
                yield Time(stated, _called(inner) or label_before(before))


def _called(element: HtmlElement) -> str:
    """Return what a ``time`` element is called: ``published``, ``changed``, or nothing.

    hAtom calls a day that is both ``published updated``: https://microformats.org/wiki/hatom
    """
    names = f"{element.get('class') or ''} {element.get('itemprop') or ''}"
    if _PUBLISHED.search(names):
        return "published"
    return "changed" if _CHANGED.search(names) else ""


MOST_TIMES = 4
"""``time`` elements of a line that are looked at."""

_PUBLISHED = re.compile(r"(?:^|[\s_-])(?:date-?)?publi(?:shed|cation)", re.IGNORECASE)
_CHANGED = re.compile(r"(?:^|[\s_-])(?:date-?|last-?)?(?:updated?|modified)", re.IGNORECASE)


def _credits(
    head: Sequence[str],
    below: Sequence[str],
    first: Sequence[str],
    last: Sequence[str],
    alone: Collection[str],
) -> Credits:
    """Return all credits of the lines around the text and at its edges."""
    people: dict[tuple[str, str], Credit] = {}
    source = None
    texts = [*head, *below]
    found = [credit for text in texts for credit in _pieces(text)]
    found += [dateline_credits(text) for text in first]
    found += [_beside_the_day(text) for text in head]
    for credit in found:
        if credit is None:
            continue
        source = source or credit.source
        signed = any(role == "author" for role, _ in people)
        for person in credit.people:
            if not (signed and person.role == "author" and person.name.isascii()):
                people.setdefault((person.role, person.name), person)
    if not any(role == "author" for role, _ in people):
        for name in _signed(last, alone) or _posted(first):
            people.setdefault(("author", name), Credit(name, "author"))
    return Credits(tuple(people.values()), source)


def _signed(last: Sequence[str], alone: Collection[str]) -> tuple[str, ...]:
    """Return who signs the text: in the last bracket that closes a paragraph, or alone."""
    japanese = any(_KANA.search(text) for text in last)
    for text in reversed(last):
        signed = (japanese and posted(text)) or signature(text, japanese=japanese)[1]
        if signed:
            return signed
        if text in alone and (listed := names(text)):
            return listed
    return ()


def _posted(first: Sequence[str]) -> tuple[str, ...]:
    """Return who reports from where, in the bracket that opens a Japanese text."""
    japanese = any(_KANA.search(text) for text in first)
    return next((names for text in first[:2] if (names := posted(text))), ()) if japanese else ()


_KANA = re.compile(r"[\u3041-\u3096]")
_BRACKETED = re.compile(r"[\[［【]\s*(?P<name>[\u3400-\u9fff·]{2,6})\s*[\]］】]")


def _beside_the_day(text: str) -> Credits | None:
    """Return the name in the bracket beside a day.

    >>> _beside_the_day("2004年7月16日08:19 [ 黄宇 ] 来源：[ 云河金融报 ]").people[0].name
    '黄宇'
    >>> _beside_the_day("2004年7月16日 【打印】 【北岭】")
    """
    names = _BRACKETED.findall(text) if _DATED.search(text) else []
    name = next(filter(is_chinese_name, names), None)
    known = name is not None and is_person(name)
    return Credits((Credit(name, "author"),)) if name and known else None


def _pieces(text: str) -> Iterator[Credits | None]:
    """Yield the credits of a line, part by part where bars divide it."""
    if signed := name_and_medium(text):
        yield signed
        return
    parts = re.split(r"\s*[|｜]\s*", text) if "|" in text or "｜" in text else [text]
    for part in parts:
        yield credits(part)


def _may_be_signed(text: str) -> bool:
    """Return True if a line under the text has what a credit has: a bare "by" is an advertiser's.

    >>> _may_be_signed("Reporting by Jane Roe"), _may_be_signed("By the same author")
    (True, False)
    """
    if ":" in text or (not text.isascii() and _HAN_OR_COLON.search(text)):
        return True
    return _SIGNED.search(text.lower()) is not None


_HAN_OR_COLON = re.compile(r"[\u3400-\u9fff：]")
_SIGNED = re.compile(
    r"\b(?:autor\w*|author|reporting|editing|writing|written|edited|translat\w+) "
)

_DATED = re.compile(
    r"\d{4}\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}\s*日?"
    r"(?:\s*\d{1,2}(?:[:：]\d{2}(?:[:：]\d{2})?|[时時点點](?:\d{1,2}分?)?))?"
)
_NAME = re.compile(r"^[\u3400-\u9fffA-Za-z0-9·\[\]]{2,20}$")
_CONTROL = re.compile(
    r"^(?:打印|举报|关注|分享|收藏|评论|阅读|浏览|点击|字号|字体|字體|[大中小]$|原创|更新|发布|时间|来源|标签|扫|微信|微博|手机|我要|条|次|参与|返回|正文|首页|今日|昨天|今天|星期|周[一二三四五六日])"
    r"|(?:阅读|评论|人参与|次|条|浏览)$"
)


def _source(lines: CreditLines) -> str | None:
    """Return the name that stands alone beside the date of a Chinese page.

    >>> _source(CreditLines(head=["2019-09-26 10:56 证券时报网"]))
    '证券时报网'
    >>> _source(CreditLines(head=["2019-09-26 打印"]))
    """
    for line in lines.head[:8]:
        dated = _DATED.search(line)
        if not dated or len(line) > 60:  # noqa: PLR2004
            continue
        words = re.split(r"[\s|｜·•]+", f"{line[: dated.start()]} {line[dated.end() :]}")
        left = [
            word for word in words if word and not word.isdigit() and not _CONTROL.search(word)
        ]
        if len(left) != 1 or not _NAME.match(left[0]) or is_chinese_name(left[0]):
            continue
        every = (*lines.head, *lines.inside, *lines.tail)
        if is_organisation(left[0]) or not any(map(_KANA.search, every)):
            return left[0]
    return None
