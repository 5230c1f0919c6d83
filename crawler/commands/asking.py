"""What the commands that ask an archive have in common."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.exceptions import UsageError

from crawler.ledger.database import LedgerError, demand_place, is_server

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings

    from crawler.ledger.ledger import Ledger


def opened(settings: BaseSettings | None) -> tuple[Path, Ledger]:
    """Return the archive of these settings and its ledger; say so where there is none."""
    from crawler.ledger.ledger import Ledger

    assert settings
    root = Path(settings["ARCHIVE_DIR"])
    _demand_place(settings)
    if is_server(settings["LEDGER"]):
        return root, shared_ledger(settings)
    if not (root / "ledger.sqlite").exists():
        raise UsageError(
            f"there is no archive in {root}: say where it is with -s ARCHIVE_DIR=DIR",
            print_help=False,
        )
    try:
        return root, Ledger(root / "ledger.sqlite")
    except LedgerError as error:
        raise UsageError(str(error), print_help=False) from error


def _demand_place(settings: BaseSettings) -> None:
    try:
        demand_place(settings["LEDGER"])
    except LedgerError as error:
        raise UsageError(str(error), print_help=False) from error


def shared_ledger(settings: BaseSettings | None) -> Ledger:
    """Return the ledger that processes share; say so where there is none."""
    assert settings
    _demand_place(settings)
    if not is_server(settings["LEDGER"]):
        raise UsageError(
            "which ledger? -s LEDGER=postgresql://USER@HOST/DATABASE", print_help=False
        )
    from crawler.ledger.ledger import Ledger

    try:
        return Ledger(settings["LEDGER"])
    except LedgerError as error:
        raise UsageError(str(error), print_help=False) from error


def address(args: list[str]) -> str:
    """Return the one address that is asked about, as it would be asked for."""
    from crawler.frontier.urls import resolve

    if len(args) != 1:
        raise UsageError("say which address", print_help=True)
    spelled = resolve(None, args[0])
    if spelled is None:
        raise UsageError(f"{args[0]!r} is no address of a web page", print_help=False)
    return spelled


def line_at(root: Path, place: dict[str, Any]) -> dict[str, Any]:
    """Return the article line that stands at a place of the archive, sealed or being written."""
    from crawler.archive import stored_lines

    path = root / place["file"]
    if not path.exists():
        path = path.with_name(path.name + ".open")
    line = stored_lines.line_at(path, place["offset"], place["length"])
    record: dict[str, Any] = json.loads(line)
    return record
