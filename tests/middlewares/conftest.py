"""The site that the tests of this folder crawl."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.middlewares.paper import Paper, printing


@pytest.fixture
def paper() -> Iterator[Paper]:
    with printing(Paper()) as served:
        yield served
