"""The tables of words: one schema, and every sentence that a row gives as proof proves it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources

import pytest

from crawler.frontier.labels import is_label
from crawler.lang.dates.labels import dates_of
from crawler.lang.dates.parse import first_moment, parse
from crawler.lang.dates.relative import ago
from crawler.lang.names import (
    NOBODY,
    clean_name,
    is_chinese_name,
    is_organisation,
    is_person,
    names,
    without_label,
    without_tail,
)
from crawler.lang.notice_phrases import SURE, is_anywhere, signs
from crawler.lang.offices import is_office
from crawler.lang.page_phrases import LEADS, LIVE, asks_to_pay
from crawler.lang.phrases import (
    LABEL,
    NOTICE,
    OVER,
    is_credit,
    is_dated,
    is_disclosure,
    is_download,
    without_asides,
)
from crawler.lang.teaser_phrases import firsts, leads_away
from crawler.lang.words import Word, words
from crawler.page.blocks.sections import is_comments
from crawler.page.findings.captions import BEGINS, CREDITED, ENDS
from crawler.page.headline.kicker import BYLINE, NOT_A_LINE, SCENE
from crawler.page.headline.titles import main_segment
from crawler.text.credits import credits  # noqa: A004 - the field's own word
from crawler.text.mirror.spam import is_spam

DATA = resources.files("crawler.lang") / "data"
TABLES = sorted(
    file.name.removesuffix(".toml") for file in DATA.iterdir() if file.name.endswith(".toml")
)
LANGUAGE = re.compile(r"any|[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?: [a-z]{2,3}(?:-[A-Z][a-z]{3})?)*")
FIELDS: dict[str, type | tuple[type, ...]] = {
    "language": str,
    "word": str,
    "kind": str,
    "means": (str, int),
    "met": str,
    "counts": str,
    "not": str,
}
WHOLE = {"error", "number", "login", "captcha", "consent"}
"""Kinds of errors that are all that a title says."""

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def teaser(row: Word, line: str) -> bool:
    start = re.search(r"[^\W_]", line)
    own = re.match(row.word.replace(" ", r"\s"), line[start.start() :].lower()) if start else None
    return leads_away(line) and own is not None


def error(row: Word, line: str) -> bool:
    look = re.fullmatch if row.kind in WHOLE else re.search
    return look(row.word, line.lower()) is not None


def consent(row: Word, line: str) -> bool:
    return re.search(row.word, line.lower()) is not None


def spam(row: Word, line: str) -> bool:
    return re.search(row.word, line, re.IGNORECASE) is not None and is_spam(line)


def relative(_: Word, line: str) -> bool:
    return ago(line, NOW) is not None


def month(row: Word, line: str) -> bool:
    language = "" if row.language == "any" else row.language.split()[0]
    found = first_moment(line, language=language)
    return found is not None and found.day.month == row.means


def phrase(row: Word, line: str) -> bool:
    looks: dict[str, Callable[[str], object]] = {
        "credit": is_credit,
        "credit-line": is_credit,
        "dated": is_dated,
        "label": LABEL.match,
        "notice": NOTICE.match,
        "disclosure": is_disclosure,
        "over": OVER.match,
        "aside": lambda line: without_asides(line) != line,
        "download": is_download,
    }
    own = re.search(row.word, line, re.IGNORECASE)
    return own is not None and bool(looks[row.kind](line))


def name(row: Word, line: str) -> bool:
    looks: dict[str, Callable[[str], object]] = {
        "nobody": NOBODY.match,
        "title": lambda line: names(line) == (),
        "tail": lambda line: without_tail(line) == "袁永红",
        "surname": is_chinese_name,
        "company": is_office,
        "office": is_office,
        "particle": is_person,
        "and": lambda line: names(line) == ("Jane Roe", "John Doe"),
        "by": lambda line: without_label(line) == ("Jane Roe", True),
        "short": lambda line: clean_name(f"By {line}") == line,
        "korean-title": lambda line: clean_name(line) == "김민수",
    }
    looks |= dict.fromkeys(("lead", "lead-and", "lead-colon", "then", "place", "for"), is_jane_roe)
    own = re.search(row.word, line, re.IGNORECASE)
    return own is not None and bool(looks.get(row.kind, is_organisation)(line))


def is_jane_roe(line: str) -> bool:
    return clean_name(line) == "Jane Roe"


def credit(row: Word, line: str) -> bool:
    found = credits(line)
    if found is None or row.kind == "source":
        return found is not None and found.source is not None
    return (row.kind, row.means or None) in {(p.role, p.job_title) for p in found.people}


def notice(row: Word, line: str) -> bool:
    if row.kind == "anywhere":
        return is_anywhere(line)
    found = signs(line)
    own = row.word in line.lower() or re.search(row.word, line.strip("（("), re.IGNORECASE)
    return found.weight >= SURE and bool(own)


def clock(row: Word, line: str) -> bool:
    moment = parse(line)
    halves = {"morning": 8, "afternoon": 20, "half": 8}
    if row.kind in halves:
        return moment is not None and moment.clock == (halves[row.kind], 5, 0)
    if moment is None or row.kind not in {"offset", "zone"}:
        return False
    if row.kind == "offset":
        return moment.offset == timedelta(hours=int(row.means))
    return row.means == moment.zone or moment.offset is not None


def date_label(row: Word, line: str) -> bool:
    kinds = {"behind": "published", "other-behind": "other", "original": "published"}
    found = dates_of(line, row.language.split()[0])
    own = re.search(row.word, line, re.IGNORECASE)
    return own is not None and [kind for kind, _ in found] == [kinds.get(row.kind, row.kind)]


def calendar(_: Word, line: str) -> bool:
    return first_moment(line) is not None


def credit_part(row: Word, line: str) -> bool:
    return re.search(row.word, line, re.IGNORECASE) is not None


CREDIT_KINDS = ("label", "by", "of", "credit", "credit-by", "credit-ends", "ja-ends")
CREDITED_BY: tuple[Callable[[str], object], ...] = tuple(each.search for each in CREDITED)


def caption(row: Word, line: str) -> bool:
    if row.kind == "unfinished":
        return re.search(rf"\b{row.word}$", line) is not None
    looks: dict[str, tuple[Callable[[str], object], ...]]
    looks = {"begins": (BEGINS.match,), "begins-sign": (BEGINS.match,)}
    looks |= dict.fromkeys(CREDIT_KINDS, CREDITED_BY)
    own = re.search(row.word, line, re.IGNORECASE)
    found = any(look(line) for look in looks.get(row.kind, (ENDS.search,)))
    return own is not None and found


def headline_line(row: Word, line: str) -> bool:
    if row.kind == "scene":
        return line.endswith(row.word) and row.word in SCENE
    if row.kind == "masthead":
        return main_segment(line, ()) == line.partition("_")[0]
    looks = {"byline": BYLINE.match, "number": BYLINE.match}
    own = re.search(row.word, line, re.IGNORECASE)
    return own is not None and looks.get(row.kind, NOT_A_LINE.search)(line) is not None


def link(_: Word, line: str) -> bool:
    return is_label(line)


def comment(row: Word, line: str) -> bool:
    if row.kind == "label":
        return is_comments(line)
    look = re.fullmatch if row.kind in {"reply", "says"} else re.search
    return look(row.word, line.lower()) is not None


def page(row: Word, line: str) -> bool:
    text = line.lower()
    if row.kind in {"next", "whole"}:
        leads = LEADS.match(text)
        return leads is not None and leads[row.kind] is not None
    looks: dict[str, Callable[[str], object]] = {"pay": asks_to_pay, "live": LIVE.search}
    return re.search(row.word, text) is not None and bool(looks[row.kind](text))


RULES: dict[str, Callable[[Word, str], bool]] = {
    "calendars": calendar,
    "captions": caption,
    "clocks": clock,
    "comments": comment,
    "consent": consent,
    "credits": credit,
    "date_labels": date_label,
    "credit_parts": credit_part,
    "errors": error,
    "headline_lines": headline_line,
    "links": link,
    "months": month,
    "notices": notice,
    "names": name,
    "pages": page,
    "phrases": phrase,
    "relative": relative,
    "spam": spam,
    "teasers": teaser,
}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_is_read_as_toml_has_it(table: str) -> None:
    rows = tomllib.loads((DATA / f"{table}.toml").read_text("utf-8"))["words"]

    assert words(table) == tuple(
        Word(**{"not_" if key == "not" else key: value for key, value in row.items()})
        for row in rows
    )


@pytest.mark.parametrize("table", TABLES)
def test_a_table_keeps_to_the_schema(table: str) -> None:
    raw = tomllib.loads((DATA / f"{table}.toml").read_text("utf-8"))

    assert set(raw) == {"words"}
    for row in raw["words"]:
        assert set(row) <= set(FIELDS), row
        assert {"language", "word"} <= set(row), row
        assert all(isinstance(value, FIELDS[key]) for key, value in row.items()), row
        assert LANGUAGE.fullmatch(row["language"]), row
        assert row["word"].strip(), row
        assert re.compile(row["word"]), row


@pytest.mark.parametrize("table", TABLES)
def test_no_row_stands_twice(table: str) -> None:
    rows = Counter((row.language, row.kind, row.word) for row in words(table))

    assert [row for row, times in rows.items() if times > 1] == []


@pytest.mark.parametrize("table", TABLES)
def test_every_table_has_a_rule_and_proofs(table: str) -> None:
    assert table in RULES
    assert any(row.counts for row in words(table))


@pytest.mark.parametrize("table", TABLES)
def test_a_word_counts_in_the_line_that_proves_it(table: str) -> None:
    rows = [row for row in words(table) if row.counts]

    assert [row for row in rows if not RULES[table](row, row.counts)] == []


@pytest.mark.parametrize("table", TABLES)
def test_a_word_does_not_count_in_the_line_beside_it(table: str) -> None:
    rows = [row for row in words(table) if row.not_]

    assert [row for row in rows if RULES[table](row, row.not_)] == []


def test_every_phrase_that_asks_to_pay_shows_that_its_line_is_looked_at() -> None:
    assert [row.word for row in words("pages") if row.kind == "pay" and not row.counts] == []


def test_every_phrase_that_leads_away_is_found_by_its_first_letter() -> None:
    for phrase in (row.word for row in words("teasers")):
        plain = re.sub(r"\\.|\[[^\]]*\]", "", phrase)
        outside = re.sub(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)", "", plain)

        assert "|" not in outside, phrase
        assert plain == plain.lower(), phrase
        assert all(first.isalnum() for first in firsts(phrase)), phrase
