"""A process that reads spares the collector what it has loaded."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from crawler.garbage import COLLECTED, settle


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the collector of this process as it was."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


def test_what_was_loaded_is_looked_at_no_more_and_what_follows_more_rarely() -> None:
    loaded = [[n] for n in range(100)]
    assert gc.is_tracked(loaded)

    settle()

    assert gc.get_freeze_count() > 100
    assert gc.get_threshold() == COLLECTED
    assert not any(each is loaded for each in gc.get_objects()), "frozen, it is not walked through"


def test_garbage_is_gone_before_and_collected_after() -> None:
    circle: list[object] = []
    circle.append(circle)
    del circle

    settle()
    frozen = gc.get_freeze_count()
    other: list[object] = []
    other.append(other)
    del other

    assert gc.collect() >= 1
    assert gc.get_freeze_count() == frozen
