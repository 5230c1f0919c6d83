"""The address of a story says which part of a title is its headline."""

# ruff: noqa: E501 a page stands on one line

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crawler.model import Capture
from crawler.page.headline.slug import headline_from_slug
from crawler.page.read import read

STORY = "".join(
    f"<p>The harbour wall is {n} years old, the engineer told the council, and it will not last.</p>"
    for n in range(40, 52)
)


@pytest.mark.parametrize(
    ("title", "path", "expected"),
    [
        ("The Daily » Archive » Rain ends in the harbour", "/2019/10/21/rain-ends-in-the-harbour/", "Rain ends in the harbour"),
        ("Rain ends in the harbour | Weather | The Daily", "/rain_ends_in_the_harbour.html", "Rain ends in the harbour"),
        ("Der Bote » Über die Mauer gewachsen", "/x/ueber-die-mauer-gewachsen-4711", "Über die Mauer gewachsen"),
        ("Le Courrier - L'été s'achève à Évian", "/l-ete-s-acheve-a-evian,123.html", "L'été s'achève à Évian"),
        ("Rain – what now? | The Daily | Weather", "/rain-what-now.html", "Rain – what now?"),
        ("Вестник - Паром снова в порту", "/%D0%BF%D0%B0%D1%80%D0%BE%D0%BC-%D1%81%D0%BD%D0%BE%D0%B2%D0%B0-%D0%B2-%D0%BF%D0%BE%D1%80%D1%82%D1%83", "Паром снова в порту"),
        ("Rain ends in the harbour | The Daily", "/news/1234.html", "Rain ends in the harbour | The Daily"),
        ("Rain ends in the harbour | The Daily", "/ferry-returns-after-the-winter", "Rain ends in the harbour | The Daily"),
        ("Rain ends in the harbour", "/rain-ends-in-the-harbour", "Rain ends in the harbour"),
        ("Rain - The Daily", "/rain", "Rain - The Daily"),
        ("Rain - The Daily", "http://[", "Rain - The Daily"),
        ("", "/rain-ends-in-the-harbour", ""),
    ],
)  # fmt: skip
def test_the_part_of_a_title_that_its_address_repeats_is_told(
    title: str, path: str, expected: str
) -> None:
    assert (
        headline_from_slug(title, path if "//" in path else f"http://news.example{path}")
        == expected
    )


@pytest.mark.parametrize(
    ("head", "path", "expected"),
    [
        ("<title>Daily Notes » Archive » Rain in town</title><h1>Daily Notes</h1><h2>Rain in town</h2>", "/rain-in-town/", "Rain in town"),
        ("<title>The Daily -</title><h2>Rain ends in the harbour</h2><h3>The wall and the engineer</h3>", "/1.html", "Rain ends in the harbour"),
        ("<title>The Daily</title><meta property=og:site_name content='The Daily'><h2>Rain ends in the harbour</h2>", "/1.html", "Rain ends in the harbour"),
        ("<title>Rain ends at last</title><h1>Rain ends at last | NOTES.EXAMPLE</h1>", "/1.html", "Rain ends at last"),
        ("<title>News - The Daily</title><meta property=og:title content='Rain ends in the harbour'><h1>News</h1><h1>Rain ends in the harbour</h1>", "/1.html", "Rain ends in the harbour"),
        ("<title>Rain ends: the wall stays | The Daily</title><h1><a href='/rain'>Rain ends: the wall stays</a></h1><p>Rain ends, the wall stays, picture by</p>", "/1.html", "Rain ends: the wall stays"),
        ("<title>Rain in the harbour: the wall stays</title><div>Rain in the harbour:</div><div>The wall stays</div>", "/1.html", "Rain in the harbour: the wall stays"),
        ("<title>雨停了_海州百科</title>", "/1.html", "雨停了"),
        ("<title>海州日报社招聘启事_要闻_海州网</title>", "/1.html", "海州日报社招聘启事"),
        ("<title>Rain</title><div>Home » Weather » Rain</div><h2>Rain</h2>", "/1.html", "Rain"),
        ("<title>Rain ends at last</title><h1><style>.a{color:red}</style><p>News of the council:</p><p>Rain ends at last</p></h1>", "/1.html", "Rain ends at last"),
    ],
)  # fmt: skip
def test_a_headline_is_neither_the_site_nor_the_way_to_it(
    head: str, path: str, expected: str
) -> None:
    page = Capture(
        url=f"http://news.example{path}",
        fetched_at=datetime(2026, 2, 5, tzinfo=UTC),
        body=f"<html>{head}<div>{STORY}</div></html>".encode(),
    )

    assert read(page).headline == expected
