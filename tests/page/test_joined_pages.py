"""One record for a story that is cut over several pages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from crawler.model import Article, Capture, Image
from crawler.page.read import join, read_page


def page(number: int, *texts: str) -> Article:
    body = "".join(f"<p>{text}</p>" for text in texts)
    return read_page(
        Capture(
            url=f"http://news.example/ferry_{number}.html",
            fetched_at=datetime(2026, 2, 5, 8, number, tzinfo=UTC),
            body=f"<h1>Ice stops the ferry</h1><div>{body}</div>".encode(),
        )
    ).article


A = "The ferry across the sound was cancelled on Monday, the harbour office said."


B = "Some forty passengers spent the night in the school hall, in beds of the town's."


D = "Until then the school hall stays open, and the bakery has promised bread for all."


C = "A tug from the mainland is expected in the morning, when the wind has turned."


def made(*texts: str) -> Article:
    return replace(page(1, A), article_body=texts)


def test_the_pages_of_a_story_become_one_record() -> None:
    first, second = page(1, A, B), page(2, C)

    whole = join([first, second])

    assert whole.article_body == (A, B, C)
    assert whole.url == first.url
    assert whole.provenance.captures == first.provenance.captures + second.provenance.captures


def test_what_a_page_repeats_is_taken_once() -> None:
    assert join([page(1, A, B), page(2, A, C)]).article_body == (A, B, C)


EDITOR = "责任编辑：周山"


NOTICE = "© 2026 Harbour Times. All rights reserved."


APPEAL = "The harbour office takes questions about the ferry at any hour of the day."


@pytest.mark.parametrize("tail", [(EDITOR,), (NOTICE,), (APPEAL,), (APPEAL, EDITOR, NOTICE)])
def test_what_ends_every_page_ends_the_story_once(tail: tuple[str, ...]) -> None:
    pages = [made(A, B, *tail), made(C, *tail), made(D, *tail)]

    assert join(pages).article_body == (A, B, C, D, *tail)


def test_what_ends_one_page_only_is_kept_for_the_end() -> None:
    assert join([made(A, B, NOTICE), made(C, D)]).article_body == (A, B, C, D, NOTICE)


def test_two_pages_of_one_paragraph_keep_their_order() -> None:
    assert join([made(A), made(B)]).article_body == (A, B)


def test_pictures_stay_between_their_paragraphs_whatever_ends_the_pages() -> None:
    first = replace(made(A, B, NOTICE), image=(Image("a.jpg", position=1),))
    second = replace(made(C, D, NOTICE), image=(Image("c.jpg", position=1),))

    assert [image.position for image in join([first, second]).image] == [1, 3]


def test_the_whole_story_on_one_page_takes_the_place_of_its_first() -> None:
    assert join([page(1, A), page(9, A, B, C)]).article_body == (A, B, C)


def test_a_picture_keeps_its_place_among_the_paragraphs() -> None:
    second = page(2, C, '<img src="tug.jpg"></p><p>' + A[::-1])

    assert [image.position for image in join([page(1, A, B), second]).image] == [3]


def test_no_pages_are_no_story() -> None:
    with pytest.raises(ValueError, match="at least one page"):
        join([])
