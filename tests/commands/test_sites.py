"""Sites are listed with their health, added by a look at them, and completed by a shell."""

from __future__ import annotations

import pytest

from crawler.commands.sites import lines as shown
from crawler.commands.sites import profile
from crawler.ledger.accounts import SiteHealth
from crawler.sites import sites


def test_every_profile_is_listed_with_its_layouts_and_fixtures() -> None:
    told = [profile(site) for site in sites().values()]

    text = "\n".join(shown(told, []))

    assert "beiling: 北岭新闻网, beiling.example" in text
    assert "layouts: tables, columns; 10 fixtures" in text


def test_a_site_is_listed_with_its_health() -> None:
    well = SiteHealth("quay.example", 20, 12, 1, 2, 3, 1770280200.0, 1770280300.0, 0.0, ())
    ill = SiteHealth("mole.example", 20, 12, 1, 2, 3, None, None, 0.0, ("no story for 9 days",))
    resting = SiteHealth("pier.example", 2, 0, 0, 2, 0, None, None, 1770280200.0, ())

    text = "\n".join(shown([], [well, ill, resting]))
    asked = "\n".join(shown([], [well, ill, resting], ["quay.example", "pier.example"]))

    assert "3 sites in the archive: calls for a look 1, left alone 1, well 1" in text
    assert "mole.example: calls for a look\n    LOOK no story for 9 days" in text
    assert [line.split() for line in text.split("\n")[-3:]] == [
        ["quay.example", "12", "2", "3", "2026-02-05", "08:30"],
        ["!", "mole.example", "12", "2", "3", "never"],
        ["z", "pier.example", "0", "2", "0", "never"],
    ]
    assert "last new story 2026-02-05 08:30:00Z" in asked
    assert "pier.example: left alone until 2026-02-05 08:30:00Z" in asked


@pytest.mark.parametrize("width", [60, 80, 140])
def test_three_hundred_sites_stand_in_rows_of_a_terminal(width: int) -> None:
    long = "the-harbour-and-river-post-of-the-lower-valley.news.example.co.uk"
    names = [f"news-{n}.example" if n % 7 else f"{n}.{long}" for n in range(300)]
    alarm = ("no new story for 9 days, usually 12 a day " * 3,)
    healths = [
        SiteHealth(name, 99_999, 12_345, 1, 2_345, 123, 1770280200.0, 1770280300.0, 0.0,
                   alarm if n == 8 else ())
        for n, name in enumerate(names)
    ]  # fmt: skip

    told = list(shown([], healths, width=width))

    assert [line for line in told if len(line) > width and long not in line] == []
    assert all(any(name in line for line in told) for name in names)
    assert len(told) < 400
