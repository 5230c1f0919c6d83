"""The lines of the legal notice outside the body, each once."""

from __future__ import annotations

from collections.abc import Sequence

from crawler.page.fields.legal_notice import LEAST_LENGTH, MOST, notices
from tests.page.read_pages import PROSE, evidence_in

NOTICE = "© 2021 The Quay. All rights reserved."


def found(html: str, clear: object = str) -> Sequence[str]:
    blocks = evidence_in(html).findings.blocks
    return notices(blocks.outline, blocks.body.blocks, clear)  # type: ignore[arg-type]


def test_a_notice_below_the_story_is_found_once() -> None:
    page = f"<h1>Rain ends</h1><div>{PROSE}</div><p>{NOTICE}</p><footer>{NOTICE}</footer>"

    assert list(found(page)) == [NOTICE]


def test_a_page_without_one_has_none() -> None:
    assert list(found(f"<h1>Rain ends</h1>{PROSE}<footer>Contact us by ferry</footer>")) == []


def test_a_line_too_short_to_say_anything_is_none() -> None:
    short = "版权声明"

    assert len(short) < LEAST_LENGTH
    assert list(found(f"<h1>Rain</h1>{PROSE}<footer><p>{short}</p></footer>")) == []


def test_there_are_no_more_than_so_many() -> None:
    lines = "".join(
        f"<p>© {year} The Quay. All rights reserved.</p>" for year in range(1950, 2020)
    )

    assert len(found(f"<h1>Rain</h1><div>{PROSE}</div><footer>{lines}</footer>")) == MOST


def test_a_line_is_judged_as_it_was_meant_and_kept_as_it_was_served() -> None:
    served = "Abb evghgf erfreirq ol Gur Dhnl, rights"
    page = f"<h1>Rain</h1><div>{PROSE}</div><footer><p>{served}</p></footer>"

    assert list(found(page)) == []
    assert list(found(page, lambda line: NOTICE if line == served else line)) == [served]
