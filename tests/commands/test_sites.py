"""Sites are listed with their health, added by a look at them, and completed by a shell."""

from __future__ import annotations

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

    assert "quay.example: well" in text
    assert "last new story 2026-02-05 08:30:00Z" in text
    assert "mole.example: calls for a look" in text
    assert "LOOK no story for 9 days" in text
    assert "pier.example: left alone until 2026-02-05 08:30:00Z" in text
