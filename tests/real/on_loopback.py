"""``python -m tests.real.on_loopback crawl news ...``: scrapy, to which names lead here.

Every name that ends in ``.example`` is this machine's, so that a site built for one is asked for
by its own name. Nothing else can be reached.
"""

from __future__ import annotations

import socket
import sys
from typing import Any

HERE = "127.0.0.1"


def _looking_up_here(resolve: Any) -> Any:
    def resolve_here(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name and name.endswith(".example"):
            return resolve(HERE, *args, **kwargs)
        if name not in {None, "", "localhost", HERE, "::1"}:
            raise socket.gaierror(socket.EAI_NONAME, f"only this machine is there, not {name}")
        return resolve(host, *args, **kwargs)

    return resolve_here


if __name__ == "__main__":
    socket.getaddrinfo = _looking_up_here(socket.getaddrinfo)

    from scrapy import cmdline  # what it imports keeps the function that it finds

    cmdline.execute(["scrapy", *sys.argv[1:]])
