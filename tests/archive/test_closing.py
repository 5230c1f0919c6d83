"""What is opened for a while closes itself, however it is left."""

from __future__ import annotations

import pytest

from crawler.archive.closing import Closing


class Door(Closing):
    """Something that is open or shut."""

    is_open = True

    def close(self) -> None:
        self.is_open = False


def test_it_is_itself_within_and_closed_behind() -> None:
    door = Door()

    with door as within:
        assert within is door
        assert door.is_open

    assert not door.is_open


def test_an_error_closes_it_and_goes_on() -> None:
    door = Door()

    with pytest.raises(KeyError), door:
        raise KeyError

    assert not door.is_open


def test_without_a_way_to_close_there_is_nothing_to_open() -> None:
    with pytest.raises(TypeError):
        Closing()  # type: ignore[abstract]
