"""What the viewer notes of a line, whoever wrote it; a line of another form is refused."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest

from crawler.view.noted import event_of, finite, host_of, lateness_of, noted, takedown_of

URL = "https://www.a.example/ferry"
RECORD: dict[str, Any] = {
    "url": URL,
    "version": 2,
    "headline": "Ferry back",
    "kicker": "Harbour",
    "datePublished": "2026-02-05T09:00:00+08:00",
    "articleBody": "渡口复航。 " * 100,
    "inLanguage": "zh",
    "image": [{"contentUrl": "x"}, {"digest": "sha256:a"}],
    "provenance": {"fetchedAt": "2026-02-05T01:10:00+00:00"},
}
PLACE = (1, 2, 3)


def of(**more: Any) -> bytes:
    return json.dumps(RECORD | more, ensure_ascii=False).encode()


def test_a_line_is_noted_with_its_place() -> None:
    found = noted(of(), PLACE)

    assert (found.url, found.version, found.place, found.kept) == (URL, 2, PLACE, None)
    assert (found.headline, found.picture, found.language) == ("Ferry back", "sha256:a", "zh")
    assert found.late == 600
    assert len(found.lead) == 300
    assert "Harbour" in found.head
    assert "渡口" in found.body


def test_a_line_that_cannot_be_reached_again_is_kept_itself() -> None:
    found = noted(of(), PLACE, keeps=True)

    assert found.kept is not None
    assert json.loads(zlib.decompress(found.kept)) == RECORD


@pytest.mark.parametrize(
    "more",
    [{"url": ""}, {"url": 1}, {"version": 0}, {"version": True}, {"version": "2"},
     {"version": 1 << 40}],
)  # fmt: skip
def test_a_line_without_address_and_version_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no address and version"):
        noted(of(**more), PLACE)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'"x"', b"{}"])
def test_what_is_no_line_of_an_article_raises_what_is_expected(data: bytes) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        noted(data, PLACE)


@pytest.mark.parametrize("name", ["headline", "articleBody", "inLanguage", "image", "kicker"])
@pytest.mark.parametrize("value", [None, 7, {"a": 1}, ["b"]])
def test_a_value_of_another_type_is_nothing(name: str, value: object) -> None:
    assert noted(of(**{name: value}), PLACE).url == URL


@pytest.mark.parametrize(
    ("published", "fetched", "late"),
    [
        ("2026-02-05T09:00:00+08:00", "2026-02-05T01:00:00+00:00", 0),
        ("2026-02-05T09:00:00+08:00", "2026-02-05T00:59:00+00:00", None),
        ("2026-02-05T09:00:00+08:00", "2026-02-13T01:00:00+00:00", None),
        ("2026-02-05", "2026-02-05T01:00:00+00:00", None),
        (None, "2026-02-05T01:00:00+00:00", None),
        ("soon", "later", None),
    ],
)
def test_a_story_is_late_by_what_is_known_to_its_zone(
    published: str | None, fetched: str, late: int | None
) -> None:
    record = {"datePublished": published, "provenance": {"fetchedAt": fetched}}

    assert lateness_of(record) == late


@pytest.mark.parametrize(
    ("url", "host"),
    [(URL, "a.example"), ("http://A.example:80/", "a.example"), ("news", "unknown"),
     ("http://[1", "unknown"), ("", "unknown")],
)  # fmt: skip
def test_the_host_of_an_address_is_named(url: str, host: str) -> None:
    assert host_of(url) == host


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1.0), (2.5, 2.5), ("3", 0.0), (None, 0.0), (1e300, 0.0)]
)
def test_a_number_is_one_that_a_database_takes(value: object, number: float) -> None:
    assert finite(value) == number


def test_an_event_and_a_takedown_are_noted_in_texts_alone() -> None:
    event = {"url": URL, "creativeWorkStatus": "Withdrawn", "headline": "Ferry",
             "provenance": {"fetchedAt": "2026", "reason": "http-410"}}  # fmt: skip
    takedown = {"object": {"url": URL}, "endTime": "2026", "description": "law"}

    assert event_of(event, "") == (URL, "2026", "Withdrawn", "http-410", "Ferry")
    assert takedown_of(takedown, "log") == (URL, "2026", "law", "log")
    with pytest.raises(TypeError):
        event_of(event | {"headline": 7}, "")
