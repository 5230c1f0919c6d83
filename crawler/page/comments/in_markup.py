"""Comments that a page shows: as microdata marks them, or in boxes that are called comments.

A comment is the smallest box that holds a text and somebody or a time to go with it. Boxes are
those that say what they are, by ``itemprop`` or by their names (WordPress, Drupal, Discourse);
where none does, those of a part of the page that is called, or headed, as its readers'. What
stands in the story, in a list of the newest comments of the site, or leads elsewhere is none.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.words import either
from crawler.page.blocks.class_vocabulary import hint_of
from crawler.page.blocks.sections import is_comments
from crawler.page.comments.written import Written, lines_in, own_name
from crawler.page.embedded.bounds import MAX_NODES
from crawler.page.embedded.structured import micro_value
from crawler.page.findings.element_names import called
from crawler.page.letters import LONGEST_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml.html import HtmlElement

    from crawler.page.findings.findings import Findings

_BOXES: Final = ("li", "dl", "div", "article", "section", "tr", "blockquote", "details")
_HEADINGS: Final = ("h2", "h3", "h4", "h5", "h6")
_NO_TEXT: Final = frozenset((*_HEADINGS, "header", "footer", "time"))

TIMES: Final = 2
"""Times of one comment, when it was written and when it was changed: a list of them has more."""

_ITEM: Final = re.compile(
    r"(?:user|reader|li|div|single|media|top|child)?(?:comments?|cmt|pinglun|gentie|repl(?:y|ies))"
    r"(?:list)?(?:item|box|body|entry|row|wrap|wrapper|node|container|block|thread|li)\d*"
    r"|(?:user|reader|li|div|single|media|top|child)?(?:comment|cmt|reply)\d*"
)
"""What the box of one comment is called, without its signs and capitals; a list is in plural."""

_AUTHOR: Final = frozenset(
    ("author", "user", "username", "nick", "nickname", "fn", "commenter", "creator", "poster")
)
_DATE: Final = frozenset(
    ("date", "time", "datetime", "timestamp", "submitted", "ago", "created", "posted", "published")
)
_TEXT: Final = frozenset(
    ("content", "text", "message", "msg", "con", "cnt", "txt", "words", "desc")
)
_CONTROL: Final = frozenset(
    ("meta", "metadata", "reply", "respond", "actions", "action", "tools", "toolbar", "vote",
     "votes", "like", "likes", "share", "report", "avatar", "badge", "floor", "link", "links",
     "rating", "permalink", "says", "buttons", "count", "location", "footer", "header", "up",
     "down", "zan", "ding", "cai", "huifu", "title", "info"),
)  # fmt: skip
"""The last part of what an element of a comment is called, by what it holds."""

_HEAD: Final = _AUTHOR | _DATE | {"meta", "metadata", "info", "header", "footer", "title", "hd"}
"""What the box is called in which a comment says who wrote it, and when."""

_FRAME: Final = re.compile(
    rf"[\W_]*(?:{either('comments', 'reply')}|{either('comments', 'says')})?[\W_]*\d{{0,4}}[\W_]*"
)
"""What stands around a comment: who says it, what asks for an answer, a number, a sign."""


def marked(page: Findings) -> list[Written]:
    """Return the comments that microdata marks, each before its answers."""
    root = page.document.root
    items = (element for element in root.iter() if _is_marked(element))
    return _Boxes(page, islice(items, MAX_NODES)).comments()


def shown(page: Findings) -> list[Written]:
    """Return the comments that the page shows under its story, each before its answers."""
    boxes = [box for region in _regions(page) for box in islice(_boxes(region), MAX_NODES)]
    called = _Boxes(page, filter(_is_called, boxes)).comments()
    return called or _Boxes(page, boxes).comments()


def _boxes(region: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the boxes of a part of a page, but for those of the forms in it."""
    forms = {inner for form in region.iter("form") if form is not region for inner in form.iter()}
    return (box for box in region.iter(*_BOXES) if box not in forms)


def _regions(page: Findings) -> Iterator[HtmlElement]:
    """Yield the parts of a page that are its readers', outermost first, none within another."""
    blocks = page.blocks
    story = {blocks.outline.blocks[n].element for n in blocks.body.blocks}
    around = {above for element in story for above in element.iterancestors()} | story
    taken: set[HtmlElement] = set()
    for element in page.document.root.iter():
        above = element.getparent()
        if above in taken:
            taken.add(element)
        elif element not in around and (_is_readers(element) or _is_headed(element)):
            taken.add(element)
            if not _is_elsewhere(element):
                yield element


def _is_readers(element: HtmlElement) -> bool:
    names = _names(element)
    return bool(names) and hint_of(names) == "comments"


def _is_headed(element: HtmlElement) -> bool:
    """Return True if an element stands below a heading of readers, or begins with one."""
    if element.tag not in {*_BOXES, "ul", "ol"}:
        return False
    before = element.getprevious()
    first = element[0] if len(element) else None
    return any(
        each is not None and each.tag in _HEADINGS and is_comments(_line(each))
        for each in (before, first)
    )


def _is_elsewhere(element: HtmlElement) -> bool:
    """Return True if an element stands in what every page of a site has beside its story."""
    around = (element, *element.iterancestors())
    return any(
        each.tag == "aside" or (each.tag != "body" and called("comments of others", _names(each)))
        for each in around
        if each.tag != "html"
    )


def _is_marked(element: HtmlElement) -> bool:
    if "comment" in (element.get("itemprop") or element.get("property") or "").split():
        return True
    kinds = element.get("itemtype") or element.get("typeof") or ""
    return any(
        re.split(r"[/:]", kind)[-1] in {"Comment", "UserComments"} for kind in kinds.split()
    )


def _is_called(element: HtmlElement) -> bool:
    words = [*(element.get("class") or "").split(), element.get("id") or ""]
    return any(_ITEM.fullmatch(re.sub(r"[-_]", "", word).lower()) for word in words if word)


class _Boxes:
    """The boxes of a page that may hold a comment each, and what was found in them."""

    def __init__(self, page: Findings, elements: Iterable[HtmlElement]) -> None:
        self.elements = list(dict.fromkeys(elements))
        self.url = page.document.url
        self.found: dict[HtmlElement, Written] = {}
        for element in reversed(self.elements):
            if not _is_elsewhere(element) and (comment := self._in(element)):
                self.found[element] = comment

    def comments(self) -> list[Written]:
        """Return the comments in the order of the page, each with the one that it answers."""
        return [
            Written(each.lines, each.author, each.date, element, self._answered(element))
            for element in self.elements
            if (each := self.found.get(element))
        ]

    def _in(self, box: HtmlElement) -> Written | None:
        """Return the comment in a box, without those in the boxes in it; None if it has none."""
        if _last_parts(box, _HEAD) and not _is_called(box):
            return None
        own = list(self._own(box))
        author = next((each for each in own if _is_author(each)), None)
        dates = [each for each in own if _is_date(each)]
        dates = [each for each in dates if each.getparent() not in dates]
        date = next(iter(dates), None)
        if (author is None and date is None) or len(dates) > TIMES:
            return None
        name = _name_in(author) if author is not None else ""
        texts = [each for each in own if _is_text(each)]
        held = {inner for each in texts for inner in each.iter() if inner is not each}
        parts = [each for each in texts if each not in held] or [box]
        lines = tuple(
            line
            for part in parts
            for line in lines_in(part, lambda each: self._is_left_out(each, author, date))
            if not _FRAME.fullmatch(line.lower()) and own_name(line) != name
        )
        if not lines or not (name or date is not None) or _leads_away(parts):
            return None
        if date is None and " " not in lines[0] and lines[0].isascii() and len(lines) == 1:
            return None  # a word on a button
        return Written(lines, name, _shown_date(date) if date is not None else "")

    def _own(self, box: HtmlElement) -> Iterator[HtmlElement]:
        """Yield the elements in a box that are in none of the comments in it."""
        walk = list(reversed(box))
        while walk:
            element = walk.pop()
            if (
                isinstance(element.tag, str)
                and element.tag != "form"
                and element not in self.found
            ):
                yield element
                walk.extend(reversed(element))

    def _is_left_out(
        self, element: HtmlElement, author: HtmlElement | None, date: HtmlElement | None
    ) -> bool:
        if element in self.found or element is author or element is date:
            return True
        return element.tag in _NO_TEXT or _last_parts(element, _CONTROL)

    def _answered(self, box: HtmlElement) -> HtmlElement | None:
        """Return the box of the comment that another answers: around it, or before its list."""
        for above in box.iterancestors():
            if above in self.found:
                return above
            nested = above.tag in {"ul", "ol"} and any(map(_is_called, above.iterancestors()))
            if nested or called("answers", _names(above)):
                for before in above.itersiblings(preceding=True):
                    held = next((each for each in before.iter() if each in self.found), None)
                    if held is not None:
                        return held
        return None


def _is_author(element: HtmlElement) -> bool:
    stated = (element.get("itemprop") or element.get("property") or "").split()
    called = not {"author", "creator"}.isdisjoint(stated) or _last_parts(element, _AUTHOR)
    called = called or element.tag == "cite" or _last_parts(element, _NAME)
    return called and element.tag != "img" and bool(_name_in(element))


_NAME: Final = frozenset(("name",))


def _name_in(element: HtmlElement) -> str:
    """Return the name in an element: that of the part that is called one, or all it says."""
    parts = [each for each in element.iter() if isinstance(each.tag, str)]
    named = (each for each in parts if _last_parts(each, frozenset(("fn", "name", "username"))))
    linked = (each for each in parts if each.tag in {"a", "b", "strong", "cite"})
    stated = (each for each in parts if "name" in (each.get("itemprop") or "").split())
    for each in (*stated, *named, *linked, element):
        name = own_name(micro_value(each) if each.get("content") else _line(each))
        if name and not _FRAME.fullmatch(name.lower()):
            return name
    return ""


def _is_date(element: HtmlElement) -> bool:
    stated = {*(element.get("itemprop") or element.get("property") or "").split()}
    if element.tag == "time" or not stated.isdisjoint(
        ("dateCreated", "datePublished", "commentTime", "dateModified")
    ):
        return True
    return _last_parts(element, _DATE) and any(map(str.isdigit, _line(element)))


def _shown_date(element: HtmlElement) -> str:
    time = element if element.get("datetime") or element.get("content") else None
    if time is None:
        time = next((each for each in element.iter("time") if each.get("datetime")), element)
    return time.get("datetime") or time.get("content") or time.get("title") or _line(time)


def _is_text(element: HtmlElement) -> bool:
    stated = (element.get("itemprop") or element.get("property") or "").split()
    if not {"text", "commentText", "description"}.isdisjoint(stated):
        return True
    return element.tag != "a" and _last_parts(element, _TEXT)


def _leads_away(parts: Iterable[HtmlElement]) -> bool:
    """Return True if most of a text is a link: the comment stands where that leads."""
    texts = [(len(_line(part)), part) for part in parts]
    linked = sum(len(_line(link)) for _, part in texts for link in part.iter("a"))
    return linked > sum(size for size, _ in texts) / 2


def _last_parts(element: HtmlElement, words: frozenset[str]) -> bool:
    """Return True if one of an element's class names ends with one of these words."""
    for name in (element.get("class") or "").split():
        parts = [part for part in re.split(r"[-_]+|(?<=[a-z])(?=[A-Z])", name) if part]
        if parts and (parts[-1].lower() in words or "".join(parts[-2:]).lower() in words):
            return True
    return False


def _names(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}".strip()


def _line(element: HtmlElement) -> str:
    return " ".join(str(element.text_content())[: 100 * LONGEST_NAME].split())
