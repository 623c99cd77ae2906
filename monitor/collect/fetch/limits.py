"""How much of the network one visit, one group of feeds and all of them together may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long, how much, how many. Times in seconds, sizes in bytes."""

    total: float = 30
    """For one visit with all its redirects, without waiting for the others."""
    connect: float = 10
    read: float = 15
    """Between two pieces of a response."""
    body: int = 15 << 20
    ratio: int = 200
    redirects: int = 5
    for_each_group: int = 2
    """Requests at a time to the servers of one domain, or of one `group:`."""
    gap: float = 1.0
    """From the start of one request to a group's public servers to that of the next; below: to private ones."""
    private_gap: float = 0.0
    at_once: int = 256
