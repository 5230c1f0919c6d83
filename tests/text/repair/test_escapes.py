"""A field that was left in an escape is read; one that only holds an escape stays as it is."""

from __future__ import annotations

import pytest

from crawler.text.repair.repair import repair, repair_all

WHOLE = (
    ("%D0%9F%D0%B0%D1%80%D0%BE%D0%BC%20%D0%B8%D0%B4%D1%91%D1%82", "Паром идёт"),
    ("Citt%c3%a0", "Città"),
    ("%E6%B8%A1%E8%BD%AE%E5%A4%8D%E8%88%AA", "渡轮复航"),
    (r"\u041f\u0430\u0440\u043e\u043c", "Паром"),
    (r"Le bac est r\u00e9par\u00e9", "Le bac est réparé"),
    (r"\ud83d\ude00 Ahoy", "😀 Ahoy"),
    ("%C3%89lections+%C3%A0+Paris", "Élections à Paris"),
    ("A%2BB+f%C3%BCr+alle", "A+B für alle"),
    (r"\u00c9lections \u00e0 Paris", "Élections à Paris"),
    (r"\u00dcber die \"Br\u00fccke\"\/Stra\u00dfe", 'Über die "Brücke"/Straße'),
    (r"It\u2019s over \u2013 finally", "It’s over – finally"),
    (r"10\u00a0000 visiteurs", "10\xa0000 visiteurs"),
    ("F=C3=A4hre f=C3=A4hrt wieder", "Fähre fährt wieder"),
    ("F=C3=A4hre f=C3=A4hrt wie=\nder", "Fähre fährt wieder"),
    ("=?utf-8?B?0J/QsNGA0L7QvA==?=", "Паром"),
    ("=?ISO-8859-1?Q?F=E4hre_f=E4hrt?= =?utf-8?q?_=C3=BCber?=", "Fähre fährt über"),
    ("=?koi8-r?B?8MHSz80=?=", "Паром"),
    ("Re: Fwd: =?koi8-r?B?8MHSz80=?=", "Re: Fwd: Паром"),
    ("Gr%C3%B6%C3%9Fere Br%C3%BCcke er%C3%B6ffnet", "Größere Brücke eröffnet"),
    ("%D0%9F%D0%B0%D1%80%D0%BE%D0%BC %D0%B8%D0%B4%D1%91%D1%82", "Паром идёт"),
    ("F%25C3%25A4hre%2520f%25C3%25A4hrt", "Fähre fährt"),
    ("F=c3=a4hre f=c3=a4hrt", "Fähre fährt"),
    ("F=C3=A4hre_f=C3=A4hrt_wieder", "Fähre fährt wieder"),
    (r"Le bac est r\\u00e9par\\u00e9", "Le bac est réparé"),
)

NEAR = (
    "Sales rose by 50%, costs by 30%20",
    "%D0%9",
    "The path is /wiki/F%C3%A4hre",
    "100%25 sure",
    "Look at //news.example/F%C3%A4hre and //news.example/Br%C3%BCcke",
    "a=c3 and b=a4",
    "Note: the subject was =?utf-8?B?0J/QsNGA0L7QvA==?=",
    "https://news.example/%D0%9F%D0%B0%D1%80%D0%BE%D0%BC",
    "She searched for %D0%9F%D0%B0%D1%80%D0%BE%D0%BC in the log",
    "Паром is %D0%9F%D0%B0%D1%80%D0%BE%D0%BC",
    r"In JSON, \u00e9 stands for e with an acute",
    r"The escape for caf\u00e9 is \u00e9",
    r"C:\new\u00e9t\u00e9",
    "C++ at 30%20, C+ at %D0",
    r"C:\ferries\u0041\list",
    r"\ud83d alone",
    "E=C3 and F=A4 are the two formulas",
    "a = b, and C == D",
    "=?utf-8?B?not base64?=",
    "=?klingon?B?0J/QsNGA0L7QvA==?=",
    "The subject was =?utf-8?B?0J/QsNGA0L7QvA==?= as it arrived",
)


@pytest.mark.parametrize(("escaped", "meant"), WHOLE)
def test_a_field_that_is_nothing_but_an_escape_is_read(escaped: str, meant: str) -> None:
    assert repair(escaped).text == meant
    assert repair_all(["The ferry is back", escaped])[1].text == meant


@pytest.mark.parametrize("text", NEAR)
def test_an_escape_beside_other_text_stays(text: str) -> None:
    assert repair(text) == (text, ())


@pytest.mark.parametrize(
    ("unit", "end"), [("%E6%B8%A1", " | The Portal"), ("%af", " b"), ("=C3=A4", "="), ("=\n", "=")]
)
def test_many_escapes_with_something_behind_them_are_soon_seen_to_be_no_whole(
    unit: str, end: str
) -> None:
    text = unit * 400 + end

    assert repair(text).text == text
