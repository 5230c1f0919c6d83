"""The query of a link is written in the encoding of its page, as browsers write it."""

from __future__ import annotations

import pytest

from crawler.frontier.urls import (
    resolve,
)

QUERIES = [  # encoding of the page, link, path and query as a browser asks for them
    ("gb2312", "/a?t=渡口", "/a?t=%B6%C9%BF%DA"),
    ("big5", "/a?t=渡口", "/a?t=%B4%E7%A4f"),
    ("shift_jis", "/a?t=渡し船", "/a?t=%93n%82%B5%91D"),
    ("shift_jis", "/a?t=−", "/a?t=%81|"),
    ("euc-kr", "/a?t=항구", "/a?t=%C7%D7%B1%B8"),
    ("windows-1252", "/a?t=café†", "/a?t=caf%E9%86"),
    ("gbk", "/a?t=€", "/a?t=%80"),
    ("big5", "/a?t=†", "/a?t=%26%238224%3B"),
    ("iso-2022-jp", "/a?t=‾\\", "/a?t=%1B(J~%1B(B\\"),
    ("gbk", "/渡?t=%B6%C9", "/%E6%B8%A1?t=%B6%C9"),
    ("gbk", "/a?t=a b'\t#渡", "/a?t=a%20b%27"),
    ("utf-8", "/a?t=渡", "/a?t=%E6%B8%A1"),
    ("utf-16le", "/a?t=渡", "/a?t=%E6%B8%A1"),
    ("replacement", "/a?t=渡", "/a?t=%E6%B8%A1"),
    ("klingon", "/a?t=渡", "/a?t=%E6%B8%A1"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "written", "asked"), QUERIES)
def test_a_query_is_written_in_the_encoding_of_its_page(
    encoding: str, written: str, asked: str
) -> None:
    assert resolve("https://a.example/list/", written, encoding) == f"https://a.example{asked}"
