"""Credit lines: who wrote, edited, photographed, translated a story, and where it came from.

Strings in, values out. Bylines, tail lines and caption lines in many languages name
people after a label (``记者 张三 李四``, ``责任编辑：王五``, ``Text: Jane Roe``, ``By Jane
Roe and John Doe``). A label is a row of `LABELS`; what may stand between two names is
in `BETWEEN`; what is never a person's name is in `NOBODY` and `ORGANISATION`.

`crawler.boilerplate` uses this for tail lines and `crawler.page.findings.people` for bylines and
structured data: there is one reading of a credit, and it is here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

from crawler import patterns as re
from crawler.lang.credit_words import LABELS, LATIN_LABELS, Role, credit_part
from crawler.lang.names import (
    BEFORE_NAME,
    BETWEEN,
    HAN,
    HAN_ANY,
    NOBODY,
    clean_name,
    han_names,
    is_chinese_name,
    is_organisation,
    is_person,
    names,
    without_tail,
)
from crawler.lang.phrases import is_dated

MAX_LINE = 160
"""Longer than this, a line is prose: the longest line of credits alone on 163 pages has 126."""


@dataclass(frozen=True, slots=True)
class Credit:
    """One name and what it did."""

    name: str
    role: Role
    job_title: str | None = None
    affiliation: str | None = None


@dataclass(frozen=True, slots=True)
class Credits:
    """What one line says about who made the story."""

    people: tuple[Credit, ...] = ()
    source: str | None = None
    """来源: whom the story was taken from."""

    whole: bool = False
    """The line says nothing else, so that taking it off a body loses no text."""

    def of(self, role: Role) -> tuple[Credit, ...]:
        """Return the credits with this role, in the order named."""
        return tuple(credit for credit in self.people if credit.role == role)


GAP = r"[\s\u00a0\u3000]"
_SEP = rf"{GAP}*[:：/／|｜丨]{GAP}*"
"""What parts a label from its names where the label alone would not do."""

_HAN_LABEL = re.compile(
    "|".join(f"(?P<l{n}>{pattern})" for n, (_, _, pattern) in enumerate(LABELS)), re.IGNORECASE
)
_HAN_HINT = re.compile(credit_part("heart"))
"""The heart of every label: a line without one is not looked at more closely."""

_ROLES: dict[str | None, Role] = {f"l{n}": role for n, (role, _, _) in enumerate(LABELS)}
_LATIN_LABEL = re.compile(
    r"(?:^|(?<=[;；|•·(（\[/.,\n])|(?<=\w\s)(?=[^\s:：]{2,20}\s?[:：]))\s*(?:"
    + "|".join(f"(?P<l{n}>{pattern})" for n, (_, _, pattern) in enumerate(LATIN_LABELS))
    + r")(?:\s*[:：|/՝]\s*|\s+(?=\W?\w))",
    re.IGNORECASE,
)
_OPEN = " \t\n\u00a0\u3000(（【[〔<《〈「|｜/／,，、;；*·•-–—"
_LABELLED = _OPEN + ":："
"""After another label's sign a label may stand too: 作者：本报记者 王小明."""

_VALUE_END = re.compile(r"[)）】\]〕>》〉」。！？!?]|\n| {3,}|\u3000{2,}")
_WRITTEN_DATE = re.compile(
    r"(?:(?:发布|發布|发表|更新)?(?:时间|日期|時間)?\s{0,4}[:：于於]?\s{0,4})?(?<!\d)(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}(?!\d)日?"
    r"(?:\s*\d{1,2}[:：时]\d{2}分?(?:[:：]\d{2})?)?"
)
PEN_NAME = 6
"""Characters of a pen name in a list of them."""

REPORTER = credit_part("reporter")
_POST = re.compile(rf"^(?:\w{{0,8}}(?:{REPORTER}|实习生))(?=[\u3400-\u9fff]{{2,4}}$)")
_HANDLE = re.compile(rf"^[\w{HAN}·•.-]{{2,12}}$")
MAX_SOURCE = 40
"""Characters of the name of a source."""

_NO_SOURCE = re.compile(rf"^(?:{credit_part('no-source')})")
_LATIN_MARK = re.compile(r"[A-Za-zÀ-žͰ-ϿЀ-\u06ff\u0900-\u10ff\u1780-\u17ff\u1e00-\u1fff가-힣]{2}")
_SOURCE_STOP = re.compile(
    rf"{GAP}{{2,}}|[|｜\n)）】\]]|{GAP}(?=(?:{credit_part('source-ends')})|\d{{4}}[-年/.])"
)


@cache
def _bare() -> re.Pattern[str]:
    """Return the pattern of all labels, which few pages ask for: it takes long to make."""
    labels = "|".join(label for _, _, label in (*LABELS, *LATIN_LABELS))
    return re.compile(rf"\W*(?:{labels}){GAP}*[:：]?{GAP}*", re.IGNORECASE)


def is_bare_label(line: str) -> bool:
    """Say whether a line is a label whose names stand elsewhere.

    >>> is_bare_label("来源："), is_bare_label("Text:"), is_bare_label("来源：新华社")
    (True, True, False)
    """
    return 0 < len(line) <= PEN_NAME + MAX_SOURCE // 4 and _bare().fullmatch(line) is not None


_PLACED = re.compile(rf"(?<=[{HAN}])[/／][{HAN}]{{2,8}}(?:报道|報導|報道|电|電)(?=$|[\s)）】])")
"""Where a report was made from: 記者王小明／南灣報導."""


@lru_cache(maxsize=1024)
def credits(line: str) -> Credits | None:  # noqa: A001 - the word of the trade
    """Return what a line says about who made the story, or None where it names nobody.

    >>> credits("责任编辑：杨倩_NF4425").people
    (Credit(name='杨倩', role='editor', job_title='editor', affiliation=None),)
    >>> [(c.role, c.name) for c in credits("本报记者 王小明 李四光 通讯员 张三 文/图").people]
    [('author', '王小明'), ('author', '李四光'), ('author', '张三')]
    >>> credits("来源：新华社").source, credits("编辑部的故事")
    ('新华社', None)
    >>> [c.name for c in credits("記者 陳以安／南灣報導").people]
    ['陳以安']
    >>> [(c.role, c.name) for c in credits("Reporting by Jane Roe; Editing by John Doe").people]
    [('author', 'Jane Roe'), ('editor', 'John Doe')]
    >>> credits("Posted on May 14, 2024 by Jane Roe").people[0].name
    'Jane Roe'
    """
    line = line.strip()
    if not 3 <= len(line) <= MAX_LINE:  # noqa: PLR2004
        return None
    han = HAN_ANY.search(line) is not None
    if han and "》" in line and (printed := _printed(line)):
        return printed
    found = _han_credits(line) if han else _korean_credits(line)
    return found or _latin_credits(line if han else _without_date(line))


_SOURCES = "|".join(label for role, _, label in LABELS if role == "source")
_PRINTED = re.compile(
    rf"[\s(（【]*+(?P<by>[^《》]{{0,40}}?){GAP}*+(?:(?:{_SOURCES})[:：]?)?《{GAP}*+(?P<paper>[^《》]{{2,20}}?){GAP}*+》"
    rf"[\s(（,，]*(?:19|20)\d\d{GAP}*+年{GAP}*+\d{{1,2}}{GAP}*+月{GAP}*+\d{{1,2}}{GAP}*+日{GAP}*+"
    rf"(?:第?{GAP}*+[A-Za-z]?\d{{1,3}}{GAP}*+版?)?[\s)）】。]*"
)
"""Which paper a story was printed in, and when: 《河口日报》（2022年02月05日 第01版）."""


def _printed(line: str) -> Credits | None:
    """Return the paper that a line names as where and when the story was printed.

    >>> _printed("本报记者 梁书齐 《河口日报》（2022年02月05日 第01版）").source
    '河口日报'
    >>> _printed("《河口日报》曾在2019年2月5日第3版报道过渡口封冻的情形。")
    """
    found = _PRINTED.fullmatch(line)
    if not found:
        return None
    by = found["by"].strip(_OPEN)
    people = (credits(by) or Credits()).people
    people = people or tuple(Credit(name, "author") for name in han_names(by) if is_person(name))
    return Credits(people, found["paper"], whole=True) if people or not by else None


_KOREAN = re.compile(
    r"(?:(?<=[\s\]）)|·,、=/])|^)(?P<name>[가-힣]{2,4})\s?"
    rf"(?P<post>{credit_part('korean-post')})(?![가-힣])"
)
_CAMERA = re.compile(credit_part("korean-camera"))
"""A Korean reporter: the post stands behind the name."""

KOREAN_REST = 4
"""Letters of a line of Korean reporters that are none of their names and posts."""


def _korean_credits(line: str) -> Credits | None:
    """Return the reporters of a line that says hardly anything else.

    >>> found = _korean_credits("[서울=뉴시스] 홍길동·김영희 기자 = hong@a.kr")
    >>> [person.name for person in found.people]
    ['홍길동', '김영희']
    >>> _korean_credits("홍길동 기자가 어제 현장에서 만난 사람들은 모두 항구를 떠나고 싶어 했다")
    """
    if line.isascii() or not _KOREAN.search(line):
        return None
    people: dict[str, Credit] = {}
    left = _KOREAN_PLACE.sub("", line)
    if together := _KOREAN_LIST.match(left):
        listed = re.split(r"\s*[·,、]\s*", together["names"])
        people = {name: Credit(name, "author") for name in listed}
        left = left[together.end() :]
    for found in _KOREAN.finditer(left):
        shown = _CAMERA.match(found["post"]) is not None
        role: Role = "contributor" if shown else "author"
        people.setdefault(
            found["name"], Credit(found["name"], role, "photographer" if shown else None)
        )
    left = re.sub(r"[!-~]+@[!-~]+|[\W\d_]", "", _KOREAN.sub("", left))
    whole = people and len(left) <= KOREAN_REST
    return Credits(tuple(people.values()), None, whole=True) if whole else None


_KOREAN_PLACE = re.compile(
    r"^\s*[\[(（]\s*[가-힣]{1,12}\s*=\s*[가-힣A-Za-z0-9]{2,12}\s*[\])）]\s*"
)
_KOREAN_LIST = re.compile(
    r"(?P<names>[가-힣]{2,4}(?:\s*[·,、]\s*[가-힣]{2,4})+)\s?(?:선임|인턴)?기자(?![가-힣])"
)


def _han_credits(line: str) -> Credits | None:
    if not _HAN_HINT.search(line):
        return None
    line = _PLACED.sub("", _WRITTEN_DATE.sub("  ", line)).strip()
    marks = [mark for mark in _HAN_LABEL.finditer(line) if _stands_alone(line, mark)]
    if not marks or len(line[: marks[0].start()].strip(_OPEN)) > 12:  # noqa: PLR2004
        return None
    people: dict[str, Credit] = {}
    source: str | None = None
    prefix = line[: marks[0].start()].strip(_OPEN)
    rest = 0 if is_organisation(prefix) or _is_newsroom(prefix) else len(prefix)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        role, title, _ = LABELS[int(str(mark.lastgroup)[1:])]
        value = line[mark.end() : following.start() if following else len(line)]
        if role == "source":
            source = source or source_name(value)
            continue
        labelled = re.match(_SEP, value) is not None
        inner = re.sub(rf"^{_SEP}", "", value).strip(_OPEN)
        inner = "".join(inner.split()) if _SPREAD.fullmatch(inner) else inner
        if following and value == value.rstrip(_OPEN) and _ROLES[following.lastgroup] == role:
            continue  # 采写：南都记者 ...: whose reporter, and no name
        end = _VALUE_END.search(inner)
        listed = labelled_names(inner[: end.start()] if end else inner, labelled=labelled)
        rest += len(inner[end.end() :].strip()) if end else 0
        if not listed and not labelled and value.strip(_OPEN):
            rest += len(value)
        for name in listed:
            people.setdefault(name, Credit(name, role, title))
    if not people and not source:
        return None
    return Credits(tuple(people.values()), source, whole=rest <= 2)  # noqa: PLR2004


_BARS = "/／|｜"
_NAME_AND_MEDIUM = re.compile(
    rf"(?P<names>[{HAN}·]{{2,8}}(?:[\s、]+[{HAN}·]{{2,8}}){{0,4}})\s*[{_BARS}]\s*(?P<medium>[{HAN}\w]{{3,20}})"
)


def name_and_medium(line: str) -> Credits | None:
    """Return who writes for whom, in a line that says nothing else but a date.

    >>> found = name_and_medium("2024-05-14 09:00　石小佳／云河青年报")
    >>> [person.name for person in found.people], found.source
    (['石小佳'], '云河青年报')
    >>> name_and_medium("新闻/本地"), name_and_medium("石小佳/林文远")
    (None, None)
    """
    if not any(bar in line for bar in _BARS):
        return None
    found = _NAME_AND_MEDIUM.fullmatch(_WRITTEN_DATE.sub("", line).strip())
    if found is None or not is_organisation(found["medium"]):
        return None
    listed = re.split(r"[\s、]+", found["names"])
    if not all(map(is_chinese_name, listed)):
        return None
    people = tuple(Credit(name, "author") for name in listed)
    return Credits(people, found["medium"], whole=True)


_SPREAD = re.compile(rf"[{HAN}]{GAP}+[{HAN}]{GAP}+[{HAN}]")
"""A name set with a space between its characters: 石 小 佳."""


def _stands_alone(line: str, mark: re.Match[str]) -> bool:
    """Say whether a label is a label there, and not a word of a sentence."""
    before, after = line[: mark.start()], line[mark.end() :]
    separated = re.match(_SEP, after) is not None
    if separated:
        return not before or before[-1] in _OPEN or not before[-1].isalnum() or len(before) <= 8  # noqa: PLR2004
    is_long = len(before.strip()) > 8  # noqa: PLR2004
    if is_long and before[-1] not in _LABELLED and not _is_newsroom(before):
        return False
    if re.match(rf"{GAP}+[{HAN}A-Za-z]", after):
        return True
    if _ROLES[mark.lastgroup] == "source" and not before and 2 <= len(after) <= 12:  # noqa: PLR2004
        return True
    names_ = labelled_names(_VALUE_END.split(after)[0], labelled=False)
    return bool(names_)


def _is_newsroom(text: str) -> bool:
    """Return True for two newsrooms with a sign between them.

    >>> _is_newsroom("河口青年报·河青在线"), _is_newsroom("新华社北京")
    (True, False)
    """
    parts = re.split("[·/／]", text.strip())
    return len(parts) > 1 and any(map(is_organisation, parts))


_AFFILIATION = re.compile(rf"(?<=[{HAN}]){GAP}*[:：]{GAP}*(?=[{HAN}]{{3,}})")
"""The sign between a name and where its bearer works: 赵培：北岭物资学院."""


def labelled_names(value: str, *, labelled: bool) -> list[str]:
    """Return the names after a Chinese label; a sign after it vouches for odd ones.

    >>> labelled_names("棒棒不是糖", labelled=True), labelled_names("从会上获悉", labelled=False)
    (['棒棒不是糖'], [])
    >>> labelled_names("赵 培：北岭物资学院，北岭", labelled=True)
    ['赵培']
    """
    kept: list[str] = []
    odd: list[str] = []
    first = _AFFILIATION.split(value)[0]
    value = first if is_chinese_name("".join(first.split())) else value
    listed = [without_tail(part.strip()) for part in re.split(r"[、&＆]", value)]
    if (
        labelled
        and len(listed) > 1
        and all(_HANDLE.match(part) and len(part) <= PEN_NAME for part in listed)
    ):
        return [part for part in listed if not NOBODY.match(part) and not is_organisation(part)]
    for part in BETWEEN.split(value):
        for name in han_names(part) if HAN_ANY.search(part) else [clean_name(part)]:
            token = _POST.sub("", re.sub(r"[_＿]\w+$", "", name))
            if not token or NOBODY.match(token) or is_organisation(token):
                continue
            if is_chinese_name(token) or (is_person(token) and not HAN_ANY.search(token)):
                kept.append(token)
            elif not labelled:
                return kept
            elif _HANDLE.match(token):
                odd.append(token)
                break
    return kept or odd


def source_name(value: str) -> str | None:
    """Return the name after 来源, to where the next thing begins.

    >>> source_name("： 新华社  作者：李四"), source_name("： | 发布时间")
    ('新华社', None)
    """
    text = re.sub(rf"^{_SEP}", "", value).strip(_OPEN)
    text = re.split(r"[|｜\n]| {2,}|\u3000{2,}|\u00a0{2,}", text)[0]
    text = _SOURCE_STOP.split(text)[0] if not text.endswith("]") else text
    text = re.sub(rf"{GAP}*\d{{4}}[-年/.].*$", "", text)
    if HAN_ANY.match(text):
        text = text.split()[0]
    text = text.strip(' \t\u00a0\u3000:：,，。;；、"“”《》()（）【】')
    if not 2 <= len(text) <= MAX_SOURCE or _NO_SOURCE.match(text):  # noqa: PLR2004
        return None
    return text


def _latin_credits(line: str) -> Credits | None:
    if not _LATIN_MARK.search(line):
        return None
    opening = len(line) - len(line.lstrip(_OPEN))
    if not any(_LATIN_LABEL.match(line, at) for at in range(opening + 1)):
        return None
    marks = list(_LATIN_LABEL.finditer(line))
    people: dict[str, Credit] = {}
    source: str | None = None
    rest = 0
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        role, title, _ = LATIN_LABELS[int(str(mark.lastgroup)[1:])]
        value = line[mark.end() : following.start() if following else len(line)].strip(_OPEN)
        if role == "source":
            source = value if is_organisation(value) and len(value) <= MAX_SOURCE else None
            continue
        listed = names(value)
        left = value
        for name in listed:
            left = left.replace(name, "")
            people.setdefault(name, Credit(name, role, title))
        rest += len(re.sub(r"\b(?:and|und|et|y|e|by)\b|[\W\d_]", "", left))
    if not people and not source:
        return None
    return Credits(tuple(people.values()), source, whole=rest <= 24)  # noqa: PLR2004


def _without_date(line: str) -> str:
    """Return a line without when it was published, where it says that before it names anybody.

    >>> _without_date("Posted on May 14, 2024 by Jane Roe"), _without_date("Posted by Jane Roe")
    ('by Jane Roe', 'Posted by Jane Roe')
    """
    for found in BEFORE_NAME.finditer(line):
        if is_dated(line[: found.start()]):
            return line[found.end() :]
    return line
