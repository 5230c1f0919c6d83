"""A process that asks one target until its time is over or a promise is broken.

    python -m tests.fuzz.worker page FOLDER -max_total_time=600

Everything behind the name is libFuzzer's: folders of inputs to begin with, to the first of
which it adds, and options (https://llvm.org/docs/LibFuzzer.html). Code is instrumented as it is
imported, so that an input that reaches a new line is kept and changed further.
"""

from __future__ import annotations

import logging
import sys


def main() -> None:
    import atheris  # noqa: PLC0415 it need not be installed where nobody asks for it

    with atheris.instrument_imports(include=["crawler"]):
        from tests.fuzz.targets import TARGETS  # noqa: PLC0415 instrumented as it is imported

    name, *arguments = sys.argv[1:]
    logging.disable(logging.CRITICAL)  # damage of an archive is told there, a line an input
    atheris.Setup([sys.argv[0], *arguments], TARGETS[name].ask)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
