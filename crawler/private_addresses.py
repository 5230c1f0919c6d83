"""Which machines a crawl may connect to: those of the public internet, and what was named.

    ALLOW_PRIVATE_ADDRESSES = False                        none but the start of a crawl
    ALLOW_PRIVATE_ADDRESSES = ["wiki.internal", "10.0.0.7:8080", "10.0.0.8:8000-8009"]  these alone
    ALLOW_PRIVATE_ADDRESSES = True                         all but the services of `METADATA`

A crawl that starts at a private address has that address, host and port, named for it. What is
tried out on this machine is served in parts, each at a port that the system has handed out: one
that starts at such a port has the others named for it, too. An IPv6 address is judged by the IPv4
addresses that it stands for, too.
"""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from crawler import patterns as re
from crawler.frontier.urls import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

METADATA = frozenset(
    map(
        ipaddress.ip_address,
        ["169.254.169.254", "169.254.170.2", "169.254.170.23", "100.100.100.200", "192.0.0.192",
         "168.63.129.16", "fd00:ec2::254", "fd00:ec2::23", "fd20:ce::254"],
    )
)  # fmt: skip
"""Where clouds give a machine its passwords: AWS and most others, tasks of AWS, Alibaba, Oracle,
Azure, Google. Each has to be named by itself.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
https://learn.microsoft.com/en-us/azure/virtual-network/what-is-ip-address-168-63-129-16,
https://cloud.google.com/compute/docs/metadata/querying-metadata"""

HERE = ("127.0.0.1", "localhost", "[::1]")
HANDED_OUT = range(32_768, 65_536)
"""Ports that a system gives to whoever asks for any: services that are meant to be found stand
below. https://www.rfc-editor.org/rfc/rfc6335#section-6; Linux begins at 32768."""

METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "metadata.goog"})
PRIVATE_ENDINGS = ("localhost", "local", "internal", "home.arpa", "localdomain")
"""Names that are looked up within a network: https://www.rfc-editor.org/rfc/rfc6761,
https://www.rfc-editor.org/rfc/rfc6762, https://www.rfc-editor.org/rfc/rfc8375, and ICANN's."""

_TRANSLATED_HERE = ipaddress.IPv6Network("64:ff9b:1::/48")
"""Of a network's own translator: https://www.rfc-editor.org/rfc/rfc8215."""

_WITHIN = tuple(
    map(ipaddress.IPv6Network, ["64:ff9b::/96", "::/96", "::ffff:0:0:0/96"])
)  # fmt: skip
"""Whose last 32 bits are an IPv4 address, for a translator or for hosts of old:
https://www.rfc-editor.org/rfc/rfc6052#section-2.1,
https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.1,
https://www.rfc-editor.org/rfc/rfc2765#section-2.1"""

_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
"""All of the internet that there is: https://www.iana.org/assignments/ipv6-address-space"""

_ISATAP = frozenset({0x5EFE, 0x0200_5EFE})
"""Before an IPv4 address in the last 32 bits: https://www.rfc-editor.org/rfc/rfc5214#section-6.1"""

_ORIGIN = re.compile(r"https?://[^/?#\\@\s]+(?=[/?#])")

IP = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public internet.

    >>> is_public("93.184.215.14"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    >>> is_public("169.254.169.254"), is_public("64:ff9b::7f00:1"), is_public("2002:7f00:1::")
    (False, False, False)
    >>> is_public("168.63.129.16"), is_public("fec0::1"), is_public("2606:4700::1111")
    (False, False, True)
    """
    ips = list(_meant(address))
    return bool(ips) and all(
        ip.is_global and not ip.is_multicast
        and (isinstance(ip, ipaddress.IPv4Address) or ip in _GIVEN_OUT)
        for ip in ips
    ) and METADATA.isdisjoint(ips)  # fmt: skip


def is_metadata(address: str) -> bool:
    """Say whether an IP address is, or stands for, one of `METADATA`.

    >>> is_metadata("169.254.169.254"), is_metadata("::ffff:a9fe:a9fe"), is_metadata("10.0.0.1")
    (True, True, False)
    """
    return not METADATA.isdisjoint(_meant(address))


def _meant(address: str) -> Iterator[IP]:
    """Yield what an address stands for: IPv4 addresses that it embeds, or else itself."""
    try:
        ip = ipaddress.ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return
    if not isinstance(ip, ipaddress.IPv6Address):
        yield ip
        return
    within = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    last = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    if int(ip) > 1 and any(ip in network for network in _WITHIN):
        within.append(last)
    if ip in _TRANSLATED_HERE or int(ip) >> 32 & 0xFFFFFFFF in _ISATAP:
        within += [ip, last]
    embedded = [each for each in within if each is not None]
    yield from embedded or [ip]


def endpoint(url: str) -> str:
    """Return the host and the port that an address names, as browsers read it.

    >>> endpoint("HTTP://u:p@0x7f000001/a"), endpoint("https://[::1]:8443/")
    ('127.0.0.1:80', '[::1]:8443')
    """
    origin = _ORIGIN.match(url)
    return _endpoint(f"{origin[0]}/" if origin else url)


@lru_cache(maxsize=4_096)
def _endpoint(url: str) -> str:
    parts = urlsplit(resolve(None, url) or url)
    host = (parts.netloc.rpartition("@")[2]).lower()
    has_port = host.rpartition("]")[2].rpartition(":")[2].isdecimal()
    return host if has_port else f"{host.rstrip(':')}:{443 if parts.scheme == 'https' else 80}"


def names_private(url: str) -> bool:
    """Say whether an address names this machine or one of a private network.

    >>> names_private("http://127.0.0.1:8000/"), names_private("http://[::1]/")
    (True, True)
    >>> names_private("http://2130706434/"), names_private("http://168.63.129.16/")
    (True, True)
    >>> names_private("http://localhost/"), names_private("https://news.example/")
    (True, False)
    """
    return _is_private(_host(url))


@lru_cache(maxsize=4_096)
def _is_private(host: str) -> bool:
    if host in METADATA_NAMES or host.rpartition(".")[2] in PRIVATE_ENDINGS:
        return True
    return host.endswith(".home.arpa") or (_is_ip(host) and not is_public(host))


def names_metadata(url: str) -> bool:
    """Say whether an address names one of the services that give a machine its passwords."""
    host = _host(url)
    return host in METADATA_NAMES or is_metadata(host)


def _host(url: str) -> str:
    return endpoint(url).rpartition(":")[0].strip("[]").rstrip(".")


def _is_ip(host: str) -> bool:
    return next(_meant(host), None) is not None


class Leave(NamedTuple):
    """Which private addresses may be asked for, as ``ALLOW_PRIVATE_ADDRESSES`` says."""

    everything: bool
    named: frozenset[str]
    """Hosts, each with its port, with a first and a last one, or for any."""

    @classmethod
    def of(cls, said: object) -> Leave:
        """Return what the value of the setting allows: a switch, hosts, or both as text.

        >>> Leave.of("true").everything, sorted(Leave.of("10.0.0.7:8080, Wiki.internal").named)
        (True, ['10.0.0.7:8080', 'wiki.internal'])
        """
        words = said if isinstance(said, list | tuple) else str(said or "").split(",")
        told = {str(word).strip().lower() for word in words} - {"", "false", "0", "none"}
        return cls(not told.isdisjoint({"true", "1"}), frozenset(told - {"true", "1"}))

    def may_name(self, url: str) -> bool:
        """Return True if an address may be asked for, as far as its spelling tells."""
        if not names_private(url) or self._is_named(url):
            return True
        return self.everything and not names_metadata(url)

    def may_connect(self, url: str, ip_address: str) -> bool:
        """Return True if a connection may be made for an address to where it was found to be."""
        if is_public(ip_address):
            return True
        if is_metadata(ip_address):
            return ip_address in self.named or (_host(url) == ip_address and self._is_named(url))
        return self.everything or self._is_named(url)

    def _is_named(self, url: str) -> bool:
        if not self.named:
            return False
        where = endpoint(url)
        host, _, port = where.rpartition(":")
        if not self.named.isdisjoint({where, host, _host(url)}):
            return True
        return any(
            int(port) in _ports(told)
            for each, _, told in (each.rpartition(":") for each in self.named)
            if each in {host, _host(url)}
        )


def named_for(urls: Iterable[str]) -> list[str]:
    """Return what a crawl that starts at these addresses has named: the private ones of them.

    Host and port; on this machine by its usual names, and with all of `HANDED_OUT` where the port
    is one of these.

    >>> named_for(["http://10.0.0.7:8000/a", "https://a.example/", "http://169.254.169.254/"])
    ['10.0.0.7:8000']
    >>> named_for(["http://127.0.0.1:8000/a"])
    ['127.0.0.1:8000', 'localhost:8000', '[::1]:8000']
    >>> named_for(["http://localhost:40123/a"])[0]
    'localhost:32768-65535'
    """
    private = [url for url in urls if names_private(url) and not names_metadata(url)]
    named: list[str] = []
    for url in private:
        host, _, port = endpoint(url).rpartition(":")
        if _is_here(_host(url)):
            if int(port) in HANDED_OUT:
                port = f"{HANDED_OUT.start}-{HANDED_OUT.stop - 1}"
            named += [f"{each}:{port}" for each in (host, *HERE)]
        else:
            named.append(f"{host}:{port}")
    return list(dict.fromkeys(named))


def _ports(told: str) -> range:
    """Return the ports from a first to a last one; none where no such two are told.

    >>> _ports("8000-8009"), len(_ports("8000")), len(_ports("1]"))
    (range(8000, 8010), 0, 0)
    """
    first, dash, last = told.partition("-")
    if not (dash and first.isdecimal() and last.isdecimal()):
        return range(0)
    return range(int(first), int(last) + 1)


def with_starts(said: object, urls: Iterable[str]) -> object:
    """Return what ``ALLOW_PRIVATE_ADDRESSES`` says with what a crawl's starts name beside it.

    >>> with_starts("10.0.0.9:80", ["http://10.0.0.7:8000/a"]), with_starts(False, ["//a.example"])
    (['10.0.0.7:8000', '10.0.0.9:80'], False)
    """
    leave, named = Leave.of(said), named_for(urls)
    return said if leave.everything or not named else sorted({*leave.named, *named})


def _is_here(host: str) -> bool:
    return host == "localhost" or any(ip.is_loopback for ip in _meant(host))
