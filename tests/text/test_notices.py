"""A legal notice names who holds the rights, who publishes, and its numbers."""

from __future__ import annotations

import pytest

from crawler.text.notices import Notice, notice_of

HOLDERS = {
    "with a sign and a year": (
        "© 2026 The Harbour Post. All rights reserved.",
        "The Harbour Post",
    ),
    "with years": ("Copyright © 2010-2026 Pell Media Ltd.", "Pell Media Ltd"),
    "with letters for the sign": ("(c) 2026 by Jane Roe", "Jane Roe"),
    "with the year behind it": ("Copyright Pell Courier 2026", "Pell Courier"),
    "with points in it": ("© 2026 Pell Media B.V. All rights reserved.", "Pell Media B.V."),
    "with initials": ("© 2026 J. B. Pell Company.", "J. B. Pell Company"),
    "with a saint": ("© 2026 St. Pell Post. All rights reserved.", "St. Pell Post"),
    "that is an address": ("© 2026 hafen.example, Pell", "hafen.example"),
    "with letters for words": ("© Kirche A. und H.B. in Pell", "Kirche A. und H.B. in Pell"),
    "before a second sentence": ("© 2026 Team A. Alle Rechte vorbehalten", "Team A"),
    "in Chinese, behind": ("版权属于河口网所有", "河口网"),
    "in Chinese, before": ("版权声明：河口网版权所有", "河口网"),
    "with the word alone": ("copyright dpa", "dpa"),
    "within a line": ("Photo: Jane Roe, copyright The Harbour Post", "The Harbour Post"),
    "said twice": ("© Copyright by hafen.example", "hafen.example"),
    "before a dash": ("© 2026 hafen.example - what the harbour says", "hafen.example"),
    "with a dash in it": ("© Pell-Harbour Media", "Pell-Harbour Media"),
    "nobody: a story on rights": ("The copyright of the songs was sold in May.", None),
    "nobody: a year alone": ("© 2026", None),
    "nobody": ("All rights reserved.", None),
    "nobody: a formula behind the year": ("© 2026 All Rights Reserved.", None),
}


@pytest.mark.parametrize(("line", "holder"), HOLDERS.values(), ids=HOLDERS)
def test_the_holder_of_the_rights_is_named(line: str, holder: str | None) -> None:
    assert notice_of([line]).holder == holder


NUMBERS = {
    "a licence of a site": ("豫ICP备00000001号-1", [("ICP", "豫ICP备00000001号-1")]),
    "with blanks": ("豫 ICP 备 00000001 号", [("ICP", "豫ICP备00000001号")]),
    "of the police": ("豫公网安备 41010000000001号", [("公安备案", "豫公网安备41010000000001号")]),
    "for news": (
        "互联网新闻信息服务许可证编号：41120000001",
        [("互联网新闻信息服务许可证", "41120000001")],
    ),
    "two of a kind, said twice": (
        "豫ICP备00000001号 豫ICP备00000002号 豫ICP备00000001号",
        [("ICP", "豫ICP备00000001号"), ("ICP", "豫ICP备00000002号")],
    ),
    "none: a number without its kind": ("河口网 00000001号", []),
}


@pytest.mark.parametrize(("line", "numbers"), NUMBERS.values(), ids=NUMBERS)
def test_each_number_is_known_by_its_shape(line: str, numbers: list[tuple[str, str]]) -> None:
    assert [*notice_of([line]).identifiers] == numbers


def test_everything_that_is_glued_into_one_line_is_told_apart() -> None:
    line = (
        "凡注明“来源：河口网”的作品，版权均属河口网所有。举报电话：0371-5550000 "
        "邮箱：desk@hekou.example 豫ICP备00000001号-1"
    )

    notice = notice_of([line])

    assert (notice.publisher, notice.holder) == ("河口网", "河口网")
    assert (notice.telephone, notice.email) == ("0371-5550000", "desk@hekou.example")
    assert notice.identifiers == (("ICP", "豫ICP备00000001号-1"),)


def test_a_line_that_is_no_notice_says_nothing() -> None:
    assert notice_of(["The ferry to Pell sails again."]) == Notice()
    assert notice_of([]) == Notice()


@pytest.mark.parametrize("letters", ["a", "1", "a-", ".", "+"])
def test_a_line_without_end_is_looked_through_once_for_its_mailbox(letters: str) -> None:
    endless = letters * 300_000  # where each letter is a beginning, this takes minutes

    assert notice_of([endless, "热线a@quay.example"]).email == "a@quay.example"
    assert notice_of([f"{endless}@quay.example"]).email == f"{endless}@quay.example"
