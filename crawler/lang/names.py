"""Names of people: cut out of lists, cleaned, and told from agencies and from other words.

What may stand between two names is in `BETWEEN`; what is never a person's name is in `NOBODY`
and `ORGANISATION`. Reading what they did is `crawler.text.credits`. The words are in
``data/names.toml``.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.credit_words import LATIN_LABELS
from crawler.lang.dates.weekdays import before_date
from crawler.lang.words import either, of_kind

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
"""The characters of Chinese names, for a class of a regular expression."""


_words = partial(of_kind, "names")
_either = partial(either, "names")


NOBODY: Final = re.compile(rf"^(?:{_either('nobody')})$", re.IGNORECASE)
"""What stands where a name should, and names nobody."""

_NO_LETTER: Final = (r"(?<![A-Za-zÀ-ÿ])", r"(?![A-Za-zÀ-ÿ])")
_ACRONYMS: Final = "|".join(f"{word}|{word.upper()}" for word in _words("acronym"))
"""Agencies and broadcasters that are first names too (Ani, Sid) but for their letters, which are
all small or all capital."""

ORGANISATION: Final = re.compile(
    "|".join(
        (
            rf"(?:{_NO_LETTER[0]}(?:{_either('agency')}){_NO_LETTER[1]})",
            rf"(?-i:{_NO_LETTER[0]}(?:{_ACRONYMS}){_NO_LETTER[1]})",
            rf"^(?:{_either('agency-alone')})$",
            rf"(?<!\w)(?:{_either('newsroom')})(?!\w)",
            rf"\w\.(?:{_either('domain')})(?![\w.])",
            _either("part"),
            rf"[{''.join(_words('ending'))}]$",
        )
    ),
    re.IGNORECASE,
)
"""Agencies, newsrooms, papers and sites: they sign stories and are not people."""

PARTICLES: Final = frozenset(_words("particle"))
"""What stands in lower case inside a name."""

_AND: Final = "|".join(
    rf"(?-i:{word}|{word.title()}|{word.upper()}(?!\s+\w+[a-zß-ÿ]))" for word in _words("lead-and")
)
"""What joins names; in capitals before small letters it is a name itself: MIT Press, ET Online."""

_LEADS: Final = f"{_AND}|{_either('lead')}"
_BY: Final = re.compile(
    rf"(?:^|[\s\d|•·–—,:(])(?:{_either('by')})(?:\s*[:：]\s*|\s+)(?=[^\W\d_])", re.IGNORECASE
)
_SIGNED: Final = re.compile(
    rf"(?:^|[\s|•·–—,:(])(?:{_either('by')}|{_either('lead-colon')}|{_LEADS})\s*[:：]?\s*$",
    re.IGNORECASE,
)


def _labels(*roles: str) -> str:
    return "|".join(label for role, _, label in LATIN_LABELS if role in roles)


_ONE_SIGN: Final = r"(?:\s*[:：|/・＝=]\s*|\s+)"
_LABELS: Final = re.compile(rf"\W*(?:{_labels('author')}){_ONE_SIGN}(?=[^\W\d_])", re.IGNORECASE)
_LABEL: Final = re.compile(rf"\W*(?:{_labels('author')}|{_either('by')})\W*", re.IGNORECASE)
_OTHER_LABELS: Final = re.compile(
    rf"\W*(?:{_labels('editor', 'contributor')}){_ONE_SIGN}(?=[^\W\d_])", re.IGNORECASE
)
_OTHER_BEHIND: Final = re.compile(
    rf"\s(?:{_labels('editor', 'contributor')}){_ONE_SIGN}(?=[^\W\d_])", re.IGNORECASE
)
BETWEEN: Final = re.compile(
    rf"\s*[,，、;；|｜/／•∙&+\n]\s*|\s+(?:{_either('and')})\s+|\s+[–—·-]\s+"
)
"""What stands between two names of a list."""

_LEAD: Final = re.compile(
    rf"^(?:(?:{_LEADS})\.?\s*[:：]?\s+|(?:{_either('lead-colon')})\s*[:：]\s*)++",
    re.IGNORECASE,
)
BEFORE_NAME: Final = re.compile(rf"\s(?=(?:{_LEADS})\s+\w)", re.IGNORECASE)
"""The blank before a word that stands before a name: by, von, par."""

TITLE: Final = re.compile(
    rf"(?:^|\s)(?:{_either('desk')}|{_either('title')})(?=$|[\s,.])", re.IGNORECASE
)
"""A job, alone or with the desk that it is of: Political Editor."""

_POST: Final = re.compile(
    rf"^(?:(?:{_either('desk')})\s+)*(?:{_either('title')})\s+(?=\w)", re.IGNORECASE
)
"""A job before a name: Senior Reporter Jane Roe."""
_JOB_BEHIND: Final = re.compile(
    rf"(?:\s+(?:{_either('desk')}))+\s+(?:{_either('title')})$", re.IGNORECASE
)
"""A job behind a name, where no sign parts the two: Jane Roe Staff Writer."""

_OUTLETS: Final = "|".join(word.upper() for word in _words("acronym"))
_OUTLET: Final = re.compile(
    rf"(?:\s(?:The|the))?\s(?P<outlet>{_OUTLETS}|(?i:{_either('agency')}))(?!\w).*$"
)
"""The agency or broadcaster behind a name: Jane Roe BBC News."""

_AFTER_NAME: Final = re.compile(
    r"\s*(?:[_＿][A-Za-z]*\d*\w*|[(（\[【〔<](?!\w+\)\s\w).*|@\S+|https?://\S+|[!-~]+@[!-~]+"
    rf"|\s(?:{_either('place')})\s.*|\s(?:{_either('for')})\s.*|\s\d.*)$"
)
_THEN: Final = re.compile(rf"\s(?:{_either('then')})(?=$|[\s,:.]).*$", re.IGNORECASE)
"""What stands behind a name beside a date: that it was published, the day of the week."""

_GLUED: Final = re.compile(r"(?<=[a-zß-öø-ÿа-яё])(?=[A-ZÀ-ÖØ-ÞА-ЯЁ]|\d)")
_DAY: Final = re.compile(r"\s\d{1,2}\.?\s[^\W\d_].*$")
"""The day behind a name: 14 May."""

_KOREAN_TITLE: Final = re.compile(rf"(?<=[가-힣])\s*(?:{_either('korean-title')})$")
_EMAIL = re.compile(
    r"(?<![0-9A-Za-zÀ-ɏ_.+-])[0-9A-Za-zÀ-ɏ_.+-]+@[0-9A-Za-zÀ-ɏ.-]+\.[0-9A-Za-z]+|(?<!\w)@\w+|https?://(?:[!-~À-ɏ]|(?<=/)[^\s!-~]+)++"
)
HAN_TAIL: Final = re.compile(rf"(?:{_either('tail')})++$")
_HAN_LATER = re.compile(rf"^(?:[{HAN}]{{2,4}}|[{HAN}]{{1,9}}[·•・‧][{HAN}·•・‧]{{1,12}})$")
_KANA = re.compile(r"[\u3041-\u30fa]")
HAN_ANY = re.compile(rf"[{HAN}]")
_HAN_NAME = re.compile(rf"[{HAN}]{{2,4}}")
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u0655\u0900-\u0dff\u0e31-\u0e4e\u0eb1-\u0ecd"
    r"\u102b-\u103e\u17b4-\u17d3\u200c\u200d"
)
"""Signs over, under and between letters: no letters to a regular expression, but of a name."""

SURNAMES: Final = frozenset("".join(_words("surnames")))
"""Chinese family names of one character, simplified and traditional.

Where no label and no space says "here is a name" (``记者袁永红摄``), its first character must be
one of these: the common ones.
"""

COMPOUND: Final = tuple(_words("surname"))
"""Chinese family names of two characters."""

_INNER = rf"[\w{_MARKS}'’.ʼ`´-]"
_PERSON = re.compile(
    rf"^[^\W\d_]{_INNER}*(?:[\s\u00a0]+(?:[^\W\d_]{_INNER}*|[\"“”„«»'‘’()][\w'’.-]+[\"“”«»'‘’)])){{0,6}}$"
)


@lru_cache(maxsize=4096)
def is_organisation(name: str) -> bool:
    """Say whether a name is an agency's, a newsroom's or a site's.

    >>> [is_organisation(name) for name in ("dpa", "新华社", "BR24 Redaktion", "Ana Dpaz")]
    [True, True, True, False]
    """
    return ORGANISATION.search(name) is not None


@lru_cache(maxsize=4096)
def is_person(name: str) -> bool:
    """Say whether a text can be somebody's name as it stands in a byline.

    >>> [is_person(name) for name in ("Jane Roe", "袁永红", "more from the desk", "dpa")]
    [True, True, False, False]
    """
    if len(name) > 45 or is_organisation(name) or NOBODY.match(name):  # noqa: PLR2004
        return False
    if _HAN_LATER.match(name):
        return True
    if not _PERSON.match(name) or (HAN_ANY.search(name) and not _KANA.search(name)):
        return False
    words = name.split()
    if name[0].lower() != name[0].upper() and not "ა" <= name[0] <= "ჿ":  # with capitals
        lower = [word for word in words if word[0].islower() and word not in PARTICLES]
        return words[0][0].isupper() and words[-1][:1].isupper() and len(words) > 1 and not lower
    return len(name) > 1


def clean_name(text: str) -> str:
    """Return a name without "By", titles, codes, handles and places after it.

    >>> [clean_name(text) for text in ("By Jane Roe in Berlin", "杨倩_NF4425", "De Niro")]
    ['Jane Roe', '杨倩', 'De Niro']
    >>> clean_name("By Jane Roe Jr."), clean_name("By Jane Roe.")
    ('Jane Roe Jr.', 'Jane Roe')
    """
    name = _EMAIL.sub("", text).strip(' \t\n\u00a0\u3000.,:：;；|()（）[]【】-–—·*“”"')
    cut = _LEAD.sub("", name)
    if (cut != name and " " in cut) or not name.lower().startswith(("de ", "di ", "da ")):
        name = cut or name
    name = _unglued(name)
    if " " not in name and _THEN.fullmatch(f" {name}"):
        return ""
    for before in (_THEN.sub("", name), before_date(name)):
        if " " in before and len(before) < len(name):  # a surname may be a day: Plácido Domingo
            name = before
    name = _without_outlet(_KOREAN_TITLE.sub("", _AFTER_NAME.sub("", name)))
    words = name.split()
    if len(words) > 2 and words[: len(words) // 2] == words[len(words) // 2 :]:  # noqa: PLR2004
        words = words[: len(words) // 2]  # said twice: once to see, once to hear
    name = " ".join(words).strip(" .,:：;-–—·")
    last = name.rpartition(" ")[2]
    short = (len(last) == 1 and last.isupper()) or last.lower() in _SHORT
    return f"{name}." if short and last != name and f"{name}." in text else name


_SHORT: Final = frozenset(_words("short"))
"""What stands short behind a name and keeps its point, as an initial does: Jr."""


def _unglued(name: str) -> str:
    """Return a name without the date that is written on to it, as where two elements meet.

    >>> _unglued("Jane RoeMay 14, 2024"), _unglued("Jane McDonald"), _unglued("Jane Roe14 May")
    ('Jane Roe', 'Jane McDonald', 'Jane Roe')
    """
    spaced = _GLUED.sub(" ", name)
    cut = before_date(_DAY.sub("", _THEN.sub("", spaced))) if spaced != name else spaced
    if cut == spaced or " " not in cut:
        return name
    letters = len(cut.replace(" ", ""))
    ends = (at for at in range(len(name) + 1) if len(name[:at].replace(" ", "")) == letters)
    return name[: next(ends)]


def _without_outlet(name: str) -> str:
    """Return a name without whom it writes for; what the letters stand for is no person's name.

    >>> _without_outlet("Jane Roe BBC News"), _without_outlet("Deutsche Welle DW")
    ('Jane Roe', 'Deutsche Welle DW')
    """
    found = _OUTLET.search(name)
    if found is None or name[0].lower() == found["outlet"][0].lower():
        return name
    person = name[: found.start()]
    glued = person.endswith("The")  # Jane RoeThe Associated Press
    return person if " " in person and is_person(person) and not glued else name


def is_signed(text: str) -> bool:
    """Say whether a text ends in a word before which a name is missing: by, von, text.

    >>> is_signed("by"), is_signed("4 May 2021 · von"), is_signed("The bystander")
    (True, True, False)
    """
    return text != "" and len(text) < LABEL_WIDTH and _SIGNED.search(text) is not None


@lru_cache(maxsize=4096)
def is_label(text: str) -> bool:
    """Say whether a line is a label of a byline and nothing else.

    >>> is_label("Written by"), is_label("Text:"), is_label("Learn more by")
    (True, True, False)
    """
    return text != "" and len(text) < LABEL_WIDTH and _LABEL.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def is_of_another(text: str) -> bool:
    """Say whether a line begins by naming who edited, translated, photographed, reviewed.

    >>> is_of_another("Reviewed by Jane Roe"), is_of_another("Words by Jane Roe")
    (True, False)
    """
    return _OTHER_LABELS.match(text) is not None


LABEL_WIDTH = 60
"""Characters of what stands before a name in a byline."""


@lru_cache(maxsize=4096)
def without_label(text: str, *, vouched: bool = False) -> tuple[str, bool]:
    """Return what stands behind the label of a byline, and whether there is one.

    Where the line is `vouched` for as a byline, whatever stands before "by" is of the label.

    >>> without_label("Ein Artikel von Jane Roe"), without_label("Written by Jane Roe, editor")
    (('Jane Roe', True), ('Jane Roe, editor', True))
    >>> without_label("Text: Jane Roe Foto: John Doe")
    ('Jane Roe', True)
    >>> without_label("4 May 2021 by Jane Roe"), without_label("Mary Magdalene by Titian")
    (('Jane Roe', True), ('Mary Magdalene by Titian', False))
    """
    if label := _LABELS.match(text):
        behind = text[label.end() :]
        other = _OTHER_BEHIND.search(behind)
        return (behind[: other.start()] if other else behind), True
    found = _BY.search(text[: 2 * LABEL_WIDTH])
    if found and found.start() < LABEL_WIDTH:
        before = text[: found.start()].strip(" |•·–—-,:(")
        if vouched or not before or any(map(str.isdigit, before)):
            return text[found.end() :], True
    cut = _LEAD.sub("", text)
    return (cut, True) if cut and cut != text else (text, False)


def in_order(text: str) -> str:
    """Return a name that is stated family name first as it is spoken.

    >>> in_order("Roe, Jane"), in_order("Jane Roe, John Doe"), in_order("Roe, Jane, Doe, John")
    ('Jane Roe', 'Jane Roe, John Doe', 'Roe, Jane, Doe, John')
    """
    found = _LAST_FIRST.fullmatch(text)
    return f"{found['first']} {found['last']}" if found and not is_organisation(text) else text


_LAST_FIRST = re.compile(rf"(?P<last>[^\W\d_]{_INNER}+),\s?(?P<first>[^\W\d_]{_INNER}+)")


def without_addresses(text: str) -> str:
    """Return a text without the addresses of pages and of mail boxes in it.

    >>> without_addresses("Jane Roe - http://roe.example"), without_addresses("j[at]roe.example")
    ('Jane Roe', '')
    """
    return _ADDRESS.sub("", text).strip(" -–—|,;<>()") if "." in text else text


_ADDRESS = re.compile(
    # None begins amid letters, nor with a label that the one before it would have gone on with:
    # each of these would be looked through to their end.
    r"(?:(?<![a-z])[a-z]+://|www\.)(?:[!-~À-ɏ]|(?<=/)[^\s!-~]+)++"
    r"|(?<![!-~])[!-~]+(?:@|\[at\]|\(at\))[!-~]+"
    r"|(?<![\w-])(?:(?<![\w-]\.)|(?![a-z]{2,}[./]))[\w-]+(?:\.[a-z]{2,})+/\S*"
)


def names(text: str) -> tuple[str, ...]:
    """Return the people named in a list of names, each once, in order.

    >>> names("By Jane Roe, Staff Writer, and John O'Neil")
    ('Jane Roe', "John O'Neil")
    >>> names("张 三 李四光、王五"), names("Reuters, dpa")
    (('张三', '李四光', '王五'), ())
    >>> names("Senior Reporter Jane Roe for Harbour News"), names("Senior Reporter")
    (('Jane Roe',), ())
    """
    found = dict.fromkeys(name for name in split_names(text) if is_person(name))
    return tuple(found)


def split_names(text: str) -> Iterator[str]:
    """Yield the parts of a list of names, cleaned; whether they are names is not asked.

    >>> [list(split_names(text)) for text in ("Jane Roe | Updated May 5, 2024", "Jo May 4, 2024")]
    [['Jane Roe', ''], ['Jo']]
    """
    for part in BETWEEN.split(_PLACE_BEHIND.sub("", before_date(text))):
        if part and HAN_ANY.search(part):
            yield from han_names(part)
        elif part:
            name = clean_name(part)
            for job in (_POST, _JOB_BEHIND):
                person = job.sub("", name)
                name = person if is_person(person) else name
            if not TITLE.search(name):
                yield name


_PLACE_BEHIND: Final = re.compile(r"(?<=\w\s[-–—]\s)[^\W\d_\u2e80-\u9fff\uac00-\ud7af]+\s*$")
"""One word behind a dash: where the report was made."""


def without_tail(word: str) -> str:
    """Return a name without the verb that is written on to it.

    >>> without_tail("袁永红摄"), without_tail("陈智整合"), without_tail("陳大文")
    ('袁永红', '陈智', '陳大文')
    """
    if len(word) == 3:  # noqa: PLR2004
        return word.rstrip("摄攝")
    return HAN_TAIL.sub("", word) if len(word) > 3 else word  # noqa: PLR2004


def han_names(part: str) -> Iterator[str]:
    """Yield the names between spaces, with `张 三` put together again."""
    held = ""
    for word in clean_name(part).split():
        token = without_tail(word)
        if len(token) == 1 and not held:
            held = token
            continue
        if held and len(token) <= 2:  # noqa: PLR2004
            token = held + token
        held = ""
        if token:
            yield token


def is_chinese_name(text: str) -> bool:
    """Say whether these two to four characters, or this name with a dot, are a Chinese name.

    >>> [is_chinese_name(name) for name in ("袁永红", "欧阳修", "阿不都·热合曼", "从会上")]
    [True, True, True, False]
    """
    if "·" in text or "•" in text:
        return _HAN_LATER.match(text) is not None
    if not _HAN_NAME.fullmatch(text):
        return False
    return text[:2] in COMPOUND or (text[0] in SURNAMES and len(text) <= 3)  # noqa: PLR2004
