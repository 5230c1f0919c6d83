"""What a page is asked for is read from its address, whatever stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from crawler.view.asked import (
    day_or_none,
    demand_day,
    dict_of,
    dicts_of,
    list_of,
    number_of,
)
from tests.view.harbour import FERRY
from tests.view.looking import ask, seen

if TYPE_CHECKING:
    from flask.testing import FlaskClient


@pytest.mark.parametrize("asked", ["before=x", "page=-1", "version=99999999999999999999",
                                   "version=1.5", "url=", "before=9", "page=9"])  # fmt: skip
def test_what_is_asked_wrongly_is_answered(client: FlaskClient, asked: str) -> None:
    for path in ("/search?q=a&", "/site/quay.example?", "/runs?", "/gone?", "/day/2026-02-09?",
                 f"/story?url={FERRY}&", f"/story/compare?url={FERRY}&",
                 f"/story/served?url={FERRY}&", "/story?"):  # fmt: skip
        assert ask(client, path + asked).status_code in {200, 404}


@pytest.fixture(scope="module")
def app() -> Flask:
    return Flask("asked")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("7", 7), ("007", 7), ("0", 0), ("999999", 999_999),
        ("1000000", 0), ("-1", 0), ("1.5", 0), ("٣", 0), ("²", 0), ("9" * 5_000, 0), ("", 0),
    ],
)  # fmt: skip
def test_a_number_is_one_in_digits_below_its_limit(app: Flask, typed: str, number: int) -> None:
    with app.test_request_context(query_string={"page": typed}):
        assert number_of("page") == number
        assert number_of("version") == 0


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-02-09", "2026-02-09"), ("20260209", "2026-02-09"),
        ("2026-02-30", ""), ("2026-2-9", ""), ("today", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_day_that_is_none_is_not_asked_for(app: Flask, typed: str, day: str) -> None:
    with app.test_request_context(query_string={"since": typed}):
        assert day_or_none("since") == day


@pytest.mark.parametrize("text", ["2026-02-30", "20260209", "2026-02-09x", ""])
def test_an_address_of_a_day_is_written_in_one_way(text: str) -> None:
    demand_day("2026-02-09")

    with pytest.raises(NotFound, match="no such day"):
        demand_day(text)


@pytest.mark.parametrize(
    ("value", "objects", "items"),
    [
        ([{"a": 1}, 2, None, {"b": 3}], [{"a": 1}, {"b": 3}], [{"a": 1}, 2, None, {"b": 3}]),
        ({"a": 1}, [], []),
        ("ab", [], []),
        (None, [], []),
    ],
)
def test_a_value_of_a_record_that_is_of_another_kind_is_empty(
    value: Any, objects: list[Any], items: list[Any]
) -> None:
    assert dicts_of(value) == objects
    assert list_of(value) == items
    assert dict_of(value) == (value if isinstance(value, dict) else {})


def test_the_newest_version_is_meant_unless_another_is_named(client: FlaskClient) -> None:
    assert "Ferry returns late" in seen(client, "/story", url=FERRY)
    assert "Ferry returns late" in seen(client, "/story", url=FERRY, version="x")
    assert "Ferry returns late" not in seen(client, "/story", url=FERRY, version=1)
    for path in (f"/story?url={FERRY}&version=9", "/story?url=https://www.quay.example/x"):
        assert ask(client, path).status_code == 404
