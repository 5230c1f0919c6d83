"""What stands between the engine and the wire: who may be asked, and how often.

    RefusePrivateAddresses    nothing on this machine or in its network
    Credentials               a password, to whom it was given for
    Cookies                   none, or where they are switched on, each to its own site
    Robots                    only what robots.txt allows: RFC 9309, kept from run to run
    Redirects                 as far as they lead somewhere
    Patience                  a host that is troubled, or says so, is left alone

`Throttle` sets the pace at which each host is asked.
"""

from __future__ import annotations

from crawler.middlewares.credentials import Cookies, Credentials
from crawler.middlewares.pace import Patience, Throttle
from crawler.middlewares.private import RefusePrivateAddresses
from crawler.middlewares.redirects import (
    BadRedirectError,
    CookieGateError,
    RedirectLoopError,
    Redirects,
    TooManyRedirectsError,
)
from crawler.middlewares.robots import RobotParser, Robots, RobotsUnreachableError

__all__ = [
    "BadRedirectError", "CookieGateError", "Cookies", "Credentials", "Patience",
    "RedirectLoopError", "Redirects", "RefusePrivateAddresses", "RobotParser", "Robots",
    "RobotsUnreachableError", "Throttle", "TooManyRedirectsError",
]  # fmt: skip
