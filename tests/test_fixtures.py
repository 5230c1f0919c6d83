"""Every story, read again with the network off: the article expected is the article we get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from crawler.archive.captures import read_captures
from crawler.boilerplate import strip
from crawler.extract import repair_article
from crawler.fixtures.lint import complaints
from crawler.fixtures.story_fixture import CAPTURE, read_story
from crawler.model import NotAnArticle, undo
from crawler.page.read import join, read
from crawler.sites import site_of

FIXTURES = Path(__file__).parents[1] / "fixtures"
STORIES = sorted(path.parent for path in FIXTURES.glob("*/*/capture.warc"))

GAPS: dict[str, str] = {}
"""Stories that are not read as an editor would have them yet, and why."""


def name(folder: Path) -> str:
    return "/".join(folder.parts[-2:])


def marked(folder: Path) -> Any:
    gap = GAPS.get(name(folder))
    marks = [pytest.mark.xfail(reason=gap, strict=True)] if gap else []
    return pytest.param(folder, id=name(folder), marks=marks)


@pytest.mark.parametrize("folder", [marked(folder) for folder in STORIES])
def test_a_story_reads_as_an_editor_would_have_it(folder: Path) -> None:
    got, expected = read_story(folder)

    assert got == expected


@pytest.mark.parametrize("folder", STORIES, ids=name)
def test_no_story_certifies_garbage(folder: Path) -> None:
    expected = json.loads((folder / "article.json").read_text("utf-8"))

    assert complaints(expected) == []


@pytest.mark.parametrize("folder", STORIES, ids=name)
def test_undoing_the_edits_of_a_story_gives_the_page_back(folder: Path) -> None:
    captures = list(read_captures(folder / CAPTURE))
    site = site_of(captures[0].url)
    try:
        served = join([read(capture, site) for capture in captures])
    except NotAnArticle:
        return

    clean = strip(repair_article(served), site.boilerplate)

    assert undo(clean) == served


@pytest.mark.parametrize("folder", STORIES, ids=name)
def test_a_capture_can_be_reviewed_and_says_no_more_than_it_must(folder: Path) -> None:
    data = (folder / CAPTURE).read_bytes()

    assert data.startswith(b"WARC/1.1\r\n")
    assert len(data) < 60_000


WRONG = {
    "U+FFFD": {"headline": "The ferry \ufffd is back"},
    "mojibake": {"headline": "The ferryâ€™s return"},
    "mojibake read as GBK": {"articleBody": "鈥滄浮鍙ｂ€濆埌浜嗭紒锟斤拷"},
    "the damage of a mirror": {"headline": "調(diào)研渡口復(fù)航"},
    "a legal notice": {"articleBody": "渡口复航了。\n未经书面授权，不得转载或建立镜像"},
    "a copyright line": {"articleBody": "The ferry is back.\n© 2022 The Courier"},
    "a notice in Russian": {"articleBody": "Паром вернулся.\nВсе права защищены."},
    "navigation": {"articleBody": "渡口复航了。\n下一页"},
    "navigation in English": {"articleBody": "The ferry is back.\nSign up for our newsletter"},
    "a caption in the body": {
        "articleBody": "The ferry is back.\nThe ferry at dawn",
        "image": [{"caption": "The ferry at dawn"}],
    },
    "a paragraph twice": {"articleBody": "The ferry is back.\nThe ferry is back."},
    "no body": {"articleBody": ""},
    "no headline": {"headline": ""},
}
SOUND = {"headline": "渡口复航", "articleBody": "两岸的人都来了（共三千人）。\n“回来了！”"}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_the_lint_refuses_what_no_editor_would_print(wrong: dict[str, Any]) -> None:
    assert complaints({**SOUND, **wrong})


NEARLY = {
    "sound": {},
    "a reading that an editor set": {"articleBody": "他名叫陶喆。\n船长（Captain）来了。"},
    "a story about copyright": {"articleBody": "The court ruled on the copyright of maps."},
    "a long paragraph that begins like navigation": {
        "articleBody": "Share this bread with a neighbour, the baker told the crowd on "
        "Sunday, and it will last the winter."
    },
    "rights in the field for rights": {"copyrightNotice": "© 2022 北岭新闻网 版权所有"},
    "no article": {"notAnArticle": "error-page", "headline": ""},
}


@pytest.mark.parametrize("nearly", NEARLY.values(), ids=NEARLY)
def test_the_lint_lets_pass_what_only_looks_like_it(nearly: dict[str, Any]) -> None:
    assert complaints({**SOUND, **nearly}) == []
