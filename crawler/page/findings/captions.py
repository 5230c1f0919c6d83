"""The pictures of an article: what is said of each, who made it, and where it stands.

Half of the sites mark a caption up; on the others it is a short line below the
picture, centred, or ending in the photographer's name.
"""

# ruff: noqa: E501 a table of phrases reads better unbroken

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import partial
from statistics import median
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.names import is_person
from crawler.lang.phrases import LABEL, NOTICE, is_credit
from crawler.lang.teaser_phrases import leads_away
from crawler.lang.words import either, of_kind
from crawler.model import Image
from crawler.page.blocks.linked_lines import SERIES
from crawler.page.blocks.outline import Picture
from crawler.page.findings.element_names import called
from crawler.page.findings.picture_source import is_picture, is_small, source_of
from crawler.page.letters import LONGEST_NAME, squash
from crawler.text.signatures import LATIN_PHOTO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from lxml.html import HtmlElement

    from crawler.page.blocks.outline import Block, Outline
    from crawler.page.blocks.paragraphs import Body
    from crawler.page.mirrored import Clear

MAX_CAPTION: Final = 320
"""Width of the longest line taken for a caption where nothing marks it as one."""

SHORT: Final = 0.6
"""A caption is shorter than this share of the median paragraph of its page.

Measured: at 0.3 zh captions -16.3, zh text -0.3; at 0.8 nothing.
"""


HABIT_SHARE: Final = 0.75
"""Share of a series of pictures with a short line below from which that is a caption.

Measured: at 0.375 zh captions -13.1, zh text -0.1; at 0.875 zh captions -6.7.
"""


_either = partial(either, "captions")


ENDS: Final = re.compile(
    rf"(?:{_either('ends')})[）)】\]。.\s]*$"
    rf"|(?:{_either('who')})\s*\S{{2,12}}\s*(?:{_either('did')})[）)】\]。.\s]*$"
    rf"|(?:\.|{_either('ko-sentence')})\s*[(\[/=]?\s*(?:{_either('ko-ends')})[\])\s.]*$"
    rf"|[.!?…”\"]\s*[(\[|–-]?\s*(?:{_either('agency')})(?:\s?[/|]\s?[\w. -]{{2,40}})?[\])\s.]*$"
)
BEGINS: Final = re.compile(
    rf"[\s（(【\[]*(?:{_either('begins')}|[▲△▼↑↓]|(?:{_either('begins-sign')})\s*[:：/])",
    re.IGNORECASE,
)
"""How a line ends and how it begins that is the caption of the picture above it."""

_SHOT: Final = of_kind("captions", "shot")
_UNFINISHED: Final = frozenset(of_kind("captions", "unfinished"))
_CENTRED: Final = re.compile(
    r"text-align\s*:\s*center|(?:^|[\s_-])(?:center|centre|centered|tcenter|f_center)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OUTSIDE: Final = frozenset(("drop", "weak", "never", "comments"))


@dataclass(frozen=True, slots=True)
class Gallery:
    """The pictures of an article and the lines of its body that speak of them."""

    images: tuple[Image, ...]
    lines: frozenset[int]
    """Positions in `Outline.blocks` of captions that stood among the paragraphs."""


def gallery(page: Outline, body: Body, url: str = "", clear: Clear = str) -> Gallery:
    """Return the pictures that belong to a body, in reading order.

    `clear` gives a line as it was meant: see `crawler.page.mirrored`.
    """
    if not body.blocks:
        return Gallery((), frozenset())
    found, lines = _spoken(page, body, url, clear)
    kept = [n for n in body.blocks if n not in lines]
    images = []
    for shown, place, own in sorted(found, key=lambda f: f[1]):
        source = source_of(shown.element, url) if shown else None
        parts = [part for n in own for part in _parts(page.blocks[n])]
        caption = _unmarked(_once(parts)) or None
        if shown and not source and not caption:
            continue
        credit = _credit(caption) or _called_credit([page.blocks[n] for n in own])
        images.append(Image(source, caption, credit, bisect_left(kept, place)))
    return Gallery(tuple(_each_once(images)), frozenset(lines))


def _parts(block: Block) -> list[str]:
    """Return the text of a line by the elements that it consists of."""
    element = block.element
    inner = [part for part in element if isinstance(part.tag, str)]
    loose = [element.text, *(part.tail for part in inner)]
    if len(inner) < 2 or any(text and text.strip() for text in loose):  # noqa: PLR2004
        return [block.text]
    parts = list(filter(None, (" ".join(part.text_content().split()) for part in inner)))
    return parts if squash("".join(parts)) == squash(block.text) else [block.text]


def _called_credit(lines: Sequence[Block]) -> str | None:
    """Return what an element of a caption holds that is called the credit."""
    for part in (part for line in lines for part in line.element.iter()):
        if isinstance(part.tag, str) and called("credit", part.get("class") or ""):
            text = " ".join(part.text_content().split())
            return (_credit(text) or text.strip("©() ")) if len(text) <= LONGEST_NAME else None
    return None


def _each_once(images: Sequence[Image]) -> Iterator[Image]:
    """Yield the pictures, each once: a page may show one in two sizes."""
    seen: set[tuple[str, str | None]] = set()
    for image in images:
        known = (image.content_url, image.caption) if image.content_url else None
        if known is None or known not in seen:
            yield image
        if known:
            seen.add(known)


def _spoken(
    page: Outline, body: Body, url: str, clear: Clear
) -> tuple[list[tuple[Picture | None, int, list[int]]], set[int]]:
    """Return each picture with its place and the lines about it, and those taken off the body."""
    pictures = _pictures(page, body, url)
    inside = set(body.blocks)
    typical = median(page.blocks[n].chars for n in body.blocks)
    marked = _marked(page, pictures, body)
    habit = _habit(page, pictures, inside, typical)
    lines: set[int] = set()
    found: list[tuple[Picture | None, int, list[int]]] = []
    for k, picture in enumerate(pictures):
        own = marked.get(k, [])
        if not own and picture.block in inside:
            if picture.block not in lines:
                own = _line_below(page, picture, typical, habit=habit, clear=clear)
                lines.update(own)
        elif not own:
            own = _outside(page, picture, body, clear)
        found.append((picture, picture.block, own))
    for n in body.blocks:
        if n not in lines and _labelled(page.blocks[n], clear) and not _rights(page.blocks[n]):
            lines.add(n)
            found.append((None, n, [n]))
    return found, lines


def _once(lines: Sequence[str]) -> str:
    """Return the lines about a picture as one, what another of them says again left out.

    >>> _once(["贺青山 摄", "雨中的渡口。贺青山 摄"]), _once(["贺青山 摄 / 雨中的渡口。贺青山 摄"])
    ('雨中的渡口。贺青山 摄', '雨中的渡口。贺青山 摄')
    """
    if not lines:
        return ""
    said = dict(zip(map(squash, lines), lines, strict=True))
    caption = " ".join(
        line for key, line in said.items() if not any(key in other != key for other in said)
    )
    credit = _credit(caption)
    if credit and caption.startswith(credit) and credit in caption[len(credit) :]:
        caption = caption[len(credit) :].lstrip(" /|·—-")
    return caption


def _unmarked(caption: str) -> str:
    """Return a caption without the sign that points to its picture.

    >>> _unmarked("▲ 雨中的渡口。"), _unmarked("Ferry ▲")
    ('雨中的渡口。', 'Ferry ▲')
    """
    return caption.lstrip("▲△▼▽↑↓■◀▶◄►◆●☝👆 \u3000")


def _rights(block: Block) -> bool:
    """Return True if a line with no picture above it claims the page and not a picture.

    A sign of copyright before a year does; before a name it may be a photographer's.
    """
    return NOTICE.match(block.text) is not None and re.search(r"\d{4}", block.text) is not None


def _outside(page: Outline, picture: Picture, body: Body, clear: Clear) -> list[int]:
    """Return the line below a picture that is none of the body and speaks of the picture.

    It says so itself, or it shares an element with the picture, and with nothing else.
    """
    n = picture.block
    if n >= len(page.blocks):
        return []
    block = page.blocks[n]
    if block.role in _OUTSIDE or block.heading or not 0 < block.chars <= MAX_CAPTION:
        return []
    node = page.nodes[body.container]
    if node.first <= n < node.last and _labelled(block, clear) and _speaks(block):
        return [n]
    return [n] if _is_boxed(page, picture, body) and _speaks(block) else []


def _is_boxed(page: Outline, picture: Picture, body: Body) -> bool:
    """Return True if a picture and the line below it have an element of their own."""
    block = page.blocks[picture.block]
    around = set(page.chain(picture.node))
    box = next((m for m in page.chain(block.node) if m in around), 0)
    node = page.nodes[box]
    if box == body.container or body.container not in page.chain(box):
        return False
    return node.last - node.first <= REACH and not _leads_away(picture.element)


def _speaks(block: Block) -> bool:
    """Return True if a line beside a picture tells of it: no pointer, no label, no counter."""
    text = block.text
    if block.density > 0.5 or leads_away(text) or LABEL.match(text):  # noqa: PLR2004
        return False
    letters = sum(1 for char in text if char.isalpha())
    return letters > len(text) / 2 and text.rpartition(" ")[2] not in _UNFINISHED


def _leads_away(element: HtmlElement) -> bool:
    """Return True if a picture is a link to another page, and not to itself in full size."""
    for above in element.iterancestors():
        if above.tag == "a":
            href = (above.get("href") or "").partition("?")[0]
            return href != "" and not called("picture in full size", href)
        if above.tag not in {"picture", "span", "div", "p"}:
            return False
    return False


def _pictures(page: Outline, body: Body, url: str) -> list[Picture]:
    """Return the pictures in the body's container and between headline and body."""
    node = page.nodes[body.container]
    start = min(node.first, body.blocks[0])
    last = body.blocks[-1]
    for n in range(last + 1, node.last):
        if n - last > REACH:
            break
        last = n if page.blocks[n].role == "caption" else last
    for n in range(start, max(-1, start - 30), -1):
        if page.blocks[n].tag == "h1":
            start = n
            break
    return [
        picture
        for picture in sorted((*page.pictures, *_hidden(page)), key=lambda each: each.block)
        if start <= picture.block <= min(node.last, last + REACH)
        and page.nodes[picture.node].role not in _OUTSIDE
        and not is_small(picture.element)
        and _is_shown(picture.element, url)
    ][:MAX_PICTURES]


def _hidden(page: Outline) -> Iterator[Picture]:
    """Yield what the figures without a picture hold in its place: a background, a noscript."""
    seen = {above for picture in page.pictures for above in page.chain(picture.node)}
    empty = [n for n, node in enumerate(page.nodes) if node.tag == "figure" and n not in seen]
    held: dict[HtmlElement, HtmlElement | None] = {}
    for n in reversed(empty):
        element = page.nodes[n].element
        held[element] = _first_picture(element, held)
    for n in empty:
        if (first := held[page.nodes[n].element]) is not None:
            yield Picture(first, n, page.nodes[n].first)


def _first_picture(
    figure: HtmlElement, held: Mapping[HtmlElement, HtmlElement | None]
) -> HtmlElement | None:
    """Return the first picture in a figure; those in it that were looked through stand in `held`.

    Figures may stand in each other: each element is looked at for the innermost alone.
    """
    waiting = [figure]
    while waiting:
        element = waiting.pop()
        if element in held:
            if (first := held[element]) is not None:
                return first
        elif is_picture(element):
            return element
        else:
            waiting += reversed(element)
    return None


def _is_shown(element: HtmlElement, url: str) -> bool:
    """Return True unless all that is known of a picture is a placeholder for it."""
    return bool(source_of(element, url)) or (element.get("src") or "data:").startswith("data:")


ALT: Final = 20
"""Characters with which a line repeats the name of its picture; a subject's name is shorter."""

REACH: Final = 3
"""Lines between a picture and what is said of it, and below the last paragraph or caption.

Measured: at 1 and at 6 no figure moves.
"""

MAX_PICTURES: Final = 500
"""Pictures of one article; the most on 781 pages was 206."""


def _marked(page: Outline, pictures: Sequence[Picture], body: Body) -> dict[int, list[int]]:
    """Return by picture the blocks that have a caption's role around or beside it."""
    found: dict[int, list[int]] = {}
    places = [picture.block for picture in pictures]
    node = page.nodes[body.container]
    for n in range(min(node.first, body.blocks[0]), node.last):
        if page.blocks[n].role != "caption":
            continue
        k = bisect_right(places, n)
        owner = None
        if k and n - places[k - 1] <= REACH:
            owner = k - 1
        elif k < len(places) and places[k] - n <= REACH:
            owner = k
        if owner is not None:
            found.setdefault(owner, []).append(n)
    return found


def _habit(page: Outline, pictures: Sequence[Picture], inside: set[int], typical: float) -> bool:
    """Return True if the page sets a short line below its pictures, as a rule."""
    below = {p.block for p in pictures if p.block in inside}
    short = sum(1 for n in below if _is_short(page.blocks[n], typical))
    return len(below) >= SERIES and short >= HABIT_SHARE * len(below)


def _is_short(block: Block, typical: float) -> bool:
    return not block.heading and block.chars < SHORT * typical


def _line_below(
    page: Outline,
    picture: Picture,
    typical: float,
    *,
    habit: bool,
    clear: Clear,
) -> list[int]:
    """Return the line below a picture, where it reads or looks as a caption does."""
    n = picture.block
    block = page.blocks[n]
    if block.heading or block.chars > MAX_CAPTION:
        return []
    alt = (picture.element.get("alt") or "").strip()
    repeated = block.text == alt or (len(alt) >= ALT and block.text.startswith(alt[:ALT]))
    if repeated or _labelled(block, clear) or ENDS.search(clear(block.text)):
        return [n]
    if _is_short(block, typical) and (habit or _centred(page, block)):
        return [n]
    return []


def _labelled(block: Block, clear: Clear) -> bool:
    """Return True if a line says of itself that it speaks of a picture."""
    if block.heading or block.chars > MAX_CAPTION:
        return False
    text = clear(block.text)
    if BEGINS.match(text) or is_credit(text):
        return True
    shot = text.rstrip("）)。. 】]").endswith(_SHOT)
    return shot and ENDS.search(text) is not None


def _centred(page: Outline, block: Block) -> bool:
    """Return True if a line is set in the middle."""
    node = page.nodes[block.node]
    for _ in range(2):
        element = node.element
        if node.tag == "center" or element.get("align") == "center":
            return True
        style = f"{element.get('style') or ''} {element.get('class') or ''}"
        if _CENTRED.search(style):
            return True
        if node.parent < 0:
            break
        node = page.nodes[node.parent]
    return False


def _credit(caption: str | None) -> str | None:
    """Return the part of a caption that names who made the picture.

    >>> _credit("雨中的渡口。本报记者 李明 摄")
    '本报记者 李明 摄'
    >>> _credit("The bridge at Pell. Ines Marlow / The Courier"), _credit("Tram. Photo: Jane Roe")
    ('Ines Marlow / The Courier', 'Jane Roe')
    >>> _credit("雨中的渡口。"), _credit("The quay (Photo: Jane Roe/AFP)"), _credit("A pub. © Jo Roe")
    (None, 'Jane Roe/AFP', 'Jo Roe')
    >>> _credit("The old quay at dawn / Jane Roe")
    'Jane Roe'
    """
    if caption is None:
        return None
    if not _MAY_CREDIT.search(caption[-MAX_CAPTION:].lower()):
        return None
    tail = max(0, len(caption) - MAX_CAPTION)
    found = next(filter(None, (pattern.search(caption, tail) for pattern in CREDITED)), None)
    if found is None:
        return None
    before, _, name = (part.strip() for part in found["name"].partition(" / "))
    return name if is_person(name) and not is_person(before) else found["name"].strip()


_MAY_CREDIT: Final = re.compile(rf"[/:：©]|{_either('by', 'credit-ends', 'ja-ends')}")
"""One of these stands in each credit of a caption."""

CREDITED: Final = (
    LATIN_PHOTO,
    re.compile(
        rf"(?:(?<=[。.！!？?”\s）)])|^)[（(【\[]?(?:(?:{_either('label')})s?\s*(?:{_either('by', 'of')})?\s*[:：/©]?\s*)?"
        r"(?P<name>(?:[^。！!？?.()（）]|(?<=\b\w)\.|(?<!\b\w)\.(?=\S)){2,40}?"
        rf"(?:{_either('credit-ends')}|/\s?\w[\w\s,]{{1,30}}))[）)】\].。]*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:^|[、＝=。\s（(])(?P<name>[^、＝=。\s（()）]{{2,24}}(?:{_either('ja-ends')}))[）)。]?$"
    ),
)
"""How a caption may name who made the picture, in the order tried."""
