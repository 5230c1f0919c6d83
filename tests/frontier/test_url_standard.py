"""The URL standard's own test data, where a copy of it is at hand.

https://github.com/web-platform-tests/wpt/tree/master/url/resources
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from crawler.frontier.urls import resolve

DATA = Path(__file__).parents[3] / "shared" / "conformance" / "url"
NO_NAME = frozenset(
    [
        "http://./",
        "http://../",
        "http://!\"$&'()*+,-.;=_`{}~/",
        "http://foo.09../",
        "https://xn--/",
    ]
)
"""Hosts that the standard allows and no name server can hold: nothing is asked there."""

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the web platform tests' data is not beside the repository"
)


def cases(name: str) -> list[dict[str, Any]]:
    read = json.loads((DATA / name).read_text("utf-8"))
    return [case for case in read if isinstance(case, dict)]


def wanted(case: dict[str, Any]) -> str | None:
    """Return the address that is to be asked for: no fragment, no credentials, http(s) only."""
    href = str(case.get("href"))
    if case.get("failure") or not re.match(r"https?://", href) or href in NO_NAME:
        return None
    return re.sub(r"^(https?://)[^/@]*@", r"\1", href.partition("#")[0])


def test_every_link_leads_where_the_standard_says() -> None:
    table = cases("urltestdata.json")

    wrong = [case for case in table if resolve(case["base"], case["input"]) != wanted(case)]

    assert len(table) > 800
    assert not wrong


def test_every_query_is_escaped_as_the_standard_says() -> None:
    table = [
        (encoding, case["input"], query)
        for case in cases("percent-encoding.json")
        for encoding, query in case["output"].items()
    ]

    wrong = [
        row
        for row in table
        if resolve("http://a.example/", f"?{row[1]}", row[0]) != f"http://a.example/?{row[2]}"
    ]

    assert len(table) > 10
    assert not wrong


def test_every_host_is_asked_for_by_the_name_that_the_standard_says() -> None:
    table = cases("toascii.json")
    can_be_asked = re.compile(r"(?=.{1,254}$)(?:[a-z0-9_-]{1,63}(?:\.|$))+")

    wrong = [
        case
        for case in table
        if resolve(None, f"https://{case['input']}/")
        != (
            f"https://{case['output']}/"
            if case["output"] and can_be_asked.fullmatch(case["output"])
            else None
        )
    ]

    assert len(table) > 80
    assert not wrong
