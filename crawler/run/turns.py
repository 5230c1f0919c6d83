"""In which order the hosts of a run are asked: each in its turn, and no owner out of turn.

A name in one's own domain costs nothing, a turn does. The first hosts of a registrable domain
have a turn each; those met later share one, and are asked no faster than one host is. Where a
domain has as many as `MOST_HOSTS`, new names of it are a trap: a wildcard in the DNS makes them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawler.frontier.urls import registrable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

OWN_TURN = 8
"""Hosts of one domain that have a turn of their own: www, m, news, sport and their like."""

MOST_HOSTS = 100
"""Hosts of one domain that are asked in a run."""


class Turns:
    """The hosts of a run, by whom they belong to."""

    def __init__(self, delay: float, now: Callable[[], float]) -> None:
        self._delay, self._now = delay, now
        self._owners: dict[str, str] = {}
        self._hosts: dict[str, list[str]] = {}
        """The hosts of each registrable domain, in the order in which they were met."""

        self._shared_at: dict[str, float] = {}
        """When one of those of a domain that share a turn was asked last."""

    def meet(self, hosts: Iterable[str]) -> None:
        """Take up hosts that are new."""
        for host in hosts:
            if host not in self._owners:
                owner = self._owners[host] = registrable(f"http://{host}/")
                self._hosts.setdefault(owner, []).append(host)

    def trap(self, host: str) -> str | None:
        """Return the pattern of a host that is one too many; None for one that may be asked.

        >>> turns = Turns(1.0, lambda: 0.0)
        >>> turns.meet(f"w{n}.a.example" for n in range(100))
        >>> turns.trap("w100.a.example"), turns.trap("w99.a.example"), turns.trap("b.example")
        ('*.a.example', None, None)
        """
        if host in self._owners:
            return None
        owner = registrable(f"http://{host}/")
        return f"*.{owner}" if len(self._hosts.get(owner, ())) >= MOST_HOSTS else None

    def round(self, hosts: Iterable[str] | None = None) -> Iterator[tuple[str, ...]]:
        """Yield the hosts of each turn: the first of them that may be asked and has something is.

        `hosts` are those that may have something, all of them met; None for any.

        >>> turns = Turns(1.0, lambda: 0.0)
        >>> turns.meet([*(f"w{n}.a.example" for n in range(10)), "b.example"])
        >>> [len(turn) for turn in turns.round()]
        [1, 1, 1, 1, 1, 1, 1, 1, 2, 1]
        >>> [turn[0] for turn in turns.round(["b.example", "w9.a.example"])]
        ['b.example', 'w8.a.example']
        """
        owners: dict[str, list[str]] = {}
        for host in list(self._owners if hosts is None else hosts):
            owners.setdefault(self._owners[host], []).append(host)
        for owner, live in owners.items():
            own, shared = self._hosts[owner][:OWN_TURN], self._hosts[owner][OWN_TURN:]
            yield from ((host,) for host in live if host in own)
            if len(live) > sum(host in own for host in live) and self._rest(owner) <= 0:
                yield tuple(shared)

    def took(self, host: str) -> float:
        """Note that a host was asked; return the seconds until its turn may come again."""
        owner = self._owners[host]
        if host in self._hosts[owner][:OWN_TURN]:
            return 0.0
        self._shared_at[owner] = self._now()
        return self._delay

    def _rest(self, owner: str) -> float:
        asked = self._shared_at.get(owner)
        return 0.0 if asked is None else asked + self._delay - self._now()
