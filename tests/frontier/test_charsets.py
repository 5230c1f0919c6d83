"""The text of feeds and sitemaps in encodings of the web, by any label that browsers know."""

from __future__ import annotations

import pytest

from crawler.frontier.charsets import text_of


@pytest.mark.parametrize(
    ("label", "codec", "text"),
    [
        ("GB2312", "gb18030", "渡口新闻"),
        ("x-gbk", "gb18030", "渡口新闻"),
        ("windows-949", "cp949", "항구 소식"),
        ("csBig5", "big5", "渡口新聞"),
        ("windows-31j", "cp932", "港の新聞①"),
        ("x-cp1251", "cp1251", "Вести порта"),
        ("latin1", "cp1252", "“Où est le phare ?”"),
        ("klingon", "cp1252", "“Où est le phare ?”"),
        ("utf-16", "utf-8", "Où est le phare ?"),
    ],
)
def test_a_source_is_read_in_the_encoding_that_it_states(
    label: str, codec: str, text: str
) -> None:
    feed = f'<?xml version="1.0" encoding="{label}"?><title>{text}</title>'.encode(codec)

    assert text in text_of(feed)[0]


def test_what_cannot_be_read_is_a_sign_and_no_fault() -> None:
    text, encoding = text_of("Où est le phare ? ".encode() * 20 + b"\xff")

    assert (text.count("\ufffd"), encoding) == (1, "utf-8")


def test_a_source_without_a_label_is_read_by_what_it_says() -> None:
    feed = "<rss><item><title>渡口恢复通航，居民出行更方便了</title></item></rss>"

    assert text_of(feed.encode("gbk")) == (feed, "gb18030")
