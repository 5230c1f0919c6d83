"""Pages on which a server says no, with a status of success: by their titles, by their words.

A soft 404, a login, a captcha and a demand for consent differ from a story in two things: they
are short, and what they say is said in a few phrases of each language, the tables of
`crawler.lang.error_phrases`. A title must say one of them and nothing else, a sentence must speak
to the reader: a story about a page that was not found does neither.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.lang.error_phrases import (
    OURS,
    PURPOSE,
    gone_by_language,
    partners_by_language,
    phrases,
)
from crawler.page.blocks.block_roles import NOT_BODY
from crawler.page.blocks.outline import width
from crawler.page.headline.headline_block import LONGEST
from crawler.page.headline.titles import segments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from crawler.page.blocks.outline import Outline
    from crawler.page.blocks.paragraphs import Body

SHORT_BODY: Final = 500.0
"""Worth of a body above which no word in a title makes the page an error page."""

FLASH: Final = 160.0
"""Worth of a body below which hardly anything was found; a title then decides."""

LINES: Final = 12
"""Lines of a page, outside its navigation, among which it says what it is."""

LEFT: Final = 12
"""Width of what a title may say beside that a page is gone, where a sentence says so too."""

MOSTLY: Final = 0.7
"""Share of a long text that speaks of partners, where it is a demand for consent."""

_EDGES: Final = re.compile(
    r"^(?:[^\w\u0900-\u109f\u1780-\u17ff]|_)+|(?:[^\w\u0900-\u109f\u1780-\u17ff]|_)+$"
)
_SENTENCE: Final = re.compile(r"[^.!?。！？։।\n]+")
_MARK: Final = re.compile(
    r"(?:error|page|http|status)?[-_]?404(?:[-_]?(?:error|page))?|(?:page-)?not-?found(?:-page)?|error-?page"
)
_GUARD_NAMES = """
    recaptcha hcaptcha cf-turnstile challenges.cloudflare cdn-cgi/challenge geetest px-captcha
    captcha-delivery _incapsula_resource awswaf friendlycaptcha
"""
_GUARDS: Final = tuple(_GUARD_NAMES.split())
"""What stands in the names and addresses of what tells humans from machines."""


def soft_error(page: Outline, body: Body, url: str, *, stated: bool) -> tuple[str, float] | None:
    """Return why the server gave no article and how sure that is; None where it gave one.

    `stated`: the page calls itself an article, and then its title alone does not speak
    against a text, nor a text against a title.
    """
    if body.worth > SHORT_BODY:
        return None if stated else _at_length(page, body, url)
    titles, headings = _titles(page)
    half_titled = _by_title((*headings, *titles), LEFT)
    if stated and not half_titled:
        return None
    worded = _by_words(page, body)
    if worded and half_titled == worded:
        return worded, 0.95
    titled = _by_title((*headings, *titles)) if half_titled and body.worth < FLASH else None
    if stated:
        return (titled, 0.8) if titled else None
    return _more_likely(titled, worded) or _by_marks(page, body, url)


def _at_length(page: Outline, body: Body, url: str) -> tuple[str, float] | None:
    """Return what a page with much text on it is: what others read, what partners store."""
    if _is_gone(page, url):
        return "error-page", 0.85
    return ("consent-wall", 0.8) if _asks_consent(page, body) else None


def _more_likely(titled: str | None, worded: str | None) -> tuple[str, float] | None:
    if worded == "captcha" and titled != "login-wall":
        return worded, 0.8
    if titled:
        return titled, 0.9
    return (worded, 0.75) if worded else None


def _titles(page: Outline) -> tuple[list[str], list[str]]:
    """Return what the title says, whole and in parts, and the first headings."""
    stated = page.nodes[0].element.findtext(".//title") or ""
    title = " ".join(stated[:LONGEST].split())
    parts = [title, *segments(title)]
    headings = [block.text for block in page.blocks if block.heading][:3]
    return [part for part in parts if part.strip()], headings


def _by_title(titles: tuple[str, ...], left: int = 0) -> str | None:
    """Return what one of these titles says and nothing else, but for what is `left`."""
    for title in titles:
        text = _EDGES.sub("", title).lower()
        if not text:
            continue
        for reason, saying in _sayings():
            if saying.fullmatch(text):
                return reason
        if any(gone.titles(text, left) for gone in _gone()):
            return "error-page"
    return None


def _is_gone(page: Outline, url: str) -> bool:
    """Return True if a page is gone by its title and by its heading, or by one and its marks."""
    titles, headings = _titles(page)
    headed = any(map(_names_gone, headings[:1]))
    if headed or _is_marked(page, url):
        titled = any(map(_names_gone, titles))
        return titled or (headed and _is_marked(page, url))
    return False


def _names_gone(title: str) -> bool:
    """Return True if a title is the number of an error, or names a page and that it is gone."""
    text = _EDGES.sub("", title).lower()
    return bool(phrases("number").fullmatch(text)) or any(gone.titles(text, 0) for gone in _gone())


def _by_words(page: Outline, body: Body) -> str | None:
    """Return what the first lines of a page tell their reader, where little else is said."""
    lines = [line.lower() for line in _lines(page)]
    for reason, tells in _TELLING:
        told = [line for line in lines if tells(line)]
        if told and body.worth - sum(map(width, told)) < FLASH:
            return reason
    return None


def _is_of_human(line: str) -> bool:
    return phrases("human").search(line) is not None


def _is_parked(line: str) -> bool:
    return phrases("parked").search(line) is not None


def _is_for_members(line: str) -> bool:
    return phrases("members").search(line) is not None


def _is_broken(line: str) -> bool:
    return phrases("broken").search(line) is not None or _says_gone(line)


def _says_gone(line: str) -> bool:
    sentences = [found[0].strip() for found in _SENTENCE.finditer(line)]
    return any(gone.tells(sentence) for sentence in sentences for gone in _gone())


def _consents(line: str) -> bool:
    """Return True if a line tells, as a site of itself, of partners and what they store."""
    return bool(OURS.search(line) and PURPOSE.search(line)) and any(
        partners.search(line) and stored.search(line)
        for partners, stored in partners_by_language()
    )


_TELLING: Final[tuple[tuple[str, Callable[[str], bool]], ...]] = (
    ("captcha", _is_of_human),
    ("consent-wall", _consents),
    ("parked", _is_parked),
    ("error-page", _is_broken),
    ("login-wall", _is_for_members),
)
"""What a line tells its reader, in the order in which it is looked for."""


def _asks_consent(page: Outline, body: Body) -> bool:
    """Return True if a long text begins as a demand for consent, and most of it is one."""
    lines = [page.blocks[n] for n in body.blocks if page.blocks[n].worth > 0]
    if not any(_consents(block.text.lower()) for block in lines[:3]):
        return False
    asked = sum(block.worth for block in lines if _consents(block.text.lower()))
    return asked >= MOSTLY * sum(block.worth for block in lines)


def _by_marks(page: Outline, body: Body, url: str) -> tuple[str, float] | None:
    """Return what a page without a word of it says to machines: a class, an address, a script."""
    if _is_marked(page, url) or _is_gone(page, url):
        return "error-page", 0.8
    root = page.nodes[0].element
    if body.worth < FLASH and sum(block.chars for block in page.blocks) < SHORT_BODY:
        if root.find(".//input[@type='password']") is not None:
            return "login-wall", 0.8
        named = (
            element.get(key, "").lower()
            for element in root.iter("script", "iframe", "div", "form")
            for key in ("src", "class", "id", "action")
        )
        if any(guard in name for name in named for guard in _GUARDS):
            return "captcha", 0.8
    return None


def _is_marked(page: Outline, url: str) -> bool:
    """Return True if a page is called a 404 by its template, or by its address."""
    root = page.nodes[0].element
    tops = [root, *root.findall("body")]
    names = [name for top in tops for key in ("class", "id") for name in top.get(key, "").split()]
    try:
        path = urlsplit(url).path.strip("/").partition(".")[0]
    except ValueError:
        path = ""
    return any(_MARK.fullmatch(name.lower()) for name in (*names[:20], path))


def _lines(page: Outline) -> Iterator[str]:
    """Yield the first lines of a page that are no navigation."""
    seen = 0
    for block in page.blocks:
        if block.role in NOT_BODY or block.density > 0.5:  # noqa: PLR2004
            continue
        yield block.text
        seen += 1
        if seen == LINES:
            return


class _Gone(NamedTuple):
    """How one language says that a page is gone."""

    page: re.Pattern[str]
    asked: re.Pattern[str]
    this: re.Pattern[str]
    gone: re.Pattern[str]

    def titles(self, text: str, left: int) -> bool:
        """Return True if a title names a page, that it is gone, and hardly anything else."""
        return bool(self.gone.search(text) and self.page.search(text)) and (
            self._left(text) <= left
        )

    def tells(self, text: str) -> bool:
        """Return True if a sentence tells the reader that the page is gone that he asked for."""
        gone, page = self.gone.search(text), self.page.search(text)
        if not gone or not page:
            return False
        return bool(self.asked.search(text)) or (
            bool(self.this.search(text)) and self._left(text) <= 2 * LEFT
        )

    def _left(self, text: str) -> int:
        for pattern in (self.gone, self.asked, self.page, self.this):
            text = pattern.sub(" ", text)
        return width("".join(filter(str.isalpha, text)))


@cache
def _gone() -> tuple[_Gone, ...]:
    return tuple(_Gone(*row) for row in gone_by_language())


@cache
def _sayings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return (
        ("captcha", phrases("captcha")),
        ("login-wall", phrases("login")),
        ("consent-wall", phrases("consent")),
        ("error-page", phrases("error", "number")),
    )
