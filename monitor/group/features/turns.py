"""What turns a story: the first dead, an arrest, a denial. Reported once, in whatever language it comes first."""

from __future__ import annotations

from collections.abc import Iterable

_TURNS = {
    "#die": "new",
    "#arrest": "new",
    "#charge": "new",
    "#convict": "new",
    "#acquit": "new",
    "#free": "new",
    "#rescue": "new",
    "#found": "new",
    "#landfall": "new",
    "#resign": "new",
    "#ceasefire": "new",
    "#agree": "new",
    "#cancelled": "new",
    "#suspend": "new",
    "#reopen": "new",
    "#reject": "new",
    "#bankrupt": "new",
    "#leak": "new",
    "#extinguish": "new",
    "#extradite": "new",
    "#responsibility": "new",
    "#concede": "new",
    "#win": "new",
    "#deny": "denial",
    "#correct": "correction",
}
"""The concepts that turn a story if it has not had them yet, and what a reader reads that they are."""


def turns_in(terms: Iterable[str]) -> frozenset[str]:
    """The turns that these terms report."""
    return frozenset(term for term in terms if term in _TURNS)


def kind_of_turn(turn: str) -> str:
    """'denial', 'correction', or plainly 'new'."""
    return _TURNS[turn]
