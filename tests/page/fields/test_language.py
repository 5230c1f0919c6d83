"""The language of a story: a declaration is believed where the letters of the text bear it out."""

from __future__ import annotations

import pytest

from crawler.page.fields.language import PARAGRAPHS, declared, in_letters, of_site
from crawler.site import ANY_SITE, Site
from tests.page.read_pages import PROSE, evidence_in, told

RUSSIAN = "<p>Паром снова ходит каждый день, сказал вчера капитан порта, и жители рады.</p>"
CHINESE = "<p>渡口今天早上恢复通航，镇上的居民几乎都来了，县长说下午还有两班船。</p>"
GREEK = "<p>Το πορθμείο ταξιδεύει ξανά κάθε μέρα από το λιμάνι στο νησί.</p>"
SITE = Site(name="own", language="nb")


@pytest.mark.parametrize(
    ("stated", "text", "languages"),
    [
        ("en", PROSE, ["en"]),
        ("zh-CN", CHINESE * 2, ["zh-Hans"]),
        ("en", RUSSIAN * 3, []),
        ("ru", CHINESE * 2, []),
        ("", PROSE, []),
        ("x-none", PROSE, []),
    ],
    ids=["as stated", "as written", "another script", "another's script", "nothing", "no tag"],
)
def test_a_declaration_is_believed_where_the_text_may_be_in_that_language(
    stated: str, text: str, languages: list[str]
) -> None:
    line = declared("html:lang", lambda _: stated)

    assert told(line.ask, evidence_in(f"<h1>1</h1><div>{text}</div>")) == languages


@pytest.mark.parametrize(
    ("text", "language"), [(RUSSIAN * 3, "ru"), (GREEK * 3, "el"), (CHINESE * 2, "zh-Hans")]
)
def test_letters_tell_a_language_by_themselves(text: str, language: str) -> None:
    assert told(in_letters, evidence_in(f"<div>{text}</div>")) == [language]


def test_the_first_paragraphs_tell_it_and_not_what_stands_around_or_below() -> None:
    below = f"<div>{RUSSIAN * PARAGRAPHS}{GREEK * 30}</div>"
    menu = f"<nav>{GREEK * 9}</nav>"

    assert told(in_letters, evidence_in(f"{menu}{below}")) == ["ru"]


@pytest.mark.parametrize(("site", "languages"), [(SITE, ["nb"]), (ANY_SITE, [])])
def test_a_profile_names_the_language_of_its_site(site: Site, languages: list[str]) -> None:
    assert told(of_site, evidence_in(PROSE, site=site)) == languages
