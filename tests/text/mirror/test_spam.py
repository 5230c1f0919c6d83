"""Search words that the keeper of a mirror hangs around a page, and stories in the same words."""

from __future__ import annotations

import pytest

from crawler.text.mirror.spam import is_spam, without_spam

SPAM = "国产成人免费视频，久久精品亚洲，欧美一区二区"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "渡口今天复航",
        "亚洲电影节开幕，三部国产影片参展",
        "免费班车每天两趟",
        "The ferry is free on Sundays.",
    ],
)
def test_a_headline_in_such_words_is_none(line: str) -> None:
    assert not is_spam(line)
    assert without_spam(line) == line


def test_nothing_but_search_words_is_spam() -> None:
    assert is_spam(SPAM)


def test_what_the_story_itself_says_is_none() -> None:
    assert not is_spam(SPAM, story=f"本报记者在网上看到：{SPAM}。")


@pytest.mark.parametrize("sign", ["_", "|", "，", " - "])
def test_what_stands_between_search_words_is_kept(sign: str) -> None:
    line = sign.join(("久久精品国产亚洲av", "渡口今天复航", "国产成人免费视频"))

    assert without_spam(line) == "渡口今天复航"


def test_the_signs_between_what_is_kept_stay() -> None:
    line = "渡口今天复航，学生免费-云河网"

    assert without_spam(f"{line}_国产成人免费视频") == line
