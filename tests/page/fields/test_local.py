"""By whose customs a page writes its dates."""

from __future__ import annotations

import json

import pytest

from crawler.page.fields.local import dates_in, moment_of, path_of, zone_of
from crawler.site import Site
from tests.page.read_pages import PROSE, evidence_in

CHINESE = "<p>" + "渡口复航的消息传来，两岸的人都到码头上看水，水位还在上涨。" * 4 + "</p>"


@pytest.mark.parametrize(
    ("html", "url", "zone"),
    [
        (PROSE, "https://www.a.example/1", None),
        (PROSE, "https://www.a.de/1", "Europe/Berlin"),
        (PROSE, "https://www.a.com/1", None),
        (CHINESE, "https://www.a.com/1", None),
        (f"{CHINESE}<footer>苏ICP备09046791号</footer>", "https://www.a.com/1", "Asia/Shanghai"),
        (f"{PROSE}<footer>苏ICP备09046791号</footer>", "https://www.a.com/1", None),
    ],
)
def test_a_page_has_the_clock_of_its_country_where_that_has_one(
    html: str, url: str, zone: str | None
) -> None:
    assert zone_of(evidence_in(f"<h1>Rain</h1>{html}", url).findings) == zone


def test_the_clock_of_a_profile_comes_first() -> None:
    site = Site(name="a", domains=("a.de",), timezone="Asia/Tokyo")

    assert zone_of(evidence_in(PROSE, "https://a.de/1", site).findings) == "Asia/Tokyo"


@pytest.mark.parametrize(
    ("lang", "url", "day"),
    [
        ("en-US", "https://www.a.com/1", "2021-05-08"),
        ("en", "https://www.a.com/1", "2021-05-08"),
        ("en", "https://www.a.co.uk/1", "2021-08-05"),
        ("de", "https://www.a.com/1", "2021-08-05"),
        ("en", "https://www.a.com/2021/08/05/1", "2021-08-05"),
        ("en", "https://www.a.co.uk/2021/05/1", "2021-05-08"),
    ],
)
def test_which_number_is_the_day_the_language_says_unless_the_address_does(
    lang: str, url: str, day: str
) -> None:
    moment = moment_of(
        "5/8/2021", evidence_in(f"<html lang={lang}><h1>Rain</h1>{PROSE}", url).findings
    )

    assert moment
    assert moment.iso() == day


def test_what_is_stated_to_machines_proves_which_number_is_the_day() -> None:
    data = {"@type": "NewsArticle", "headline": "Rain", "datePublished": "2021-08-05T10:00:00Z"}
    page = evidence_in(
        f"<html lang=en><script type='application/ld+json'>{json.dumps(data)}</script>"
        f"<h1>Rain</h1>{PROSE}", "https://www.a.com/1",
    ).findings  # fmt: skip

    assert [(kind, moment.iso()) for kind, moment in dates_in("Published 5/8/2021", page)] == [
        ("published", "2021-08-05")
    ]


@pytest.mark.parametrize(
    ("url", "path"),
    [("https://a.example/%E6%B8%A1?x=1", "/渡"), ("http://[broken/1", ""), ("", "")],
)
def test_the_path_of_an_address_is_without_its_escapes(url: str, path: str) -> None:
    assert path_of(evidence_in(PROSE, url).findings) == path
