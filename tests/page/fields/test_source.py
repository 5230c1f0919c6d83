"""Where a story comes from, unless it is the site itself."""

from __future__ import annotations

import json

import pytest

from crawler.page.fields.source import beside_the_date, in_json_ld, in_label, in_state
from tests.page.read_pages import PROSE, evidence_in

CHINESE = "<p>" + "渡口复航的消息传来，两岸的人都到码头上看水，水位还在上涨。" * 4 + "</p>"


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：北岭日报", "北岭日报"),
        ("2021-03-08 14:05 来源：北岭日报 作者：袁永红", "北岭日报"),
        ("2021-03-08 14:05", ""),
        ("消息来源不明的说法在两岸流传", ""),
    ],
)
def test_a_label_names_it(line: str, source: str) -> None:
    page = evidence_in(f"<html lang=zh><h1>渡口复航</h1><div>{line}</div>{CHINESE}")

    assert in_label(page.findings) == source


def test_a_name_alone_beside_the_date_is_it() -> None:
    page = evidence_in(
        f"<html lang=zh><h1>渡口复航</h1><div>2021-03-08 14:05 北岭日报</div>{CHINESE}"
    )

    assert beside_the_date(page.findings) == "北岭日报"


@pytest.mark.parametrize(
    ("stated", "source"),
    [
        ({"provider": {"@type": "Organization", "name": "Reuters"}}, "Reuters"),
        ({"sourceOrganization": "Reuters"}, "Reuters"),
        ({"sourceOrganization": "The Quay", "provider": "Reuters"}, "Reuters"),
        ({"provider": "the quay"}, ""),
        ({}, ""),
    ],
)
def test_json_ld_states_it_and_the_site_s_own_name_is_none(
    stated: dict[str, object], source: str
) -> None:
    data = {"@type": "NewsArticle", "headline": "Rain ends", **stated}
    page = evidence_in(
        f"<script type='application/ld+json'>{json.dumps(data)}</script>"
        f"<meta property='og:site_name' content='The Quay'><h1>Rain ends</h1>{PROSE}"
    )

    assert in_json_ld(page.findings) == source


def test_a_page_without_scripts_has_no_state_to_name_it() -> None:
    assert in_state(evidence_in(f"<h1>Rain ends</h1>{PROSE}").findings) == ""
