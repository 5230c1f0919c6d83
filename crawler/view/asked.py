"""What a page of the viewer is asked for, whatever stands in its address."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import abort, g, request

from crawler.view.holdings import Holdings
from crawler.view.rows import StoryRow

if TYPE_CHECKING:
    from crawler.view.rows import VersionRow

    Record = dict[str, Any]


def asked() -> tuple[Holdings, StoryRow, list[VersionRow], VersionRow]:
    """Return the story that is asked for, its versions, and the one that is meant."""
    held = holdings()
    row = held.story(request.args.get("url", ""))
    versions = held.versions(row) if row else []
    if row is None or not versions:
        abort(404, "there is no such story here")
    number = number_of("version") or versions[-1].version
    line = next((each for each in versions if each.version == number), None)
    if line is None:
        abort(404, f"version {number} of this story is not held")
    return held, row, versions, line


def record_of(held: Holdings, line: VersionRow) -> Record:
    """Return the record of a version; a page that says why where it cannot be read."""
    found, why = held.record(line.line)
    if found is None:
        abort(404, f"its line cannot be read: {why}")
    return found


def holdings() -> Holdings:
    """Return the archive that is shown, for this request."""
    held: Holdings = g.held
    return held


def number_of(name: str, limit: int = 1_000_000) -> int:
    """Return the number of a parameter; 0 for none below `limit`."""
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0  # noqa: PLR2004 digits
    return number if number < limit else 0


def day_or_none(name: str) -> str:
    """Return the day of a parameter; empty for none."""
    text = request.args.get(name, "")
    try:
        return date.fromisoformat(text).isoformat() if text else ""
    except ValueError:
        return ""


def demand_day(text: str) -> None:
    """Return where a text is a day; else a page says that there is no such day."""
    try:
        if date.fromisoformat(text).isoformat() == text:
            return
    except ValueError:
        pass
    abort(404, "there is no such day")


def dict_of(value: Any) -> dict[str, Any]:
    """Return a value where it is an object of JSON, and else an empty one."""
    return value if isinstance(value, dict) else {}


def list_of(value: Any) -> list[Any]:
    """Return a value where it is a list, and else an empty one."""
    return value if isinstance(value, list) else []


def dicts_of(value: Any) -> list[dict[str, Any]]:
    """Return the objects of a list of JSON, and nothing else that stands in it."""
    return [each for each in list_of(value) if isinstance(each, dict)]
