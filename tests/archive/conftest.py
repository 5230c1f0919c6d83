"""The archive that many tests of an archive look at: of two runs, crawled once, never changed."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def archive(crawled_twice: tuple[Path, str]) -> Path:
    """Return it; whoever changes something copies it first."""
    return crawled_twice[0]
