"""Addresses of a site, and what came of them."""

from __future__ import annotations

from crawler.frontier.link import Link
from crawler.ledger.schema import Visit


def found(path: str, host: str = "a.example", priority: int = 0) -> Link:
    return Link(f"https://{host}{path}", "article", priority=priority)


def visit(path: str, outcome: str = "stored", **more: object) -> Visit:
    return Visit(f"https://a.example{path}", 1.0, outcome, **more)  # type: ignore[arg-type]
