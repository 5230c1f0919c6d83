"""A record as a reader sees it, with what was taken off it."""

from __future__ import annotations

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
