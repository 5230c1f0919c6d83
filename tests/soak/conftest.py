"""How long the soak is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak-pages", type=int, default=50_000, help="pages of the portal of tests/soak"
    )
