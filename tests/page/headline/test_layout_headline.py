"""The headline and the byline that a profile names."""

from __future__ import annotations

from crawler.site import Layout, Site
from tests.page.read_pages import said


def test_the_layout_of_a_profile_comes_first() -> None:
    layout = Layout(
        name="2020", headline=".t", kicker=".k", alternative_headline=".s", byline=".b"
    )
    page = said(
        '<title>Snow</title><h1>The Daily</h1><div class="k">Weather</div><div class="t">Rain '
        "ends</div>"
        f'<div class="s">Harbour opens</div>{STORY}<div class="b">8 March 2021, by Jane Roe</div>',
        site=Site(name="a", layouts=(layout,)),
    )

    assert (page.kicker, page.headline, page.alternative_headline) == (
        "Weather",
        "Rain ends",
        "Harbour opens",
    )
    assert page.date_published == "2021-03-08"
    assert dict(page.witnesses)["headline"] == "layout:2020"


STORY = "".join(
    f"<p>The ferry over the sound was late again, number {n} of nine, and nobody said why.</p>"
    for n in range(4)
)
