"""A record as a reader sees it, with what was taken off it."""

from __future__ import annotations

import pytest

from crawler.commands.shown import shown


def test_a_record_is_shown_with_what_was_taken_off_it() -> None:
    edit = {
        "by": "boilerplate:copyright",
        "field": "articleBody[1]",
        "before": "© 2022",
        "after": None,
    }
    record = {
        "headline": "The ferry",
        "articleBody": "It is back.",
        "provenance": {"edits": [edit]},
    }

    assert "taken off articleBody[1] by boilerplate:copyright: © 2022" in shown(record)


@pytest.mark.parametrize(
    ("image", "line"),
    [
        ({"caption": "Dawn. Jane Roe", "creditText": "Jane Roe"}, "[picture] Dawn. Jane Roe"),
        ({"caption": "Dawn.", "creditText": "Jane Roe"}, "[picture] Dawn. / Jane Roe"),
        ({"caption": "Dawn."}, "[picture] Dawn."),
        ({"creditText": "Jane Roe"}, "[picture] Jane Roe"),
        ({"contentUrl": "https://a.example/1.jpg"}, "[picture] https://a.example/1.jpg"),
    ],
)
def test_a_credit_that_the_caption_names_is_not_said_twice(
    image: dict[str, str], line: str
) -> None:
    assert line in shown({"headline": "The ferry", "image": [image]}).splitlines()
