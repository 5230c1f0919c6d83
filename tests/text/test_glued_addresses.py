"""Addresses and numbers that stand among text written without spaces are told from it."""

from __future__ import annotations

import pytest

from crawler.lang.names import clean_name
from crawler.text.credits import credits  # noqa: A004
from crawler.text.notices import notice_of

EMAILS = {
    "Chinese before and behind": ("投稿请发desk@hekou.example或来信", "desk@hekou.example"),
    "Chinese behind a domain": (
        "邮箱desk@hekou.example.cn电话0371-5550000",
        "desk@hekou.example.cn",
    ),
    "Japanese": ("お問い合わせはinfo@minato.exampleまで", "info@minato.example"),
    "Korean": ("제보는desk@hang.example으로", "desk@hang.example"),
    "Thai": ("ติดต่อdesk@tharuea.exampleได้ทุกวัน", "desk@tharuea.example"),
    "a letter of the domain with its sign": ("Post an kai@fähre.example.", "kai@fähre.example"),
    "a plus and a stop": ("(desk+news@pell.example)", "desk+news@pell.example"),
    "none: a handle": ("关注@河口网", None),
}


@pytest.mark.parametrize(("line", "email"), EMAILS.values(), ids=EMAILS)
def test_an_email_address_ends_where_its_letters_do(line: str, email: str | None) -> None:
    assert notice_of([line]).email == email


PHONES = {
    "Chinese around": ("举报电话0371-5550000邮箱", "0371-5550000"),
    "English": ("Tel: +44 1632 960000", "+44 1632 960000"),
    "a label behind Chinese": ("河口网tel03715550000", "03715550000"),
    "none: a hotel and its number": ("The hotel 12345678 on the quay", None),
}


@pytest.mark.parametrize(("line", "phone"), PHONES.values(), ids=PHONES)
def test_a_number_is_a_telephone_s_behind_its_label(line: str, phone: str | None) -> None:
    assert notice_of([line]).telephone == phone


NAMES = {
    "an address behind": ("张明zhang@hekou.example", "张明"),
    "a page behind": ("张明https://hekou.example/zhang", "张明"),
    "a name behind a site": ("https://hekou.example张明", "张明"),
    "a path in Chinese": ("张明 https://hekou.example/作者/张明", "张明"),
    "Korean": ("홍길동hong@hang.example", "홍길동"),
    "Latin, with a space": ("Jane Roe jane@pell.example", "Jane Roe"),
}


@pytest.mark.parametrize(("text", "name"), NAMES.values(), ids=NAMES)
def test_a_name_is_not_taken_off_with_the_address_that_is_glued_to_it(
    text: str, name: str
) -> None:
    assert clean_name(text) == name


def test_a_korean_sentence_glued_to_an_address_is_no_credit() -> None:
    assert credits("홍길동 기자 항구의다리가어제다시열렸다hong@hang.example") is None
    assert credits("홍길동 기자 hong@hang.example") is not None
