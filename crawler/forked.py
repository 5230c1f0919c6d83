"""The process that all readers are forks of, and what it has loaded before there are any.

A fork has at once what that process took its time for. What is loaded is decided by whoever asks
first: the process is begun once, and beside whatever else is to be done.
"""

from __future__ import annotations

import multiprocessing
import sys
from importlib.machinery import ModuleSpec
from multiprocessing import forkserver
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CONTEXT = multiprocessing.get_context("forkserver")


def prepare(modules: Iterable[str]) -> None:
    """Begin the process, unless it runs: it loads these modules while others go on."""
    leave_script_out()
    CONTEXT.set_forkserver_preload([*modules])
    forkserver.ensure_running()


def leave_script_out() -> None:
    """Have no fork run the script over that began this process, where it defines nothing.

    That is so of ``scrapy``, which imports what no reader needs: .26 s of each fork, and 40 MB.
    What a script defines a fork may be asked for, and is run over for it as ever.
    """
    main = sys.modules["__main__"]
    own = (getattr(each, "__module__", "") == "__main__" for each in vars(main).values())
    if getattr(main, "__spec__", None) is None and not any(own):
        # https://docs.python.org/3/library/multiprocessing.html#the-spawn-and-forkserver-start-methods
        # The main module of a package, run by -m, is left alone.
        main.__spec__ = ModuleSpec("script.__main__", None)
