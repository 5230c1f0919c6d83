"""What a page says of its rights, and in which language it says it."""

from __future__ import annotations

import pytest

from crawler.lang.language import language_of
from tests.page.read_pages import said


def test_rights_are_kept_as_they_were_stated() -> None:
    rights = said(
        '<meta name="robots" content="noarchive, max-image-preview:large"><meta '
        'name="tdm-reservation" content="1">'
        '<meta name="tdm-policy" content="https://a.example/tdm.json"><link rel="license" '
        'href="/licence">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Rain", '
        '"copyrightHolder":'
        '{"@type": "Organization", "name": "The Daily"}, "copyrightNotice": "© 2021 The Daily"}'
        "</script>",
        "https://a.example/rain",
        headers=[("X-Robots-Tag", "noindex")],
    )

    assert (rights.copyright_holder, rights.copyright_notice) == ("The Daily", "© 2021 The Daily")
    assert rights.license == "https://a.example/licence"
    assert rights.usage_info == (
        "robots: noarchive, max-image-preview:large",
        "x-robots-tag: noindex",
        "tdm-reservation: 1",
        "tdm-policy: https://a.example/tdm.json",
    )


def test_a_page_that_reserves_nothing_says_nothing() -> None:
    rights = said(
        '<meta name="robots" content="index, follow">',
        headers=[("Server", "nginx"), ("TDM-Policy", " ")],
    )

    assert rights.usage_info in {(), ("tdm-policy: ",)}
    assert rights.license is None


@pytest.mark.parametrize(
    ("stated", "locale", "text", "expected"),
    [
        ("en-US", "", "Rain ends", "en-US"),
        ("en_gb", "", "Rain ends", "en-GB"),
        ("", "pt_BR", "A chuva parou", "pt-BR"),
        ("", "", "Rain ends", None),
        ("zh-CN", "", "这场雨终于停了，大家都来庆祝", "zh-Hans"),
        ("zh-CN", "", "這場雨終於停了，大家都來慶祝", "zh-Hant"),
        ("en", "", "这场雨终于停了，我们都很高兴", "zh-Hans"),
        ("zh", "", "雨", "zh"),
        ("en", "", "雨がやんで、みんな喜んだ。", "ja"),
        ("", "", "비가 그쳤다", "ko"),
        ("", "", "Дождь закончился", "ru"),
        ("uk", "", "Дощ закінчився", "uk"),
        ("", "", "Дощ закінчився, її чекали", "uk"),
        ("en", "", "توقف المطر", "ar"),
        ("fa", "", "باران ایستاد", "fa"),
        ("", "", "הגשם פסק", "he"),
        ("", "", "ฝนหยุดแล้ว", "th"),
        ("el", "", "Η βροχή σταμάτησε", "el"),
        ("{{ lang }}", "", "Rain ends", None),
    ],
)
def test_the_language_is_what_script_and_page_agree_on(
    stated: str, locale: str, text: str, expected: str | None
) -> None:
    assert language_of(stated, text, locale) == expected
