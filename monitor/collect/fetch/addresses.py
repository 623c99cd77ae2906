"""Which network addresses may be connected to.

A feed's address, and wherever it redirects to, is not ours: it must not lead into the network that we run in.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import aiohttp

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# `ipaddress.is_global` takes multicast, 192.0.0.8, 6to4 and NAT64 for public, hence lists of our own.
# fmt: off
_NOT_PUBLIC_V4 = tuple(map(IPv4Network, (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)))
_PUBLIC_V6 = IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(map(IPv6Network, (
    "2001::/23",  # protocol assignments, Teredo, ORCHID
    "2001:db8::/32", "2002::/16",  # documentation, 6to4
    "3fff::/20",  # documentation
)))
# fmt: on
_NAT64 = IPv6Network("64:ff9b::/96")

ANYWHERE: tuple[Network, ...] = (IPv4Network("0.0.0.0/0"), IPv6Network("::/0"))
"""All that there is, for connections to what a user named."""


def networks(cidrs: Sequence[str]) -> tuple[Network, ...]:
    """The networks that these say in CIDR form. Raises ValueError for one that says none."""
    return tuple(ip_network(cidr, strict=False) for cidr in cidrs)


def may_connect(address: str, *, allowed: Sequence[Network] = ()) -> bool:
    """Whether a numeric address is public, or is in one of the allowed networks."""
    reached = _reached(ip_address(address))
    return _is_public(reached) or any(reached in network for network in allowed)


def _reached(address: Address) -> Address:
    """The address that is reached in the end: IPv4 may be written inside IPv6."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _PUBLIC_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


class AddressRefusedError(OSError):
    """An OSError, so that another address of the same host may be tried."""

    def __init__(self, address: str) -> None:
        # One message for all addresses: aiohttp keeps this type only where a host's failures read the same.
        super().__init__("not a public address, and allow_private does not name it")
        self.address = address


@dataclass(frozen=True, slots=True)
class Sockets:
    """Opens sockets to permitted addresses only.

    The last gate before a connection: names are resolved and redirects are followed by now, so that neither a
    name that changes its address nor an address in an odd notation gets past it.
    """

    allowed: tuple[Network, ...] = ()

    def __call__(self, target: aiohttp.AddrInfoType) -> socket.socket:
        """A socket for this target. Raises AddressRefusedError."""
        family, kind, protocol, _, address = target
        if not may_connect(str(address[0]), allowed=self.allowed):
            raise AddressRefusedError(str(address[0]))
        return socket.socket(family, kind, protocol)
