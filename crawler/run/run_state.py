"""What a run has come to: what it brought so far, and whether it can go on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class RunState:
    """Counted while the run goes; its receipt is made of it."""

    number: int = 0
    """0 as long as the archive is not open."""

    spider: str = ""
    sites: tuple[str, ...] = ()
    """Keys of the sites that are crawled; none where what is read is of whatever site."""

    is_given: bool = False
    """Whether the run was given its addresses, and is to find no others."""

    asks: bool = True
    """Whether it asks hosts; one that reads captures again asks nobody."""

    is_of_several: bool = False
    """Whether it was given sites, each of which is to bring something."""

    started: float = 0.0
    """Seconds since 1970."""

    stored: int = 0
    """Pages that ended ``stored`` or ``version``, committed or not."""

    lines: int = 0
    """Lines of articles that were committed."""

    fetched: int = 0
    """Pages that were committed and had been answered."""

    refused: int = 0
    """Pages that were not written: another process of the fleet held their hosts by then."""

    passed_over: Counter[str] = field(default_factory=Counter)
    """What a replay found in its archive and did not read, by kind."""

    traps: Counter[str] = field(default_factory=Counter)
    """Addresses that were left at hosts that a domain makes up, by pattern."""

    sealed: list[str] = field(default_factory=list)
    """Files that the run sealed."""

    aborted: bool = False
    """Whether the run has been cut short: what fails from now on is not its own fault."""

    error: str | None = None
    """Why the archive cannot be written any more; None while it can."""
