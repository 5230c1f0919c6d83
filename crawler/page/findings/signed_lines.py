"""Whom the lines around a story name, and what source: lines of text, whatever their elements.

What may stand beside the day of a Chinese page, and which words a line that is signed has, is said
in ``credit_parts.toml``. Reading one line is `crawler.text.credits`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from crawler import patterns as re
from crawler.lang.credit_words import credit_part
from crawler.lang.dates.parse import first_moment
from crawler.lang.names import (
    HAN_ANY,
    is_chinese_name,
    is_organisation,
    is_person,
    names,
    without_label,
)
from crawler.page.letters import LINE_WIDTH
from crawler.text.credits import (
    Credit,
    Credits,
    credits,  # noqa: A004 - the field's own word
    is_bare_label,
    name_and_medium,
)
from crawler.text.signatures import dateline_credits, posted, signature

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


def with_values(lines: Iterable[str]) -> list[str]:
    """Return lines, a label that stands alone together with the line behind it.

    >>> with_values(["来源：", "新华社", "编辑", "2019-09-26"])
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


def credits_of(
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
    found += [_posted_on(text) for text in texts]
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


def written_by(lines: Iterable[str]) -> tuple[Credit, ...]:
    """Return the authors of the first line that is a label and their names, and nothing else.

    >>> written_by(["The quay", "By Jane Roe, MS, LD", "By John Doe"])[0].name
    'Jane Roe'
    >>> written_by(["By the quay stood Jane Roe.", "Photo: John Doe", "Jane Roe"])
    ()
    """
    for line in lines:
        text = line.replace("\u00ad", "")
        found = credits(text) if len(text) <= LINE_WIDTH and is_labelled(text) else None
        if found and found.whole and found.people == found.of("author"):
            return found.people
    return ()


def is_labelled(text: str) -> bool:
    """Return True if a line begins with the label of a byline."""
    rest, labelled = without_label(text)
    return labelled and not text.startswith(rest[:1]) and text.endswith(rest)


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
    name = next(filter(is_chinese_name, _BRACKETED.findall(text)), None)
    known = name is not None and is_person(name) and first_moment(text, language="zh")
    return Credits((Credit(name, "author"),)) if name and known else None


def _posted_on(text: str) -> Credits | None:
    """Return who put a line of a forum there and when, where it says so from its beginning.

    >>> _posted_on("本帖由 海风 于 2012-01-02 08:30 发表").people[0].name
    '海风'
    >>> _posted_on("该条例由国务院于2005年8月12日发布。")
    """
    found = _POSTED.match(text)
    if found is None or is_organisation(found["name"]):
        return None
    return Credits((Credit(found["name"], "author"),))


_POSTED: Final = re.compile(
    rf"\W*(?:{credit_part('posted-by')})\s*(?P<name>[\w\u00b7.-]{{2,16}}?)\s*"
    rf"(?:{credit_part('posted-on')})\s*(?=(?:19|20)\d\d)"
)


def _pieces(text: str) -> Iterator[Credits | None]:
    """Yield the credits of a line, part by part where bars divide it."""
    if signed := name_and_medium(text):
        yield signed
        return
    parts = re.split(r"\s*[|｜]\s*", text) if "|" in text or "｜" in text else [text]
    for part in parts:
        yield credits(part)


def may_be_signed(text: str) -> bool:
    """Return True if a line under the text has what a credit has: a bare "by" is an advertiser's.

    >>> may_be_signed("Reporting by Jane Roe"), may_be_signed("By the same author")
    (True, False)
    """
    if ":" in text or "：" in text or HAN_ANY.search(text):
        return True
    return _SIGNED.search(text.lower()) is not None


_SIGNED: Final = re.compile(rf"\b(?:{credit_part('signed')}) ")


def source_beside_the_day(head: Sequence[str], others: Iterable[str]) -> str | None:
    """Return the name that stands alone beside the date of a Chinese page.

    `others` are the rest of its lines, which may show that it is in Japanese.

    >>> source_beside_the_day(["2019-09-26 10:56 证券时报网"], ())
    '证券时报网'
    >>> source_beside_the_day(["2019-09-26 打印"], ())
    """
    for line in head[:FIRST]:
        dated = first_moment(line, language="zh") if HAN_ANY.search(line) else None
        if not dated or len(line) > LINE_WIDTH:
            continue
        words = re.split(r"[\s|｜·•]+", f"{line[: dated.start]} {line[dated.end :]}")
        left = [
            word for word in words if word and not word.isdigit() and not _CONTROL.search(word)
        ]
        if len(left) != 1 or not _NAME.match(left[0]) or is_chinese_name(left[0]):
            continue
        if is_organisation(left[0]) or not any(map(_KANA.search, (*head, *others))):
            return left[0]
    return None


FIRST: Final = 8
"""Lines below a headline among which its day stands."""

_NAME: Final = re.compile(r"^[\u3400-\u9fffA-Za-z0-9·\[\]]{2,20}$")
_CONTROL: Final = re.compile(rf"^(?:{credit_part('control')})|(?:{credit_part('control-ends')})$")
