"""How long a fuzzer asks: minutes by default, hours where somebody wants that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fuzz-seconds", type=int, default=30, help="how long each target of tests/fuzz is asked"
    )
