"""A document in pieces: what the cutters of each format make, and what a shorter document is made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitDocument:
    """A document in UTF-8, cut before and behind each of its entries."""

    gaps: tuple[bytes, ...]
    """What is before, between and behind the entries: one more than there are entries."""
    entries: tuple[bytes, ...]
    names: tuple[bytes, ...]
    """How each entry names itself, as far as that can be seen from outside; empty where it cannot."""
    links: tuple[bytes, ...]
    """Where each entry leads, likewise."""
    says: tuple[bytes, ...]
    """Something of what each entry says, its title where it has one; two that say the same may be one."""
    blank: bytes = b""
    """What stands for an entry that is left out."""

    def only(self, places: Collection[int]) -> bytes:
        """The document with no other entries than those at these places."""
        joined = [self.gaps[0]]
        for place, entry in enumerate(self.entries):
            joined += (entry if place in places else self.blank, self.gaps[place + 1])
        return b"".join(joined)
