"""What is said of a fleet on the command line, and what is nothing for one."""

from __future__ import annotations

import pytest

from crawler.spiders.fleet_arguments import fleet_of


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ({"fleet": "papers"}, "papers", {}),
        ({"fleet": " papers ", "sites": "list.txt"}, "papers", {"sites": "list.txt"}),
        ({"fleet": "p", "url": "u", "minutes": "5"}, "p", {"url": "u", "minutes": "5"}),
    ],
)
def test_a_fleet_is_named_and_the_other_arguments_are_kept(
    said: dict[str, str], name: str, rest: dict[str, str]
) -> None:
    fleet, others = fleet_of(said)

    assert fleet.name == name
    assert others == rest


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"fleet": "p", "captures": "a"}, "-a captures=… is nothing for a fleet"),
        ({"fleet": ""}, "what the processes that share a list call it"),
        ({"fleet": None}, "what the processes that share a list call it"),
        ({}, "what the processes that share a list call it"),
    ],
)
def test_what_is_nothing_for_a_fleet_is_named(said: dict[str, str | None], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        fleet_of(said)
