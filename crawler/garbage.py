"""What a process that reads pages asks of the garbage collector."""

from __future__ import annotations

import gc

COLLECTED = (20_000, 20, 100)
"""Thresholds of the garbage collector for reading: with Python's own it took .3 ms of 9 a page."""


def settle() -> None:
    """Spare the garbage collector what was loaded so far: it stays for as long as the process."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED)
