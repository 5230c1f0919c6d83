"""Lines around a story that sign it: labels with their values, names beside a day, forums."""

from __future__ import annotations

import pytest

from crawler.page.findings.signed_lines import (
    credits_of,
    is_labelled,
    may_be_signed,
    source_beside_the_day,
    with_values,
    written_by,
)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["来源：", "新华社"], ["来源：", "来源： 新华社"]),
        (["作者：", "石小佳"], ["作者：", "作者： 石小佳"]),
        (["编辑", "2019-09-26"], ["编辑", "2019-09-26"]),
        (["来源：", "打印"], ["来源：", "打印"]),
        (["Note:", "The quay was empty."], ["Note:", "The quay was empty."]),
        ([], []),
    ],
)
def test_a_label_that_stands_alone_is_read_with_the_name_behind_it(
    lines: list[str], joined: list[str]
) -> None:
    assert with_values(lines) == joined


def told(*head: str, last: tuple[str, ...] = ()) -> tuple[list[tuple[str, str]], str | None]:
    """Return who made a story and where it came from, by the lines over it and its last ones."""
    found = credits_of(head, (), (), last, ())
    return [(each.role, each.name) for each in found.people], found.source


@pytest.mark.parametrize(
    ("line", "people", "source"),
    [
        ("来源：新华社 责任编辑：杨倩", [("editor", "杨倩")], "新华社"),
        ("By Jane Roe", [("author", "Jane Roe")], None),
        ("2004年7月16日08:19 [ 黄宇 ] 来源：[ 云河金融报 ]", [("author", "黄宇")], "云河金融报"),
        ("本帖由 海风 于 2012-01-02 08:30 发表", [("author", "海风")], None),
        ("该条例由国务院于2005年8月12日发布。", [], None),
        ("2004年7月16日 【打印】 【北岭】", [], None),
        ("The quay was empty.", [], None),
    ],
)
def test_a_line_over_the_text_says_who_made_it(
    line: str, people: list[tuple[str, str]], source: str | None
) -> None:
    assert told(line) == (people, source)


def test_a_text_signs_itself_where_no_line_names_an_author() -> None:
    last = ("会议明天结束。（刘晓冬）",)

    assert told(last=last)[0] == [("author", "刘晓冬")]
    assert told("作者：石小佳", last=last)[0] == [("author", "石小佳")]


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        (["The quay", "By Jane Roe, MS, LD", "By John Doe"], ["Jane Roe"]),
        (["By the quay stood Jane Roe.", "Photo: John Doe", "Jane Roe"], []),
        ([], []),
    ],
)
def test_the_first_line_that_is_a_byline_and_nothing_else(
    lines: list[str], names: list[str]
) -> None:
    assert [credit.name for credit in written_by(lines)] == names


@pytest.mark.parametrize(
    ("text", "labelled"),
    [("By Jane Roe", True), ("Von Jane Roe", True), ("Jane Roe", False), ("Bygone days", False)],
)
def test_a_line_begins_with_the_label_of_a_byline(text: str, labelled: bool) -> None:  # noqa: FBT001
    assert is_labelled(text) is labelled


@pytest.mark.parametrize(
    ("text", "signed"),
    [
        ("Reporting by Jane Roe", True),
        ("Text: Jane Roe", True),
        ("编辑 杨倩", True),
        ("编辑：杨倩", True),
        ("By the same author", False),
        ("Read more", False),
    ],
)
def test_a_line_under_the_text_may_be_signed(text: str, signed: bool) -> None:  # noqa: FBT001
    assert may_be_signed(text) is signed


@pytest.mark.parametrize(
    ("line", "others", "source"),
    [
        ("2019-09-26 10:56 证券时报网", (), "证券时报网"),
        ("证券时报网 | 2019-09-26", (), "证券时报网"),
        ("2019-09-26 打印", (), None),
        ("2019-09-26 石小佳", (), None),
        ("2019-09-26 10:56", (), None),
        ("证券时报网", (), None),
        ("2019年9月26日 渡口", ("フェリーが戻る",), None),
    ],
)
def test_a_name_alone_beside_the_day_is_the_source(
    line: str, others: tuple[str, ...], source: str | None
) -> None:
    assert source_beside_the_day([line], others) == source
