"""What a pair of letters costs is what its share says."""

from __future__ import annotations

import math

import pytest

from crawler.lang.letter_pairs import STEP, WORST
from crawler.lang.letter_pairs_build import COUNTED, DECLARED, NAMED, _cost, _of_text


def test_shares_of_a_text_are_those_of_its_pairs() -> None:
    share, after = _of_text("abab ac", "latin")

    assert share["ab"] + share["ac"] + share["ba"] == pytest.approx(1, abs=0.2)
    assert after["ab"] > after["ac"] > 0
    for first in "ab":
        assert sum(n for pair, n in after.items() if pair[0] == first) == pytest.approx(1)


@pytest.mark.parametrize("share", [1.0, 0.5, 0.01, 1e-4])
def test_a_cost_is_the_logarithm_of_a_share_in_steps(share: float) -> None:
    assert _cost(share) / STEP == pytest.approx(-math.log(share), abs=1 / STEP)


def test_what_was_never_met_costs_the_worst() -> None:
    assert _cost(0.0) == WORST


def test_no_language_of_a_script_stands_in_two_lists() -> None:
    for script in {*COUNTED, *DECLARED, *NAMED}:
        listed = [
            *COUNTED.get(script, "").split(),
            *(row.split(":")[1] for row in DECLARED.get(script, "").split()),
            *NAMED.get(script, "").split(),
        ]
        assert len(listed) == len({*listed}), script
